// call.rs of a Rust SDK, after the line of origin: the same in every one.

export const CALL_RS = String.raw`//! One request in the making. Null and absent values are left out.

use crate::failures::ErrorBody;
use crate::form::Encoding;
use crate::multipart::Part;
use crate::transport::Body;
use crate::values::{encode, encode_reserved, encoded, flat, pairs, without_null};
use serde::Serialize;
use serde_json::Value;

/// Names that lead to a value in the result.
pub type Path = &'static [&'static str];

/// Where the next page is.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code)]
pub enum Next {
    /// The cursor that the parameter takes.
    Cursor(&'static str, Path),
    /// A field of the last item.
    LastItem(&'static str, &'static str),
    /// Counts pages from the first one's number.
    Page(&'static str, i64),
    /// Counts items.
    Offset(&'static str, i64),
    /// A URL in the result, or in the Link header when there is no path.
    Url(Path),
}

pub type ReadFailure = fn(&[u8]) -> Option<ErrorBody>;

pub struct Call {
    pub method: &'static str,
    pub operation: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Body>,
    pub repeatable: bool,
    pub idempotency_header: Option<&'static str>,
    /// Alternatives of credentials that go together; none: whatever the client has.
    pub auth: Option<Vec<&'static [&'static str]>>,
    pub items: Path,
    pub next: Option<Next>,
    pub more: Path,
    pub failures: Vec<(&'static str, ReadFailure)>,
    pub problem: Option<String>,
    /// Below the base URL, or a whole URL after go_to.
    target: String,
    query: Vec<(String, String)>,
    cookies: Vec<String>,
    pub(crate) parts: Vec<Part>,
    pub(crate) encodings: Vec<Encoding>,
}

#[allow(dead_code)]
impl Call {
    pub fn new(method: &'static str, path: &str) -> Self {
        let methods = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY"];
        Self {
            method,
            operation: format!("{method} {path}"),
            headers: vec![],
            body: None,
            repeatable: methods.contains(&method),
            idempotency_header: None,
            auth: None,
            items: &[],
            next: None,
            more: &[],
            failures: vec![],
            problem: None,
            target: path.to_string(),
            query: vec![],
            cookies: vec![],
            parts: vec![],
            encodings: vec![],
        }
    }

    /// For the next page: the same call, without a body that could be read only once.
    pub fn again(&self) -> Self {
        Self {
            method: self.method,
            operation: self.operation.clone(),
            headers: self.headers.clone(),
            body: self.body.as_ref().and_then(Body::again),
            repeatable: self.repeatable,
            idempotency_header: self.idempotency_header,
            auth: self.auth.clone(),
            items: self.items,
            next: self.next,
            more: self.more,
            failures: self.failures.clone(),
            problem: self.problem.clone(),
            target: self.target.clone(),
            query: self.query.clone(),
            cookies: self.cookies.clone(),
            parts: vec![],
            encodings: vec![],
        }
    }

    /// Needs no credentials.
    pub fn public(&mut self) {
        self.auth = Some(vec![]);
    }

    /// One more alternative of credentials.
    pub fn requires(&mut self, names: &'static [&'static str]) {
        self.auth.get_or_insert_with(Vec::new).push(names);
    }

    pub fn fails(&mut self, status: &'static str, read: ReadFailure) {
        self.failures.push((status, read));
    }

    fn refuse(&mut self, message: String) {
        let operation = &self.operation;
        self.problem
            .get_or_insert_with(|| format!("{operation}: {message}"));
    }

    pub fn value(&mut self, name: &str, value: impl Serialize) -> Value {
        match serde_json::to_value(value) {
            Ok(value) => without_null(value),
            Err(error) => {
                self.refuse(format!("{name} cannot be written: {error}"));
                Value::Null
            }
        }
    }

    pub fn path(&mut self, name: &str, value: impl Serialize, style: &str, explode: bool) {
        let value = self.value(name, value);
        let texts = flat(&value, false);
        if texts.concat().is_empty() || texts.iter().any(|item| item == "." || item == "..") {
            self.refuse(format!(
                "path parameter {name:?} must not be empty, \".\" or \"..\""
            ));
        }
        let items = encoded(&value, explode);
        let own = format!(";{}=", encode(name));
        let text = match (style, explode) {
            ("label", true) => format!(".{}", items.join(".")),
            ("label", false) => format!(".{}", items.join(",")),
            ("matrix", true) if value.is_object() => format!(";{}", items.join(";")),
            ("matrix", true) => format!("{own}{}", items.join(&own)),
            ("matrix", false) => format!("{own}{}", items.join(",")),
            _ => items.join(","),
        };
        self.target = self.target.replace(&format!("{{{name}}}"), &text);
    }

    pub fn query(&mut self, name: &str, value: impl Serialize, style: &str, explode: bool) {
        let value = self.value(name, value);
        self.add_query(name, pairs(name, &value, style, explode, encode));
    }

    /// Reserved characters stay, except what would end the value or the query.
    pub fn query_reserved(
        &mut self,
        name: &str,
        value: impl Serialize,
        style: &str,
        explode: bool,
    ) {
        let value = self.value(name, value);
        self.add_query(name, pairs(name, &value, style, explode, encode_reserved));
    }

    fn add_query(&mut self, name: &str, pairs: Vec<String>) {
        self.query
            .extend(pairs.into_iter().map(|pair| (name.to_string(), pair)));
    }

    /// The text of a parameter as it stands in the query.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        let (_, pair) = self.query.iter().find(|(other, _)| other == name)?;
        pair.split_once('=').map(|(_, value)| value)
    }

    pub fn replace_query(&mut self, name: &str, text: &str) {
        self.query.retain(|(other, _)| other != name);
        self.add_query(name, vec![format!("{}={}", encode(name), encode(text))]);
    }

    /// A whole URL instead of path and query.
    pub fn go_to(&mut self, url: String) {
        self.target = url;
        self.query.clear();
    }

    pub fn header(&mut self, name: &str, value: impl Serialize, _style: &str, explode: bool) {
        let value = self.value(name, value);
        if !value.is_null() {
            self.headers
                .push((name.to_string(), flat(&value, explode).join(",")));
        }
    }

    pub fn cookie(&mut self, name: &str, value: impl Serialize, _style: &str, explode: bool) {
        let value = self.value(name, value);
        if value.is_null() {
            return;
        }
        if explode && value.is_object() {
            self.cookies.extend(encoded(&value, true));
        } else {
            let text = encoded(&value, false).join(",");
            self.cookies.push(format!("{}={text}", encode(name)));
        }
    }

    pub fn json<T: Serialize + ?Sized>(&mut self, value: Option<&T>, media_type: &str) {
        let Some(value) = value else { return };
        match serde_json::to_vec(value) {
            Ok(bytes) => self.content(bytes.into(), media_type),
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
    }

    pub fn text(&mut self, value: Option<&str>, media_type: &str) {
        if let Some(value) = value {
            self.content(value.into(), media_type);
        }
    }

    pub fn binary(&mut self, value: Option<Body>, media_type: &str) {
        if let Some(value) = value {
            self.content(value, media_type);
        }
    }

    pub fn url(&self, base: &str) -> String {
        let base = if self.target.contains("://") {
            ""
        } else {
            base
        };
        let pairs: Vec<&str> = self.query.iter().map(|(_, pair)| pair.as_str()).collect();
        let mark = match (pairs.is_empty(), self.target.contains('?')) {
            (true, _) => "",
            (false, true) => "&",
            (false, false) => "?",
        };
        format!("{base}{}{mark}{}", self.target, pairs.join("&"))
    }

    pub fn cookies(&self) -> Option<String> {
        (!self.cookies.is_empty()).then(|| self.cookies.join("; "))
    }

    pub fn content(&mut self, body: Body, media_type: &str) {
        self.headers
            .push(("content-type".to_string(), media_type.to_string()));
        self.body = Some(body);
    }
}
`;
