//! What PyTorch's nodes would have saved of what a backward function reads.

use super::cut::{Cut, Request, Role};
use crate::{
    families::{KEEPS, builder::ints_attribute},
    rebuild::{defined_by, defining, key, name, op_key, operations, uses},
};
use janus_dialects::melior::ir::{
    Attribute, Identifier, OperationRef, Value, ValueLike,
    attribute::{ArrayAttribute, DenseI64ArrayAttribute, DictionaryAttribute},
    operation::OperationLike,
    r#type::RankedTensorType,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The attribute of a backward function that says what its derivatives read, and for which seeds; and what of that PyTorch
/// keeps itself, and raises if it is changed in between.
pub const TAPE: &str = "janus.tape";

impl<'c: 'a, 'a> Cut<'c, 'a, '_> {
    /// What PyTorch's nodes would have saved: for each set of seeds that nodes are reached from, the arguments that their
    /// derivatives read. A node that reads nothing saves nothing, and may be gone through as often as one likes.
    pub(super) fn tape(&mut self, request: &Request<'c, 'a, '_>) -> Attribute<'c> {
        let context = self.inside.context;
        let statements: HashMap<usize, OperationRef<'c, 'a>> = operations(self.scratch.block)
            .into_iter()
            .map(|statement| (op_key(statement), statement))
            .collect();
        let scratch = self.scratch;
        let mut classes: BTreeMap<Vec<i64>, [BTreeSet<i64>; 2]> = BTreeMap::new();
        for (derived, made) in &scratch.derivatives {
            let (Some(original), Some(derived)) =
                (self.scratch.copies.get(derived), statements.get(derived))
            else {
                continue;
            };
            let read: Vec<_> = made
                .iter()
                .filter_map(|made| statements.get(made))
                .filter(|statement| self.asks_shape(**statement).is_none())
                .flat_map(|statement| uses(*statement))
                .filter(|value| self.scratch.is_forward(*value) && !is_count(*value, *derived))
                .collect();
            let told = derived.has_attribute(KEEPS);
            let mut kept = self.kept(*derived);
            if read.is_empty() && kept.is_empty() {
                continue;
            }
            let seeds = request
                .roots
                .iter()
                .filter(|(_, reach)| reach.statements.contains(original));
            let seeds = seeds.map(|(root, _)| root.index as i64).collect();
            let reads = read
                .iter()
                .filter_map(|value| self.sources.get(&key(*value)))
                .flatten()
                .map(|position| *position as i64);
            let reads: Vec<i64> = reads.collect();
            if !told {
                kept.extend(&reads);
            }
            let class = classes.entry(seeds).or_default();
            class[0].extend(reads.iter().chain(&kept));
            class[1].extend(kept);
        }
        let list = |numbers: Vec<i64>| -> Attribute<'c> {
            DenseI64ArrayAttribute::new(context, &numbers).into()
        };
        let classes: Vec<Attribute<'c>> = classes
            .into_iter()
            .map(|(seeds, [reads, keeps])| {
                let entries = [
                    (
                        Identifier::new(context, "keeps"),
                        list(keeps.into_iter().collect()),
                    ),
                    (
                        Identifier::new(context, "reads"),
                        list(reads.into_iter().collect()),
                    ),
                    (Identifier::new(context, "seeds"), list(seeds)),
                ];
                DictionaryAttribute::new(context, &entries).into()
            })
            .collect();
        ArrayAttribute::new(context, &classes).into()
    }

    /// The positions of what an operation of PyTorch's keeps, as far as the program can reach it.
    fn kept(&mut self, derived: OperationRef<'c, 'a>) -> Vec<i64> {
        let places = ints_attribute(derived, KEEPS);
        let values = places.into_iter().filter_map(|place| {
            let value = match usize::try_from(place) {
                Ok(operand) => derived.operand(operand).ok()?,
                Err(_) => derived.result(0).ok()?.into(),
            };
            Some(value)
        });
        let values: Vec<_> = values.collect();
        let positions = values.into_iter().filter_map(|value| self.reachable(value));
        positions.map(|position| position as i64).collect()
    }

    /// The position of a tensor that the program has, looking through views.
    fn reachable(&mut self, value: Value<'c, 'a>) -> Option<usize> {
        let mut value = value;
        while let Some(view) = defining(value)
            && matches!(
                name(view).as_str(),
                "nn.reshape" | "nn.permute" | "nn.slice" | "nn.expand"
            )
            && !self.is_committed(value)
        {
            value = view.operand(0).ok()?;
        }
        RankedTensorType::try_from(value.r#type()).ok()?;
        let role = match self.scratch.given.get(&key(value)) {
            Some(role @ Role::Input(_)) => *role,
            Some(_) => return None,
            None => Role::Saved(self.committed(value)?),
        };
        Some(self.argument(role, value.r#type(), value.location()))
    }

    fn is_committed(&self, value: Value<'c, 'a>) -> bool {
        self.committed(value).is_some()
    }

    /// The index of a value among those that the program gets.
    fn committed(&self, value: Value<'c, 'a>) -> Option<usize> {
        let original = key(*self.scratch.originals.get(&key(value))?);
        let given = &self.saves.values[..self.saves.committed];
        given.iter().position(|value| key(*value) == original)
    }
}

/// Whether a value is the number of elements by which `derived`, a mean, divides a sum: PyTorch keeps that as a number.
fn is_count<'c: 'a, 'a>(value: Value<'c, 'a>, derived: OperationRef<'c, 'a>) -> bool {
    if name(derived) != "nn.div" || derived.operand(1).map(key).ok() != Some(key(value)) {
        return false;
    }
    let divides_sum = derived
        .operand(0)
        .is_ok_and(|sum| defined_by(sum, "nn.sum").is_some());
    divides_sum
        && defining(value)
            .is_some_and(|made| matches!(name(made).as_str(), "nn.constant" | "nn.numel"))
}
