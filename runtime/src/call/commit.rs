//! The commit: what a call changes and returns, as steps over Python objects.
//!
//! Compiled once from the region of `dataflow.commit`; executed after the last assertion has held, in the program's order.

use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{
    PyDict, PyFunction, PyList, PyModule, PySet, PySlice, PyString, PyTuple, PyType,
};

mod compile;

use super::memory;
use crate::guards::{Frame, Program, Slot};
use crate::surface::{Element, Literal, Operand, Product};
use crate::torch::{Dims, Property, TensorView, Torch};

/// A value of the commit when it is executed.
pub trait Values<'py> {
    /// The value as a Python object of its own. `differentiable` has been prepared before the commit started.
    fn boxed(
        &mut self,
        value: usize,
        differentiable: bool,
        strides: Option<&[Product]>,
    ) -> PyResult<Bound<'py, PyAny>>;
    /// The memory of a tensor value; `None` where native code has already left it in `target`.
    fn memory(&self, value: usize, target: &Bound<'py, PyAny>) -> PyResult<Option<TensorView>>;
}

enum Step {
    Slot(Slot),
    Constant(Py<PyAny>),
    Make(Literal),
    Box {
        value: usize,
        differentiable: bool,
        /// Its tape is freed already; what PyTorch calls it, where that is known.
        freed: Option<Option<String>>,
        strides: Option<Vec<Product>>,
        bumps: usize,
    },
    View {
        base: Operand,
        sizes: Vec<Product>,
        strides: Vec<Product>,
        offset: i64,
        requires_grad: bool,
    },
    Write {
        reference: Operand,
        value: usize,
    },
    /// A property of tensors written in C.
    SetProperty {
        object: Operand,
        property: Property,
        value: Operand,
    },
    GetAttr {
        object: Operand,
        name: Py<PyString>,
    },
    SetAttr {
        object: Operand,
        name: Py<PyString>,
        value: Option<Operand>,
    },
    GetItem {
        object: Operand,
        key: Operand,
    },
    SetItem {
        object: Operand,
        key: Operand,
        value: Operand,
    },
    DelItem {
        object: Operand,
        key: Operand,
    },
    Call {
        callee: Operand,
        arguments: Vec<Element>,
    },
    Tuple(Vec<Element>),
    List(Vec<Element>),
    Set(Vec<Element>),
    Dict {
        keys: Vec<Operand>,
        values: Vec<Operand>,
    },
    Append {
        container: Operand,
        value: Operand,
        key: Option<Operand>,
    },
    Slice(Operand, Operand, Operand),
    StoreGlobal {
        name: Py<PyString>,
        value: Operand,
    },
    Return(Operand),
}

/// The commit of one graph.
pub struct Commit {
    steps: Vec<Step>,
    /// Slots of tensors that the call changes.
    written: Vec<Slot>,
    /// Those whose versions go up, as often as they do.
    bumped: Vec<Slot>,
    /// Commit values that are returned or stored with a history for autograd, in order.
    pub differentiable: Vec<usize>,
    /// What PyTorch calls their histories.
    pub histories: Vec<Option<String>>,
    /// How they lie in memory.
    pub layouts: Vec<Option<Vec<Product>>>,
}

impl Commit {
    /// Tells the guards which tensors must not share their memory.
    pub fn mark_written(&self, guards: &mut Program) {
        for slot in &self.written {
            guards.mark_written(*slot);
        }
    }

    /// Whether it makes views of tensors.
    pub fn has_views(&self) -> bool {
        let is_view = |step: &Step| matches!(step, Step::View { .. });
        self.steps.iter().any(is_view)
    }

    /// Tells autograd which tensors are changed, before the first one is.
    pub fn count_versions(&self, py: Python<'_>, torch: &Torch, frame: &Frame) -> PyResult<()> {
        if self.bumped.is_empty() {
            return Ok(());
        }
        let bumped = self
            .bumped
            .iter()
            .map(|slot| slot_object(py, frame, *slot))
            .collect::<PyResult<Vec<_>>>()?;
        torch.increment_versions(py, &PyList::new(py, bumped)?)
    }

