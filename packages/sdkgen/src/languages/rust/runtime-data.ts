// Parts of a Rust SDK that do not change, data half: requests in the making, and the macros of open enums and unions.

export const CALL_RS = String.raw`//! One request in the making. Null and absent values are left out.

use crate::error::ApiError;
use serde::Serialize;
use serde_json::Value;

/// One part of a multipart body.
#[derive(Debug, Clone)]
pub struct Part {
    name: String,
    file: Option<(String, String)>,
    content: Vec<u8>,
}

impl Part {
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), file: None, content: value.into().into_bytes() }
    }

    pub fn file(name: impl Into<String>, file_name: impl Into<String>, media_type: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), file: Some((file_name.into(), media_type.into())), content: content.into() }
    }
}

#[derive(Debug)]
pub struct Call {
    pub method: &'static str,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    path: String,
    query: Vec<String>,
    cookies: Vec<String>,
}

#[allow(dead_code)]
impl Call {
    pub fn new(method: &'static str, path: &str) -> Self {
        Self { method, headers: vec![], body: None, path: path.to_string(), query: vec![], cookies: vec![] }
    }

    pub fn path(&mut self, name: &str, value: impl Serialize, style: &str, explode: bool) -> Result<(), ApiError> {
        let items: Vec<String> = flat(&to_value(value), explode).iter().map(|item| encode(item)).collect();
        if items.is_empty() || items.iter().any(|item| matches!(item.as_str(), "" | "." | "..")) {
            let message = format!("path parameter {name:?} of {} must not be empty, \".\" or \"..\"", self.path);
            return Err(ApiError::Argument(message));
        }
        let matrix = format!(";{}=", encode(name));
        let separator = if style == "simple" || !explode { "," } else if style == "label" { "." } else { &matrix };
        let prefix = match style {
            "label" => ".",
            "matrix" => &matrix,
            _ => "",
        };
        let text = format!("{prefix}{}", items.join(separator));
        self.path = self.path.replace(&format!("{{{name}}}"), &text);
        Ok(())
    }

    pub fn query(&mut self, name: &str, value: impl Serialize, style: &str, explode: bool) {
        self.query.extend(pairs(name, &to_value(value), style, explode));
    }

    pub fn header(&mut self, name: &str, value: impl Serialize, _style: &str, explode: bool) {
        let value = to_value(value);
        if !value.is_null() {
            self.headers.push((name.to_string(), flat(&value, explode).join(",")));
        }
    }

    pub fn cookie(&mut self, name: &str, value: impl Serialize, _style: &str, explode: bool) {
        let value = to_value(value);
        if !value.is_null() {
            self.cookies.push(format!("{name}={}", encode(&flat(&value, explode).join(","))));
        }
    }

    pub fn json<T: Serialize + ?Sized>(&mut self, value: Option<&T>, media_type: &str) {
        if let Some(value) = value {
            self.content(to_value(value).to_string().into_bytes(), media_type);
        }
    }

    pub fn text(&mut self, value: Option<&str>, media_type: &str) {
        if let Some(value) = value {
            self.content(value.as_bytes().to_vec(), media_type);
        }
    }

    pub fn binary(&mut self, value: Option<&[u8]>, media_type: &str) {
        if let Some(value) = value {
            self.content(value.to_vec(), media_type);
        }
    }

    pub fn form<T: Serialize + ?Sized>(&mut self, value: Option<&T>) {
        let Some(Value::Object(fields)) = value.map(to_value) else { return };
        let style = |item: &Value| if item.is_object() { "deepObject" } else { "form" };
        let text: Vec<String> = fields.iter().flat_map(|(name, item)| pairs(name, item, style(item), true)).collect();
        self.content(text.join("&").into_bytes(), "application/x-www-form-urlencoded");
    }

    pub fn multipart(&mut self, parts: Option<&[Part]>) {
        let Some(parts) = parts else { return };
        let boundary = boundary(parts);
        let mut body = Vec::new();
        for part in parts {
            let mut head = format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{}\"", label(&part.name));
            if let Some((file_name, media_type)) = &part.file {
                head.push_str(&format!("; filename=\"{}\"\r\ncontent-type: {}", label(file_name), label(media_type)));
            }
            body.extend_from_slice(format!("{head}\r\n\r\n").as_bytes());
            body.extend_from_slice(&part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        self.content(body, &format!("multipart/form-data; boundary={boundary}"));
    }

    /// Path and query, after the base URL.
    pub fn target(&self) -> String {
        let mark = if self.query.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path, self.query.join("&"))
    }

    pub fn cookies(&self) -> Option<String> {
        (!self.cookies.is_empty()).then(|| self.cookies.join("; "))
    }

    fn content(&mut self, body: Vec<u8>, media_type: &str) {
        self.headers.push(("content-type".to_string(), media_type.to_string()));
        self.body = Some(body);
    }
}

fn to_value(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// A boundary that no part contains.
fn boundary(parts: &[Part]) -> String {
    let mut number: u64 = 0;
    loop {
        let candidate = format!("part-boundary-{number}");
        let found = |content: &[u8]| content.windows(candidate.len()).any(|window| window == candidate.as_bytes());
        if !parts.iter().any(|part| found(&part.content)) {
            return candidate;
        }
        number += 1;
    }
}

/// Text inside the quotes of a header.
fn label(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!'()*".contains(&byte) {
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
    match value {
        Value::Null => vec![],
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(fields) if explode => fields.iter().map(|(key, item)| format!("{key}={}", text(item))).collect(),
        Value::Object(fields) => fields.iter().flat_map(|(key, item)| [key.clone(), text(item)]).collect(),
        scalar => vec![text(scalar)],
    }
}

/// Encoded name=value pairs of one query parameter or form field.
fn pairs(name: &str, value: &Value, style: &str, explode: bool) -> Vec<String> {
    let pair = |key: &str, item: &Value| format!("{}={}", encode(key), encode(&text(item)));
    match value {
        Value::Null => vec![],
        _ if style == "deepObject" => deep_pairs(name, value),
        Value::Array(items) if explode => items.iter().map(|item| pair(name, item)).collect(),
        Value::Object(fields) if explode => {
            fields.iter().filter(|(_, item)| !item.is_null()).map(|(key, item)| pair(key, item)).collect()
        }
        Value::Array(_) | Value::Object(_) => {
            let separator = match style {
                "spaceDelimited" => "%20",
                "pipeDelimited" => "%7C",
                _ => ",",
            };
            let items: Vec<String> = flat(value, false).iter().map(|item| encode(item)).collect();
            if items.is_empty() { vec![] } else { vec![format!("{}={}", encode(name), items.join(separator))] }
        }
        scalar => vec![pair(name, scalar)],
    }
}

fn deep_pairs(name: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Null => vec![],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, item)| deep_pairs(&format!("{name}[{index}]"), item)).collect()
        }
        Value::Object(fields) => fields.iter().flat_map(|(key, item)| deep_pairs(&format!("{name}[{key}]"), item)).collect(),
        scalar => vec![format!("{}={}", encode(name), encode(&text(scalar)))],
    }
}
`;

