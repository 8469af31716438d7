//! What is known of objects at a point of the program.

use crate::rebuild::{
    ValueKey, defined_by, integer, key, name, operand, operations, results, symbol, text, walk,
};
use janus_dialects::ir::AttributeExt;
use janus_dialects::melior::ir::{
    Attribute, BlockRef, OperationRef, Type, Value, attribute::TypeAttribute,
    operation::OperationLike,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// An object.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Object {
    /// One that was there before the call.
    Known(String),
    /// One that the program makes, by the value that refers to it.
    Made(ValueKey),
}

/// An attribute of an object.
pub type Slot = (Object, String);

/// The present contents of tensors, and the attributes that are stored when the graph commits.
#[derive(Clone, Default)]
pub struct State<'c, 'a> {
    /// Contents, by object; those of an object that was there before and has neither been read
    /// nor written are missing.
    pub contents: BTreeMap<Object, Value<'c, 'a>>,
    /// The last object stored in an attribute.
    pub stores: BTreeMap<Slot, Value<'c, 'a>>,
    /// How often the version of each tensor has gone up.
    pub bumps: BTreeMap<Object, i64>,
}

impl State<'_, '_> {
    /// How often a tensor's version has gone up since an earlier state.
    pub fn bumps_since(&self, earlier: &Self, object: &Object) -> i64 {
        let count = |state: &Self| state.bumps.get(object).copied().unwrap_or(0);
        count(self) - count(earlier)
    }
}

/// What `dataflow.object` says of an object.
#[derive(Clone, Copy)]
pub struct Declaration<'c, 'a> {
    operation: OperationRef<'c, 'a>,
}

/// The values of the enums `Access` and `Check` that matter here.
const ATTRIBUTE: i64 = 4;
const DICT: i64 = 5;
const CHECK_VALUE: i64 = 2;
const CHECK_TYPE: i64 = 3;
const CHECK_SAME: i64 = 6;

impl<'c: 'a, 'a> Declaration<'c, 'a> {
    /// Its type.
    pub fn r#type(&self) -> Option<Type<'c>> {
        let attribute = self.operation.attribute("type").ok()?;
        Some(TypeAttribute::try_from(attribute).ok()?.value())
    }

    /// Whether it takes part in differentiation.
    pub fn requires_grad(&self) -> bool {
        self.operation.has_attribute("requires_grad")
    }

    /// Its value, where that is checked.
    pub fn expected(&self) -> Option<Attribute<'c>> {
        (integer(self.operation, "check") == Some(CHECK_VALUE))
            .then(|| self.operation.attribute("expected").ok())?
    }

    /// Whether its class is checked and nothing else, so that a number of it varies.
    pub fn varies(&self) -> bool {
        integer(self.operation, "check") == Some(CHECK_TYPE)
    }
}

/// The objects of a module.
#[derive(Default)]
pub struct Declarations<'c, 'a> {
    all: HashMap<String, Declaration<'c, 'a>>,
}

impl<'c: 'a, 'a> Declarations<'c, 'a> {
    /// Of a module's body.
    pub fn of(body: BlockRef<'c, 'a>) -> Self {
        let mut all = HashMap::new();
        for operation in operations(body) {
            if name(operation) == "dataflow.object"
                && let Some(symbol) = text(operation, "sym_name")
            {
                all.insert(symbol.to_owned(), Declaration { operation });
            }
        }
        Self { all }
    }

    /// The declaration of a symbol.
    pub fn get(&self, symbol: &str) -> Option<Declaration<'c, 'a>> {
        self.all.get(symbol).copied()
    }

    /// The symbol under which an object goes: of two for the same object, the first.
    fn canonical(&self, symbol: &str) -> String {
        let mut symbol = symbol.to_owned();
        // A declaration refers to an earlier one; the bound is for those that do not.
        for _ in 0..self.all.len() {
            let Some(declaration) = self.all.get(&symbol) else {
                break;
            };
            if integer(declaration.operation, "check") != Some(CHECK_SAME) {
                break;
            }
            let same = declaration.operation.attribute("expected").ok();
            match same.and_then(AttributeExt::as_symbol) {
                Some(same) => symbol = same.to_owned(),
                None => break,
            }
        }
        symbol
    }

    /// The object that a value refers to.
    pub fn object(&self, value: Value<'c, 'a>) -> Object {
        match defined_by(value, "pydyn.object_ref").and_then(|op| symbol(op, "object")) {
            Some(symbol) => Object::Known(self.canonical(symbol)),
            None => Object::Made(key(value)),
        }
    }

    /// The declaration of what an attribute held before the call.
    pub fn attribute(&self, (object, attribute): &Slot) -> Option<(&str, Declaration<'c, 'a>)> {
        let Object::Known(parent) = object else {
            return None;
        };
        self.all.iter().find_map(|(name, declaration)| {
            let operation = declaration.operation;
            let is_attribute = matches!(integer(operation, "access"), Some(ATTRIBUTE | DICT));
            let key = operation.attribute("key").ok()?.as_str()?;
            let of = symbol(operation, "parent")?;
            (is_attribute && key == attribute && &self.canonical(of) == parent)
                .then_some((name.as_str(), *declaration))
        })
    }

    /// What the operations in regions of another one change of what is outside: tensors that
    /// they write, and attributes that they store.
    pub fn changed_in(
        &self,
        operation: OperationRef<'c, 'a>,
    ) -> (BTreeSet<Object>, BTreeSet<Slot>) {
        let (mut written, mut stored) = (BTreeSet::new(), BTreeSet::new());
        let mut inside = HashSet::new();
        walk(operation, &mut |nested| {
            inside.extend(results(nested).into_iter().map(key));
            let Some(target) = operand(nested, 0) else {
                return;
            };
            match name(nested).as_str() {
                "pydyn.write" => {
                    written.insert(self.object(target));
                }
                "pydyn.set_attr" => {
                    let attribute = text(nested, "name").unwrap_or("").to_owned();
                    stored.insert((self.object(target), attribute));
                }
                _ => {}
            }
        });
        let is_outside = |object: &Object| match object {
            Object::Known(_) => true,
            Object::Made(value) => !inside.contains(value),
        };
        written.retain(|object| is_outside(object));
        stored.retain(|(object, _)| is_outside(object));
        (written, stored)
    }
}
