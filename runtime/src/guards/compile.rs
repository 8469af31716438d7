//! Assumptions to guards, on the live objects that a graph was generated from.

use std::ffi::CString;

use pyo3::prelude::*;
use pyo3::types::{
    PyDict, PyFunction, PyList, PyString, PyTuple, PyType, PyWeakrefMethods, PyWeakrefReference,
};

use super::reach::version_tag;
use super::run::Frame;
use super::{Anchor, Get, Program, Slot, Step, TensorSlot, Test};
use crate::surface::{Access, Check, Literal, Object, Surface};
use crate::torch::{Property, Torch};
use crate::world::functions::{self, Place};
use crate::world::{codes, lookup, names};

/// Why an assumption cannot be guarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unguardable {
    /// A sentence that names the assumption.
    pub message: String,
    /// Line in the source, 0 where unknown.
    pub line: u32,
}

/// How an object is reached, and what is there now.
type Found<'py> = (Get, Option<Bound<'py, PyAny>>);

/// The objects that the world of the generation gave numbers to.
pub type Numbered<'s, 'py> = &'s dyn Fn(u32) -> Option<Bound<'py, PyAny>>;

struct Compiler<'s, 'py> {
    torch: &'s Torch,
    numbered: Numbered<'s, 'py>,
    function: Bound<'py, PyFunction>,
    arguments: Bound<'py, PyTuple>,
    /// What each object is right now; `None` where there is none.
    values: Vec<Option<Bound<'py, PyAny>>>,
    program: Program,
}

/// Compiles the guards of `surface`, which was generated from this very call.
pub fn compile<'py>(
    torch: &Torch,
    surface: &Surface,
    function: &Bound<'py, PyFunction>,
    arguments: &Bound<'py, PyTuple>,
    numbered: Numbered<'_, 'py>,
) -> Result<Program, Unguardable> {
    let py = function.py();
    let modes = torch.modes(py).map_err(|error| Unguardable {
        message: text(error),
        line: 0,
    })?;
    if let Some(obstacle) = modes.obstacle() {
        return Err(Unguardable {
            message: obstacle.to_owned(),
            line: 0,
        });
    }
    let mut compiler = Compiler {
        torch,
        numbered,
        function: function.clone(),
        arguments: arguments.clone(),
        values: Vec::with_capacity(surface.objects.len()),
        program: Program {
            steps: Vec::with_capacity(surface.objects.len()),
            tensors: Vec::new(),
            dims: surface.dims.len(),
            distinct: Vec::new(),
            modes,
            objects: surface.objects.clone(),
        },
    };
    for (index, object) in surface.objects.iter().enumerate() {
        compiler
            .object(index, object)
            .map_err(|message| Unguardable {
                message: format!("@{}: {message}", object.symbol),
                line: object.line,
            })?;
    }
    let program = compiler.program;
    // The program must hold for the call that it was made from.
    let mut frame = Frame::default();
    let outcome = frame.run(py, torch, &program, function.as_any(), arguments);
    frame.clear(py);
    match outcome {
        Ok(()) => Ok(program),
        Err(miss) => {
            let object = miss.object.and_then(|index| program.object(index));
            let symbol = object.map_or("PyTorch", |object| &object.symbol);
            Err(Unguardable {
                message: format!(
                    "@{symbol} {}, at the very call it was generated from",
                    miss.kind
                ),
                line: object.map_or(0, |object| object.line),
            })
        }
    }
}

fn text(error: PyErr) -> String {
    error.to_string()
}

