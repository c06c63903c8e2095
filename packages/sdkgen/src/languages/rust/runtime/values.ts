// values.rs of a Rust SDK, after the line of origin: the same in every one.

export const VALUES_RS = `//! Values of parameters and forms as text, in every style.

use serde::Serialize;
use serde_json::Value;

/// The value of a parameter that the contract writes as a JSON text.
#[allow(dead_code)]
pub fn json_text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    match serde_json::to_string(value) {
        Ok(text) if text != "null" => Some(text),
        _ => None,
    }
}

pub fn without_null(value: Value) -> Value {
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

pub fn encode(text: &str) -> String {
    percent_encode(text, b"-._~!'()*")
}

pub fn encode_reserved(text: &str) -> String {
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

pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A value as the list of its items; an object as its keys and values.
pub fn flat(value: &Value, explode: bool) -> Vec<String> {
    items(value, explode)
        .iter()
        .map(|item| item.join("="))
        .collect()
}

/// The same, encoded.
pub fn encoded(value: &Value, explode: bool) -> Vec<String> {
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

pub type Encode = fn(&str) -> String;

/// Encoded name=value pairs of one query parameter or form field.
pub fn pairs(name: &str, value: &Value, style: &str, explode: bool, write: Encode) -> Vec<String> {
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