    /// Whether nothing but its result says that it was executed.
    pub fn has_no_effects(&self) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Slot(_)
            | Step::Constant(_)
            | Step::Make(_)
            | Step::Box { .. }
            | Step::View { .. }
            | Step::Tuple(_)
            | Step::List(_)
            | Step::Set(_)
            | Step::Dict { .. }
            | Step::Slice(..)
            | Step::Return(_) => true,
            // Containers that are filled were made before, as far as one can see here.
            _ => false,
        })
    }

    /// The tensor, by its slot, that a value is written into.
    pub fn target(&self, value: usize) -> Option<Slot> {
        self.steps.iter().find_map(|step| match step {
            Step::Write {
                reference: Operand::Result(result),
                value: written,
            } if *written == value => match self.steps.get(*result) {
                Some(Step::Slot(slot)) => Some(*slot),
                _ => None,
            },
            _ => None,
        })
    }

    /// How often the version of the tensor that the program gets for a value goes up; `None` where it gets none.
    pub fn exposes(&self, value: usize) -> Option<usize> {
        self.steps.iter().find_map(|step| match step {
            Step::Box {
                value: boxed,
                bumps,
                ..
            } if *boxed == value => Some(*bumps),
            _ => None,
        })
    }

    /// Executes all steps; the result is what the function returns.
    pub fn run<'py>(
        &self,
        py: Python<'py>,
        torch: &Torch,
        frame: &Frame,
        function: &Bound<'py, PyFunction>,
        values: &mut dyn Values<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut run = Run {
            py,
            torch,
            frame,
            function,
            values,
            results: Vec::with_capacity(self.steps.len()),
        };
        for step in &self.steps {
            if let Step::Return(value) = step {
                return run.operand(*value);
            }
            let result = run.step(step)?;
            run.results.push(result);
        }
        Err(PyRuntimeError::new_err(
            "the commit of a graph returns nothing",
        ))
    }
}

fn slot_object<'py>(py: Python<'py>, frame: &Frame, slot: Slot) -> PyResult<Bound<'py, PyAny>> {
    frame
        .object(py, slot)
        .ok_or_else(|| PyRuntimeError::new_err("the commit of a graph uses an absent object"))
}

struct Run<'r, 'py> {
    py: Python<'py>,
    torch: &'r Torch,
    frame: &'r Frame,
    function: &'r Bound<'py, PyFunction>,
    values: &'r mut dyn Values<'py>,
    /// `None` for steps without a result.
    results: Vec<Option<Bound<'py, PyAny>>>,
}