impl<'py> Compiler<'_, 'py> {
    fn py(&self) -> Python<'py> {
        self.function.py()
    }

    fn object(&mut self, index: usize, object: &Object) -> Result<(), String> {
        let (get, value) = self.reach(object)?;
        let test = self.test(index, object, value.as_ref())?;
        self.values.push(value);
        self.program.steps.push(Step { get, test });
        Ok(())
    }

    fn parent(&self, object: &Object) -> Result<(Slot, Bound<'py, PyAny>), String> {
        let slot = object.parent.ok_or("it has no parent")?;
        match self.values.get(slot) {
            Some(Some(value)) => Ok((slot, value.clone())),
            _ => Err("its parent is declared after it, or does not exist".to_owned()),
        }
    }

    fn parent_function(&self, object: &Object) -> Result<(Slot, Bound<'py, PyFunction>), String> {
        let (slot, value) = self.parent(object)?;
        Ok((
            slot,
            value
                .cast_into::<PyFunction>()
                .map_err(|_| "its parent is no Python function")?,
        ))
    }

    /// Whether the object in a slot is always the one that is there now.
    fn is_fixed(&self, slot: Slot) -> bool {
        let step = &self.program.steps[slot];
        match step.test {
            Test::Identity(_) | Test::Function { .. } | Test::Unchanged { .. } => true,
            Test::Same(other) => self.is_fixed(other),
            _ => matches!(step.get, Get::Constant(_) | Get::Anchored(_)),
        }
    }

    fn string(&self, text: &str) -> Py<PyString> {
        PyString::intern(self.py(), text).unbind()
    }

    fn reach(&self, object: &Object) -> Result<Found<'py>, String> {
        let py = self.py();
        Ok(match &object.access {
            Access::Argument(index) => (
                Get::Argument(*index),
                Some(self.arguments.get_item(*index).map_err(text)?),
            ),
            Access::Function => (Get::Function, Some(self.function.clone().into_any())),
            Access::Global(name) => return self.global(object, name),
            Access::Cell(name) => return self.cell(object, name),
            Access::Attribute(name) => {
                let (slot, parent) = self.parent(object)?;
                let value = parent.getattr(name.as_str()).ok();
                match self.property(&parent, name) {
                    Some(property) => (
                        Get::Property {
                            parent: slot,
                            property,
                        },
                        value,
                    ),
                    None => (
                        Get::Attribute {
                            parent: slot,
                            name: self.string(name),
                        },
                        value,
                    ),
                }
            }
            Access::Dict(name) => {
                let (slot, parent) = self.parent(object)?;
                let value = match lookup::instance_dict(&parent) {
                    Some(dict) => dict.get_item(name.as_str()).map_err(text)?,
                    None => None,
                };
                (
                    Get::InstanceEntry {
                        parent: slot,
                        name: self.string(name),
                    },
                    value,
                )
            }
            Access::Item(key) => return self.item(object, key),
            Access::Lookup(key) => {
                let (slot, parent) = self.parent(object)?;
                let dict = parent
                    .cast::<PyDict>()
                    .map_err(|_| "its parent is no dict")?;
                let Some(Some(key_object)) = self.values.get(*key) else {
                    return Err("its key does not exist".to_owned());
                };
                (
                    Get::Lookup {
                        parent: slot,
                        key: *key,
                    },
                    dict.get_item(key_object).map_err(text)?,
                )
            }
            Access::Type => {
                let (slot, parent) = self.parent(object)?;
                (
                    Get::Type { parent: slot },
                    Some(parent.get_type().into_any()),
                )
            }
            Access::Length => {
                let (slot, parent) = self.parent(object)?;
                let length = Literal::Int(parent.len().map_err(text)? as i64)
                    .object(py)
                    .map_err(text)?;
                (Get::Length { parent: slot }, Some(length))
            }
            Access::Keys => {
                let (slot, parent) = self.parent(object)?;
                let keys = py.get_type::<PyTuple>().call1((&parent,)).map_err(text)?;
                (Get::Keys { parent: slot }, Some(keys))
            }
            Access::Referent => {
                let (slot, parent) = self.parent(object)?;
                let reference = parent
                    .cast::<PyWeakrefReference>()
                    .map_err(|_| "its parent is no weak reference")?;
                let value = reference
                    .upgrade()
                    .unwrap_or_else(|| py.None().into_bound(py));
                (Get::Referent { parent: slot }, Some(value))
            }
            Access::Default(name) => return self.default(object, name),
            Access::Constant(value) => {
                let value = value.object(py).map_err(text)?;
                (Get::Constant(value.clone().unbind()), Some(value))
            }
            Access::Import(name) => {
                let modules = py
                    .import("sys")
                    .and_then(|sys| sys.getattr("modules"))
                    .map_err(text)?;
                let modules = modules
                    .cast_into::<PyDict>()
                    .map_err(|_| "sys.modules is no dict")?;
                (
                    Get::Import(self.string(name)),
                    modules.get_item(name).map_err(text)?,
                )
            }
            Access::Member(name) => {
                // Its class is unchanged, so that it is still what it was.
                let (_, class) = self.parent(object)?;
                let class = class
                    .cast_into::<PyType>()
                    .map_err(|_| "its parent is no class")?;
                let found = object.id.and_then(self.numbered);
                let found = found.or_else(|| lookup::in_class(&class, &PyString::intern(py, name)));
                let found = found.ok_or("there is no such member")?;
                let anchor = Anchor::new(&found);
                let get = match anchor.get(py) {
                    Some(_) => Get::Anchored(anchor),
                    None => Get::Constant(found.clone().unbind()),
                };
                (get, Some(found))
            }
            Access::Query(name) => {
                let function =
                    names::find(py, name).ok_or_else(|| format!("this PyTorch has no {name}"))?;
                let value = function.call0().map_err(text)?;
                (Get::Query(function.unbind()), Some(value))
            }
        })
    }

    /// A property of tensors that PyTorch declares in C and no subclass hides.
    fn property(&self, tensor: &Bound<'py, PyAny>, name: &str) -> Option<Property> {
        if !self.torch.is_exact(tensor) {
            return None;
        }
        let found = lookup::in_class(&tensor.get_type(), &PyString::intern(self.py(), name))?;
        let owner = found
            .getattr("__objclass__")
            .ok()?
            .cast_into::<PyType>()
            .ok()?;
        Property::of(&owner, &CString::new(name).ok()?)
    }

    fn global(&self, object: &Object, name: &str) -> Result<Found<'py>, String> {
        let (slot, function) = self.parent_function(object)?;
        let found = functions::global(&function, name).map_err(text)?;
        let key = self.string(name);
        // What is looked up from the function needs no reference of the graph's own to what the user's function holds.
        let own = |builtins| Get::Global {
            function: slot,
            key: self.string(name),
            builtins,
        };
        let Some(found) = found else {
            return Ok((own(None), None));
        };
        let globals = function.getattr("__globals__").map_err(text)?;
        let get = match found.place {
            Place::Dict { dict, before: None } if dict.is(&globals) => own(None),
            Place::Dict {
                dict,
                before: Some(before),
            } if before.is(&globals) => own(Some(dict.unbind())),
            _ if !self.is_fixed(slot) => {
                return Err("its function is a stand-in and not fixed".to_owned());
            }
            Place::Dict { dict, before } => Get::Entry {
                dict: dict.unbind(),
                key,
                before: before.map(Bound::unbind),
            },
            Place::Cell(cell) => Get::Cell(cell.unbind()),
        };
        Ok((get, Some(found.value)))
    }

    fn cell(&self, object: &Object, name: &str) -> Result<Found<'py>, String> {
        let (slot, function) = self.parent_function(object)?;
        let cell = functions::cell(&function, name)
            .map_err(text)?
            .ok_or("there is no such free variable")?;
        let names = function
            .getattr("__code__")
            .and_then(|code| code.getattr("co_freevars"))
            .map_err(text)?;
        let names: Vec<String> = names.extract().map_err(text)?;
        let index = names
            .iter()
            .position(|free| free == name)
            .ok_or("there is no such free variable")?;
        Ok((
            Get::FreeVariable {
                function: slot,
                index: index as isize,
            },
            functions::cell_contents(&cell),
        ))
    }

    fn default(&self, object: &Object, name: &str) -> Result<Found<'py>, String> {
        let (slot, function) = self.parent_function(object)?;
        let default = functions::default(&function, name)
            .map_err(text)?
            .ok_or("there is no such default")?;
        let value = default.value;
        let get = match default.place {
            functions::DefaultPlace::Positional(index) => Get::PositionalDefault {
                function: slot,
                index: index as isize,
            },
            functions::DefaultPlace::Keyword => Get::KeywordDefault {
                function: slot,
                name: self.string(name),
            },
            functions::DefaultPlace::StandIn => Get::Constant(value.clone().unbind()),
        };
        Ok((get, Some(value)))
    }

    fn item(&self, object: &Object, key: &Literal) -> Result<Found<'py>, String> {
        let (slot, parent) = self.parent(object)?;
        let py = self.py();
        if let Ok(dict) = parent.cast::<PyDict>() {
            let key = key.object(py).map_err(text)?;
            let value = dict.get_item(&key).map_err(text)?;
            return Ok((
                Get::DictItem {
                    parent: slot,
                    key: key.unbind(),
                },
                value,
            ));
        }
        let Literal::Int(index) = key else {
            return Err("its key is not an index".to_owned());
        };
        if let Ok(list) = parent.cast::<PyList>() {
            let index = wrap(*index, list.len())?;
            return Ok((
                Get::ListItem {
                    parent: slot,
                    index: index as isize,
                },
                list.get_item(index).ok(),
            ));
        }
        if let Ok(tuple) = parent.cast::<PyTuple>() {
            let index = wrap(*index, tuple.len())?;
            return Ok((
                Get::TupleItem {
                    parent: slot,
                    index: index as isize,
                },
                tuple.get_item(index).ok(),
            ));
        }
        Err("its parent is no dict, list or tuple".to_owned())
    }

    fn test(
        &mut self,
        index: usize,
        object: &Object,
        value: Option<&Bound<'py, PyAny>>,
    ) -> Result<Test, String> {
        let py = self.py();
        match (&object.check, value) {
            (Check::Absent, _) => return Ok(Test::Absent),
            // What its class holds is what it was, but its code may be set.
            (Check::Nothing, Some(value)) if value.is_instance_of::<PyFunction>() => {
                return identity(value).map_err(text);
            }
            (Check::Nothing, _) => return Ok(Test::Nothing),
            _ => (),
        }
        let value = value.ok_or("it does not exist")?;
        Ok(match &object.check {
            Check::Nothing | Check::Absent => Test::Nothing,
            // A device is made anew each time that a tensor is asked for it.
            Check::Identity if value.get_type().is(&self.torch.device) => {
                Test::Equal(value.clone().unbind())
            }
            // So is the tuple of a dict's keys, which are constants.
            Check::Identity if matches!(object.access, Access::Keys) => {
                Test::Equal(value.clone().unbind())
            }
            Check::Identity => identity(value).map_err(text)?,
            Check::Value(expected) => match expected {
                Literal::None | Literal::Ellipsis | Literal::Bool(_) => {
                    Test::Identity(Anchor::new(&expected.object(py).map_err(text)?))
                }
                Literal::Int(expected) => Test::Int(*expected),
                Literal::Float(expected) => Test::Float(expected.to_bits()),
                other => Test::Equal(other.object(py).map_err(text)?.unbind()),
            },
            Check::Type => {
                if object.mutable {
                    self.program.distinct.push(index);
                }
                Test::Type(Anchor::new(value.get_type().as_any()))
            }
            Check::Tensor(check) => {
                self.program.tensors.push(TensorSlot {
                    slot: index,
                    check: check.clone(),
                    parameter: value.get_type().is(&self.torch.parameter),
                    written: false,
                    refuses_inference: false,
                });
                Test::Tensor(self.program.tensors.len() - 1)
            }
            Check::Same(other) => Test::Same(*other),
            Check::Unchanged => {
                let class = value.cast::<PyType>().map_err(|_| "it is no class")?;
                Test::Unchanged {
                    class: Anchor::new(value),
                    tag: tag(class)?,
                }
            }
        })
    }
}

/// The test that an object is this one.
fn identity(object: &Bound<'_, PyAny>) -> PyResult<Test> {
    let function = Anchor::new(object);
    if !object.is_instance_of::<PyFunction>() {
        return Ok(Test::Identity(function));
    }
    let code = object.getattr("__code__")?;
    Ok(Test::Function {
        function,
        code: Anchor::new(&code),
        place: codes::place(&code),
    })
}

fn wrap(index: i64, length: usize) -> Result<usize, String> {
    let wrapped = if index < 0 {
        index + length as i64
    } else {
        index
    };
    usize::try_from(wrapped).map_err(|_| "its index is out of range".to_owned())
}

/// The version tag of a class; looking something up makes CPython assign one.
fn tag(class: &Bound<'_, PyType>) -> Result<u32, String> {
    let _ = lookup::in_class(class, pyo3::intern!(class.py(), "__init__"));
    // SAFETY: attached to the interpreter; `class` is a live type object.
    unsafe { version_tag(class.as_type_ptr()) }
        .ok_or_else(|| "CPython has run out of version tags for classes".to_owned())
}
