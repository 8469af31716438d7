//! Locals as values of a loop.

use super::outcome::{Binding, Environment, Flag};
use crate::{rebuild::Emitter, template::Template};
use janus_dialects::{
    PassResult,
    melior::ir::{Location, Type, Value},
};
use std::collections::BTreeMap;

/// How a local goes from iteration to iteration.
#[derive(Clone)]
pub struct Slot<'c, 'a> {
    /// How its value is taken apart.
    pub template: Template<'c, 'a>,
    /// Whether an `i1` says that it is bound.
    pub optional: bool,
}

impl<'c: 'a, 'a> Slot<'c, 'a> {
    /// Of a local that is bound like this.
    pub fn of(binding: Binding<'c, 'a>, template: Template<'c, 'a>) -> Self {
        Self {
            template,
            optional: !matches!(binding.bound, Flag::Always),
        }
    }

    /// The types of the parts.
    pub fn types(&self, emitter: Emitter<'c, 'a>) -> Vec<Type<'c>> {
        let mut types = self.template.parts();
        if self.optional {
            types.insert(0, emitter.i1());
        }
        types
    }

    /// Takes a binding apart at the end of a block.
    pub fn take_apart(
        &self,
        binding: Option<Binding<'c, 'a>>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let value = binding.map(|binding| binding.value);
        let mut parts = self.template.take_apart(value, emitter, location)?;
        if self.optional {
            let bound = binding.map_or(Flag::Never, |binding| binding.bound);
            parts.insert(0, bound.value(emitter, location)?);
        }
        Ok(parts)
    }

    /// Puts a binding together from its parts.
    pub fn put_together(
        &self,
        parts: &mut impl Iterator<Item = Value<'c, 'a>>,
        emitter: Emitter<'c, 'a>,
        location: Location<'c>,
    ) -> PassResult<'c, Binding<'c, 'a>> {
        let bound = match self.optional.then(|| parts.next()).flatten() {
            Some(bound) => Flag::When(bound),
            None => Flag::Always,
        };
        let value = self.template.put_together(parts, emitter, location)?;
        Ok(Binding { bound, value })
    }
}

/// How locals go from iteration to iteration.
pub type Slots<'c, 'a> = BTreeMap<String, Slot<'c, 'a>>;

/// Puts all bindings together.
pub fn put_together<'c: 'a, 'a>(
    slots: &Slots<'c, 'a>,
    parts: &mut impl Iterator<Item = Value<'c, 'a>>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Environment<'c, 'a>> {
    slots
        .iter()
        .map(|(local, slot)| Ok((local.clone(), slot.put_together(parts, emitter, location)?)))
        .collect()
}
