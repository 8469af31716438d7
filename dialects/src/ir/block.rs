//! Blocks and regions.

use super::{Key, OperationExt, ValueExt};
use crate::ffi;
use melior::{
    Error,
    ir::{
        Block, BlockLike, BlockRef, Location, OperationRef, RegionLike, RegionRef, Type, Value,
        ValueLike,
    },
};
use mlir_sys::{
    MlirBlock, MlirOperation, mlirBlockDestroy, mlirBlockDetach, mlirBlockEraseArgument,
    mlirBlockGetParentRegion, mlirRegionGetFirstBlock, mlirRegionTakeBody,
};

/// Blocks by handle. See [`OperationExt`] for how long handles are good for.
pub trait BlockExt<'c: 'a, 'a>: Copy {
    /// The handle that the methods work on.
    fn block(self) -> BlockRef<'c, 'a>;

    /// What identifies the block, for maps and sets.
    fn key(self) -> Key {
        Key(self.block().to_raw().ptr as usize)
    }

    /// Its operations, in order. Erasing or moving the one last returned is
    /// fine.
    fn operations(self) -> impl Iterator<Item = OperationRef<'c, 'a>> {
        let mut next = self.block().first_operation();
        std::iter::from_fn(move || {
            let operation = next?;
            next = operation.next();
            Some(operation)
        })
    }

    /// Its operations but the terminator, in order.
    fn body_operations(self) -> impl Iterator<Item = OperationRef<'c, 'a>> {
        self.operations()
            .filter(|operation| operation.next().is_some() || !operation.is_terminator())
    }

    /// Its last operation.
    fn last_operation(self) -> Option<OperationRef<'c, 'a>> {
        self.operations().last()
    }

    /// Its last operation, where that is a terminator.
    fn terminator_op(self) -> Option<OperationRef<'c, 'a>> {
        self.last_operation()
            .filter(|operation| operation.is_terminator())
    }

    /// Its arguments.
    fn argument_values(self) -> Vec<Value<'c, 'a>> {
        (0..self.block().argument_count())
            .filter_map(|index| self.argument_value(index))
            .collect()
    }

    /// The argument at a position.
    fn argument_value(self, index: usize) -> Option<Value<'c, 'a>> {
        self.block().argument(index).ok().map(Into::into)
    }

    /// Adds an argument.
    fn push_argument(self, r#type: Type<'c>, location: Location<'c>) -> Value<'c, 'a> {
        self.block().add_argument(r#type, location)
    }

    /// Erases an argument. Fails, and leaves it alone, where it is used.
    fn remove_argument(self, index: usize) -> Result<(), Error> {
        let value = self
            .argument_value(index)
            .ok_or(Error::PositionOutOfBounds {
                name: "block argument",
                value: String::new(),
                index,
            })?;
        if value.has_uses() {
            return Err(Error::BlockArgumentExpected(format!(
                "unused argument, not {}",
                value.text()
            )));
        }
        // SAFETY: the argument exists and is not used.
        unsafe { mlirBlockEraseArgument(self.block().to_raw(), index as u32) }
        Ok(())
    }

    /// The region it is in.
    fn region(self) -> Option<RegionRef<'c, 'a>> {
        // SAFETY: a live block; a null region becomes `None`.
        unsafe {
            let region = mlirBlockGetParentRegion(self.block().to_raw());
            (!region.ptr.is_null()).then(|| RegionRef::from_raw(region))
        }
    }

    /// The operation it is nested in.
    fn parent_op(self) -> Option<OperationRef<'c, 'a>> {
        self.block().parent_operation()
    }

    /// Moves `operation` and what follows it to a new block after this one,
    /// which is left without a terminator.
    fn split_before(self, operation: OperationRef<'c, '_>) -> BlockRef<'c, 'a> {
        // SAFETY: an operation in a live block.
        unsafe { BlockRef::from_raw(ffi::janusBlockSplitBefore(operation.to_raw())) }
    }

    /// Moves it to the end of a region.
    fn move_to_region_end(self, region: RegionRef<'c, '_>) {
        // SAFETY: both are live.
        unsafe { ffi::janusBlockMove(self.block().to_raw(), NO_BLOCK, region.to_raw()) }
    }

    /// Moves it before another block, of this or another region.
    fn move_to_before(self, other: BlockRef<'c, '_>) {
        if let Some(region) = other.region() {
            // SAFETY: all are live.
            unsafe {
                ffi::janusBlockMove(self.block().to_raw(), other.to_raw(), region.to_raw());
            }
        }
    }

    /// Moves its operations before `operation`, with `arguments` for its
    /// arguments, and erases it. Nothing may branch to it.
    fn inline_before(
        self,
        operation: OperationRef<'c, '_>,
        arguments: &[Value<'c, '_>],
    ) -> Result<(), Error> {
        let destination =
            melior::ir::operation::OperationLike::block(&operation).ok_or(Error::OperationBuild)?;
        self.inline(operation.to_raw(), destination.to_raw(), arguments)
    }

    /// Moves its operations to the end of `destination`, with `arguments` for
    /// its arguments, and erases it. Nothing may branch to it.
    fn inline_at_end(
        self,
        destination: BlockRef<'c, '_>,
        arguments: &[Value<'c, '_>],
    ) -> Result<(), Error> {
        self.inline(NO_OPERATION, destination.to_raw(), arguments)
    }

    #[doc(hidden)]
    fn inline(
        self,
        operation: MlirOperation,
        destination: MlirBlock,
        arguments: &[Value<'c, '_>],
    ) -> Result<(), Error> {
        let count = self.block().argument_count();
        if count != arguments.len() {
            return Err(Error::ValueCountMismatch {
                from: count,
                to: arguments.len(),
            });
        }
        let arguments: Vec<_> = arguments.iter().map(ValueLike::to_raw).collect();
        // SAFETY: all are live, and there is a value for each argument.
        unsafe {
            ffi::janusBlockInline(
                self.block().to_raw(),
                operation,
                destination,
                arguments.len() as isize,
                arguments.as_ptr(),
            );
        }
        Ok(())
    }

    /// Erases it. Fails, and leaves it alone, where a value that it defines is
    /// used outside.
    fn erase(self) -> Result<(), Error> {
        let block = self.block();
        let outside = |value: Value<'c, 'a>| {
            value
                .uses()
                .into_iter()
                .any(|r#use| !is_in_block(r#use.owner, block))
        };
        if self.argument_values().into_iter().any(outside)
            || self
                .operations()
                .any(|operation| operation.result_values().into_iter().any(outside))
        {
            return Err(Error::BlockArgumentExpected(
                "block whose values are not used elsewhere".into(),
            ));
        }
        // SAFETY: a live block that nothing outside refers to. Its own
        // operations drop their references first when it is destroyed.
        unsafe {
            mlirBlockDetach(block.to_raw());
            mlirBlockDestroy(block.to_raw());
        }
        Ok(())
    }
}

const NO_BLOCK: MlirBlock = MlirBlock {
    ptr: std::ptr::null_mut(),
};

const NO_OPERATION: MlirOperation = MlirOperation {
    ptr: std::ptr::null_mut(),
};

fn is_in_block<'c>(operation: OperationRef<'c, '_>, block: BlockRef<'c, '_>) -> bool {
    std::iter::once(operation)
        .chain(operation.ancestors())
        .any(|operation| {
            melior::ir::operation::OperationLike::block(&operation)
                .is_some_and(|other| other.to_raw().ptr == block.to_raw().ptr)
        })
}

