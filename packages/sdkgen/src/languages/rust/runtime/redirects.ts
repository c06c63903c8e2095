// redirects.rs of a Rust SDK, after the line of origin: the same in every one.

export const REDIRECTS_RS = `//! Redirects, and what another origin may see.

use crate::http::Http;
use crate::transport::{BoxError, Request, Response};
use crate::url::{same_origin, Url};

impl Http {
    /// Goes along redirects of GET and HEAD. Another origin gets no header of the caller.
    pub fn follow(&self, mut request: Request, url: &mut String) -> Result<Response, BoxError> {
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
`;
