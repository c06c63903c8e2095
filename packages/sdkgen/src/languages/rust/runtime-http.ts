// Parts of a Rust SDK that do not change, network half: errors, attempts, credentials, redirects. The texts below are the files.

export const ERROR_RS = `//! In how many ways a call can fail.

use crate::failures::ErrorBody;
use crate::transport::{find, BoxError};
use serde::de::DeserializeOwned;
use std::fmt;

#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An answer that is not a success.
    Api(Box<ApiError>),
    /// No usable answer: not reachable, too slow, or broken off.
    Transport(Box<TransportError>),
    /// A successful answer with a body that its contract does not allow.
    Decode(Box<DecodeError>),
    /// An argument that cannot be sent. Nothing was.
    Argument(String),
}

/// An answer that is not a success.
#[derive(Debug)]
pub struct ApiError {
    /// Method and path of the contract.
    pub operation: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// What the server calls the request, if it says so.
    pub request_id: Option<String>,
    pub body: Vec<u8>,
    /// The body as documented for the status, if it is.
    pub value: Option<ErrorBody>,
}

impl ApiError {
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as any type, e.g. serde_json::Value.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }
}

#[derive(Debug)]
pub struct TransportError {
    pub operation: String,
    /// Without its query.
    pub url: String,
    pub attempts: u32,
    pub source: BoxError,
}

#[derive(Debug)]
pub struct DecodeError {
    pub operation: String,
    pub status: u16,
    pub body: Vec<u8>,
    pub source: serde_json::Error,
}

impl Error {
    /// The answer that is not a success, if that is the failure.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(failure) => Some(failure),
            _ => None,
        }
    }

    pub fn status(&self) -> Option<u16> {
        self.api().map(|failure| failure.status)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(failure) => {
                write!(formatter, "{} answered {}", failure.operation, failure.status)
            }
            Self::Transport(failure) => write!(
                formatter,
                "{} at {} was not answered (attempt {}); is the base URL right and the server up? {}",
                failure.operation, failure.url, failure.attempts, failure.source
            ),
            Self::Decode(failure) => write!(
                formatter,
                "{} answered {} outside of its contract: {}",
                failure.operation, failure.status, failure.source
            ),
            Self::Argument(message) => formatter.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(failure) => Some(failure.source.as_ref()),
            Self::Decode(failure) => Some(&failure.source),
            _ => None,
        }
    }
}
`;

