// call.rs of a Rust SDK: a request in the making, parameters in every style, and bodies. The text below is the file.

export const CALL_RS = String.raw`//! One request in the making. Null and absent values are left out.

use crate::failures::ErrorBody;
use crate::random;
use crate::transport::Body;
use serde::Serialize;
use serde_json::Value;

/// A file in a multipart body. An empty media type is what the contract says, or application/octet-stream.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct File {
    pub name: String,
    pub media_type: String,
    pub content: Vec<u8>,
}

impl File {
    pub fn new(name: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            media_type: String::new(),
            content: content.into(),
        }
    }

    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }
}

/// A field that holds one file, many, or perhaps none.
pub trait Files {
    fn files(&self) -> Vec<&File>;
}

impl Files for File {
    fn files(&self) -> Vec<&File> {
        vec![self]
    }
}

impl<T: Files> Files for Vec<T> {
    fn files(&self) -> Vec<&File> {
        self.iter().flat_map(Files::files).collect()
    }
}

impl<T: Files> Files for Option<T> {
    fn files(&self) -> Vec<&File> {
        self.iter().flat_map(Files::files).collect()
    }
}

/// One part of a multipart body whose fields the contract does not list.
#[derive(Debug, Clone)]
pub struct Part {
    name: String,
    file_name: Option<String>,
    media_type: String,
    content: Vec<u8>,
}

impl Part {
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        let content = value.into().into_bytes();
        Self {
            name: name.into(),
            file_name: None,
            media_type: String::new(),
            content,
        }
    }

    pub fn file(name: impl Into<String>, file: File) -> Self {
        let File {
            name: file_name,
            media_type,
            content,
        } = file;
        Self {
            name: name.into(),
            file_name: Some(file_name),
            media_type,
            content,
        }
    }
}

/// How the contract writes one field of a form.
#[derive(Debug, Clone, Copy)]
struct Encoding {
    name: &'static str,
    media_type: &'static str,
    style: &'static str,
    explode: bool,
    reserved: bool,
}

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
    parts: Vec<Part>,
    encodings: Vec<Encoding>,
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

    pub fn encoding(
        &mut self,
        name: &'static str,
        media_type: &'static str,
        style: &'static str,
        explode: bool,
        reserved: bool,
    ) {
        self.encodings.push(Encoding {
            name,
            media_type,
            style,
            explode,
            reserved,
        });
    }

    pub fn fails(&mut self, status: &'static str, read: ReadFailure) {
        self.failures.push((status, read));
    }

    fn refuse(&mut self, message: String) {
        let operation = &self.operation;
        self.problem
            .get_or_insert_with(|| format!("{operation}: {message}"));
    }

    fn value(&mut self, name: &str, value: impl Serialize) -> Value {
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

    pub fn form<T: Serialize + ?Sized>(&mut self, value: Option<&T>) {
        let Some(value) = value else { return };
        let mut fields = vec![];
        let encodings = std::mem::take(&mut self.encodings);
        if let Value::Object(object) = self.value("the body", value) {
            for (name, item) in &object {
                let rule = encodings.iter().find(|rule| rule.name == name);
                let plain = if item.is_object() {
                    "deepObject"
                } else {
                    "form"
                };
                let styled = rule.filter(|rule| !rule.style.is_empty());
                let (style, explode) =
                    styled.map_or((plain, true), |rule| (rule.style, rule.explode));
                let write = if rule.map_or(false, |rule| rule.reserved) {
                    encode_reserved
                } else {
                    encode
                };
                if rule.map_or(false, |rule| rule.media_type.contains("json")) {
                    fields.push(format!("{}={}", encode(name), encode(&text(item))));
                } else {
                    fields.extend(pairs(name, item, style, explode, write));
                }
            }
        }
        self.content(
            fields.join("&").into_bytes().into(),
            "application/x-www-form-urlencoded",
        );
    }

    fn media_type(&self, name: &str) -> &'static str {
        let rule = self.encodings.iter().find(|rule| rule.name == name);
        rule.map_or("", |rule| rule.media_type)
    }

    /// Files of one field of a multipart body.
    pub fn files(&mut self, name: &str, files: &impl Files) {
        let media_type = self.media_type(name);
        for file in files.files() {
            let mut part = Part::file(name, file.clone());
            if part.media_type.is_empty() {
                part.media_type = media_type.to_string();
            }
            self.parts.push(part);
        }
    }

    /// Any other field of a multipart body: a list is a part per item, an object is JSON.
    pub fn field(&mut self, name: &str, value: impl Serialize) {
        let media_type = self.media_type(name);
        let items = match self.value(name, value) {
            Value::Null => vec![],
            Value::Array(items) if !media_type.contains("json") => items,
            value => vec![value],
        };
        for item in items {
            let mut part = Part::text(name, text(&item));
            part.media_type = media_type.to_string();
            if item.is_object() && media_type.is_empty() {
                part.media_type = "application/json".to_string();
            }
            self.parts.push(part);
        }
    }

    pub fn parts(&mut self, parts: &[Part]) {
        self.parts.extend_from_slice(parts);
    }

    /// Ends a multipart body.
    pub fn multipart(&mut self) {
        let parts = std::mem::take(&mut self.parts);
        let boundary = format!("part-{:016x}{:016x}", random::bits(), random::bits());
        let mut body = vec![];
        for Part {
            name,
            file_name,
            media_type,
            content,
        } in parts
        {
            let mut head = format!(
                "--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"",
                label(&name)
            );
            let mut kind = media_type;
            if let Some(file_name) = file_name {
                let shown = if file_name.is_empty() {
                    &name
                } else {
                    &file_name
                };
                head.push_str(&format!("; filename=\"{}\"", label(shown)));
                if kind.is_empty() {
                    kind = "application/octet-stream".to_string();
                }
            }
            if !kind.is_empty() {
                head.push_str(&format!("\r\ncontent-type: {}", label(&kind)));
            }
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(&content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        self.content(
            body.into(),
            &format!("multipart/form-data; boundary={boundary}"),
        );
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

    fn content(&mut self, body: Body, media_type: &str) {
        self.headers
            .push(("content-type".to_string(), media_type.to_string()));
        self.body = Some(body);
    }
}

/// The value of a parameter that the contract writes as a JSON text.
#[allow(dead_code)]
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    match serde_json::to_string(value) {
        Ok(text) if text != "null" => Some(text),
        _ => None,
    }
}

fn without_null(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            Value::Array(items.into_iter().filter(|item| !item.is_null()).collect())
        }
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, item)| !item.is_null())
                .collect(),
        ),
        scalar => scalar,
    }
}

/// Text inside the quotes of a header.
fn label(text: &str) -> String {
    let text = text.replace('"', "%22").replace('\0', "");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

pub(crate) fn encode(text: &str) -> String {
    percent_encode(text, b"-._~!'()*")
}

fn encode_reserved(text: &str) -> String {
    percent_encode(text, b"-._~!'()*:/?@[]$,;=+")
}

fn percent_encode(text: &str, kept: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value as the list of its items; an object as its keys and values.
fn flat(value: &Value, explode: bool) -> Vec<String> {
    items(value, explode)
        .iter()
        .map(|item| item.join("="))
        .collect()
}

/// The same, encoded.
fn encoded(value: &Value, explode: bool) -> Vec<String> {
    let join = |item: &Vec<String>| -> String {
        item.iter()
            .map(|text| encode(text))
            .collect::<Vec<_>>()
            .join("=")
    };
    items(value, explode).iter().map(join).collect()
}

/// One text per item, or name and text where an object explodes.
fn items(value: &Value, explode: bool) -> Vec<Vec<String>> {
    match value {
        Value::Null => vec![],
        Value::Array(items) => items.iter().map(|item| vec![text(item)]).collect(),
        Value::Object(fields) if explode => fields
            .iter()
            .map(|(key, item)| vec![key.clone(), text(item)])
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(key, item)| [vec![key.clone()], vec![text(item)]])
            .collect(),
        scalar => vec![vec![text(scalar)]],
    }
}

type Encode = fn(&str) -> String;

/// Encoded name=value pairs of one query parameter or form field.
fn pairs(name: &str, value: &Value, style: &str, explode: bool, write: Encode) -> Vec<String> {
    let pair = |key: &str, item: &Value| format!("{}={}", encode(key), write(&text(item)));
    match value {
        Value::Null => vec![],
        _ if style == "deepObject" => deep_pairs(name, value, write),
        Value::Array(items) if explode => items.iter().map(|item| pair(name, item)).collect(),
        Value::Object(fields) if explode => {
            fields.iter().map(|(key, item)| pair(key, item)).collect()
        }
        Value::Array(_) | Value::Object(_) => {
            let separator = match style {
                "spaceDelimited" => "%20",
                "pipeDelimited" => "%7C",
                _ => ",",
            };
            let items: Vec<String> = flat(value, false).iter().map(|item| write(item)).collect();
            match items.is_empty() {
                true => vec![],
                false => vec![format!("{}={}", encode(name), items.join(separator))],
            }
        }
        scalar => vec![pair(name, scalar)],
    }
}

fn deep_pairs(name: &str, value: &Value, write: Encode) -> Vec<String> {
    match value {
        Value::Null => vec![],
        Value::Array(items) => {
            let inner = |(index, item)| deep_pairs(&format!("{name}[{index}]"), item, write);
            items.iter().enumerate().flat_map(inner).collect()
        }
        Value::Object(fields) => {
            let inner =
                |(key, item): (&String, &Value)| deep_pairs(&format!("{name}[{key}]"), item, write);
            fields.iter().flat_map(inner).collect()
        }
        scalar => vec![format!("{}={}", encode(name), write(&text(scalar)))],
    }
}
`;
