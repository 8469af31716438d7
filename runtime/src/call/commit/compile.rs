//! The steps of a commit, from the effects of its surface.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::{Commit, Step};
use crate::guards::Numbered;
use crate::surface::{Effect, Literal, Operand, Surface};
use crate::torch::Torch;

impl Commit {
    /// Compiles the effects of a surface.
    pub fn compile<'py>(
        py: Python<'py>,
        torch: &Torch,
        surface: &Surface,
        numbered: Numbered<'_, 'py>,
    ) -> PyResult<Self> {
        let effects = &surface.effects;
        // The object that a constant is in the code of a function.
        let written = |value: &Literal, code: Option<usize>| {
            let function = numbered(surface.objects.get(code?)?.id?)?;
            value.in_code(&function.getattr("__code__").ok()?)
        };
        let mut commit = Commit {
            steps: Vec::with_capacity(effects.len()),
            written: Vec::new(),
            bumped: Vec::new(),
            differentiable: Vec::new(),
            histories: Vec::new(),
            layouts: Vec::new(),
        };
        let name = |text: &str| PyString::intern(py, text).unbind();
        for effect in effects {
            let step = match effect {
                Effect::Object(object) => Step::Slot(*object),
                Effect::Constant { value, code } => {
                    let object = written(value, *code).map_or_else(|| value.object(py), Ok);
                    Step::Constant(object?.unbind())
                }
                Effect::Make(value) => Step::Make(value.clone()),
                Effect::Box {
                    value,
                    requires_grad,
                    freed,
                    history,
                    strides,
                    bumps,
                } => {
                    let value = native(*value)?;
                    if *requires_grad && !commit.differentiable.contains(&value) {
                        commit.differentiable.push(value);
                        commit.histories.push(history.clone());
                        commit.layouts.push(strides.clone());
                    }
                    Step::Box {
                        value,
                        differentiable: *requires_grad,
                        freed: freed.then(|| history.clone()),
                        strides: strides.clone(),
                        bumps: *bumps,
                    }
                }
                Effect::View {
                    base,
                    sizes,
                    strides,
                    offset,
                    requires_grad,
                } => Step::View {
                    base: *base,
                    sizes: sizes.clone(),
                    strides: strides.clone(),
                    offset: *offset,
                    requires_grad: *requires_grad,
                },
                Effect::Write {
                    reference,
                    value,
                    bumps,
                } => {
                    if let Operand::Result(result) = reference
                        && let Some(Effect::Object(slot)) = effects.get(*result)
                    {
                        if !commit.written.contains(slot) {
                            commit.written.push(*slot);
                        }
                        commit.bumped.extend(std::iter::repeat_n(*slot, *bumps));
                    }
                    Step::Write {
                        reference: *reference,
                        value: native(*value)?,
                    }
                }
                Effect::SetAttr {
                    object,
                    name: attribute,
                    value,
                } if attribute == "grad" => Step::SetProperty {
                    object: *object,
                    property: torch.grad,
                    value: *value,
                },
                Effect::GetAttr {
                    object,
                    name: attribute,
                } => Step::GetAttr {
                    object: *object,
                    name: name(attribute),
                },
                Effect::SetAttr {
                    object,
                    name: attribute,
                    value,
                } => Step::SetAttr {
                    object: *object,
                    name: name(attribute),
                    value: Some(*value),
                },
                Effect::DelAttr {
                    object,
                    name: attribute,
                } => Step::SetAttr {
                    object: *object,
                    name: name(attribute),
                    value: None,
                },
                Effect::GetItem { object, key } => Step::GetItem {
                    object: *object,
                    key: *key,
                },
                Effect::SetItem { object, key, value } => Step::SetItem {
                    object: *object,
                    key: *key,
                    value: *value,
                },
                Effect::DelItem { object, key } => Step::DelItem {
                    object: *object,
                    key: *key,
                },
                Effect::Call { callee, arguments } => Step::Call {
                    callee: *callee,
                    arguments: arguments.clone(),
                },
                Effect::Tuple(elements) => Step::Tuple(elements.clone()),
                Effect::List(elements) => Step::List(elements.clone()),
                Effect::Set(elements) => Step::Set(elements.clone()),
                Effect::Dict { keys, values } => Step::Dict {
                    keys: keys.clone(),
                    values: values.clone(),
                },
                Effect::Append {
                    container,
                    value,
                    key,
                } => Step::Append {
                    container: *container,
                    value: *value,
                    key: *key,
                },
                Effect::Slice(lower, upper, step) => Step::Slice(*lower, *upper, *step),
                Effect::StoreGlobal {
                    name: global,
                    value,
                } => Step::StoreGlobal {
                    name: name(global),
                    value: *value,
                },
                Effect::Return(value) => Step::Return(*value),
            };
            commit.steps.push(step);
        }
        Ok(commit)
    }
}

/// The commit value that an op on native values takes.
fn native(operand: Operand) -> PyResult<usize> {
    match operand {
        Operand::Value(value) => Ok(value),
        Operand::Result(_) => Err(PyTypeError::new_err(
            "a commit boxes or writes what is no native value",
        )),
    }
}
