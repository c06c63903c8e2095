// form.rs of a Rust SDK, after the line of origin: the same in every one.

export const FORM_RS = `//! Bodies of HTML forms, and how the contract writes their fields.

use crate::call::Call;
use crate::values::{encode, encode_reserved, pairs, text};
use serde::Serialize;
use serde_json::Value;

/// How the contract writes one field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Encoding {
    pub name: &'static str,
    pub media_type: &'static str,
    pub style: &'static str,
    pub explode: bool,
    pub reserved: bool,
}

#[allow(dead_code)]
impl Call {
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

    pub fn media_type(&self, name: &str) -> &'static str {
        let rule = self.encodings.iter().find(|rule| rule.name == name);
        rule.map_or("", |rule| rule.media_type)
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
}
`;
