// stream.rs of a Rust SDK, after the line of origin: the same in every one.

export const STREAM_RS = String.raw`//! Answers of many items: server-sent events, and one JSON value per line.

use crate::call::Call;
use crate::error::{Error, TransportError};
use crate::http::{decode, Http};
use crate::url::without_query;
use serde::de::DeserializeOwned;
use std::io::{self, BufRead, BufReader, Read};
use std::marker::PhantomData;

/// Item after item; dropping it closes the connection. Ends after the first failure.
pub struct Stream<T> {
    call: Call,
    status: u16,
    url: String,
    events: bool,
    lines: Option<Lines>,
    item: PhantomData<fn() -> T>,
}

#[allow(dead_code)]
impl<T: DeserializeOwned> Stream<T> {
    pub(crate) fn events(http: &Http, call: Call) -> Result<Self, Error> {
        Self::open(http, call, "text/event-stream", true)
    }

    pub(crate) fn lines(http: &Http, call: Call) -> Result<Self, Error> {
        let accept = "application/x-ndjson, application/jsonl, application/json;q=0.5";
        Self::open(http, call, accept, false)
    }

    fn open(http: &Http, call: Call, accept: &str, events: bool) -> Result<Self, Error> {
        let answer = http.exchange(&call, accept, true)?;
        let lines = Lines {
            reader: BufReader::new(answer.body),
            first: true,
            after_return: false,
        };
        let (status, url) = (answer.status, without_query(&answer.url));
        Ok(Self {
            call,
            status,
            url,
            events,
            lines: Some(lines),
            item: PhantomData,
        })
    }
}

impl<T: DeserializeOwned> Iterator for Stream<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let lines = self.lines.as_mut()?;
        let found = if self.events {
            lines.event()
        } else {
            lines.value()
        };
        let item = match found {
            Ok(Some(data)) => decode(&self.call, self.status, data),
            Ok(None) => {
                self.lines = None;
                return None;
            }
            Err(source) => Err(Error::Transport(Box::new(TransportError {
                operation: self.call.operation.clone(),
                url: self.url.clone(),
                attempts: 1,
                source: source.into(),
            }))),
        };
        if item.is_err() {
            self.lines = None;
        }
        Some(item)
    }
}

struct Lines {
    reader: BufReader<Box<dyn Read + Send>>,
    first: bool,
    after_return: bool,
}

impl Lines {
    /// The data lines of one event, joined. Other fields and comments are for others.
    fn event(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut data: Option<Vec<u8>> = None;
        loop {
            let line = self.line()?;
            if line.as_ref().map_or(true, Vec::is_empty) {
                match data.take() {
                    Some(data) if trimmed(&data) == b"[DONE]" => return Ok(None),
                    Some(data) if !data.is_empty() => return Ok(Some(data)),
                    _ => {}
                }
            }
            let Some(line) = line else { return Ok(None) };
            let Some(rest) = line.strip_prefix(b"data") else {
                continue;
            };
            let value = match rest {
                [] => rest,
                [b':', b' ', value @ ..] | [b':', value @ ..] => value,
                _ => continue,
            };
            match &mut data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => data = Some(value.to_vec()),
            }
        }
    }

    fn value(&mut self) -> io::Result<Option<Vec<u8>>> {
        while let Some(line) = self.line()? {
            match trimmed(&line) {
                b"" => continue,
                b"[DONE]" => return Ok(None),
                value => return Ok(Some(value.to_vec())),
            }
        }
        Ok(None)
    }

    /// Ends at CR, LF and both. A CR ends its line at once: the server may say nothing more for a long time.
    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = vec![];
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok((!line.is_empty()).then(|| self.unmarked(line)));
            }
            let skip = usize::from(self.after_return && buffer[0] == b'\n');
            self.after_return = false;
            let rest = &buffer[skip..];
            let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            line.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
            let used = skip + end.map_or(rest.len(), |end| end + 1);
            if let Some(end) = end {
                self.after_return = rest[end] == b'\r';
            }
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(self.unmarked(line)));
            }
        }
    }

    /// Without the byte order mark in front of the first line.
    fn unmarked(&mut self, line: Vec<u8>) -> Vec<u8> {
        let first = std::mem::replace(&mut self.first, false);
        match line.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) if first => rest.to_vec(),
            _ => line,
        }
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let start = bytes
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .unwrap_or(bytes.len());
    let end = bytes
        .iter()
        .rposition(|byte| !byte.is_ascii_whitespace())
        .map_or(start, |at| at + 1);
    &bytes[start..end]
}
`;
