//! The live Python heap, as specialization asks about it.
//!
//! Everything here runs at one call of one function, under the GIL, and changes nothing. Each look-up follows CPython's own
//! up to the point where Python code would run, and says there what would run.

mod attributes;
mod bodies;
pub mod codes;
mod describe;
pub mod functions;
mod history;
pub mod lookup;
pub mod names;
pub mod polyfills;
mod pure;
mod queries;
mod table;

use janus_passes::world::{
    Attribute, BranchCounts, Key, Layout, Member, Membership, Object, ObjectId, PureCall,
    PureResult, SampleCall, Seen, Site, TensorMember, Unanswered, World,
};
use pyo3::prelude::*;
use pyo3::types::{
    PyDict, PyFrozenSet, PyFunction, PyList, PySet, PyString, PyTuple, PyType, PyWeakrefMethods,
    PyWeakrefReference,
};

pub use bodies::{Bodies, Sources};
pub use describe::{Torch, is_tensor, tensor as describe_tensor, torch};
pub use table::Table;

use crate::function::FunctionKey;

/// What earlier calls showed.
pub trait Observations {
    /// How often the branch at `line:column` (the column from 0) of `function` went which way.
    fn branch(&self, function: &FunctionKey, line: u32, column: u32) -> Option<BranchCounts>;
    /// What has been seen of the input that `path` names.
    fn seen(&self, path: &str) -> Seen;
}

/// The heap at one call.
pub struct LiveWorld<'a, 'py> {
    py: Python<'py>,
    target: ObjectId,
    arguments: Bound<'py, PyTuple>,
    table: Table<'py>,
    bodies: &'a Bodies,
    sources: &'a dyn Sources,
    observations: &'a dyn Observations,
}

impl<'a, 'py> LiveWorld<'a, 'py> {
    /// The heap as `function`, called with `arguments` (in the order of its locals), sees it.
    pub fn new(
        function: &Bound<'py, PyFunction>,
        arguments: &Bound<'py, PyTuple>,
        bodies: &'a Bodies,
        sources: &'a dyn Sources,
        observations: &'a dyn Observations,
    ) -> Self {
        let mut table = Table::default();
        let target = table.intern(function.clone().into_any());
        LiveWorld {
            py: function.py(),
            target,
            arguments: arguments.clone(),
            table,
            bodies,
            sources,
            observations,
        }
    }

    /// The object with this id.
    pub fn object(&self, id: ObjectId) -> Result<Bound<'py, PyAny>, Unanswered> {
        self.table.get(id)
    }

    fn function(&self, id: ObjectId) -> Result<Bound<'py, PyFunction>, Unanswered> {
        self.typed(id, "function")
    }

    fn typed<T: pyo3::PyTypeCheck>(
        &self,
        id: ObjectId,
        kind: &str,
    ) -> Result<Bound<'py, T>, Unanswered> {
        let object = self.table.get(id)?;
        let class = object.get_type();
        object.cast_into::<T>().map_err(|_| Unanswered {
            question: format!(
                "which {kind} a {} is",
                names::of_class(&class).unwrap_or_default()
            ),
        })
    }
}

/// An exception that a look-up raised, as a question without an answer. It is not raised in the program.
fn unanswered(what: impl Into<String>) -> impl FnOnce(PyErr) -> Unanswered {
    let what = what.into();
    move |error| Unanswered {
        question: format!("{what} ({error})"),
    }
}

impl World for LiveWorld<'_, '_> {
    fn target(&self) -> ObjectId {
        self.target
    }

    fn argument(&mut self, index: usize) -> Result<ObjectId, Unanswered> {
        let value = self
            .arguments
            .get_item(index)
            .map_err(unanswered(format!("argument {index}")))?;
        Ok(self.table.intern(value))
    }

    fn describe(&mut self, object: ObjectId) -> Result<Object, Unanswered> {
        let object = self.table.get(object)?;
        describe::describe(&object, &mut self.table).map_err(unanswered("what an object is"))
    }

    fn class_of(&mut self, object: ObjectId) -> Result<ObjectId, Unanswered> {
        let class = self.table.get(object)?.get_type();
        Ok(self.table.intern(class.into_any()))
    }

    fn attribute(&mut self, object: ObjectId, name: &str) -> Result<Attribute, Unanswered> {
        let object = self.table.get(object)?;
        attributes::attribute(&object, name, &mut self.table)
            .map_err(unanswered(format!("attribute {name}")))
    }