export const HTTP_RS = String.raw`//! Sends calls: headers, credentials and time limits before, statuses, repetitions and redirects after.

use crate::call::{encode, Call};
use crate::error::{ApiError, DecodeError, Error, TransportError};
use crate::random;
use crate::transport::{find, BoxError, Request, Response, TcpTransport, Transport};
use crate::url::{same_origin, without_query, Url};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// Supplies a credential for each request; true after a 401: what was supplied before is no longer good.
pub type Supply = Arc<dyn Fn(bool) -> Result<String, BoxError> + Send + Sync>;

#[derive(Clone)]
pub struct Credential {
    pub supply: Supply,
    /// It comes from a function, which may know a fresh one.
    pub renewable: bool,
}

/// A way to prove who calls: bearer, basic, or where a key goes.
pub struct Scheme {
    pub name: &'static str,
    pub kind: &'static str,
    pub param: &'static str,
}

#[derive(Clone)]
pub struct Http {
    pub(crate) base_url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) user_agent: String,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) mockops: MockOps,
    pub(crate) credentials: BTreeMap<&'static str, Credential>,
    pub(crate) transport: Arc<dyn Transport>,
    schemes: &'static [Scheme],
}

/// A success. What is left of its body is in body, unless it was read into bytes.
pub struct Answer {
    pub status: u16,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
    pub body: Box<dyn Read + Send>,
}

/// What one attempt came to, and whether fresh credentials might help.
type Attempt = (Result<Answer, Error>, bool);

#[allow(dead_code)]
impl Http {
    pub fn new(base_url: String, user_agent: &str, schemes: &'static [Scheme]) -> Self {
        Self {
            base_url: base_url.trim_end_matches('/').to_string(),
            headers: vec![],
            user_agent: user_agent.to_string(),
            timeout: Some(Duration::from_secs(30)),
            max_retries: 2,
            mockops: MockOps::default(),
            credentials: BTreeMap::new(),
            transport: Arc::new(TcpTransport),
            schemes,
        }
    }

    pub fn credential(&mut self, name: &'static str, supply: Supply, renewable: bool) {
        self.credentials
            .insert(name, Credential { supply, renewable });
    }

    pub fn fixed(&mut self, name: &'static str, value: String) {
        self.credential(name, Arc::new(move |_| Ok(value.clone())), false);
    }

    pub fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, Error> {
        let answer = self.exchange(&call, "application/json", false)?;
        decode(&call, answer.status, answer.bytes)
    }

    pub fn maybe_json<T: DeserializeOwned>(&self, call: Call) -> Result<Option<T>, Error> {
        let answer = self.exchange(&call, "application/json", false)?;
        if answer.bytes.is_empty() {
            return Ok(None);
        }
        decode(&call, answer.status, answer.bytes).map(Some)
    }

    pub fn text(&self, call: Call) -> Result<String, Error> {
        let answer = self.exchange(&call, "text/*, */*;q=0.5", false)?;
        Ok(String::from_utf8_lossy(&answer.bytes).into_owned())
    }

    pub fn bytes(&self, call: Call) -> Result<Vec<u8>, Error> {
        Ok(self.exchange(&call, "*/*", false)?.bytes)
    }

    pub fn reader(&self, call: Call) -> Result<Box<dyn Read + Send>, Error> {
        Ok(self.exchange(&call, "*/*", true)?.body)
    }

    pub fn none(&self, call: Call) -> Result<(), Error> {
        self.exchange(&call, "*/*", false).map(|_| ())
    }

    /// Sends a call until it is answered, refused, or not worth another try.
    pub fn exchange(&self, call: &Call, accept: &str, stream: bool) -> Result<Answer, Error> {
        if let Some(problem) = &call.problem {
            return Err(Error::Argument(problem.clone()));
        }
        let key = call.idempotency_header.map(|_| random::uuid());
        let mut body = call.body.as_ref().and_then(|body| body.again());
        let replayable = call.body.is_none() || body.is_some();
        let mut refreshed = false;
        let mut refresh = false;
        let mut retries = 0;
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut request = self.request(call, accept, key.as_deref())?;
            request.stream = stream;
            request.body = match &call.body {
                Some(given) if replayable => given.again(),
                _ => body.take(),
            };
            let (result, renewable) = self.attempt(call, request, refresh);
            refresh = false;
            let mut failure = match result {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            if let Error::Transport(failure) = &mut failure {
                failure.attempts = attempts;
            }
            if failure.status() == Some(401) && renewable && !refreshed && replayable {
                refresh = true;
                refreshed = true;
                continue;
            }
            if retries >= self.max_retries || !call.repeatable || !replayable {
                return Err(failure);
            }
            match delay_after(&failure, retries) {
                Some(delay) => std::thread::sleep(delay),
                None => return Err(failure),
            }
            retries += 1;
        }
    }

    fn request(&self, call: &Call, accept: &str, key: Option<&str>) -> Result<Request, Error> {
        if self.base_url.is_empty() {
            return Err(Error::Argument(format!(
                "{}: there is no base URL",
                call.operation
            )));
        }
        let mut request = Request {
            method: call.method.to_string(),
            url: call.url(&self.base_url),
            headers: vec![],
            body: None,
            timeout: self.timeout,
            stream: false,
        };
        request.set_header("accept", accept);
        request.set_header("user-agent", &self.user_agent);
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
        if let (Some(name), Some(key)) = (call.idempotency_header, key) {
            request.set_header(name, key);
        }
        for (name, value) in call.headers.iter().chain(&self.headers) {
            request.set_header(name, value);
        }
        if let Some(cookies) = call.cookies() {
            add_cookie(&mut request, &cookies);
        }
        Ok(request)
    }

    fn attempt(&self, call: &Call, mut request: Request, refresh: bool) -> Attempt {
        let renewable = match self.authorize(call, &mut request, refresh) {
            Ok(renewable) => renewable,
            Err(failure) => return (Err(failure), false),
        };
        for (name, value) in &request.headers {
            if name
                .bytes()
                .chain(value.bytes())
                .any(|byte| matches!(byte, b'\r' | b'\n' | 0))
            {
                let message = format!(
                    "{}: header {name:?} must not contain line breaks",
                    call.operation
                );
                return (Err(Error::Argument(message)), false);
            }
        }
        if request.url.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            let message = format!("{}: the URL must not contain spaces", call.operation);
            return (Err(Error::Argument(message)), false);
        }
        let stream = request.stream;
        let mut url = request.url.clone();
        let broken = |url: &str, source: BoxError| {
            let (operation, url) = (call.operation.clone(), without_query(url));
            Error::Transport(Box::new(TransportError {
                operation,
                url,
                attempts: 1,
                source,
            }))
        };
        let mut response = match self.follow(request, &mut url) {
            Ok(response) => response,
            Err(source) => return (Err(broken(&url, source)), false),
        };
        let success = (200..300).contains(&response.status);
        let mut bytes = vec![];
        if !(stream && success) {
            if let Err(source) = response.body.read_to_end(&mut bytes) {
                return (Err(broken(&url, source.into())), false);
            }
        }
        let Response {
            status,
            headers,
            body,
        } = response;
        if success {
            return (
                Ok(Answer {
                    status,
                    url,
                    headers,
                    bytes,
                    body,
                }),
                renewable,
            );
        }
        let request_id = find(&headers, "x-request-id").or_else(|| find(&headers, "request-id"));
        let failure = ApiError {
            operation: call.operation.clone(),
            status,
            request_id: request_id.map(str::to_string),
            value: failure_body(call, status, &bytes),
            headers,
            body: bytes,
        };
        (Err(Error::Api(Box::new(failure))), renewable)
    }

    /// Adds credentials to a request, and tells whether one of them could be renewed.
    fn authorize(&self, call: &Call, request: &mut Request, refresh: bool) -> Result<bool, Error> {
        let has = |name: &&'static str| self.credentials.contains_key(*name);
        let chosen: Vec<&'static str> = match &call.auth {
            None => self
                .schemes
                .iter()
                .map(|scheme| scheme.name)
                .filter(has)
                .collect(),
            Some(alternatives) => {
                let complete = alternatives.iter().find(|names| names.iter().all(has));
                complete.map(|names| names.to_vec()).unwrap_or_default()
            }
        };
        let mut renewable = false;
        for scheme in self
            .schemes
            .iter()
            .filter(|scheme| chosen.contains(&scheme.name))
        {
            let Some(credential) = self.credentials.get(scheme.name) else {
                continue;
            };
            let value = (credential.supply)(refresh).map_err(|error| {
                let (operation, name) = (&call.operation, scheme.name);
                Error::Argument(format!("{operation}: no credential for {name}: {error}"))
            })?;
            renewable |= credential.renewable;
            let mut header = |name: &str, value: &str| {
                if request.header(name).is_none() {
                    request.set_header(name, value);
                }
            };
            match scheme.kind {
                "bearer" => header("authorization", &format!("Bearer {value}")),
                "basic" => header(
                    "authorization",
                    &format!("Basic {}", base64(value.as_bytes())),
                ),
                "header" => header(scheme.param, &value),
                "cookie" => add_cookie(
                    request,
                    &format!("{}={}", encode(scheme.param), encode(&value)),
                ),
                _ => {
                    let mark = if request.url.contains('?') { '&' } else { '?' };
                    let pair = format!("{mark}{}={}", encode(scheme.param), encode(&value));
                    request.url.push_str(&pair);
                }
            }
        }
        Ok(renewable)
    }

    /// Goes along redirects of GET and HEAD. Another origin gets no header of the caller.
    fn follow(&self, mut request: Request, url: &mut String) -> Result<Response, BoxError> {
        let (method, timeout, stream) = (request.method.clone(), request.timeout, request.stream);
        let safe = method == "GET" || method == "HEAD";
        let mut headers = request.headers.clone();
        for redirects in 0.. {
            let response = self.transport.send(request)?;
            let moved = matches!(response.status, 301 | 302 | 303 | 307 | 308);
            let location = response.header("location").unwrap_or_default();
            if !moved || !safe || location.is_empty() || redirects == 5 {
                return Ok(response);
            }
            let Some(next) = Url::parse(url).and_then(|base| base.join(location)) else {
                return Err(format!("it redirects to {location:?}, which is no URL").into());
            };
            if !same_origin(url, &next) {
                let kept = ["accept", "user-agent"];
                headers.retain(|(name, _)| kept.contains(&name.as_str()));
            }
            *url = next.clone();
            request = Request {
                method: method.clone(),
                url: next,
                headers: headers.clone(),
                body: None,
                timeout,
                stream,
            };
        }
        Err("it redirects without end".into())
    }
}

pub fn decode<T: DeserializeOwned>(call: &Call, status: u16, body: Vec<u8>) -> Result<T, Error> {
    serde_json::from_slice(&body).map_err(|source| {
        let operation = call.operation.clone();
        Error::Decode(Box::new(DecodeError {
            operation,
            status,
            body,
            source,
        }))
    })
}

/// The documented body of a status: exact before its class before default.
fn failure_body(call: &Call, status: u16, body: &[u8]) -> Option<crate::failures::ErrorBody> {
    let exact = status.to_string();
    let class = format!("{}XX", &exact[..1]);
    let wanted = [exact.as_str(), class.as_str(), "default"];
    let find = |name: &&str| {
        call.failures
            .iter()
            .find(|(status, _)| status.eq_ignore_ascii_case(name))
    };
    wanted
        .iter()
        .find_map(find)
        .and_then(|(_, read)| read(body))
}

fn add_cookie(request: &mut Request, cookie: &str) {
    let cookies = match request.header("cookie") {
        Some(old) => format!("{old}; {cookie}"),
        None => cookie.to_string(),
    };
    request.set_header("cookie", &cookies);
}

/// Whether another attempt may help, and when.
fn delay_after(failure: &Error, retries: u32) -> Option<Duration> {
    match failure {
        Error::Transport(_) => Some(backoff(retries)),
        Error::Api(failure) if matches!(failure.status, 408 | 429 | 500 | 502 | 503 | 504) => {
            let wanted = failure.header("retry-after").and_then(retry_after);
            let delay = wanted.unwrap_or_else(|| backoff(retries));
            (delay <= Duration::from_secs(60)).then_some(delay)
        }
        _ => None,
    }
}

fn backoff(retries: u32) -> Duration {
    let full = 0.5 * f64::from(1 << retries.min(4));
    Duration::from_secs_f64(full * random::factor())
}

fn retry_after(text: &str) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return (0.0..1e9)
            .contains(&seconds)
            .then(|| Duration::from_secs_f64(seconds));
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let then = http_date(text)?;
    Some(Duration::from_secs(then.saturating_sub(now)))
}

/// Seconds since 1970 of Sun, 06 Nov 1994 08:49:37 GMT.
fn http_date(text: &str) -> Option<u64> {
    let words: Vec<&str> = text
        .split([' ', ',', ':', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let [_, day, month, year, hour, minute, second, _] = words[..] else {
        return None;
    };
    let months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = months.find(month).filter(|at| at % 3 == 0)? as u64 / 3 + 1;
    let (day, year): (u64, u64) = (day.parse().ok()?, year.parse().ok()?);
    let clock: [u64; 3] = [
        hour.parse().ok()?,
        minute.parse().ok()?,
        second.parse().ok()?,
    ];
    if !(1970..9999).contains(&year) {
        return None;
    }
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let years = if month > 2 { year } else { year - 1 };
    let days = 365 * years + years / 4 - years / 100 + years / 400 + (153 * shifted + 2) / 5 + day;
    Some((days - 719_469) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
}

fn base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let all = group
            .iter()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            let index = (all >> (18 - 6 * place) & 63) as usize;
            text.push(if place <= group.len() {
                alphabet[index] as char
            } else {
                '='
            });
        }
    }
    text
}
`;