impl<'py> Run<'_, 'py> {
    fn operand(&mut self, operand: Operand) -> PyResult<Bound<'py, PyAny>> {
        match operand {
            Operand::Value(value) => self.values.boxed(value, false, None),
            Operand::Result(index) => match self.results.get(index) {
                Some(Some(object)) => Ok(object.clone()),
                _ => Err(PyRuntimeError::new_err(
                    "the commit of a graph uses the result of an op without one",
                )),
            },
        }
    }

    fn step(&mut self, step: &Step) -> PyResult<Option<Bound<'py, PyAny>>> {
        let py = self.py;
        Ok(match step {
            Step::Slot(slot) => self.frame.object(py, *slot),
            Step::Constant(object) => Some(object.bind(py).clone()),
            Step::Make(value) => Some(value.make(py)?),
            Step::Box {
                value,
                differentiable,
                freed,
                strides,
                bumps,
            } => {
                let strides = strides.as_deref();
                let mut object = self.values.boxed(*value, *differentiable, strides)?;
                if let Some(name) = freed {
                    let attach = py.import("janus_jit.freed")?.getattr("attach")?;
                    object = attach.call1((object, name))?;
                }
                if !*differentiable {
                    self.torch.count_up(&object, *bumps)?;
                }
                Some(object)
            }
            Step::View {
                base,
                sizes,
                strides,
                offset,
                requires_grad,
            } => {
                let base = self.operand(*base)?;
                let own = self.torch.view_of(&base)?.sizes;
                let values = |products: &[Product]| -> Dims {
                    products.iter().map(|one| one.value(&own)).collect()
                };
                let (sizes, strides) = (values(sizes), values(strides));
                let view =
                    self.torch
                        .as_strided(&base, &sizes, &strides, *offset, *requires_grad)?;
                Some(view)
            }
            Step::Write { reference, value } => {
                let target = self.operand(*reference)?;
                if let Some(from) = self.values.memory(*value, &target)? {
                    self.write(&target, &from)?;
                }
                None
            }
            Step::SetProperty {
                object,
                property,
                value,
            } => {
                let object = self.operand(*object)?;
                let value = self.operand(*value)?;
                self.set_property(&object, *property, &value)?;
                None
            }
            Step::GetAttr { object, name } => Some(self.operand(*object)?.getattr(name.bind(py))?),
            Step::SetAttr {
                object,
                name,
                value,
            } => {
                let object = self.operand(*object)?;
                let value = value.map(|value| self.operand(value)).transpose()?;
                set_attribute(&object, name.bind(py), value.as_ref())?;
                None
            }
            Step::GetItem { object, key } => {
                let key = self.operand(*key)?;
                Some(self.operand(*object)?.get_item(key)?)
            }
            Step::SetItem { object, key, value } => {
                let (key, value) = (self.operand(*key)?, self.operand(*value)?);
                self.operand(*object)?.set_item(key, value)?;
                None
            }
            Step::DelItem { object, key } => {
                let key = self.operand(*key)?;
                self.operand(*object)?.del_item(key)?;
                None
            }
            Step::Call { callee, arguments } => {
                let callee = self.operand(*callee)?;
                let (positional, named) = self.arguments(arguments)?;
                Some(callee.call(positional, Some(&named))?)
            }
            Step::Tuple(elements) => Some(self.elements(elements)?.to_tuple().into_any()),
            Step::List(elements) => Some(self.elements(elements)?.into_any()),
            Step::Set(elements) => {
                Some(PySet::new(py, self.elements(elements)?.iter())?.into_any())
            }
            Step::Dict { keys, values } => {
                let dict = PyDict::new(py);
                for (key, value) in keys.iter().zip(values) {
                    dict.set_item(self.operand(*key)?, self.operand(*value)?)?;
                }
                Some(dict.into_any())
            }
            Step::Append {
                container,
                value,
                key,
            } => {
                let container = self.operand(*container)?;
                let value = self.operand(*value)?;
                match key {
                    Some(key) => container.set_item(self.operand(*key)?, value)?,
                    None => match container.cast::<PyList>() {
                        Ok(list) => list.append(value)?,
                        Err(_) => container.call_method1("add", (value,)).map(drop)?,
                    },
                }
                None
            }
            Step::Slice(lower, upper, step) => {
                let bounds = (
                    self.operand(*lower)?,
                    self.operand(*upper)?,
                    self.operand(*step)?,
                );
                Some(py.get_type::<PySlice>().call1(bounds)?)
            }
            Step::StoreGlobal { name, value } => {
                let value = self.operand(*value)?;
                let globals = self
                    .function
                    .getattr("__globals__")?
                    .cast_into::<PyDict>()?;
                globals.set_item(name.bind(py), value)?;
                None
            }
            Step::Return(value) => Some(self.operand(*value)?),
        })
    }

    fn write(&self, target: &Bound<'py, PyAny>, from: &TensorView) -> PyResult<()> {
        if !self.torch.is_exact(target) {
            return Err(PyTypeError::new_err(
                "a commit writes to what is no plain tensor",
            ));
        }
        // SAFETY: attached to the interpreter, and `target` is live and exactly one of PyTorch's tensors.
        let to = unsafe { self.torch.view(self.py, target.as_ptr()) };
        match to {
            Some(to) if to.sizes == from.sizes && to.dtype == from.dtype => {
                // SAFETY: both tensors are alive and have the sizes that their views say.
                unsafe { memory::copy(from, &to) };
                Ok(())
            }
            _ => Err(PyRuntimeError::new_err(
                "a commit writes a value of another shape or dtype",
            )),
        }
    }

    fn set_property(
        &self,
        object: &Bound<'py, PyAny>,
        property: Property,
        value: &Bound<'py, PyAny>,
    ) -> PyResult<()> {
        if !self.torch.is_exact(object) {
            return object.setattr("grad", value);
        }
        // SAFETY: attached to the interpreter; both are live, and `object` is a tensor.
        match unsafe { property.set(object.as_ptr(), value.as_ptr()) } {
            0 => Ok(()),
            _ => Err(PyErr::fetch(self.py)),
        }
    }

    fn elements(&mut self, elements: &[Element]) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(self.py);
        for (kind, operand) in elements {
            let value = self.operand(*operand)?;
            if kind == "*" {
                list.call_method1("extend", (value,))?;
            } else {
                list.append(value)?;
            }
        }
        Ok(list)
    }

    fn arguments(
        &mut self,
        arguments: &[Element],
    ) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let positional = PyList::empty(self.py);
        let named = PyDict::new(self.py);
        for (kind, operand) in arguments {
            let value = self.operand(*operand)?;
            match kind.as_str() {
                "" => positional.append(value)?,
                "*" => positional.call_method1("extend", (value,)).map(drop)?,
                "**" => named.call_method1("update", (value,)).map(drop)?,
                keyword => named.set_item(keyword, value)?,
            }
        }
        Ok((positional.to_tuple(), named))
    }
}

/// `object.name = value`, or `del object.name`. A `__setattr__` of the user's has been inlined by specialization, so what
/// is left on an instance is `object.__setattr__`.
fn set_attribute(
    object: &Bound<'_, PyAny>,
    name: &Bound<'_, PyString>,
    value: Option<&Bound<'_, PyAny>>,
) -> PyResult<()> {
    if object.is_instance_of::<PyType>() || object.is_instance_of::<PyModule>() {
        return match value {
            Some(value) => object.setattr(name, value),
            None => object.delattr(name),
        };
    }
    let value = value.map_or(std::ptr::null_mut(), Bound::as_ptr);
    // SAFETY: attached to the interpreter; all are live, and null deletes.
    match unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), name.as_ptr(), value) } {
        0 => Ok(()),
        _ => Err(PyErr::fetch(object.py())),
    }
}
