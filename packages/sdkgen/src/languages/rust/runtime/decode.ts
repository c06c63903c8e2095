// decode.rs of a Rust SDK, after the line of origin: the same in every one.

export const DECODE_RS = `//! Open enums and unions: what a contract learns later must survive in a client that does not know it yet.

use serde::{de::DeserializeOwned, Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// For a property that may be absent and may be null: present, whatever it holds.
#[allow(dead_code)]
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Keeps the member that explains most properties of the value.
#[allow(dead_code)]
pub fn fit<T: DeserializeOwned + Serialize, U>(
    value: &Value,
    wrap: fn(T) -> U,
    best: &mut Option<(usize, U)>,
) {
    let Ok(found) = T::deserialize(value) else {
        return;
    };
    let mut score = 1;
    if let (Value::Object(given), Ok(Value::Object(known))) = (value, serde_json::to_value(&found))
    {
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