export const RANDOM_RS = `//! Randomness of the standard library: the seed that it gives every hash map.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

pub fn bits() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Between 0.5 and 1.
pub fn factor() -> f64 {
    0.5 + (bits() >> 11) as f64 / (1u64 << 53) as f64 / 2.0
}

/// Version 4, as RFC 9562 writes it.
pub fn uuid() -> String {
    let (high, low) = (bits(), bits());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}
`;

export const URL_RS = `//! As much of URLs as redirects and pages need.

pub struct Url<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
}

impl<'a> Url<'a> {
    pub fn parse(url: &'a str) -> Option<Self> {
        if url.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            return None;
        }
        let (scheme, rest) = url.split_once("://")?;
        let rest = rest.split('#').next().unwrap_or_default();
        let (authority, target) = rest
            .find(['/', '?'])
            .map_or((rest, ""), |at| rest.split_at(at));
        let path = target.split('?').next().unwrap_or_default();
        let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        (known && !authority.is_empty()).then_some(Self {
            scheme,
            authority,
            path,
        })
    }

    /// What a reference means here (RFC 3986, 5.2).
    pub fn join(&self, reference: &str) -> Option<String> {
        let reference = reference.split('#').next().unwrap_or_default();
        if reference.bytes().any(|byte| byte <= b' ' || byte == 0x7f) {
            return None;
        }
        let head = format!("{}://{}", self.scheme, self.authority);
        if reference.contains("://") {
            return Url::parse(reference).map(|_| reference.to_string());
        }
        if let Some(rest) = reference.strip_prefix("//") {
            return Some(format!("{}://{rest}", self.scheme));
        }
        if reference.starts_with('?') || reference.is_empty() {
            return Some(format!("{head}{}{reference}", self.path));
        }
        let (path, query) = reference
            .find('?')
            .map_or((reference, ""), |at| reference.split_at(at));
        let folder = &self.path[..self.path.rfind('/').map_or(0, |at| at + 1)];
        let full = if path.starts_with('/') {
            path.to_string()
        } else {
            format!("{folder}{path}")
        };
        let mut parts: Vec<&str> = vec![];
        for part in full.trim_start_matches('/').split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        Some(format!("{head}/{}{query}", parts.join("/")))
    }

    fn origin(&self) -> (String, String) {
        let scheme = self.scheme.to_ascii_lowercase();
        let host = self
            .authority
            .rsplit('@')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let has_port = host.rsplit(']').next().unwrap_or(&host).contains(':');
        let port = if scheme == "https" { 443 } else { 80 };
        let host = if has_port {
            host
        } else {
            format!("{host}:{port}")
        };
        (scheme, host)
    }
}

pub fn same_origin(a: &str, b: &str) -> bool {
    match (Url::parse(a), Url::parse(b)) {
        (Some(a), Some(b)) => a.origin() == b.origin(),
        _ => false,
    }
}

pub fn without_query(url: &str) -> String {
    url.split('?').next().unwrap_or_default().to_string()
}
`;
