//! Copying IR while replacing values, and dominance.

use super::BlockExt;
use crate::ffi::{self, JanusDominance, JanusMapping};
use melior::ir::{BlockRef, Operation, OperationRef, RegionLike, RegionRef, Value, ValueLike};
use std::marker::PhantomData;

/// A map from values to what stands for them in a copy.
#[derive(Debug)]
pub struct Mapping<'c, 'a> {
    raw: *mut JanusMapping,
    _values: PhantomData<Value<'c, 'a>>,
}

impl<'c: 'a, 'a> Default for Mapping<'c, 'a> {
    fn default() -> Self {
        Self::new()
    }
}

impl<'c: 'a, 'a> Mapping<'c, 'a> {
    /// An empty map.
    pub fn new() -> Self {
        Self {
            // SAFETY: takes nothing.
            raw: unsafe { ffi::janusMappingCreate() },
            _values: PhantomData,
        }
    }

    /// Lets `to` stand for `from`.
    pub fn map(&mut self, from: Value<'c, '_>, to: Value<'c, '_>) {
        // SAFETY: all are live.
        unsafe { ffi::janusMappingMap(self.raw, from.to_raw(), to.to_raw()) }
    }

    /// Maps values of two lists to each other, as far as the shorter goes.
    pub fn map_all(&mut self, from: &[Value<'c, '_>], to: &[Value<'c, '_>]) {
        for (from, to) in from.iter().zip(to) {
            self.map(*from, *to);
        }
    }

    /// What stands for a value, where anything does.
    pub fn get(&self, value: Value<'c, '_>) -> Option<Value<'c, 'a>> {
        // SAFETY: all are live; a null value becomes `None`.
        unsafe {
            let raw = ffi::janusMappingLookup(self.raw, value.to_raw());
            (!raw.ptr.is_null()).then(|| Value::from_raw(raw))
        }
    }

    /// What stands for a value, or the value itself.
    pub fn get_or_same(&self, value: Value<'c, 'a>) -> Value<'c, 'a> {
        self.get(value).unwrap_or(value)
    }

    /// Copies an operation and all that is nested in it, with what stands for
    /// its operands, and lets the copy's results stand for its results. The
    /// copy is in no block.
    pub fn clone_op(&mut self, operation: OperationRef<'c, '_>) -> Operation<'c> {
        // SAFETY: all are live; the copy is ours.
        unsafe { Operation::from_raw(ffi::janusMappingClone(self.raw, operation.to_raw(), true)) }
    }

    /// The same, with empty regions.
    pub fn clone_op_without_regions(&mut self, operation: OperationRef<'c, '_>) -> Operation<'c> {
        // SAFETY: all are live; the copy is ours.
        unsafe { Operation::from_raw(ffi::janusMappingClone(self.raw, operation.to_raw(), false)) }
    }

    /// Copies the blocks of a region to the end of another.
    pub fn clone_region(&mut self, source: RegionRef<'c, '_>, destination: RegionRef<'c, '_>) {
        // SAFETY: all are live.
        unsafe {
            ffi::janusMappingCloneRegion(self.raw, source.to_raw(), destination.to_raw());
        }
    }

    /// Copies the operations of a block but its terminator through `insert`.
    pub fn clone_body(&mut self, block: BlockRef<'c, '_>, mut insert: impl FnMut(Operation<'c>)) {
        for operation in block.body_operations() {
            insert(self.clone_op(operation));
        }
    }
}

impl Drop for Mapping<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: destroyed once.
        unsafe { ffi::janusMappingDestroy(self.raw) }
    }
}

/// Dominance inside an operation, as of when it was asked first: make a new
/// one after changing blocks.
#[derive(Debug)]
pub struct Dominance<'c, 'a> {
    raw: *mut JanusDominance,
    _root: PhantomData<OperationRef<'c, 'a>>,
}

impl<'c: 'a, 'a> Dominance<'c, 'a> {
    /// Dominance inside `root`.
    pub fn new(root: OperationRef<'c, 'a>) -> Self {
        Self {
            // SAFETY: a live operation.
            raw: unsafe { ffi::janusDominanceCreate(root.to_raw()) },
            _root: PhantomData,
        }
    }

    /// Whether `operation` may use `value`.
    pub fn value_dominates(&self, value: Value<'c, '_>, operation: OperationRef<'c, '_>) -> bool {
        // SAFETY: all are live.
        unsafe { ffi::janusValueDominates(self.raw, value.to_raw(), operation.to_raw()) }
    }

    /// Whether `a` is `b`, or has always run when `b` does.
    pub fn dominates(&self, a: OperationRef<'c, '_>, b: OperationRef<'c, '_>) -> bool {
        // SAFETY: all are live.
        unsafe { ffi::janusOperationDominates(self.raw, a.to_raw(), b.to_raw()) }
    }
}

impl Drop for Dominance<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: destroyed once.
        unsafe { ffi::janusDominanceDestroy(self.raw) }
    }
}
