//! The text of values: f-strings, `str` and `repr`.

use super::{
    Specializer,
    protocol::Special,
    refusal::{Refusal, codes},
    value::Value,
};
use std::rc::Rc;

/// The text of an instance.
enum Text {
    /// Its class makes it.
    Made(Value),
    /// A method written in C does.
    Builtin(Rc<str>),
    Unknown,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// A replacement field of an f-string, where all of it is known.
    pub(super) fn format(
        &mut self,
        value: &Value,
        spec: &Value,
        conversion: &str,
    ) -> Result<Value, Refusal> {
        let unknown = || Refusal::new(codes::OPERATOR, "this f-string formats a value of the run");
        let value = match conversion {
            "r" => self.repr_of(value)?,
            "s" => self.text_of(value)?,
            "a" => self
                .pure_function("ascii", std::slice::from_ref(value))?
                .ok_or_else(unknown)?,
            _ => value.clone(),
        };
        let spec = if spec.is_none() {
            Value::str("")
        } else {
            spec.clone()
        };
        if spec.as_str() == Some("") && value.as_str().is_some() {
            return Ok(value);
        }
        if let Some(text) = self.pure_function("format", &[value.clone(), spec.clone()])? {
            return Ok(text);
        }
        match self.special_text(&value, "__format__", vec![spec.clone()])? {
            Text::Made(text) => Ok(text),
            Text::Builtin(method)
                if &*method == "builtins.object.__format__" && spec.as_str() == Some("") =>
            {
                self.text_of(&value)
            }
            _ => Err(unknown()),
        }
    }

    /// `str(value)`.
    pub(super) fn text_of(&mut self, value: &Value) -> Result<Value, Refusal> {
        if value.as_str().is_some() {
            return Ok(value.clone());
        }
        if let Some(text) = self.pure_function("str", std::slice::from_ref(value))? {
            return Ok(text);
        }
        match self.special_text(value, "__str__", vec![])? {
            Text::Made(text) => Ok(text),
            Text::Builtin(method) => match (&*method, self.exception_arguments(value)) {
                ("builtins.object.__str__", _) => self.repr_of(value),
                (
                    "builtins.BaseException.__str__" | "builtins.KeyError.__str__",
                    Some(arguments),
                ) => match arguments.as_slice() {
                    [] => Ok(Value::str("")),
                    [only] if &*method == "builtins.KeyError.__str__" => self.repr_of(only),
                    [only] => self.text_of(only),
                    _ => self.repr_of(&Value::Tuple(arguments.into())),
                },
                _ => Err(self.no_text("str", value)),
            },
            Text::Unknown => Err(self.no_text("str", value)),
        }
    }

    /// `repr(value)`.
    pub(super) fn repr_of(&mut self, value: &Value) -> Result<Value, Refusal> {
        if let Some(text) = self.pure_function("repr", std::slice::from_ref(value))? {
            return Ok(text);
        }
        match self.special_text(value, "__repr__", vec![])? {
            Text::Made(text) => Ok(text),
            _ => Err(self.no_text("repr", value)),
        }
    }

    fn no_text(&self, function: &str, value: &Value) -> Refusal {
        let message = format!("'{function}' of {}", self.describe(value));
        Refusal::new(codes::CALL, message)
    }

    /// What a special method of an instance's class gives, if it is a string that is known.
    fn special_text(
        &mut self,
        value: &Value,
        name: &str,
        arguments: Vec<Value>,
    ) -> Result<Text, Refusal> {
        if !self.is_python_instance(value) {
            return Ok(Text::Unknown);
        }
        Ok(match self.special(value, name)? {
            Special::Bound(method) => match self.call_value(&method, arguments, vec![])? {
                text if text.as_str().is_some() => Text::Made(text),
                _ => Text::Unknown,
            },
            Special::Builtin(method) => Text::Builtin(method),
            Special::Missing => Text::Unknown,
        })
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
}
