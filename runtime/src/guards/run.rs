//! Executing guards.

use std::sync::Arc;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::overlap::{self, Extent};
use super::reach::{self, exactly_equal, float_bits, small_int, version_tag};
use super::{Miss, MissKind, Program, Slot, TensorSlot, Test};
use crate::function::FunctionKey;
use crate::surface::Dim;
use crate::torch::{DType, Dims, TensorView, Torch};
use crate::world::codes;

/// The objects of one call.
#[derive(Default)]
pub struct Frame {
    /// Owned references, null where an object is absent. Owned, because other threads run while native code does.
    slots: Vec<*mut ffi::PyObject>,
    views: Vec<TensorView>,
    /// Named dimensions, 0 while unbound.
    dims: Vec<i64>,
    extents: Vec<Extent>,
}

// SAFETY: the references are only touched by whoever is attached to the interpreter: every method asks for the proof.
unsafe impl Send for Frame {}

impl Frame {
    /// The object in a slot.
    pub fn object<'py>(&self, py: Python<'py>, slot: Slot) -> Option<Bound<'py, PyAny>> {
        // SAFETY: attached to the interpreter; the slot owns a reference or is null.
        unsafe { Bound::from_borrowed_ptr_or_opt(py, *self.slots.get(slot)?) }
    }

    /// The memory of a tensor, by its index among the program's tensors.
    pub fn view(&self, tensor: usize) -> Option<&TensorView> {
        self.views.get(tensor)
    }

    /// Gives all references back. A frame that is dropped while it holds some leaks them.
    pub fn clear(&mut self, _py: Python<'_>) {
        for object in self.slots.drain(..) {
            // SAFETY: attached to the interpreter; the slot owned the reference.
            unsafe { ffi::Py_XDECREF(object) };
        }
        self.views.clear();
        self.dims.clear();
        self.extents.clear();
    }

    /// Checks everything, in order. On failure the frame holds what was reached so far.
    pub fn run(
        &mut self,
        py: Python<'_>,
        torch: &Torch,
        program: &Program,
        function: &Bound<'_, PyAny>,
        arguments: &Bound<'_, PyTuple>,
    ) -> Result<(), Miss> {
        self.start(py, program);
        check_modes(py, torch, program)?;
        for index in 0..program.steps.len() {
            self.step(py, torch, program, index, function, arguments)?;
        }
        self.check_aliases(program)
    }

    /// Like [`Self::run`], but goes on after a failure that can be relaxed: all sizes and numbers that are not as
    /// assumed, and then whatever else failed first.
    pub fn explain(
        &mut self,
        py: Python<'_>,
        torch: &Torch,
        program: &Program,
        function: &Bound<'_, PyAny>,
        arguments: &Bound<'_, PyTuple>,
    ) -> Vec<Miss> {
        self.start(py, program);
        let mut misses = Vec::new();
        if let Err(miss) = check_modes(py, torch, program) {
            return vec![miss];
        }
        for index in 0..program.steps.len() {
            if let Err(miss) = self.step(py, torch, program, index, function, arguments) {
                let stop = !miss.kind.is_relaxable();
                misses.push(miss);
                // What hangs on an object that is not the assumed one says nothing.
                if stop {
                    return misses;
                }
            }
        }
        misses.extend(self.check_aliases(program).err());
        misses
    }

    fn start(&mut self, py: Python<'_>, program: &Program) {
        self.clear(py);
        self.slots.reserve(program.steps.len());
        self.views.reserve(program.tensors.len());
        self.dims.resize(program.dims, 0);
    }

    fn step(
        &mut self,
        py: Python<'_>,
        torch: &Torch,
        program: &Program,
        index: usize,
        function: &Bound<'_, PyAny>,
        arguments: &Bound<'_, PyTuple>,
    ) -> Result<(), Miss> {
        let step = &program.steps[index];
        let failed = |kind| {
            Err(Miss {
                object: Some(index),
                kind,
            })
        };
        let object = reach::reach(py, &self.slots, &step.get, function, arguments);
        self.slots.push(object);
        if object.is_null() {
            if let Test::Tensor(_) = step.test {
                self.views.push(no_view());
            }
            return match step.test {
                Test::Absent => Ok(()),
                _ => failed(MissKind::Missing),
            };
        }
        // SAFETY (of all blocks below): attached to the interpreter, and the slot has just taken a reference.
        match &step.test {
            Test::Nothing => Ok(()),
            Test::Absent => failed(MissKind::Present),
            Test::Identity(anchor) if anchor.is(py, object) => Ok(()),
            Test::Identity(_) => failed(MissKind::Identity),
            Test::Function {
                function,
                code,
                place,
            } => {
                if !function.is(py, object) {
                    return failed(MissKind::Identity);
                }
                let found = unsafe { ffi::PyFunction_GetCode(object) };
                if code.is(py, found) || unsafe { stands_for(py, found, place) } {
                    Ok(())
                } else {
                    failed(MissKind::Code)
                }
            }
            Test::Same(slot) if self.slots[*slot] == object => Ok(()),
            Test::Same(_) => failed(MissKind::NotSame),
            Test::Type(class) => {
                let found = unsafe { ffi::Py_TYPE(object) };
                if class.is(py, found.cast()) {
                    Ok(())
                } else {
                    failed(MissKind::Type)
                }
            }
            Test::Int(expected) => match unsafe { small_int(object) } {
                Some(value) if value == *expected => Ok(()),
                Some(_) => failed(MissKind::Value { number: true }),
                None => failed(MissKind::Type),
            },
            Test::Float(expected) => match unsafe { float_bits(object) } {
                Some(bits) if bits == *expected => Ok(()),
                Some(_) => failed(MissKind::Value { number: true }),
                None => failed(MissKind::Type),
            },
            Test::Equal(expected) => {
                if unsafe { exactly_equal(object, expected.as_ptr()) } {
                    Ok(())
                } else {
                    failed(MissKind::Value { number: false })
                }
            }
            Test::Unchanged { class, tag } => {
                if !class.is(py, object) {
                    return failed(MissKind::Identity);
                }
                if unsafe { version_tag(object.cast()) } == Some(*tag) {
                    Ok(())
                } else {
                    failed(MissKind::ClassChanged)
                }
            }
            Test::Tensor(tensor) => {
                match self.check_tensor(py, torch, &program.tensors[*tensor], object) {
                    Ok(()) => Ok(()),
                    Err(kind) => failed(kind),
                }
            }
        }
    }

    /// Checks one tensor, and pushes its view, so that views stay in step with the program's tensors.
    fn check_tensor(
        &mut self,
        py: Python<'_>,
        torch: &Torch,
        expected: &TensorSlot,
        object: *mut ffi::PyObject,
    ) -> Result<(), MissKind> {
        let class = if expected.parameter {
            &torch.parameter
        } else {
            &torch.tensor
        };
        // SAFETY: attached to the interpreter; `object` is live and owned by its slot.
        let exact = unsafe { ffi::Py_TYPE(object) } == class.as_ptr().cast();
        // SAFETY: as above, and its type is exactly one of PyTorch's.
        let view = if exact {
            unsafe { torch.view(py, object) }
        } else {
            None
        };
        let Some(view) = view else {
            self.views.push(no_view());
            return Err(if exact {
                MissKind::Kind
            } else {
                MissKind::Type
            });
        };
        let outcome = self.check_view(py, torch, expected, object, &view);
        self.views.push(view);
        outcome
    }

    /// What cannot be relaxed is asked first, so that a failed size is known to be the only difference.
    fn check_view(
        &mut self,
        py: Python<'_>,
        torch: &Torch,
        expected: &TensorSlot,
        object: *mut ffi::PyObject,
        view: &TensorView,
    ) -> Result<(), MissKind> {
        let check = &expected.check;
        if view.dtype != check.dtype {
            return Err(MissKind::DType(view.dtype));
        }
        if view.sizes.len() != check.dims.len() {
            return Err(MissKind::Rank(view.sizes.len()));
        }
        // SAFETY: attached to the interpreter; `object` is live and exactly one of PyTorch's tensors.
        unsafe {
            let truth = if check.requires_grad {
                ffi::Py_True()
            } else {
                ffi::Py_False()
            };
            if !torch.requires_grad.is(object, truth) {
                return Err(MissKind::RequiresGrad(!check.requires_grad));
            }
            if check.requires_grad {
                if torch.grad_fn.is(object, ffi::Py_None()) != check.leaf {
                    return Err(MissKind::Leaf);
                }
                if !torch.has_no_hooks(object) {
                    return Err(MissKind::Hooks);
                }
            }
            if (!expected.parameter && torch.is_negated(py, object))
                || (expected.refuses_inference && torch.is_inference(object))
            {
                return Err(MissKind::Kind);
            }
        }
        for (&size, dim) in view.sizes.iter().zip(&check.dims) {
            let holds = match dim {
                Dim::Exact(expected) => size == *expected,
                Dim::Any => true,
                Dim::Named(name) => {
                    let bound = &mut self.dims[*name];
                    if *bound == 0 {
                        *bound = size;
                    }
                    size >= 2 && size == *bound
                }
            };
            if !holds {
                return Err(MissKind::Shape(view.sizes.to_vec()));
            }
        }
        let lies = match &check.strides {
            None => view.has_contiguous_strides(),
            Some(strides) => strides
                .iter()
                .zip(&view.strides)
                .all(|(expected, stride)| expected.value(&view.sizes) == *stride),
        };
        if !lies {
            return Err(MissKind::Strides(view.strides.to_vec()));
        }
        Ok(())
    }

    fn check_aliases(&mut self, program: &Program) -> Result<(), Miss> {
        for (index, (tensor, view)) in program.tensors.iter().zip(&self.views).enumerate() {
            let (start, end) = view.extent();
            let object = self.slots[tensor.slot] as usize;
            self.extents.push(Extent {
                start,
                end,
                object,
                written: tensor.written,
                index,
            });
        }
        if let Some((one, other)) = overlap::find(&mut self.extents) {
            return Err(Miss {
                object: Some(program.tensors[other].slot),
                kind: MissKind::Alias(program.tensors[one].slot),
            });
        }
        for &slot in &program.distinct {
            for (other, object) in self.slots.iter().enumerate() {
                let declared_same =
                    matches!(&program.steps[other].test, Test::Same(target) if *target == slot);
                if other != slot && *object == self.slots[slot] && !declared_same {
                    return Err(Miss {
                        object: Some(slot),
                        kind: MissKind::Alias(other),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Whether a function's code means the same text as the one that was seen: Janus itself changes the form.
///
/// # Safety
///
/// Attached to the interpreter; `code` is live.
unsafe fn stands_for(
    py: Python<'_>,
    code: *mut ffi::PyObject,
    place: &Option<Arc<FunctionKey>>,
) -> bool {
    // SAFETY: as the caller says.
    let code = unsafe { Bound::from_borrowed_ptr(py, code) };
    place
        .as_ref()
        .is_some_and(|place| codes::place(&code).is_some_and(|found| found == *place))
}

/// Stands for the memory of what is no tensor.
fn no_view() -> TensorView {
    TensorView {
        data: std::ptr::null_mut(),
        dtype: DType::U8,
        sizes: Dims::new(),
        strides: Dims::new(),
    }
}

fn check_modes(py: Python<'_>, torch: &Torch, program: &Program) -> Result<(), Miss> {
    match torch.modes(py) {
        Ok(modes) if modes == program.modes => Ok(()),
        _ => Err(Miss {
            object: None,
            kind: MissKind::Modes,
        }),
    }
}
