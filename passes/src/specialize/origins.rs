//! Which object an immutable value is: numbers and strings have an identity, too.
//!
//! A constant that was read from somewhere leaves the graph as the very object that was there; one that is computed is
//! a new object, once in each call.

use super::{
    Specializer,
    emit::{Access, Check, Declaration, Emitter, PathKey},
    refusal::{Refusal, codes},
    value::{Constant, NumberKind, Ssa, Tuple, Value},
};
use crate::world::ObjectId;
use janus_dialects::melior::ir::attribute::FlatSymbolRefAttribute;
use std::collections::{HashMap, HashSet};

/// Where an immutable object is found again.
#[derive(Clone)]
pub enum Place {
    /// A `dataflow.object` is it.
    Object {
        symbol: String,
        r#type: &'static str,
    },
    /// The item of a tuple that is a `dataflow.object`; it is declared where somebody wants it.
    Item { tuple: String, index: usize },
    /// It is written in the code of this function.
    Code(ObjectId),
    /// A name: CPython has one object for each.
    Interned,
}

/// What is known of the identities of immutable objects. Only becomes more, so that it is no part of the state.
#[derive(Default)]
pub struct Origins {
    /// By [`Constant::identity`]; the constant is kept so that the address stays its own.
    constants: HashMap<usize, (Constant, Place)>,
    /// Numbers of the run that are numbers of objects.
    numbers: HashMap<Ssa, (String, &'static str)>,
    /// Numbers that are one of several objects.
    uncertain: HashSet<Ssa>,
    /// What leaves the graph as one object, wherever it does.
    references: HashMap<String, Ssa>,
    next_made: i64,
}

/// The objects that the program has made of constants, numbers and tuples because something outside is to hold them: each
/// leaves the graph as one object, wherever it does.
#[derive(Clone, Default)]
pub struct GivenOut {
    constants: HashMap<usize, (Constant, Ssa)>,
    numbers: HashMap<Ssa, Ssa>,
    tuples: Vec<(Tuple, Ssa)>,
}

impl GivenOut {
    /// Whether nothing was made on the way from one to the other.
    pub fn same(&self, other: &Self) -> bool {
        let sizes = |given: &Self| {
            (
                given.constants.len(),
                given.numbers.len(),
                given.tuples.len(),
            )
        };
        sizes(self) == sizes(other)
    }
}

impl Origins {
    /// Notes where a constant comes from, unless that is known.
    pub fn constant(&mut self, constant: &Constant, place: Place) {
        if let Some(identity) = constant.identity() {
            let entry = || (constant.clone(), place);
            self.constants.entry(identity).or_insert_with(entry);
        }
    }