    fn super_attribute(
        &mut self,
        class: ObjectId,
        object: ObjectId,
        name: &str,
    ) -> Result<Attribute, Unanswered> {
        let class = self.typed::<PyType>(class, "class")?;
        let object = self.table.get(object)?;
        attributes::super_attribute(&class, &object, name, &mut self.table)
            .map_err(unanswered(format!("attribute {name} of super()")))
    }

    fn member(&mut self, class: ObjectId, name: &str) -> Result<Option<Member>, Unanswered> {
        let class = self.typed::<PyType>(class, "class")?;
        attributes::member(&class, name, &mut self.table)
            .map_err(unanswered(format!("member {name} of a class")))
    }

    fn layout(&mut self, class: ObjectId) -> Result<Layout, Unanswered> {
        let class = self.typed::<PyType>(class, "class")?;
        queries::layout(&class).map_err(unanswered("how a class makes its instances"))
    }

    fn builtin_type(&mut self, name: &str) -> Result<ObjectId, Unanswered> {
        let class = queries::builtin_type(self.py, name).ok_or_else(|| Unanswered {
            question: format!("what the builtin type {name} is"),
        })?;
        Ok(self.table.intern(class.into_any()))
    }

    fn payload(&mut self, object: ObjectId) -> Result<Option<ObjectId>, Unanswered> {
        let object = self.table.get(object)?;
        let value = queries::payload(&object).map_err(unanswered("the value of an object"))?;
        Ok(value.map(|value| self.table.intern(value)))
    }

    fn tensor_member(&mut self, class: ObjectId, name: &str) -> Result<TensorMember, Unanswered> {
        let class = self.typed::<PyType>(class, "class")?;
        attributes::tensor_member(&class, name)
            .map_err(unanswered(format!("member {name} of tensors")))
    }

    fn instance_dict(&mut self, object: ObjectId) -> Result<Option<ObjectId>, Unanswered> {
        let object = self.table.get(object)?;
        Ok(lookup::instance_dict(&object).map(|dict| self.table.intern(dict.into_any())))
    }

    fn element(&mut self, list: ObjectId, index: usize) -> Result<ObjectId, Unanswered> {
        let list = self.typed::<PyList>(list, "list")?;
        let item = list
            .get_item(index)
            .map_err(unanswered(format!("element {index}")))?;
        Ok(self.table.intern(item))
    }

    fn lookup(&mut self, dict: ObjectId, key: &Key) -> Result<Option<ObjectId>, Unanswered> {
        let dict = self.typed::<PyDict>(dict, "dict")?;
        let found = match key {
            Key::Str(key) => dict.get_item(PyString::intern(self.py, key)),
            Key::Int(key) => dict.get_item(key),
            Key::Object(key) => {
                let key = self.table.get(*key)?;
                if !hashes_without_user_code(&key) {
                    return Err(Unanswered {
                        question: "a key whose class defines __hash__ or __eq__".to_owned(),
                    });
                }
                dict.get_item(key)
            }
        };
        let found = found.map_err(unanswered("a dict's entry"))?;
        Ok(found.map(|value| self.table.intern(value)))
    }

