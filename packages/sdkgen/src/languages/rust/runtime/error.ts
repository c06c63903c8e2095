// error.rs of a Rust SDK, after the line of origin: the same in every one.

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
