// multipart.rs of a Rust SDK, after the line of origin: the same in every one.

export const MULTIPART_RS = String.raw`//! Multipart bodies: files, and fields beside them.

use crate::call::Call;
use crate::random;
use crate::values::text;
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

#[allow(dead_code)]
impl Call {
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
}

/// Text inside the quotes of a header.
fn label(text: &str) -> String {
    let text = text.replace('"', "%22").replace('\0', "");
    text.replace('\r', "%0D").replace('\n', "%0A")
}
`;
