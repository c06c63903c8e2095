// transport.rs of a Rust SDK: the Transport trait, and blocking HTTP/1.1 over std. The text below is the file.

export const TRANSPORT_RS = String.raw`//! How requests travel. The transport here is blocking HTTP/1.1 over TCP, without TLS and without redirects.

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    /// Time for the whole exchange.
    pub timeout: Option<Duration>,
}

impl Request {
    /// Replaces a header of the same name, whatever its case.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.headers.push((name.to_string(), value.to_string()));
    }
}

#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

pub trait Transport: Send + Sync {
    fn send(&self, request: &Request) -> Result<Response, Box<dyn Error + Send + Sync>>;
}

/// HTTP/1.1 over std::net, one connection per request.
#[derive(Debug, Clone, Copy, Default)]
pub struct TcpTransport;

impl Transport for TcpTransport {
    fn send(&self, request: &Request) -> Result<Response, Box<dyn Error + Send + Sync>> {
        let Some(rest) = request.url.strip_prefix("http://") else {
            return Err(format!("{} is not http; give the client a Transport for it", request.url).into());
        };
        let (authority, target) = rest.find(['/', '?']).map_or((rest, ""), |at| rest.split_at(at));
        let slash = if target.starts_with('/') { "" } else { "/" };
        for (name, value) in &request.headers {
            if name.bytes().chain(value.bytes()).any(|byte| byte == b'\r' || byte == b'\n') {
                return Err(format!("the header {name:?} contains a line break").into());
            }
        }
        let deadline = request.timeout.map(|timeout| Instant::now() + timeout);
        let stream = connect(authority, deadline)?;
        let mut head = format!("{} {slash}{target} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n", request.method);
        for (name, value) in &request.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let body = request.body.as_deref().unwrap_or_default();
        if request.body.is_some() || matches!(request.method.as_str(), "POST" | "PUT" | "PATCH") {
            head.push_str(&format!("content-length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let mut timed = Timed { stream, deadline };
        timed.write_all(head.as_bytes())?;
        timed.write_all(body)?;
        read_response(&mut BufReader::new(timed), &request.method)
    }
}

fn connect(authority: &str, deadline: Option<Instant>) -> io::Result<TcpStream> {
    let has_port = authority.rsplit(']').next().unwrap_or(authority).contains(':');
    let address = if has_port { authority.to_string() } else { format!("{authority}:80") };
    let mut failure = io::Error::new(io::ErrorKind::NotFound, format!("{authority} has no address"));
    for socket in address.to_socket_addrs()? {
        let connected = match deadline {
            Some(deadline) => TcpStream::connect_timeout(&socket, remaining(deadline)?),
            None => TcpStream::connect(socket),
        };
        match connected {
            Ok(stream) => return Ok(stream),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

fn remaining(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::Error::new(io::ErrorKind::TimedOut, "not answered in time"));
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
        self.stream.read(buffer)
    }
}

impl Write for Timed {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if let Some(deadline) = self.deadline {
            self.stream.set_write_timeout(Some(remaining(deadline)?))?;
        }
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn read_response(reader: &mut impl BufRead, method: &str) -> Result<Response, Box<dyn Error + Send + Sync>> {
    loop {
        let line = read_line(reader)?;
        let status: u16 = match line.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)) {
            Some(code) => code.parse()?,
            None => return Err(format!("the answer is not HTTP/1.1: {line:?}").into()),
        };
        let headers = read_headers(reader)?;
        if (100..200).contains(&status) {
            continue;
        }
        let mut response = Response { status, headers, body: vec![] };
        if method == "HEAD" || status == 204 || status == 304 {
            return Ok(response);
        }
        let chunked = response.header("transfer-encoding").map_or(false, |value| value.to_ascii_lowercase().contains("chunked"));
        let length = response.header("content-length").map(str::parse::<usize>).transpose()?;
        response.body = match length {
            _ if chunked => read_chunks(reader)?,
            Some(length) => read_exactly(reader, length)?,
            None => {
                let mut body = vec![];
                reader.read_to_end(&mut body)?;
                body
            }
        };
        return Ok(response);
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

fn read_chunks(reader: &mut impl BufRead) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    let mut body = vec![];
    loop {
        let line = read_line(reader)?;
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16)?;
        if size == 0 {
            read_headers(reader)?;
            return Ok(body);
        }
        body.extend(read_exactly(reader, size)?);
        read_line(reader)?;
    }
}

/// Grows with what arrives, not with what was announced.
fn read_exactly(reader: &mut impl BufRead, length: usize) -> io::Result<Vec<u8>> {
    let mut body = vec![];
    reader.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the answer ended early"));
    }
    Ok(body)
}

fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = vec![];
    if reader.take(64 * 1024).read_until(b'\n', &mut line)? == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the answer ended early"));
    }
    Ok(String::from_utf8_lossy(&line).trim_end().to_string())
}
`;
