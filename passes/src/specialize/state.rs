//! What running code may change: all of it, in one place, so that saving a state forgets nothing.

use super::{
    heap::{Contents, FreshObject, Heap, Owner, Saved, Slot, Tensor},
    origins::GivenOut,
    tape::Recorded,
    value::{Fresh, Ssa, TensorRef, Value},
};
use std::collections::{BTreeSet, HashMap};

/// The state of the program that is run, apart from the frames' own variables.
///
/// Whatever code can change belongs here: a branch runs each of its sides from a clone of one state, and
/// [`super::join`] takes all fields apart by name.
#[derive(Clone, Default)]
pub struct State {
    pub tensors: Vec<Tensor>,
    pub contents: Vec<Contents>,
    pub fresh: Vec<FreshObject>,
    /// The variables that nested functions share, of all frames and closures.
    pub cells: Vec<Option<Value>>,
    /// What the program stored, `None` where it deleted.
    pub stores: HashMap<(Owner, Slot), Option<Value>>,
    /// The exceptions being handled, the innermost last.
    pub handling: Vec<Value>,
    /// Whether autograd records, once someone has asked.
    pub grad_enabled: Option<bool>,
    /// The version that a leaf's contents had when the tape last read them.
    pub tape_versions: HashMap<TensorRef, u32>,
    /// The sizes of dimensions that are not assumed to be constant, as `index` values.
    pub sizes: HashMap<u32, Ssa>,
    /// Symbols of computed dimensions by their formula.
    pub formulas: HashMap<String, u32>,
    /// The `pydyn` values of objects made by the program that something outside refers to.
    pub materialized: HashMap<Fresh, Ssa>,
    /// The objects that it has made of other values, for something outside.
    pub given_out: GivenOut,
    /// The operations that autograd has recorded.
    pub tape: Vec<Recorded>,
    /// What operations on the tape have kept for their derivatives.
    pub saved: Vec<Saved>,
    /// Memory that is one of several, by a branch of the run: of which.
    pub choices: HashMap<usize, BTreeSet<usize>>,
}

impl State {
    /// Adds the objects that another path has come to know, so that a number means one object on all paths. Those that
    /// the other path made are out of reach here; those that existed before the call are as they were then.
    pub fn adopt(&mut self, other: &State, at_entry: &HashMap<TensorRef, (Tensor, Contents)>) {
        let (tensors, contents) = (self.tensors.len(), self.contents.len());
        extend(&mut self.tensors, &other.tensors);
        extend(&mut self.contents, &other.contents);
        extend(&mut self.fresh, &other.fresh);
        extend(&mut self.cells, &other.cells);
        extend(&mut self.tape, &other.tape);
        for index in tensors..self.tensors.len() {
            if let Some((tensor, pristine)) = at_entry.get(&TensorRef(index as u32)) {
                if tensor.contents >= contents {
                    self.contents[tensor.contents] = pristine.clone();
                }
                self.tensors[index] = tensor.clone();
            }
        }
    }
}

fn extend<T: Clone>(own: &mut Vec<T>, other: &[T]) {
    if let Some(more) = other.get(own.len()..) {
        own.extend_from_slice(more);
    }
}

impl Heap {
    /// Goes back to a saved state, of which this one is a continuation.
    pub fn restore(&mut self, saved: &State) {
        let left = std::mem::replace(&mut self.state, saved.clone());
        self.state.adopt(&left, &self.at_entry);
    }
}

impl State {
    /// Whether which memory this is depends on the run.
    pub fn is_choice(&self, storage: usize) -> bool {
        self.choices.contains_key(&storage)
    }

    /// The memory that this one may be, by branches of the run, itself among them.
    pub fn chosen_of(&self, storage: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::from([storage]);
        let mut open = vec![storage];
        while let Some(storage) = open.pop() {
            let sources = self.choices.get(&storage).into_iter().flatten();
            open.extend(sources.filter(|source| found.insert(**source)));
        }
        found
    }

    /// Whether something outside has a tensor over memory that may be this, and is not for certain.
    pub fn may_be_outside(&self, storage: usize) -> bool {
        let own = self.chosen_of(storage);
        self.tensors.iter().any(|tensor| {
            tensor.storage != storage
                && (tensor.known.is_some() || tensor.reference.is_some())
                && (own.contains(&tensor.storage)
                    || self.is_choice(tensor.storage)
                        && !self.chosen_of(tensor.storage).is_disjoint(&own))
        })
    }

    /// The memory that may be this one, by branches of the run.
    pub fn chosen_from(&self, storage: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut open = vec![storage];
        while let Some(storage) = open.pop() {
            for (chosen, sources) in &self.choices {
                if sources.contains(&storage) && found.insert(*chosen) {
                    open.push(*chosen);
                }
            }
        }
        found
    }
}
