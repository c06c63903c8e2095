// transport.rs of a Rust SDK, after the line of origin: the same in every one.

export const TRANSPORT_RS = String.raw`//! How requests travel. The transport here is blocking HTTP/1.1 over TCP, without TLS.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub type BoxError = Box<dyn Error + Send + Sync>;

/// What a request carries. Bytes can be sent again, a reader cannot.
pub enum Body {
    Bytes(Arc<[u8]>),
    Reader(Box<dyn Read + Send>),
}

impl Body {
    pub fn from_reader(reader: impl Read + Send + 'static) -> Self {
        Self::Reader(Box::new(reader))
    }

    /// The same once more, if that is possible.
    pub fn again(&self) -> Option<Self> {
        match self {
            Self::Bytes(bytes) => Some(Self::Bytes(bytes.clone())),
            Self::Reader(_) => None,
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<&[u8]> for Body {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl<const N: usize> From<&[u8; N]> for Body {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.as_slice().into())
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self::Bytes(text.as_bytes().into())
    }
}

pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Body>,
    /// Time for the whole exchange, or until the headers when stream is set.
    pub timeout: Option<Duration>,
    pub stream: bool,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// Replaces a header of the same name, whatever its case.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers
            .retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_string(), value.to_string()));
    }
}

pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Dropping it closes the connection.
    pub body: Box<dyn Read + Send>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }
}

pub(crate) fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers
        .iter()
        .find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// One request in, one response out, whatever its status. Redirects and repetitions are not its business.
pub trait Transport: Send + Sync {
    fn send(&self, request: Request) -> Result<Response, BoxError>;
}

/// HTTP/1.1 over std::net, one connection per request.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpTransport;

impl Transport for TcpTransport {
    fn send(&self, request: Request) -> Result<Response, BoxError> {
        let Some(rest) = request.url.strip_prefix("http://") else {
            let url = request.url.split('?').next().unwrap_or_default();
            return Err(format!("{url} is not http; give the client a Transport for it").into());
        };
        let (authority, target) = rest
            .find(['/', '?'])
            .map_or((rest, ""), |at| rest.split_at(at));
        let slash = if target.starts_with('/') { "" } else { "/" };
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let deadline = request.timeout.map(|timeout| Instant::now() + timeout);
        let stream = connect(host, deadline)?;
        let mut head = format!(
            "{} {slash}{target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n",
            request.method
        );
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let empty = matches!(request.method.as_str(), "POST" | "PUT" | "PATCH");
        match &request.body {
            Some(Body::Bytes(bytes)) => {
                head.push_str(&format!("content-length: {}\r\n", bytes.len()))
            }
            Some(Body::Reader(_)) => head.push_str("transfer-encoding: chunked\r\n"),
            None if empty => head.push_str("content-length: 0\r\n"),
            None => {}
        }
        head.push_str("\r\n");
        let mut timed = Timed { stream, deadline };
        timed.write_all(head.as_bytes())?;
        match request.body {
            Some(Body::Bytes(bytes)) => timed.write_all(&bytes)?,
            Some(Body::Reader(reader)) => write_chunks(&mut timed, reader)?,
            None => {}
        }
        let mut reader = BufReader::new(timed);
        let (status, headers) = read_head(&mut reader)?;
        if request.stream && (200..300).contains(&status) {
            let timed = reader.get_mut();
            timed.deadline = None;
            timed.stream.set_read_timeout(None)?;
        }
        let body = body_of(reader, &request.method, status, &headers)?;
        Ok(Response {
            status,
            headers,
            body,
        })
    }
}

fn connect(host: &str, deadline: Option<Instant>) -> io::Result<TcpStream> {
    let has_port = host.rsplit(']').next().unwrap_or(host).contains(':');
    let address = if has_port {
        host.to_string()
    } else {
        format!("{host}:80")
    };
    let mut failure = io::Error::new(io::ErrorKind::NotFound, format!("{host} has no address"));
    for socket in address.to_socket_addrs()? {
        let connected = match deadline {
            Some(deadline) => TcpStream::connect_timeout(&socket, remaining(deadline)?),
            None => TcpStream::connect(socket),
        };
        match connected {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn remaining(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "not answered in time",
        ));
    }
    Ok(left)
}

/// A stream whose every read and write ends by one deadline.
struct Timed {
    stream: TcpStream,
    deadline: Option<Instant>,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(deadline) = self.deadline {
            self.stream.set_read_timeout(Some(remaining(deadline)?))?;
        }
        self.stream.read(buffer).map_err(plain)
    }
}

impl Write for Timed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if let Some(deadline) = self.deadline {
            self.stream.set_write_timeout(Some(remaining(deadline)?))?;
        }
        self.stream.write(buffer).map_err(plain)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Unix calls an expired time limit WouldBlock.
fn plain(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::WouldBlock => {
            io::Error::new(io::ErrorKind::TimedOut, "not answered in time")
        }
        _ => error,
    }
}

fn write_chunks(to: &mut impl Write, mut from: Box<dyn Read + Send>) -> io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let size = from.read(&mut piece)?;
        to.write_all(format!("{size:x}\r\n").as_bytes())?;
        to.write_all(&piece[..size])?;
        to.write_all(b"\r\n")?;
        if size == 0 {
            return Ok(());
        }
    }
}

type Head = (u16, Vec<(String, String)>);

fn read_head(reader: &mut impl BufRead) -> Result<Head, BoxError> {
    loop {
        let line = read_line(reader)?;
        let code = line
            .strip_prefix("HTTP/1.")
            .and_then(|rest| rest.split(' ').nth(1));
        let status: u16 = match code {
            Some(code) => code.parse()?,
            None => return Err(format!("the answer is not HTTP/1.1: {line:?}").into()),
        };
        let headers = read_headers(reader)?;
        if !(100..200).contains(&status) {
            return Ok((status, headers));
        }
    }
}

fn read_headers(reader: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = vec![];
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            return Ok(headers);
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
        }
    }
}

fn body_of(
    reader: BufReader<Timed>,
    method: &str,
    status: u16,
    headers: &[(String, String)],
) -> Result<Box<dyn Read + Send>, BoxError> {
    if method == "HEAD" || status == 204 || status == 304 {
        return Ok(Box::new(io::empty()));
    }
    let encoding = find(headers, "transfer-encoding").unwrap_or_default();
    if encoding.to_ascii_lowercase().contains("chunked") {
        return Ok(Box::new(Chunks {
            reader,
            left: 0,
            state: ChunkState::First,
        }));
    }
    match find(headers, "content-length") {
        Some(length) => Ok(Box::new(Exactly {
            reader,
            left: length.parse()?,
        })),
        None => Ok(Box::new(reader)),
    }
}

/// A body of a known length; ending before is an error.
struct Exactly<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Exactly<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.reader.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(ended_early());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

enum ChunkState {
    First,
    Within,
    Done,
}

struct Chunks<R> {
    reader: R,
    left: u64,
    state: ChunkState,
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 && !self.next_chunk()? {
            return Ok(0);
        }
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let read = self.reader.read(&mut buffer[..most])?;
        if read == 0 && most > 0 {
            return Err(ended_early());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl<R: BufRead> Chunks<R> {
    fn next_chunk(&mut self) -> io::Result<bool> {
        match self.state {
            ChunkState::Done => return Ok(false),
            ChunkState::Within => read_line(&mut self.reader)?,
            ChunkState::First => String::new(),
        };
        let line = read_line(&mut self.reader)?;
        let size = u64::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16);
        let invalid = |_| io::Error::new(io::ErrorKind::InvalidData, "a chunk has no size");
        self.left = size.map_err(invalid)?;
        self.state = ChunkState::Within;
        if self.left == 0 {
            self.state = ChunkState::Done;
            read_headers(&mut self.reader)?;
        }
        Ok(self.left > 0)
    }
}

fn ended_early() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the answer ended early")
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = vec![];
    if reader.take(64 * 1024).read_until(b'\n', &mut line)? == 0 {
        return Err(ended_early());
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_string())
}
`;
