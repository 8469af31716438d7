//! What holds of a value that is another one each time: in each iteration of a loop, in each call of a function.
//!
//! A value with a form goes as SSA values, its parts, from where it is made to where it is used.

use super::{
    Specializer,
    join::{same_value, undecided},
    paths::Path,
    refusal::{Refusal, codes},
    state::State,
    tape::Step,
    value::{NumberKind, Ssa, TensorRef, Tuple, TupleClass, Value},
};
use crate::families::{layout::Layout, operand::Dim, types::DType};
use janus_dialects::melior::ir::Type;
use std::collections::{BTreeMap, BTreeSet};

/// What a value is, whichever of several it is.
#[derive(Clone)]
pub(super) enum Form {
    /// The very value from before.
    Same(Value),
    Number {
        kind: NumberKind,
        /// Whether somebody outside may hold the object that it is.
        held: bool,
    },
    Tensor(TensorForm),
    Tuple(TupleClass, Vec<Form>),
}

/// What holds of a tensor that may be another one each time.
#[derive(Clone)]
pub(super) struct TensorForm {
    dims: Vec<Dim>,
    dtype: DType,
    layout: Option<Layout>,
    requires_grad: bool,
    leaves: BTreeSet<TensorRef>,
    doubtful: BTreeSet<TensorRef>,
    carries_grad: bool,
    bumps: Option<i64>,
    may_be_view: bool,
    /// The memory that it may be.
    sources: BTreeSet<usize>,
    steps: BTreeSet<Step>,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The form of one value, at the end of a path.
    pub(super) fn form_of(&self, value: &Value, end: &Path<'c, 'a>) -> Result<Form, Refusal> {
        Ok(match value {
            Value::Number { kind, .. } => Form::Number {
                kind: *kind,
                held: self.heap.origins.is_held(value),
            },
            Value::Tensor(tensor) => Form::Tensor(TensorForm::of(&end.state, *tensor)?),
            Value::Tuple(tuple) if tuple.as_known().is_none() && !tuple.is_empty() => {
                let elements = tuple.iter().map(|element| self.form_of(element, end));
                Form::Tuple(tuple.class(), elements.collect::<Result<_, _>>()?)
            }
            Value::Constant(_) | Value::Known(_) => Form::Same(value.clone()),
            _ => {
                return Err(undecided(format!(
                    "what only the run can tell has a value that is {}",
                    self.describe(value)
                )));
            }
        })
    }

    /// The form of what has another form, and of a value at the end of a path that begins with `start`.
    ///
    /// # Errors
    /// Where they have none in common.
    pub(super) fn join_form(
        &self,
        form: &Form,
        value: &Value,
        start: &Path<'c, 'a>,
        end: &Path<'c, 'a>,
    ) -> Result<Form, Refusal> {
        let origins = &self.heap.origins;
        let differs = || undecided("a value has several types");
        Ok(match form {
            Form::Same(first) if same_value(origins, first, value) => form.clone(),
            Form::Same(first) => match (first, value) {
                (Value::Tensor(tensor), _) => {
                    let before = Form::Tensor(TensorForm::of(&start.state, *tensor)?);
                    self.join_form(&before, value, start, end)?
                }
                (Value::Tuple(before), Value::Tuple(after)) => {
                    if before.class() != after.class()
                        || before.len() != after.len()
                        || after.as_known().is_some()
                    {
                        return Err(differs());
                    }
                    let before = before.iter().map(|element| Form::Same(element.clone()));
                    let before = Form::Tuple(after.class(), before.collect());
                    self.join_form(&before, value, start, end)?
                }
                _ => {
                    let kind = Self::number_kind(first).ok_or_else(differs)?;
                    let held = origins.is_held(first);
                    self.join_form(&Form::Number { kind, held }, value, start, end)?
                }
            },
            Form::Number { kind, held } => {
                if Self::number_kind(value) != Some(*kind) {
                    return Err(differs());
                }
                Form::Number {
                    kind: *kind,
                    held: *held || origins.is_held(value),
                }
            }
            Form::Tensor(before) => {
                let Value::Tensor(tensor) = value else {
                    return Err(differs());
                };
                Form::Tensor(
                    before.join(&TensorForm::of(&end.state, *tensor)?, first_storage(start))?,
                )
            }
            Form::Tuple(class, forms) => {
                let Value::Tuple(tuple) = value else {
                    return Err(differs());
                };
                if tuple.class() != *class
                    || tuple.len() != forms.len()
                    || tuple.as_known().is_some()
                {
                    return Err(differs());
                }
                let elements = forms
                    .iter()
                    .zip(tuple.iter())
                    .map(|(form, element)| self.join_form(form, element, start, end));
                Form::Tuple(*class, elements.collect::<Result<_, _>>()?)
            }
        })
    }

