//! Exceptions: raising them, what they carry, and which handler takes them.
//!
//! An exception of the program is a value that leaves blocks as [`Flow::Raise`]. Where an operation raises it (a missing key, the
//! end of an iterator), it travels as the [`Refusal`] that the operation is without a handler around it, until the block that the operation stands in.

use super::{
    Specializer,
    frame::Flow,
    heap::FreshObject,
    refusal::{Refusal, codes},
    value::{Fresh, Value},
};
use crate::world::{Attribute, Object, ObjectId};

/// What `BaseException` keeps outside of an instance's `__dict__`.
const FIELDS: &[&str] = &["args", "__cause__", "__context__", "__suppress_context__"];

/// Exceptions whose making does more than keeping arguments.
const SPECIAL: &[&str] = &[
    "OSError",
    "UnicodeError",
    "SyntaxError",
    "ImportError",
    "SystemExit",
];

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The exception that an operation raises, where something may catch it; otherwise a reason not to convert.
    pub fn raising(&mut self, class: &str, arguments: Vec<Value>, message: String) -> Refusal {
        let refusal = Refusal::new(codes::RAISES, message);
        if self.handlers == 0 {
            return refusal;
        }
        let made = self
            .class_in("builtins", class)
            .and_then(|class| self.make_exception(&class, arguments));
        match made {
            Ok(exception) => {
                let exception = self.with_context(exception);
                match exception {
                    Ok(exception) => self.rising(&exception),
                    Err(refusal) => refusal,
                }
            }
            Err(refusal) => refusal,
        }
    }

    /// An exception on its way through operations.
    pub fn rising(&self, exception: &Value) -> Refusal {
        let mut refusal = Refusal::new(
            codes::RAISES,
            format!("the function raises {}", self.exception_name(exception)),
        );
        match exception {
            Value::Fresh(fresh) => refusal.raised = Some(*fresh),
            _ => {
                refusal.message = "an exception that was made before the call is raised".to_owned();
            }
        }
        refusal
    }

    /// A flow in which an exception on its way through operations has arrived at the statement.
    pub fn caught(&mut self, flow: Result<Flow, Refusal>) -> Result<Flow, Refusal> {
        match flow {
            Err(refusal) => match refusal.raised {
                Some(exception) => Ok(Flow::Raise(Value::Fresh(exception))),
                None => Err(refusal),
            },
            flow => flow,
        }
    }

    /// Whether a refusal is an exception of a class on its way.
    pub fn raised_is(&mut self, refusal: &Refusal, class: &str) -> Result<bool, Refusal> {
        match refusal.raised {
            Some(exception) => self.is_exception(&Value::Fresh(exception), class),
            None => Ok(false),
        }
    }

    /// Whether a value is an exception of a builtin class or of one of its subclasses.
    pub fn is_exception(&mut self, value: &Value, class: &str) -> Result<bool, Refusal> {
        let Some(own) = self.instance_class(value) else {
            return Ok(false);
        };
        self.derives_from(own, class)
    }

    fn instance_class(&self, value: &Value) -> Option<ObjectId> {
        let Value::Fresh(fresh) = value else {
            return None;
        };
        match &self.heap.fresh[fresh.0 as usize] {
            FreshObject::Instance { class, .. } => Some(*class),
            _ => None,
        }
    }

    fn derives_from(&mut self, class: ObjectId, builtin: &str) -> Result<bool, Refusal> {
        let Some(builtins) = self.world.module("builtins")? else {
            return Ok(false);
        };
        match self.world.attribute(builtins, builtin)? {
            Attribute::Own(base) => Ok(self.world.is_subclass(class, base)?),
            _ => Ok(false),
        }
    }

    pub fn is_exception_class(&mut self, class: ObjectId) -> Result<bool, Refusal> {
        self.derives_from(class, "BaseException")
    }

    fn exception_name(&self, exception: &Value) -> String {
        let class = self.instance_class(exception);
        let known = class.and_then(|class| self.heap.by_id.get(&class));
        match known.map(|known| self.heap.object(*known)) {
            Some(Object::Class(name)) => name
                .strip_prefix("builtins.")
                .unwrap_or(name.as_str())
                .to_owned(),
            _ => "an exception".to_owned(),
        }
    }

    /// `class(*arguments)` of an exception class.
    fn make_exception(&mut self, class: &Value, arguments: Vec<Value>) -> Result<Value, Refusal> {
        match self.call(class, arguments, vec![])? {
            Flow::Return(exception) => Ok(exception),
            Flow::Raise(exception) => Err(self.rising(&exception)),
            _ => Err(Refusal::new(
                codes::CALL,
                "an exception's class did not return",
            )),
        }
    }

    /// What `BaseException.__new__` keeps of the arguments.
    pub fn start_exception(
        &mut self,
        exception: &Value,
        arguments: &[Value],
    ) -> Result<(), Refusal> {
        let (Value::Fresh(fresh), Some(class)) = (exception, self.instance_class(exception)) else {
            return Ok(());
        };
        for special in SPECIAL {
            if self.derives_from(class, special)? && !arguments.is_empty() {
                return Err(Refusal::new(
                    codes::CALL,
                    format!("a new {special} with arguments"),
                ));
            }
        }
        self.set_field(*fresh, "args", Value::Tuple(arguments.to_vec().into()));
        self.set_field(*fresh, "__cause__", Value::NONE);
        self.set_field(*fresh, "__context__", Value::NONE);
        self.set_field(*fresh, "__suppress_context__", Value::bool(false));
        if self.derives_from(class, "StopIteration")? {
            let value = arguments.first().cloned().unwrap_or(Value::NONE);
            self.set_field(*fresh, "value", value);
        }
        Ok(())
    }

    /// `BaseException.__init__(exception, *arguments)`.
    pub fn init_exception(
        &mut self,
        exception: &Value,
        arguments: &[Value],
    ) -> Result<Value, Refusal> {
        match exception {
            Value::Fresh(fresh) if self.field(*fresh, "args").is_some() => {
                self.check_not_escaped(*fresh)?;
                self.set_field(*fresh, "args", Value::Tuple(arguments.to_vec().into()));
                if self.field(*fresh, "value").is_some() {
                    let value = arguments.first().cloned().unwrap_or(Value::NONE);
                    self.set_field(*fresh, "value", value);
                }
                Ok(Value::NONE)
            }
            _ => Err(Refusal::new(
                codes::CALL,
                format!("'__init__' of {}", self.describe(exception)),
            )),
        }
    }

    /// What an exception made by the function carries beside its `__dict__`, `None` for any other attribute.
    pub fn exception_field(&self, object: &Value, name: &str) -> Option<Value> {
        match object {
            Value::Fresh(fresh) if FIELDS.contains(&name) || name == "value" => {
                self.field(*fresh, name)
            }
            _ => None,
        }
    }

    /// The `args` of an exception made by the function.
    pub fn exception_arguments(&self, exception: &Value) -> Option<Vec<Value>> {
        match self.exception_field(exception, "args") {
            Some(Value::Tuple(arguments)) => Some(arguments.to_vec()),
            _ => None,
        }
    }

    fn field(&self, fresh: Fresh, name: &str) -> Option<Value> {
        let FreshObject::Instance { attributes, .. } = &self.heap.fresh[fresh.0 as usize] else {
            return None;
        };
        attributes
            .iter()
            .find(|(key, _)| key.strip_prefix('.') == Some(name))
            .map(|(_, value)| value.clone())
    }

    /// Fields have names that no attribute has.
    fn set_field(&mut self, fresh: Fresh, name: &str, value: Value) {
        if let FreshObject::Instance { attributes, .. } = &mut self.heap.fresh[fresh.0 as usize] {
            let key = format!(".{name}");
            match attributes.iter_mut().find(|(existing, _)| *existing == key) {
                Some((_, present)) => *present = value,
                None => attributes.push((key, value)),
            }
        }
    }

    /// `raise exception`, `raise exception from cause`.
    pub fn raise(&mut self, exception: &Value, cause: Option<&Value>) -> Result<Flow, Refusal> {
        let exception = self.as_exception(exception)?;
        if let (Some(cause), Value::Fresh(fresh)) = (cause, &exception) {
            let cause = match cause.is_none() {
                true => Value::NONE,
                false => self.as_exception(cause)?,
            };
            self.set_field(*fresh, "__cause__", cause);
            self.set_field(*fresh, "__suppress_context__", Value::bool(true));
        }
        self.with_context(exception).map(Flow::Raise)
    }

    /// The exception that a `raise` means: a class is called.
    fn as_exception(&mut self, value: &Value) -> Result<Value, Refusal> {
        let is_class = match value {
            Value::Known(known) => match self.heap.object(*known) {
                Object::Class(_) => {
                    let id = self.heap.id(*known);
                    if !self.is_exception_class(id)? {
                        return Err(Refusal::new(
                            codes::RAISES,
                            "what is raised is no exception",
                        ));
                    }
                    true
                }
                _ => false,
            },
            _ => false,
        };
        let exception = if is_class {
            self.make_exception(value, vec![])?
        } else {
            value.clone()
        };
        match &exception {
            Value::Fresh(fresh) if self.field(*fresh, "args").is_some() => Ok(exception),
            // Its traceback and context would change.
            Value::Known(_) => Err(Refusal::new(
                codes::RAISES,
                "an exception that was made before the call is raised",
            )),
            _ => Err(Refusal::new(
                codes::RAISES,
                "what is raised is no exception",
            )),
        }
    }

    /// The exception with that which is being handled as its context.
    fn with_context(&mut self, exception: Value) -> Result<Value, Refusal> {
        let (Value::Fresh(fresh), Some(Value::Fresh(handled))) =
            (&exception, self.heap.handling.last().cloned())
        else {
            return Ok(exception);
        };
        if *fresh == handled {
            return Ok(exception);
        }
        // No chain leads back to itself.
        let mut at = handled;
        while let Some(Value::Fresh(next)) = self.field(at, "__context__") {
            if next == *fresh {
                self.set_field(at, "__context__", Value::NONE);
                break;
            }
            at = next;
        }
        self.set_field(*fresh, "__context__", Value::Fresh(handled));
        Ok(exception)
    }

    /// Whether an `except` clause takes an exception: by its real bases.
    pub fn exception_matches(&mut self, exception: &Value, class: &Value) -> Result<bool, Refusal> {
        if let Value::Tuple(classes) = class {
            for class in classes.iter() {
                if self.exception_matches(exception, class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let (Value::Known(known), Some(own)) = (class, self.instance_class(exception)) else {
            return Err(Refusal::new(codes::RAISES, "'except' of what is no class"));
        };
        let id = self.heap.id(*known);
        if !matches!(self.heap.object(*known), Object::Class(_)) || !self.is_exception_class(id)? {
            return Err(Refusal::new(
                codes::RAISES,
                "'except' of what is no exception class",
            ));
        }
        Ok(self.world.is_subclass(own, id)?)
    }
}