    pub fn number(&mut self, ssa: Ssa, symbol: &str, r#type: &'static str) {
        self.numbers.insert(ssa, (symbol.to_owned(), r#type));
    }

    /// Whether somebody outside the graph may hold the object that a value is.
    pub fn is_held(&self, value: &Value) -> bool {
        match value {
            Value::Constant(constant) => constant
                .identity()
                .is_some_and(|identity| self.constants.contains_key(&identity)),
            Value::Number { ssa, .. } => {
                self.numbers.contains_key(ssa) || self.uncertain.contains(ssa)
            }
            _ => true,
        }
    }

    /// Notes that a number is the object that something outside may hold, or a new one.
    pub fn uncertain(&mut self, ssa: Ssa) {
        self.uncertain.insert(ssa);
    }

    /// Notes that a number is the object that one of these values is.
    pub fn either<'v>(&mut self, ssa: Ssa, values: impl IntoIterator<Item = &'v Value>) {
        if values.into_iter().any(|value| self.is_held(value)) {
            self.uncertain.insert(ssa);
        }
    }

    /// Whether two constants may stand for each other: they are one object, or nobody has seen either.
    pub fn same(&self, a: &Constant, b: &Constant) -> bool {
        let held = |constant: &Constant| self.is_held(&Value::Constant(constant.clone()));
        a == b && (a.identity() == b.identity() || !held(a) && !held(b))
    }
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// The object that a constant is.
    pub(super) fn constant_object(&mut self, constant: &Constant) -> Result<Ssa, Refusal> {
        let Some(identity) = constant.identity() else {
            return self.emit.constant(constant, &[]);
        };
        match self.heap.origins.constants.get(&identity).cloned() {
            Some((_, Place::Object { symbol, r#type })) => self.object_reference(&symbol, r#type),
            Some((constant, Place::Item { tuple, index })) => {
                let place = self.declare_item(&constant, &tuple, index)?;
                let entry = (constant.clone(), place);
                self.heap.origins.constants.insert(identity, entry);
                self.constant_object(&constant)
            }
            Some((_, Place::Interned)) => self.emit.constant(constant, &[]),
            Some((_, Place::Code(function))) => {
                let function = self.known_function(function)?;
                let symbol = self.heap.symbol(function).to_owned();
                let code = FlatSymbolRefAttribute::new(self.emit.context, &symbol).into();
                self.emit.constant(constant, &[("code", code)])
            }
            None => self.new_constant(constant, identity),
        }
    }

    /// A constant that the program has computed.
    fn new_constant(&mut self, constant: &Constant, identity: usize) -> Result<Ssa, Refusal> {
        if let Some((_, made)) = self.heap.given_out.constants.get(&identity) {
            return Ok(*made);
        }
        // The number keeps apart what is made apart.
        let number = self
            .emit
            .builder()
            .i64_attribute(self.heap.origins.next_made);
        self.heap.origins.next_made += 1;
        let made = self.emit.constant(constant, &[("made", number)])?;
        let entry = (constant.clone(), made);
        self.heap.given_out.constants.insert(identity, entry);
        Ok(made)
    }

    /// The object that a number of the run is.
    pub(super) fn number_object(
        &mut self,
        kind: NumberKind,
        ssa: Ssa,
        dim: Option<u32>,
    ) -> Result<Ssa, Refusal> {
        if let Some((symbol, r#type)) = self.heap.origins.numbers.get(&ssa).cloned() {
            return self.object_reference(&symbol, r#type);
        }
        if let Some(boxed) = self.heap.given_out.numbers.get(&ssa) {
            return Ok(*boxed);
        }
        if self.heap.origins.uncertain.contains(&ssa) {
            match kind {
                // There are two.
                NumberKind::Bool => {}
                NumberKind::Int => self.assert_small(ssa)?,
                NumberKind::Float => {
                    return Err(Refusal::new(
                        codes::BRANCH,
                        "which of two floats a result is depends on a branch of the run",
                    ));
                }
            }
        }
        let boxed = self.new_box(kind, ssa)?;
        // A size is a new number each time that a tensor is asked for it.
        if dim.is_none() {
            self.heap.given_out.numbers.insert(ssa, boxed);
        }
        Ok(boxed)
    }

    fn new_box(&mut self, kind: NumberKind, ssa: Ssa) -> Result<Ssa, Refusal> {
        let name = match kind {
            NumberKind::Bool => "!pydyn.bool",
            NumberKind::Int => "!pydyn.int",
            NumberKind::Float => "!pydyn.float",
        };
        let r#type = self.emit.parse_type(name)?;
        self.op1("pydyn.box", &[ssa], &[], r#type)
    }

    /// A tuple that the program makes leaves it as one object.
    pub(super) fn tuple_object(
        &mut self,
        tuple: &Tuple,
        make: impl FnOnce(&mut Self) -> Result<Ssa, Refusal>,
    ) -> Result<Ssa, Refusal> {
        let made = &self.heap.given_out.tuples;
        if let Some((_, made)) = made.iter().find(|(made, _)| made.is(tuple)) {
            return Ok(*made);
        }
        let made = make(self)?;
        self.heap.given_out.tuples.push((tuple.clone(), made));
        Ok(made)
    }

    fn object_reference(&mut self, symbol: &str, r#type: &str) -> Result<Ssa, Refusal> {
        if let Some(reference) = self.heap.origins.references.get(symbol) {
            return Ok(*reference);
        }
        let reference = self.emit.object_ref(symbol, r#type)?;
        let symbol = symbol.to_owned();
        self.heap.origins.references.insert(symbol, reference);
        Ok(reference)
    }

    /// Declares an item of a tuple that is what it was: nothing of it needs to be checked.
    fn declare_item(
        &mut self,
        constant: &Constant,
        tuple: &str,
        index: usize,
    ) -> Result<Place, Refusal> {
        let symbol = self.reach().fresh_symbol(&format!("{tuple}[{index}]"));
        let r#type = Emitter::constant_type(constant);
        self.emit.declare(Declaration {
            symbol: &symbol,
            access: Access::Item,
            key: Some(PathKey::int(index as i64)),
            parent: Some(tuple),
            check: Check::Nothing,
            expected: None,
            r#type,
            dims: None,
            strides: None,
            requires_grad: false,
            leaf: false,
            id: None,
        })?;
        Ok(Place::Object { symbol, r#type })
    }

    /// The string that a name is, an attribute's or a keyword's.
    pub(super) fn interned(&mut self, name: &str) -> Value {
        let value = Value::str(name);
        if let Value::Constant(constant) = &value {
            self.heap.origins.constant(constant, Place::Interned);
        }
        value
    }
}

impl Origins {
    /// Notes where the elements of a tuple of constants are.
    pub fn items(&mut self, tuple: &str, elements: &[Value]) {
        for (index, element) in elements.iter().enumerate() {
            if let Value::Constant(constant) = element {
                let tuple = tuple.to_owned();
                self.constant(constant, Place::Item { tuple, index });
            }
        }
    }
}