impl<'c: 'a, 'a> BlockExt<'c, 'a> for BlockRef<'c, 'a> {
    fn block(self) -> BlockRef<'c, 'a> {
        self
    }
}

/// Regions by handle. See [`OperationExt`] for how long handles are good for.
pub trait RegionExt<'c: 'a, 'a>: Copy {
    /// The handle that the methods work on.
    fn region(self) -> RegionRef<'c, 'a>;

    /// Its blocks.
    fn blocks(self) -> Vec<BlockRef<'c, 'a>> {
        // SAFETY: a live region; a null block becomes `None`.
        let first =
            unsafe { BlockRef::from_option_raw(mlirRegionGetFirstBlock(self.region().to_raw())) };
        std::iter::successors(first, BlockLike::next_in_region).collect()
    }

    /// Its first block.
    fn entry(self) -> Option<BlockRef<'c, 'a>> {
        self.blocks().into_iter().next()
    }

    /// Whether it has no blocks.
    fn is_empty(self) -> bool {
        self.entry().is_none()
    }

    /// Adds a block with arguments.
    fn push_block(self, arguments: &[(Type<'c>, Location<'c>)]) -> BlockRef<'c, 'a> {
        self.region().append_block(Block::new(arguments))
    }

    /// Replaces its blocks by those of another region, which is left empty.
    fn take_blocks(self, source: RegionRef<'c, '_>) {
        // SAFETY: both are live.
        unsafe { mlirRegionTakeBody(self.region().to_raw(), source.to_raw()) }
    }

    /// The operation it belongs to.
    fn owner(self) -> Option<OperationRef<'c, 'a>> {
        self.entry()?.parent_op()
    }

    /// The values defined outside that are used inside, each once, in order of
    /// use.
    fn captures(self) -> Vec<Value<'c, 'a>> {
        let inside: std::collections::HashSet<_> = self
            .blocks()
            .into_iter()
            .flat_map(|block| {
                block
                    .operations()
                    .flat_map(|operation| operation.walk(super::Order::Pre))
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
            .iter()
            .map(|operation| operation.key())
            .collect();
        let own_blocks: std::collections::HashSet<_> =
            self.blocks().into_iter().map(BlockExt::key).collect();
        let defined_inside = |value: Value<'c, 'a>| match value.block_argument() {
            Some((block, _)) => {
                own_blocks.contains(&block.key())
                    || block
                        .parent_op()
                        .is_some_and(|parent| inside.contains(&parent.key()))
            }
            None => value
                .defining_op()
                .is_some_and(|operation| inside.contains(&operation.key())),
        };
        let mut captures: Vec<Value<'c, 'a>> = vec![];
        for block in self.blocks() {
            for operation in block.operations() {
                for nested in operation.walk(super::Order::Pre) {
                    for value in nested.operand_values() {
                        if !defined_inside(value) && !captures.contains(&value) {
                            captures.push(value);
                        }
                    }
                }
            }
        }
        captures
    }
}

impl<'c: 'a, 'a> RegionExt<'c, 'a> for RegionRef<'c, 'a> {
    fn region(self) -> RegionRef<'c, 'a> {
        self
    }
}
