//! Builtin functions, on abstract values.

use super::{
    Specializer,
    emit::{Access, PathKey},
    frame::Flow,
    protocol::{Keywords, Source, Special},
    refusal::{Refusal, codes},
    types::is_exception_name,
    value::{Constant, Known, Value},
};
use crate::world::{Object, REPORTS};
use std::rc::Rc;

/// Builtins that matter to other tools than a graph.
const IGNORED: &[&str] = &[
    "torch._C._log_api_usage_once",
    "torch._C._log_api_usage_metadata",
];

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn call_builtin(
        &mut self,
        name: &str,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Flow, Refusal> {
        if name == "builtins.type.__call__"
            && let Some((Value::Known(class), rest)) = positional.split_first()
            && let Object::Class(made) = self.heap.object(*class).clone()
        {
            return self.instantiate(*class, &made, rest.to_vec(), keywords);
        }
        if let Some(value) = self.evaluate_builtin(name, &positional, &keywords)? {
            return Ok(Flow::Return(value));
        }
        if let Some(class) = name.strip_suffix(".__init__")
            && is_exception_name(class)
            && keywords.is_empty()
            && let Some((exception, arguments)) = positional.split_first()
        {
            return self.init_exception(exception, arguments).map(Flow::Return);
        }
        if name == "itertools.chain.from_iterable"
            && let Some(iterator) = self.call_iterator_class(name, &positional, &keywords)?
        {
            return Ok(Flow::Return(iterator));
        }
        // A method of a C type: `list.append` as a plain function.
        if let Some((r#type, method)) = name.rsplit_once('.')
            && matches!(
                r#type,
                "builtins.list"
                    | "builtins.dict"
                    | "builtins.tuple"
                    | "builtins.str"
                    | "builtins.set"
                    | "collections.OrderedDict"
                    | "collections.defaultdict"
            )
            && let Some((receiver, rest)) = positional.split_first()
        {
            return self
                .call_method(receiver, method, rest.to_vec(), keywords)
                .map(Flow::Return);
        }
        self.call_tensor_function(name, positional, keywords)
            .map(Flow::Return)
    }

    fn evaluate_builtin(
        &mut self,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        if IGNORED.contains(&name) {
            return Ok(Some(Value::NONE));
        }
        // Overrides by tensor subclasses: there are none, or the tensor was refused when it was reached.
        if name.contains("has_torch_function") {
            return Ok(Some(Value::bool(false)));
        }
        match name {
            "torch.is_grad_enabled" => return Ok(Some(Value::bool(self.grad_enabled()?))),
            "torch._C._set_grad_enabled" => {
                // PyTorch raises for everything but a bool.
                let [Value::Constant(Constant::Bool(mode))] = positional else {
                    return Err(Refusal::new(
                        codes::AUTOGRAD,
                        "gradients are switched by a value of the run, or by what is no bool",
                    ));
                };
                // The state at entry is what the graph assumes, whether or not anything reads it.
                self.grad_enabled()?;
                self.heap.grad_enabled = Some(*mode);
                return Ok(Some(Value::NONE));
            }
            _ => {}
        }
        if REPORTS.contains(&name) && positional.is_empty() && keywords.is_empty() {
            return self.query(name).map(Some);
        }
        if let Some(value) = self.call_numeric(name, positional, keywords)? {
            return Ok(Some(value));
        }
        if !keywords.is_empty() {
            return Ok(None);
        }
        if let ("weakref.ReferenceType.__call__", [Value::Known(reference)]) = (name, positional) {
            return self.referent(*reference).map(Some);
        }
        let Some(function) = name.strip_prefix("builtins.") else {
            return Ok(None);
        };
        if let Some(value) = self.pure_function(function, positional)? {
            return Ok(Some(value));
        }
        if let ("repr", [value]) = (function, positional) {
            return self.repr_of(value).map(Some);
        }
        Ok(Some(match (function, positional) {
            ("len", [container]) => match self.length(container)? {
                Some(length) => Value::int(length as i64),
                None if let Value::Tensor(tensor) = container => {
                    self.tensor_special(*tensor, "__len__", vec![])?
                }
                None => match self.special(container, "__len__")? {
                    Special::Bound(method) => self.length_by_method(&method)?,
                    _ => self.call_special(container, "__len__", vec![])?,
                },
            },
            ("isinstance", [object, class]) => Value::bool(self.is_instance(object, class)?),
            ("issubclass", [class, of]) => Value::bool(self.is_subclass(class, of)?),
            ("getattr", [object, name]) => {
                let name = self.name(name)?;
                self.get_attribute(object, &name)?
            }
            ("getattr", [object, name, default]) => {
                let name = self.name(name)?;
                self.find_attribute(object, &name)?
                    .unwrap_or_else(|| default.clone())
            }
            ("hasattr", [object, name]) => {
                let name = self.name(name)?;
                Value::bool(self.find_attribute(object, &name)?.is_some())
            }
            ("setattr", [object, name, value]) => {
                let name = self.name(name)?;
                self.set_attribute(object, &name, value.clone())?;
                Value::NONE
            }
            ("delattr", [object, name]) => {
                let name = self.name(name)?;
                self.delete_attribute(object, &name)?;
                Value::NONE
            }
            ("object.__setattr__", [object, name, value]) if self.is_python_instance(object) => {
                let name = self.name(name)?;
                self.set_generically(object, &name, value.clone())?;
                Value::NONE
            }
            ("object.__getattribute__", [object, name]) if self.is_python_instance(object) => {
                let name = self.name(name)?;
                match self.find_generically(object, &name)? {
                    Some(value) => value,
                    None => return Err(self.missing_attribute(object, &name)),
                }
            }
            ("object.__new__", [Value::Known(class)]) => match self.heap.object(*class).clone() {
                Object::Class(name) => self.make_instance(*class, &name)?,
                _ => return Ok(None),
            },
            ("object.__init__", [object]) if self.is_python_instance(object) => Value::NONE,
            // Through a class the function comes back as it is; `None` as the receiver says so.
            ("function.__get__", [function, receiver, ..]) if receiver.is_none() => {
                function.clone()
            }
            ("function.__get__", [function, receiver, ..]) => Value::Method {
                function: Rc::new(function.clone()),
                receiver: Rc::new(receiver.clone()),
            },
            ("callable", [object]) => Value::bool(self.is_callable(object)?),
            ("any" | "all", [iterable]) => {
                let until = function == "any";
                let mut result = !until;
                let iterator = self.iterator(iterable)?;
                while let Some(element) = self.next(&iterator)? {
                    let what = format!("the result of '{function}'");
                    if self.known_truth(&element, &what)? == until {
                        result = until;
                        break;
                    }
                }
                Value::bool(result)
            }
            ("iter", [iterable]) => self.iterator(iterable)?,
            ("iter", [function, sentinel]) => self.make_iterator(Source::Calls {
                function: function.clone(),
                sentinel: sentinel.clone(),
            }),
            ("next", [iterator]) => self.next_or_raise(iterator)?,
            ("next", [iterator, default]) => {
                self.next(iterator)?.unwrap_or_else(|| default.clone())
            }
            _ => return Ok(None),
        }))
    }

    /// A fact of the process, checked at entry.
    pub fn query(&mut self, name: &str) -> Result<Value, Refusal> {
        let id = self.world.query(name)?;
        self.reach().step(
            None,
            Access::Query,
            Some(PathKey::str(name)),
            &format!("{name}()"),
            id,
        )
    }

    /// What a weak reference refers to; which object that is is checked at entry.
    fn referent(&mut self, reference: Known) -> Result<Value, Refusal> {
        let id = self.world.referent(self.heap.id(reference))?;
        let name = format!("{}()", self.heap.symbol(reference));
        self.reach()
            .step(Some(reference), Access::Referent, None, &name, id)
    }

    /// Whether autograd records here.
    pub fn grad_enabled(&mut self) -> Result<bool, Refusal> {
        if let Some(enabled) = self.heap.grad_enabled {
            return Ok(enabled);
        }
        let Value::Constant(Constant::Bool(mode)) = self.query("torch.is_grad_enabled")? else {
            return Err(Refusal::new(
                codes::AUTOGRAD,
                "the gradient mode is not a constant",
            ));
        };
        self.heap.grad_enabled = Some(mode);
        self.grad_mode_at_entry = self.heap.grad_enabled;
        Ok(mode)
    }

    fn name(&self, name: &Value) -> Result<String, Refusal> {
        name.as_str().map(str::to_owned).ok_or_else(|| {
            Refusal::new(
                codes::ATTRIBUTE,
                "an attribute whose name only the run knows",
            )
        })
    }
}
