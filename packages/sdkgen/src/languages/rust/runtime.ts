// Parts of a Rust SDK that do not change, wire half: errors, and sending with headers, auth and timeouts.

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