    /// The types of the parts of a value.
    pub(super) fn part_types(&self, form: &Form) -> Vec<Type<'c>> {
        match form {
            Form::Same(_) => vec![],
            Form::Number { kind, .. } => vec![self.emit.number_type(*kind)],
            Form::Tensor(form) => {
                let shape = super::tensors::shape(&form.dims);
                let flags = vec![self.emit.number_type(NumberKind::Bool); form.doubtful.len()];
                [vec![self.emit.tensor_type(&shape, form.dtype)], flags].concat()
            }
            Form::Tuple(_, forms) => {
                let parts = forms.iter().map(|form| self.part_types(form));
                parts.collect::<Vec<_>>().concat()
            }
        }
    }

    /// What tells the parts of a value from one another: a form that says more has some of them.
    pub(super) fn part_names(form: &Form) -> Vec<String> {
        match form {
            Form::Same(_) => vec![],
            Form::Number { .. } => vec![String::new()],
            Form::Tensor(form) => {
                let flags = form.doubtful.iter().map(|leaf| format!(".by.{}", leaf.0));
                [vec![String::new()], flags.collect()].concat()
            }
            Form::Tuple(_, forms) => {
                let all = forms.iter().enumerate().flat_map(|(index, form)| {
                    let names = Self::part_names(form).into_iter();
                    names.map(move |name| format!(".{index}{name}"))
                });
                all.collect()
            }
        }
    }

    /// Takes a value apart that has the form, at the end of a path.
    pub(super) fn parts(
        &mut self,
        form: &Form,
        value: &Value,
        path: &State,
    ) -> Result<Vec<Ssa>, Refusal> {
        match (form, value) {
            (Form::Same(_), _) => Ok(vec![]),
            (Form::Number { kind, .. }, _) => Ok(vec![self.number_as(value, *kind)?]),
            (Form::Tensor(form), Value::Tensor(tensor)) => {
                let tensor = path.tensors[tensor.0 as usize].clone();
                let mut parts = vec![match path.contents[tensor.contents].value {
                    Some(ssa) => ssa,
                    None => self.read_contents(&tensor)?,
                }];
                for leaf in &form.doubtful {
                    parts.push(self.depends(&tensor, *leaf)?);
                }
                Ok(parts)
            }
            (Form::Tuple(_, forms), Value::Tuple(elements)) => {
                let mut parts = vec![];
                for (form, element) in forms.iter().zip(elements.iter()) {
                    parts.extend(self.parts(form, element, path)?);
                }
                Ok(parts)
            }
            _ => Err(Refusal::new(codes::FRONTEND, "a value lost its form")),
        }
    }

    /// Makes a value of its parts.
    pub(super) fn whole(
        &mut self,
        form: &Form,
        parts: &mut impl Iterator<Item = Ssa>,
    ) -> Result<Value, Refusal> {
        let missing = || Refusal::new(codes::FRONTEND, "a value lost a part");
        Ok(match form {
            Form::Same(value) => value.clone(),
            Form::Number { kind, held } => {
                let ssa = parts.next().ok_or_else(missing)?;
                if *held {
                    self.heap.origins.uncertain(ssa);
                }
                Value::Number {
                    kind: *kind,
                    ssa,
                    dim: None,
                }
            }
            Form::Tensor(form) => {
                let ssa = parts.next().ok_or_else(missing)?;
                let mut doubtful = BTreeMap::new();
                for leaf in &form.doubtful {
                    doubtful.insert(*leaf, parts.next().ok_or_else(missing)?);
                }
                self.tensor_of_form(form, ssa, doubtful)
            }
            Form::Tuple(class, forms) => {
                let mut elements = Vec::with_capacity(forms.len());
                for form in forms {
                    elements.push(self.whole(form, parts)?);
                }
                Value::Tuple(Tuple::of(*class, elements))
            }
        })
    }

    fn tensor_of_form(
        &mut self,
        form: &TensorForm,
        value: Ssa,
        doubtful: BTreeMap<TensorRef, Ssa>,
    ) -> Value {
        let tensor = self.heap.make_tensor(value, form.dims.clone(), form.dtype);
        let step = form
            .requires_grad
            .then(|| self.heap.record(form.steps.iter().copied(), false, None));
        let own = &mut self.heap.state.tensors[tensor.0 as usize];
        own.requires_grad = form.requires_grad;
        own.leaves.clone_from(&form.leaves);
        own.doubtful = doubtful;
        own.layout.clone_from(&form.layout);
        own.may_be_view = form.may_be_view;
        own.step = step;
        let (contents, storage) = (own.contents, own.storage);
        let contents = &mut self.heap.contents[contents];
        contents.carries_grad = form.carries_grad;
        contents.bumps = form.bumps.unwrap_or(0);
        contents.bumps_differ = form.bumps.is_none();
        // It is refused to write to it: which one it is, only the run knows.
        self.heap.choices.insert(storage, form.sources.clone());
        Value::Tensor(tensor)
    }
}

