// Parts of a Rust SDK that do not change, wire half: errors, sending, and the blocking transport over std.

export const ERROR_RS = `//! Every way in which a call can fail.

use crate::transport::Response;
use serde::de::DeserializeOwned;
use std::error::Error;
use std::fmt;

#[derive(Debug)]
#[non_exhaustive]
pub enum ApiError {
    /// An answer that is not a success.
    Status { call: String, response: Response },
    /// No usable answer: not reachable, too slow, or not HTTP.
    Transport { call: String, source: Box<dyn Error + Send + Sync> },
    /// A successful answer with a body that its contract does not allow.
    Decode { call: String, source: serde_json::Error, response: Response },
    /// An argument that cannot be sent.
    Argument(String),
}

impl ApiError {
    /// The answer, if there was one.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Status { response, .. } | Self::Decode { response, .. } => Some(response),
            _ => None,
        }
    }

    pub fn status(&self) -> Option<u16> {
        self.response().map(|response| response.status)
    }

    pub fn headers(&self) -> &[(String, String)] {
        self.response().map_or(&[], |response| &response.headers)
    }

    /// The body as a documented model, or as serde_json::Value.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.response()?.body).ok()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { call, response } => write!(formatter, "{call} answered {}", response.status),
            Self::Transport { call, source } => {
                write!(formatter, "{call} could not be sent; is the base URL right and the server up? ({source})")
            }
            Self::Decode { call, source, .. } => write!(formatter, "{call} answered outside of its contract: {source}"),
            Self::Argument(message) => formatter.write_str(message),
        }
    }
}

impl Error for ApiError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Transport { source, .. } => Some(source.as_ref()),
            Self::Decode { source, .. } => Some(source),
            _ => None,
        }
    }
}
`;

export const HTTP_RS = `//! Sends calls: headers, auth and timeouts before, statuses and bodies after.

use crate::call::Call;
use crate::error::ApiError;
use crate::transport::{Request, Response, TcpTransport, Transport};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// What a virtual system should assume for these requests; sent as headers, which real services ignore.
#[derive(Debug, Clone, Default)]
pub struct MockOps {
    /// Isolates state: requests of one session see only its own changes.
    pub session: Option<String>,
    pub persona: Option<String>,
    pub scenario: Option<String>,
    /// Attributes the request to a CI run, for coverage.
    pub ci_run: Option<String>,
}

type Auth = Arc<dyn Fn(&mut Request) + Send + Sync>;

#[derive(Clone)]
pub struct Http {
    base_url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) auth: Option<Auth>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) mockops: MockOps,
    pub(crate) transport: Arc<dyn Transport>,
}

#[allow(dead_code)]
impl Http {
    pub(crate) fn new(base_url: String) -> Self {
        Self {
            base_url: base_url.trim_end_matches('/').to_string(),
            headers: vec![],
            auth: None,
            timeout: Some(Duration::from_secs(30)),
            mockops: MockOps::default(),
            transport: Arc::new(TcpTransport),
        }
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, ApiError> {
        let name = name_of(&call);
        let response = self.exchange(call, "application/json")?;
        match serde_json::from_slice(&response.body) {
            Ok(value) => Ok(value),
            Err(source) => Err(ApiError::Decode { call: name, source, response }),
        }
    }

    pub(crate) fn maybe_json<T: DeserializeOwned>(&self, call: Call) -> Result<Option<T>, ApiError> {
        let name = name_of(&call);
        let response = self.exchange(call, "application/json")?;
        if response.body.is_empty() {
            return Ok(None);
        }
        match serde_json::from_slice(&response.body) {
            Ok(value) => Ok(Some(value)),
            Err(source) => Err(ApiError::Decode { call: name, source, response }),
        }
    }

    pub(crate) fn text(&self, call: Call) -> Result<String, ApiError> {
        let response = self.exchange(call, "*/*")?;
        Ok(String::from_utf8_lossy(&response.body).into_owned())
    }

    pub(crate) fn bytes(&self, call: Call) -> Result<Vec<u8>, ApiError> {
        Ok(self.exchange(call, "*/*")?.body)
    }

    pub(crate) fn none(&self, call: Call) -> Result<(), ApiError> {
        self.exchange(call, "*/*").map(|_| ())
    }

    fn exchange(&self, call: Call, accept: &str) -> Result<Response, ApiError> {
        let name = name_of(&call);
        let mut request = Request {
            method: call.method.to_string(),
            url: format!("{}{}", self.base_url, call.target()),
            headers: vec![],
            timeout: self.timeout,
            body: None,
        };
        request.set_header("accept", accept);
        let own = [
            ("mockops-session", &self.mockops.session),
            ("mockops-persona", &self.mockops.persona),
            ("mockops-scenario", &self.mockops.scenario),
            ("mockops-ci-run", &self.mockops.ci_run),
        ];
        for (name, value) in own {
            if let Some(value) = value {
                request.set_header(name, value);
            }
        }
        for (name, value) in self.headers.iter().chain(&call.headers) {
            request.set_header(name, value);
        }
        if let Some(cookies) = call.cookies() {
            request.set_header("cookie", &cookies);
        }
        request.body = call.body;
        if let Some(auth) = &self.auth {
            auth(&mut request);
        }
        let response = match self.transport.send(&request) {
            Ok(response) => response,
            Err(source) => return Err(ApiError::Transport { call: name, source }),
        };
        if (200..300).contains(&response.status) {
            return Ok(response);
        }
        Err(ApiError::Status { call: name, response })
    }
}

fn name_of(call: &Call) -> String {
    format!("{} {}", call.method, call.target())
}
`;

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
