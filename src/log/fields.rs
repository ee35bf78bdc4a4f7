//! What a log record says, as text.

use std::fmt::{Debug, Write};
use tracing::{
    Event, Level, Metadata,
    field::{Field, Visit},
};

/// The fields of a record.
#[derive(Default)]
pub struct Fields {
    /// The field `message`.
    message: String,
    /// The field `topic`.
    pub topic: Option<String>,
    /// The others, each with a space before it.
    others: String,
}

impl Fields {
    pub fn of(event: &Event<'_>) -> Fields {
        let mut fields = Fields::default();
        event.record(&mut fields);
        fields
    }

    /// The record in the form that pyzmq's handler gives it.
    pub fn line(&self, metadata: &Metadata<'_>) -> String {
        let said = format!("{}{}", self.message, self.others);
        let said = said.trim_start(); // where there is no message
        if *metadata.level() == Level::INFO {
            return format!("{said}\n");
        }
        let file = metadata.file().map_or("", |path| path.rsplit(['/', '\\']).next().unwrap_or(path));
        let line = metadata.line().unwrap_or(0);
        format!("{} {file}:{line} - {said}\n", super::name(*metadata.level()))
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "topic" => self.topic = Some(value.to_owned()),
            "message" => value.clone_into(&mut self.message),
            _ => self.record_debug(field, &value),
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a text does not fail; a value that fails to write itself is left as far as it came.
        let _ = match field.name() {
            "message" => write!(self.message, "{value:?}"),
            "topic" => {
                self.topic = Some(format!("{value:?}"));
                Ok(())
            }
            name => write!(self.others, " {name}={value:?}"),
        };
    }
}