/// The storages up to this one were there when a path began.
pub(super) fn first_storage(start: &Path<'_, '_>) -> usize {
    let storages = start.state.tensors.iter().map(|tensor| tensor.storage);
    storages.max().unwrap_or(0)
}

impl Form {
    /// Says of tensors what another form does, which holds as well.
    pub(super) fn narrow(&mut self, other: Form) {
        match (self, other) {
            (Form::Tensor(own), Form::Tensor(other)) => *own = other,
            (Form::Tuple(_, own), Form::Tuple(_, other)) if own.len() == other.len() => {
                for (own, other) in own.iter_mut().zip(other) {
                    own.narrow(other);
                }
            }
            _ => {}
        }
    }
}

impl TensorForm {
    fn of(state: &State, tensor: TensorRef) -> Result<Self, Refusal> {
        let tensor = &state.tensors[tensor.0 as usize];
        let contents = &state.contents[tensor.contents];
        if contents.stale {
            return Err(undecided("a tensor may have been written as another one"));
        }
        Ok(TensorForm {
            dims: tensor.dims.clone(),
            dtype: tensor.dtype,
            layout: tensor.layout.clone(),
            requires_grad: tensor.requires_grad,
            leaves: tensor.leaves.clone(),
            doubtful: tensor.doubtful.keys().copied().collect(),
            carries_grad: contents.carries_grad,
            bumps: (!contents.bumps_differ).then_some(contents.bumps),
            may_be_view: tensor.may_be_view || tensor.view.is_some(),
            sources: state.chosen_of(tensor.storage),
            steps: tensor.step.into_iter().collect(),
        })
    }

    fn join(&self, other: &Self, first_storage: usize) -> Result<Self, Refusal> {
        if (&self.dims, self.dtype) != (&other.dims, other.dtype) {
            return Err(undecided("a tensor has several shapes or dtypes"));
        }
        let sure = |form: &Self| -> BTreeSet<TensorRef> {
            form.leaves.difference(&form.doubtful).copied().collect()
        };
        let sure: BTreeSet<_> = sure(self).intersection(&sure(other)).copied().collect();
        let leaves: BTreeSet<_> = self.leaves.union(&other.leaves).copied().collect();
        let old = self
            .sources
            .iter()
            .filter(|storage| **storage <= first_storage);
        Ok(TensorForm {
            dims: self.dims.clone(),
            dtype: self.dtype,
            layout: self
                .layout
                .clone()
                .filter(|layout| Some(layout) == other.layout.as_ref()),
            requires_grad: self.requires_grad || other.requires_grad,
            doubtful: leaves.difference(&sure).copied().collect(),
            leaves,
            carries_grad: self.carries_grad || other.carries_grad,
            bumps: self.bumps.filter(|bumps| Some(*bumps) == other.bumps),
            may_be_view: self.may_be_view || other.may_be_view,
            sources: old.chain(&other.sources).copied().collect(),
            steps: self.steps.union(&other.steps).copied().collect(),
        })
    }

    /// Whether both say the same of what was there before.
    fn same(&self, other: &Self, first_storage: usize) -> bool {
        let old = |form: &Self| -> BTreeSet<usize> {
            let sources = form.sources.iter().copied();
            sources
                .filter(|storage| *storage <= first_storage)
                .collect()
        };
        let key = |form: &Self| {
            (
                form.layout.clone(),
                form.requires_grad,
                form.leaves.clone(),
                form.doubtful.clone(),
                form.carries_grad,
                form.bumps,
                form.may_be_view,
                form.steps.is_empty(),
            )
        };
        key(self) == key(other) && old(self) == old(other)
    }
}

/// Whether two forms say the same of what was there before.
pub(super) fn same_shape(a: &Form, b: &Form, first_storage: usize) -> bool {
    match (a, b) {
        (Form::Same(_), Form::Same(_)) => true,
        (Form::Number { held: a, .. }, Form::Number { held: b, .. }) => a == b,
        (Form::Tensor(a), Form::Tensor(b)) => a.same(b, first_storage),
        (Form::Tuple(_, a), Form::Tuple(_, b)) => {
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|(a, b)| same_shape(a, b, first_storage))
        }
        _ => false,
    }
}
