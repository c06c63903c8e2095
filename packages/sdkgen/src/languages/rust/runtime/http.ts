// http.rs of a Rust SDK, after the line of origin: the same in every one.

export const HTTP_RS = String.raw`//! Sends calls: headers and time limits before, statuses and repetitions after.

use crate::call::Call;
use crate::credentials::{add_cookie, Credential, Scheme};
use crate::error::{ApiError, DecodeError, Error, TransportError};
use crate::random;
use crate::retries::delay_after;
use crate::transport::{find, BoxError, Request, Response, TcpTransport, Transport};
use crate::url::without_query;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io::Read;
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
    pub(crate) schemes: &'static [Scheme],
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
`;
