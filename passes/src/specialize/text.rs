//! Strings: their methods, and f-strings.

use super::{
    Specializer,
    heap::FreshObject,
    protocol::is_same_object,
    refusal::{Refusal, codes},
    value::{Constant, Value},
};

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// A replacement field of an f-string, where all of it is known.
    pub(super) fn format(
        &mut self,
        value: &Value,
        spec: &Value,
        conversion: &str,
    ) -> Result<Value, Refusal> {
        let text = match value {
            Value::Constant(Constant::Str(text)) if conversion != "r" && conversion != "a" => {
                if spec.is_none() || spec.as_str() == Some("") {
                    return Ok(value.clone());
                }
                text.to_string()
            }
            Value::Constant(Constant::Int(number)) => number.to_string(),
            Value::Constant(Constant::Bool(value)) => {
                if *value { "True" } else { "False" }.to_owned()
            }
            Value::Constant(Constant::None) => "None".to_owned(),
            _ => {
                return Err(Refusal::new(
                    codes::OPERATOR,
                    "this f-string formats a value of the run",
                ));
            }
        };
        match spec.as_str() {
            Some("") => Ok(Value::str(&text)),
            _ if spec.is_none() => Ok(Value::str(&text)),
            _ => Err(Refusal::new(
                codes::OPERATOR,
                "this f-string has a format specification",
            )),
        }
    }

    /// The parts of an f-string as one string.
    pub(super) fn joined(&self, parts: &[Value]) -> Result<Value, Refusal> {
        let mut text = String::new();
        for part in parts {
            let Some(part) = part.as_str() else {
                return Err(Refusal::new(
                    codes::OPERATOR,
                    "an f-string has a part that is not known",
                ));
            };
            text.push_str(part);
        }
        // One part alone is not copied.
        Ok(match parts {
            [only] => only.clone(),
            _ => Value::str(&text),
        })
    }

    /// Methods of strings. What depends on Unicode's tables, which differ between versions, is left to ASCII.
    pub(super) fn text_method(
        &mut self,
        receiver: &Value,
        text: &str,
        name: &str,
        positional: &[Value],
    ) -> Result<Option<Value>, Refusal> {
        // CPython returns the string itself where a method leaves it as it is.
        let changed = |new: Option<&str>| new.map_or_else(|| receiver.clone(), Value::str);
        let part = |index: usize| positional.get(index).and_then(Value::as_str);
        Ok(match (name, positional.len()) {
            ("startswith", 1) => part(0).map(|part| Value::bool(text.starts_with(part))),
            ("endswith", 1) => part(0).map(|part| Value::bool(text.ends_with(part))),
            ("removeprefix", 1) => {
                let rest = |part: &str| text.strip_prefix(part).filter(|_| !part.is_empty());
                part(0).map(|part| changed(rest(part)))
            }
            ("removesuffix", 1) => {
                let rest = |part: &str| text.strip_suffix(part).filter(|_| !part.is_empty());
                part(0).map(|part| changed(rest(part)))
            }
            ("replace", 2) => match (part(0), part(1)) {
                // CPython looks first whether they are one object.
                (Some(from), Some(to)) if from == to && !from.is_empty() => {
                    (is_same_object(&positional[0], &positional[1]) || from.chars().count() == 1)
                        .then(|| receiver.clone())
                }
                (Some(from), Some(to)) if !from.is_empty() => {
                    let new = text.contains(from).then(|| text.replace(from, to));
                    Some(changed(new.as_deref()))
                }
                _ => None,
            },
            ("split", 1) => match part(0) {
                Some(separator) if !separator.is_empty() => {
                    let parts = match text.contains(separator) {
                        true => text.split(separator).map(Value::str).collect(),
                        false => vec![receiver.clone()],
                    };
                    Some(self.heap.make(FreshObject::List(parts)))
                }
                _ => None,
            },
            ("join", 1) => {
                let elements = self.iterate(&positional[0])?;
                let texts: Option<Vec<_>> = elements.iter().map(Value::as_str).collect();
                match elements.as_slice() {
                    [only] if texts.is_some() => Some(only.clone()),
                    _ => texts.map(|texts| Value::str(&texts.join(text))),
                }
            }
            _ if !text.is_ascii() => None,
            ("lower", 0) => Some(Value::str(&text.to_ascii_lowercase())),
            ("upper", 0) => Some(Value::str(&text.to_ascii_uppercase())),
            ("isdigit", 0) => Some(Value::bool(
                !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()),
            )),
            _ => None,
        })
    }
}
