//! Values and their uses.

use super::{BlockExt, Key, OperationExt};
use crate::ffi;
use melior::ir::{BlockRef, OperationRef, Type, Value, ValueLike};
use mlir_sys::{
    mlirBlockArgumentGetArgNumber, mlirBlockArgumentGetOwner, mlirOpOperandGetNextUse,
    mlirOpOperandGetOperandNumber, mlirOpOperandGetOwner, mlirOpOperandIsNull,
    mlirOpResultGetOwner, mlirOpResultGetResultNumber, mlirValueGetFirstUse,
    mlirValueIsABlockArgument, mlirValueIsAOpResult, mlirValuePrint, mlirValueReplaceAllUsesOfWith,
    mlirValueSetType,
};

/// One use of a value: an operand of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use<'c, 'a> {
    /// The operation.
    pub owner: OperationRef<'c, 'a>,
    /// The position of the operand.
    pub index: usize,
}

/// Whether anything uses a value.
pub fn is_used(value: Value<'_, '_>) -> bool {
    // SAFETY: a live value.
    unsafe { !mlirOpOperandIsNull(mlirValueGetFirstUse(value.to_raw())) }
}

/// Values by handle. See [`OperationExt`] for how long handles are good for.
pub trait ValueExt<'c: 'a, 'a>: Copy {
    /// The handle that the methods work on.
    fn value(self) -> Value<'c, 'a>;

    /// What identifies the value, for maps and sets.
    fn key(self) -> Key {
        Key(self.value().to_raw().ptr as usize)
    }

    /// The operation that it is a result of; `None` for a block argument.
    fn defining_op(self) -> Option<OperationRef<'c, 'a>> {
        let raw = self.value().to_raw();
        // SAFETY: a live value, asked for its owner by what it is.
        unsafe {
            mlirValueIsAOpResult(raw).then(|| OperationRef::from_raw(mlirOpResultGetOwner(raw)))
        }
    }

    /// Its position among the results of its operation.
    fn result_index(self) -> Option<usize> {
        let raw = self.value().to_raw();
        // SAFETY: as above.
        unsafe { mlirValueIsAOpResult(raw).then(|| mlirOpResultGetResultNumber(raw) as usize) }
    }

    /// The block that it is an argument of, and its position; `None` for a
    /// result.
    fn block_argument(self) -> Option<(BlockRef<'c, 'a>, usize)> {
        let raw = self.value().to_raw();
        // SAFETY: a live value, asked for its owner by what it is.
        unsafe {
            mlirValueIsABlockArgument(raw).then(|| {
                (
                    BlockRef::from_raw(mlirBlockArgumentGetOwner(raw)),
                    mlirBlockArgumentGetArgNumber(raw) as usize,
                )
            })
        }
    }

    /// The block in which it is defined.
    fn parent_block(self) -> Option<BlockRef<'c, 'a>> {
        match self.block_argument() {
            Some((block, _)) => Some(block),
            None => melior::ir::operation::OperationLike::block(&self.defining_op()?),
        }
    }

    /// The operation in whose regions it is defined.
    fn parent_op(self) -> Option<OperationRef<'c, 'a>> {
        self.parent_block()?.parent_op()
    }

    /// Whether it is defined inside `operation`: by an operation nested in it,
    /// or as an argument of one of its blocks.
    fn is_defined_in(self, operation: OperationRef<'c, '_>) -> bool {
        self.parent_op()
            .is_some_and(|parent| parent.key() == operation.key() || operation.contains(parent))
    }

    /// Its uses, listed before the first is looked at.
    fn uses(self) -> Vec<Use<'c, 'a>> {
        let mut uses = vec![];
        // SAFETY: a live value, and its list of uses is not changed meanwhile.
        unsafe {
            let mut operand = mlirValueGetFirstUse(self.value().to_raw());
            while !mlirOpOperandIsNull(operand) {
                uses.push(Use {
                    owner: OperationRef::from_raw(mlirOpOperandGetOwner(operand)),
                    index: mlirOpOperandGetOperandNumber(operand) as usize,
                });
                operand = mlirOpOperandGetNextUse(operand);
            }
        }
        uses
    }

    /// Whether it is used.
    fn has_uses(self) -> bool {
        is_used(self.value())
    }

    /// Whether it is used exactly once.
    fn has_one_use(self) -> bool {
        self.uses().len() == 1
    }

    /// Lets all its users use another value.
    fn replace_uses_with(self, other: Value<'c, '_>) {
        if self.key() != other.key() {
            // SAFETY: both are live.
            unsafe { mlirValueReplaceAllUsesOfWith(self.value().to_raw(), other.to_raw()) }
        }
    }

    /// Lets those of its users for which `condition` holds use another value.
    fn replace_uses_if(self, other: Value<'c, '_>, mut condition: impl FnMut(Use<'c, 'a>) -> bool) {
        for r#use in self.uses() {
            if condition(r#use) {
                // The position is that of an operand.
                let _ = r#use.owner.set_operand_value(r#use.index, other);
            }
        }
    }

    /// Sets its type. The operations that define and use it must agree.
    fn retype(self, r#type: Type<'c>) {
        // SAFETY: both are live.
        unsafe {
            mlirValueSetType(self.value().to_raw(), melior::ir::TypeLike::to_raw(&r#type));
        }
    }

    /// Its text: that of its operation, or of a block argument.
    fn text(self) -> String {
        // SAFETY: a live value.
        ffi::print_to_string(|callback, data| unsafe {
            mlirValuePrint(self.value().to_raw(), callback, data);
        })
    }
}

impl<'c: 'a, 'a> ValueExt<'c, 'a> for Value<'c, 'a> {
    fn value(self) -> Value<'c, 'a> {
        self
    }
}
