//! Options from a configuration file and into one.

use super::SocketOptions;
use crate::socket::options::{
    Row, rows,
    setting::{Form, Value},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeSeed, MapAccess, SeqAccess, Unexpected, Visitor},
    ser::SerializeMap,
};
use std::{collections::HashSet, fmt, sync::OnceLock, time::Duration};

/// The names of all options.
fn keys() -> &'static [&'static str] {
    static KEYS: OnceLock<Vec<&str>> = OnceLock::new();
    KEYS.get_or_init(|| rows().map(|row| row.key).collect())
}

impl<'de> Deserialize<'de> for SocketOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<SocketOptions, D::Error> {
        deserializer.deserialize_map(Options)
    }
}

/// A map of options.
struct Options;

impl<'de> Visitor<'de> for Options {
    type Value = SocketOptions;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("options of a socket by name")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SocketOptions, A::Error> {
        let mut options = SocketOptions::default();
        let mut seen = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            let row = rows().find(|row| row.key == key);
            let row = row.ok_or_else(|| de::Error::unknown_field(&key, keys()))?;
            if !seen.insert(row.key) {
                return Err(de::Error::duplicate_field(row.key));
            }
            for value in map.next_value_seed(Values { row, list: row.adds })? {
                let z85 = matches!((row.shape.form, &value), (Form::Key, Value::Text(_)));
                options.keep(if z85 { z85_key(row.key) } else { row.key }, value);
            }
        }
        Ok(options)
    }
}

/// The option that takes a key as text.
fn z85_key(key: &'static str) -> &'static str {
    rows().map(|row| row.key).find(|other| other.strip_suffix("_z85") == Some(key)).unwrap_or(key)
}

/// What a file has for an option: one value, or several if it is a list.
struct Values {
    row: &'static Row,
    /// Whether it may be a list of values.
    list: bool,
}

impl<'de> DeserializeSeed<'de> for Values {
    type Value = Vec<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Values {
    /// Whether a word stands for no value; where any text is a value, no word does.
    fn is_none(&self, text: &str) -> bool {
        let free = matches!(self.row.shape.form, Form::Text | Form::Bytes | Form::Key);
        self.row.shape.optional && !free && text == "none"
    }

    fn none<E: de::Error>(self) -> Result<Vec<Value>, E> {
        if self.row.shape.optional {
            return Ok(vec![Value::Unset]);
        }
        Err(E::invalid_type(Unexpected::Option, &self))
    }
}

impl<'de> Visitor<'de> for Values {
    type Value = Vec<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}): ", self.row.key, self.row.c)?;
        match self.row.shape.form {
            Form::Flag => f.write_str("true or false")?,
            Form::Number(most) => write!(f, "a whole number up to {most}")?,
            Form::Time => f.write_str(
                "a time such as \"100ms\", \"30s\", \"5m\" or \"1h\", or a number of milliseconds",
            )?,
            Form::Text => f.write_str("a text")?,
            Form::Bytes => f.write_str("a text or a list of bytes")?,
            Form::Key => f.write_str("a key in Z85 or a list of 32 bytes")?,
        }
        if self.row.shape.optional { f.write_str(", or none") } else { Ok(()) }
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Vec<Value>, E> {
        match self.row.shape.form {
            Form::Flag => Ok(vec![Value::Flag(value)]),
            _ => Err(E::invalid_type(Unexpected::Bool(value), &self)),
        }
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Vec<Value>, E> {
        match self.row.shape.form {
            Form::Number(most) if value <= most => Ok(vec![Value::Number(value)]),
            Form::Number(_) => Err(E::invalid_value(Unexpected::Unsigned(value), &self)),
            Form::Time => Ok(vec![Value::Time(Duration::from_millis(value))]),
            _ => Err(E::invalid_type(Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Vec<Value>, E> {
        match u64::try_from(value) {
            Ok(value) => self.visit_u64(value),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(value), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<Value>, E> {
        if self.is_none(text) {
            return self.none();
        }
        let value = match self.row.shape.form {
            Form::Text | Form::Key => Some(Value::Text(text.to_owned())),
            Form::Bytes => Some(Value::Bytes(text.as_bytes().to_owned())),
            Form::Time => parse_time(text).map(Value::Time),
            _ => None,
        };
        value.map(|value| vec![value]).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<Value>, E> {
        match self.row.shape.form {
            Form::Bytes => Ok(vec![Value::Bytes(bytes.to_owned())]),
            Form::Key if bytes.len() == 32 => Ok(vec![Value::Bytes(bytes.to_owned())]),
            _ => Err(E::invalid_type(Unexpected::Bytes(bytes), &self)),
        }
    }

    fn visit_unit<E: de::Error>(self) -> Result<Vec<Value>, E> {
        self.none()
    }

    fn visit_none<E: de::Error>(self) -> Result<Vec<Value>, E> {
        self.none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Value>, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Value>, A::Error> {
        if self.list {
            let mut values = Vec::new();
            while let Some(value) = seq.next_element_seed(Element(self.row))? {
                values.push(value);
            }
            return Ok(values);
        }
        if !matches!(self.row.shape.form, Form::Bytes | Form::Key) {
            return Err(de::Error::invalid_type(Unexpected::Seq, &self));
        }
        let mut bytes = Vec::new();
        while let Some(byte) = seq.next_element::<u8>()? {
            bytes.push(byte);
        }
        self.visit_bytes(&bytes)
    }
}

/// One value of a list.
struct Element(&'static Row);

impl<'de> DeserializeSeed<'de> for Element {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let mut values = Values { row: self.0, list: false }.deserialize(deserializer)?;
        match (values.pop(), values.pop()) {
            (Some(value), None) => Ok(value),
            _ => Err(de::Error::invalid_type(Unexpected::Seq, &Values { row: self.0, list: false })),
        }
    }
}

/// "100ms", "30s", "5m", "1h".
fn parse_time(text: &str) -> Option<Duration> {
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit);
    let millis = match unit.trim_start() {
        "ms" => 1,
        "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(millis).map(Duration::from_millis)
}

impl Serialize for SocketOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows: Vec<_> = rows().filter(|row| self.values(row.key).next().is_some()).collect();
        let mut map = serializer.serialize_map(Some(rows.len()))?;
        for row in rows {
            let values: Vec<_> = self.values(row.key).map(|value| Out { row, value }).collect();
            match &values[..] {
                [value] if !row.adds => map.serialize_entry(row.key, value)?,
                values => map.serialize_entry(row.key, values)?,
            }
        }
        map.end()
    }
}

/// A value on its way into a file.
struct Out<'a> {
    row: &'static Row,
    value: &'a Value,
}

impl Serialize for Out<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Unset if (Values { row: self.row, list: false }).is_none("none") => {
                serializer.serialize_str("none")
            }
            Value::Unset => serializer.serialize_none(),
            Value::Flag(value) => serializer.serialize_bool(*value),
            Value::Number(value) => serializer.serialize_u64(*value),
            Value::Time(value) => {
                let millis = value.as_nanos().div_ceil(1_000_000);
                serializer.serialize_str(&match millis % 1000 {
                    0 => format!("{}s", millis / 1000),
                    _ => format!("{millis}ms"),
                })
            }
            Value::Text(value) => serializer.serialize_str(value),
            Value::Bytes(value) => match std::str::from_utf8(value) {
                Ok(text) if self.row.shape.form == Form::Bytes => serializer.serialize_str(text),
                _ => value.serialize(serializer),
            },
        }
    }
}