    fn keys(&mut self, dict: ObjectId) -> Result<Vec<ObjectId>, Unanswered> {
        let object = self.table.get(dict)?;
        let keys: Vec<Bound<'_, PyAny>> = if let Ok(dict) = object.cast::<PyDict>() {
            dict.iter().map(|(key, _)| key).collect()
        } else if let Ok(set) = object.cast::<PySet>() {
            set.iter().collect()
        } else if let Ok(set) = object.cast::<PyFrozenSet>() {
            set.iter().collect()
        } else {
            return Err(Unanswered {
                question: "the keys of what is no dict or set".to_owned(),
            });
        };
        Ok(keys.into_iter().map(|key| self.table.intern(key)).collect())
    }

    fn global(&mut self, function: ObjectId, name: &str) -> Result<Option<ObjectId>, Unanswered> {
        let function = self.function(function)?;
        let found =
            functions::global(&function, name).map_err(unanswered(format!("global {name}")))?;
        Ok(found.map(|found| self.table.intern(found.value)))
    }

    fn cell(&mut self, function: ObjectId, name: &str) -> Result<Option<ObjectId>, Unanswered> {
        let function = self.function(function)?;
        let cell = functions::cell(&function, name)
            .map_err(unanswered(format!("free variable {name}")))?;
        let Some(cell) = cell else {
            return Err(Unanswered {
                question: format!("a free variable {name}"),
            });
        };
        Ok(functions::cell_contents(&cell).map(|value| self.table.intern(value)))
    }

    fn module(&mut self, name: &str) -> Result<Option<ObjectId>, Unanswered> {
        let question = || format!("module {name}");
        let modules = self
            .py
            .import("sys")
            .and_then(|sys| sys.getattr("modules"))
            .map_err(unanswered(question()))?
            .cast_into::<PyDict>()
            .map_err(|error| unanswered(question())(error.into()))?;
        let found = modules.get_item(name).map_err(unanswered(question()))?;
        Ok(found.map(|module| self.table.intern(module)))
    }

    fn referent(&mut self, reference: ObjectId) -> Result<ObjectId, Unanswered> {
        let reference = self.typed::<PyWeakrefReference>(reference, "weak reference")?;
        let referent = match reference.upgrade() {
            Some(referent) => referent,
            None => self.py.None().into_bound(self.py),
        };
        Ok(self.table.intern(referent))
    }

    fn is_instance(&mut self, object: ObjectId, class: ObjectId) -> Result<bool, Unanswered> {
        let object = self.table.get(object)?;
        let class = self.typed::<PyType>(class, "class")?;
        if lookup::derives(&object.get_type(), &class) {
            return Ok(true);
        }
        object
            .is_instance(&class)
            .map_err(unanswered("the class of an object"))
    }

    fn is_subclass(&mut self, class: ObjectId, of: ObjectId) -> Result<bool, Unanswered> {
        let class = self.typed::<PyType>(class, "class")?;
        let of = self.typed::<PyType>(of, "class")?;
        if lookup::derives(&class, &of) {
            return Ok(true);
        }
        class
            .is_subclass(&of)
            .map_err(unanswered("the bases of a class"))
    }

    fn derives(&mut self, class: ObjectId, of: ObjectId) -> Result<bool, Unanswered> {
        let class = self.typed::<PyType>(class, "class")?;
        let of = self.typed::<PyType>(of, "class")?;
        Ok(lookup::derives(&class, &of))
    }

    fn membership(&mut self, class: ObjectId, subclasses: bool) -> Result<Membership, Unanswered> {
        let class = self.typed::<PyType>(class, "class")?;
        let method = if subclasses {
            "__subclasscheck__"
        } else {
            "__instancecheck__"
        };
        queries::membership(&class, method, &mut self.table)
            .map_err(unanswered("what belongs to a class"))
    }

    fn query(&mut self, builtin: &str) -> Result<ObjectId, Unanswered> {
        let function = queries::nullary(self.py, builtin)?;
        let result = function
            .call0()
            .map_err(unanswered(format!("{builtin}()")))?;
        Ok(self.table.intern(result))
    }

    fn history(&mut self, call: &SampleCall) -> Result<Option<String>, Unanswered> {
        history::ask(self.py, &self.table, call, history::Question::Name)
            .map_err(unanswered(format!("the history of {}", call.function)))
    }

    fn raised(&mut self, call: &SampleCall) -> Result<Option<String>, Unanswered> {
        history::ask(self.py, &self.table, call, history::Question::Raised)
            .map_err(unanswered(format!("what {} raises", call.function)))
    }

    fn pure(&mut self, call: &PureCall) -> Result<PureResult, Unanswered> {
        pure::call(self.py, call).map_err(unanswered(format!("the result of {}", call.function)))
    }

    fn body(&mut self, function: ObjectId) -> Result<String, Unanswered> {
        let function = self.function(function)?;
        let function = polyfills::stand_in(&function)
            .map_err(unanswered("a polyfill"))?
            .unwrap_or(function);
        self.bodies.of(&function, self.sources)
    }

    fn branch(
        &mut self,
        function: ObjectId,
        site: Site,
    ) -> Result<Option<BranchCounts>, Unanswered> {
        let function = self.function(function)?;
        let key = bodies::key(&function).map_err(unanswered("where a function stands"))?;
        Ok(self
            .observations
            .branch(&key, site.line, site.column.saturating_sub(1)))
    }

    fn seen(&mut self, path: &str) -> Result<Seen, Unanswered> {
        Ok(self.observations.seen(path))
    }
}

/// Whether looking `key` up in a dict runs no code but CPython's and PyTorch's.
fn hashes_without_user_code(key: &Bound<'_, PyAny>) -> bool {
    let class = key.get_type();
    if is_tensor(key).unwrap_or(false) {
        return torch(key.py())
            .ok()
            .flatten()
            .is_some_and(|torch| class.is(&torch.tensor) || class.is(&torch.parameter));
    }
    ["__hash__", "__eq__"].into_iter().all(|name| {
        let name = PyString::intern(key.py(), name);
        lookup::in_class(&class, &name).is_some_and(|method| !method.is_instance_of::<PyFunction>())
    })
}
