// credentials.rs of a Rust SDK, after the line of origin: the same in every one.

export const CREDENTIALS_RS = `//! Which credentials a request carries, and where.

use crate::call::Call;
use crate::error::Error;
use crate::http::Http;
use crate::transport::{BoxError, Request};
use crate::values::encode;
use std::sync::Arc;

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

#[allow(dead_code)]
impl Http {
    pub fn credential(&mut self, name: &'static str, supply: Supply, renewable: bool) {
        self.credentials
            .insert(name, Credential { supply, renewable });
    }

    pub fn fixed(&mut self, name: &'static str, value: String) {
        self.credential(name, Arc::new(move |_| Ok(value.clone())), false);
    }

    /// Adds credentials to a request, and tells whether one of them could be renewed.
    pub fn authorize(
        &self,
        call: &Call,
        request: &mut Request,
        refresh: bool,
    ) -> Result<bool, Error> {
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
}

pub fn add_cookie(request: &mut Request, cookie: &str) {
    let cookies = match request.header("cookie") {
        Some(old) => format!("{old}; {cookie}"),
        None => cookie.to_string(),
    };
    request.set_header("cookie", &cookies);
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
