//! What a value is, in the words of a message.

use super::{Specializer, heap::FreshObject, value::Value};
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// What a value is, for a message.
    pub fn describe(&self, value: &Value) -> String {
        match value {
            Value::Constant(constant) => format!("a {}", constant.type_name()),
            Value::Number { kind, .. } => format!("a {kind:?}").to_lowercase(),
            Value::Tensor(_) => "a tensor".to_owned(),
            Value::Known(known) => match self.heap.object(*known) {
                Object::Builtin(name) | Object::Module(name) => format!("'{name}'"),
                Object::Class(name) => format!("the class '{name}'"),
                Object::Function(info) => format!("the function '{}'", info.qualname),
                Object::Instance(class) => format!("an object of the class '{class}'"),
                _ => format!("'{}'", self.heap.symbol(*known)),
            },
            Value::Tuple(_) => "a tuple".to_owned(),
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(_) => "a list",
                FreshObject::Dict(_) => "a dict",
                FreshObject::Set(_) | FreshObject::FrozenSet(_) => "a set",
                FreshObject::Iterator(_) => "an iterator",
                FreshObject::View(..) => "a view of a dict",
                FreshObject::OpenRange { .. } => "a range whose bounds only the run knows",
                FreshObject::Undecided(_) => "an object that depends on a branch",
                FreshObject::Alias => "an alias for annotations",
                FreshObject::Instance { .. } => "an object made by the function",
            }
            .to_owned(),
            Value::Function(closure) => format!("the function '{}'", closure.code.qualname),
            Value::Method { .. } => "a method".to_owned(),
            Value::BuiltinMethod { name, .. } => format!("the method '{name}'"),
            Value::Slice(_) => "a slice".to_owned(),
            Value::Range { .. } => "a range".to_owned(),
            Value::Super { .. } => "'super()'".to_owned(),
            Value::InstanceDict(_) => "a '__dict__'".to_owned(),
        }
    }
}