export const DECODE_RS = `//! Open enums and unions: what a contract learns later must survive in a client that does not know it yet.

use serde::{de::DeserializeOwned, Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// For a property that may be absent and may be null: present, whatever it holds.
#[allow(dead_code)]
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Keeps the member that explains most properties of the value.
#[allow(dead_code)]
pub fn fit<T: DeserializeOwned + Serialize, U>(value: &Value, wrap: fn(T) -> U, best: &mut Option<(usize, U)>) {
    let Ok(found) = T::deserialize(value) else { return };
    let mut score = 1;
    if let (Value::Object(given), Ok(Value::Object(known))) = (value, serde_json::to_value(&found)) {
        score += known.keys().filter(|key| given.contains_key(*key)).count();
    }
    if best.as_ref().map_or(true, |(other, _)| score > *other) {
        *best = Some((score, wrap(found)));
    }
}

#[allow(unused_macros)]
macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $($variant,)+
            /// A value that this client does not know.
            Other(String),
        }

        impl $name {
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(other.to_string()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(|text| Self::from(text.as_str()))
            }
        }
    };
}

#[allow(unused_macros)]
macro_rules! union {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident($type:ty),)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name {
            $($variant($type),)+
            /// None of the above.
            Other(serde_json::Value),
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                let mut best = None;
                $(crate::decode::fit(&value, Self::$variant, &mut best);)+
                Ok(best.map_or(Self::Other(value), |(_, found)| found))
            }
        }
    };
}

#[allow(unused_macros)]
macro_rules! tagged_union {
    ($(#[$meta:meta])* pub enum $name:ident by $property:literal { $($variant:ident($type:ty) = $($tag:literal)|+,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $name {
            $($variant($type),)+
            /// A member that this client does not know.
            Other(serde_json::Value),
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <serde_json::Value as serde::Deserialize>::deserialize(deserializer)?;
                let found = match value.get($property).and_then(serde_json::Value::as_str) {
                    $($(Some($tag))|+ => <$type as serde::Deserialize>::deserialize(&value).map(Self::$variant),)+
                    _ => return Ok(Self::Other(value)),
                };
                found.map_err(<D::Error as serde::de::Error>::custom)
            }
        }
    };
}
`;
