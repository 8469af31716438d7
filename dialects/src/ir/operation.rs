//! Operations: reading, changing, moving and erasing them.

use super::{BlockExt, Key, RegionExt, Use, ValueExt, attribute::AttributeExt};
use crate::{Diagnostic, Severity, context::context_from_raw, ffi};
use melior::{
    Context, Error,
    ir::{
        Attribute, BlockLike, BlockRef, Location, Operation, OperationRef, RegionRef, Type, Value,
        ValueLike, operation::OperationLike,
    },
};
use mlir_sys::{
    MlirOperation, mlirIdentifierStr, mlirOpPrintingFlagsCreate, mlirOpPrintingFlagsDestroy,
    mlirOpPrintingFlagsEnableDebugInfo, mlirOpPrintingFlagsPrintGenericOpForm,
    mlirOpPrintingFlagsUseLocalScope, mlirOperationClone, mlirOperationDestroy,
    mlirOperationGetAttributeByName, mlirOperationGetContext, mlirOperationGetName,
    mlirOperationMoveAfter, mlirOperationMoveBefore, mlirOperationPrintWithFlags,
    mlirOperationRemoveAttributeByName, mlirOperationRemoveFromParent,
    mlirOperationSetAttributeByName, mlirOperationSetLocation, mlirOperationSetOperand,
    mlirOperationSetOperands,
};

/// In which order [`OperationExt::walk`] lists operations.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Order {
    /// An operation before those nested in it.
    Pre,
    /// An operation after those nested in it.
    Post,
}

/// What to print besides the operation.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrintOptions {
    /// Locations, as `loc(…)`.
    pub locations: bool,
    /// The generic form instead of the custom one.
    pub generic: bool,
    /// Aliases are not used, so that the text stands by itself.
    pub local_scope: bool,
}

/// Operations by handle.
///
/// A handle is a pointer. Erasing an operation, here or through what it is
/// nested in, leaves its handles behind: as in C++, a pass must not use them
/// any more. Everything else in this trait is fine on any live handle, and
/// what is listed (rather than iterated) stays valid while the list is worked
/// through and other operations are erased or moved.
pub trait OperationExt<'c: 'a, 'a>: Copy {
    /// The handle that the methods work on.
    fn handle(self) -> OperationRef<'c, 'a>;

    /// The context.
    fn ctx(self) -> &'c Context {
        // SAFETY: an operation does not outlive its context.
        unsafe { context_from_raw(mlirOperationGetContext(raw(self))) }
    }

    /// The name, such as `nn.matmul`.
    fn op_name(self) -> &'c str {
        // SAFETY: identifiers live as long as their context.
        unsafe { ffi::text(mlirIdentifierStr(mlirOperationGetName(raw(self)))) }.unwrap_or("")
    }

    /// Whether it has that name.
    fn is(self, name: &str) -> bool {
        self.op_name() == name
    }

    /// The part of the name before the first dot.
    fn dialect_name(self) -> &'c str {
        self.op_name().split('.').next().unwrap_or("")
    }

    /// What identifies the operation, for maps and sets.
    fn key(self) -> Key {
        Key(raw(self).ptr as usize)
    }

    // Operands and results

    /// The operands.
    fn operand_values(self) -> Vec<Value<'c, 'a>> {
        (0..self.handle().operand_count())
            .filter_map(|index| self.operand_value(index))
            .collect()
    }

    /// The operand at a position.
    fn operand_value(self, index: usize) -> Option<Value<'c, 'a>> {
        self.handle().operand(index).ok()
    }

    /// The operands of one group of an operation with several variadic ones,
    /// which MLIR keeps in `operandSegmentSizes`.
    fn operand_group(self, group: usize) -> Vec<Value<'c, 'a>> {
        let Some(sizes) = self
            .attr("operandSegmentSizes")
            .and_then(|sizes| sizes.as_i32_array())
        else {
            return vec![];
        };
        let start = sizes.iter().take(group).map(|size| *size as usize).sum();
        let size = sizes.get(group).map_or(0, |size| *size as usize);
        self.operand_values()
            .into_iter()
            .skip(start)
            .take(size)
            .collect()
    }

    /// The results.
    fn result_values(self) -> Vec<Value<'c, 'a>> {
        (0..self.handle().result_count())
            .filter_map(|index| self.result_value(index))
            .collect()
    }

    /// The result at a position.
    fn result_value(self, index: usize) -> Option<Value<'c, 'a>> {
        self.handle().result(index).ok().map(Into::into)
    }

    /// The types of the results.
    fn result_types(self) -> Vec<Type<'c>> {
        self.result_values()
            .into_iter()
            .map(|value| value.r#type())
            .collect()
    }

    /// Sets one operand. Fails where there is none at that position.
    fn set_operand_value(self, index: usize, value: Value<'c, '_>) -> Result<(), Error> {
        if index >= self.handle().operand_count() {
            return Err(out_of_bounds("operand", self, index));
        }
        // SAFETY: both are live, and the index is in bounds.
        unsafe { mlirOperationSetOperand(raw(self), index as isize, value.to_raw()) }
        Ok(())
    }

    /// Sets all operands.
    fn set_operand_values(self, values: &[Value<'c, '_>]) {
        let values: Vec<_> = values.iter().map(ValueLike::to_raw).collect();
        // SAFETY: all are live, and MLIR copies the array.
        unsafe { mlirOperationSetOperands(raw(self), values.len() as isize, values.as_ptr()) }
    }

    /// Whether any result is used.
    fn is_used(self) -> bool {
        self.result_values().into_iter().any(ValueExt::has_uses)
    }

    /// The operations that use a result, each once.
    fn users(self) -> Vec<OperationRef<'c, 'a>> {
        let mut users = vec![];
        for Use { owner, .. } in self.result_values().into_iter().flat_map(ValueExt::uses) {
            if !users.contains(&owner) {
                users.push(owner);
            }
        }
        users
    }

    // Attributes

    /// An attribute.
    fn attr(self, name: &str) -> Option<Attribute<'c>> {
        // SAFETY: a live operation; a null attribute becomes `None`.
        unsafe {
            Attribute::from_option_raw(mlirOperationGetAttributeByName(
                raw(self),
                ffi::string_ref(name),
            ))
        }
    }

    /// A string attribute.
    fn str_attr(self, name: &str) -> Option<&'c str> {
        self.attr(name)?.as_str()
    }

    /// An integer attribute.
    fn int_attr(self, name: &str) -> Option<i64> {
        self.attr(name)?.as_int()
    }

    /// A truth value.
    fn bool_attr(self, name: &str) -> Option<bool> {
        self.attr(name)?.as_bool()
    }

    /// A floating-point attribute.
    fn float_attr(self, name: &str) -> Option<f64> {
        self.attr(name)?.as_float()
    }

    /// A reference to a symbol, without the `@`.
    fn symbol_attr(self, name: &str) -> Option<&'c str> {
        self.attr(name)?.as_symbol()
    }

    /// A type.
    fn type_attr(self, name: &str) -> Option<Type<'c>> {
        self.attr(name)?.as_type()
    }

    /// An array.
    fn array_attr(self, name: &str) -> Option<Vec<Attribute<'c>>> {
        self.attr(name)?.as_array()
    }

    /// An array of strings.
    fn str_array_attr(self, name: &str) -> Option<Vec<&'c str>> {
        self.attr(name)?.as_str_array()
    }

    /// A dense array of 64-bit integers.
    fn i64_array_attr(self, name: &str) -> Option<Vec<i64>> {
        self.attr(name)?.as_i64_array()
    }

    /// Sets an attribute, inherent or discardable.
    fn set_attr(self, name: &str, attribute: impl Into<Attribute<'c>>) {
        // SAFETY: both are live.
        unsafe {
            mlirOperationSetAttributeByName(
                raw(self),
                ffi::string_ref(name),
                melior::ir::AttributeLike::to_raw(&attribute.into()),
            );
        }
    }

    /// Removes an attribute, and says whether there was one.
    fn remove_attr(self, name: &str) -> bool {
        // SAFETY: a live operation.
        unsafe { mlirOperationRemoveAttributeByName(raw(self), ffi::string_ref(name)) }
    }

    // Where it is

    /// The operation it is nested in.
    fn parent(self) -> Option<OperationRef<'c, 'a>> {
        self.handle().parent_operation()
    }

    /// The operations it is nested in, from the inside out.
    fn ancestors(self) -> impl Iterator<Item = OperationRef<'c, 'a>> {
        std::iter::successors(self.parent(), |operation| operation.parent())
    }

    /// The innermost operation of that name it is nested in.
    fn ancestor(self, name: &str) -> Option<OperationRef<'c, 'a>> {
        self.ancestors().find(|operation| operation.is(name))
    }

    /// Whether `other` is nested in it, at any depth.
    fn contains(self, other: OperationRef<'c, '_>) -> bool {
        other
            .ancestors()
            .any(|ancestor| ancestor.key() == self.key())
    }

    /// The next operation of its block.
    fn next(self) -> Option<OperationRef<'c, 'a>> {
        self.handle().next_in_block()
    }

    /// The previous operation of its block.
    fn previous(self) -> Option<OperationRef<'c, 'a>> {
        self.handle().previous_in_block()
    }

    // What it holds

    /// The region at a position.
    fn region_at(self, index: usize) -> Option<RegionRef<'c, 'a>> {
        self.handle().region(index).ok()
    }

    /// The regions.
    fn region_list(self) -> Vec<RegionRef<'c, 'a>> {
        (0..self.handle().region_count())
            .filter_map(|index| self.region_at(index))
            .collect()
    }

    /// The first block of the region at a position.
    fn region_block(self, index: usize) -> Option<BlockRef<'c, 'a>> {
        self.region_at(index)?.blocks().into_iter().next()
    }

    /// This operation and all that are nested in it, listed before the first
    /// is looked at.
    fn walk(self, order: Order) -> Vec<OperationRef<'c, 'a>> {
        // Along an explicit stack: nesting is as deep as the user's program.
        let mut operations = vec![];
        let mut stack = vec![(self.handle(), false)];
        while let Some((operation, expanded)) = stack.pop() {
            if expanded {
                operations.push(operation);
                continue;
            }
            match order {
                Order::Pre => operations.push(operation),
                Order::Post => stack.push((operation, true)),
            }
            let mut nested = vec![];
            for region in operation.region_list() {
                for block in region.blocks() {
                    nested.extend(block.operations().map(|operation| (operation, false)));
                }
            }
            stack.extend(nested.into_iter().rev());
        }
        operations
    }

    /// The operations of that name nested in it, in order of the text.
    fn find_all(self, name: &str) -> Vec<OperationRef<'c, 'a>> {
        self.walk(Order::Pre)
            .into_iter()
            .filter(|operation| operation.key() != self.key() && operation.is(name))
            .collect()
    }

    // What is known of it

    /// Whether its results are all that can be observed of it, and it can be
    /// run at any time.
    fn is_pure(self) -> bool {
        // SAFETY: a live operation.
        unsafe { ffi::janusOperationIsPure(raw(self)) }
    }

    /// Whether it can be erased when its results are not used.
    fn is_removable(self) -> bool {
        // SAFETY: a live operation.
        unsafe { ffi::janusOperationIsRemovable(raw(self)) }
    }

    /// Whether it ends a block.
    fn is_terminator(self) -> bool {
        // SAFETY: a live operation.
        unsafe { ffi::janusOperationIsTerminator(raw(self)) }
    }

    // Changing it

    /// Moves it before another operation.
    fn move_to_before(self, other: OperationRef<'c, '_>) {
        if self.key() != other.key() {
            // SAFETY: both are live.
            unsafe { mlirOperationMoveBefore(raw(self), other.to_raw()) }
        }
    }

    /// Moves it after another operation.
    fn move_to_after(self, other: OperationRef<'c, '_>) {
        if self.key() != other.key() {
            // SAFETY: both are live.
            unsafe { mlirOperationMoveAfter(raw(self), other.to_raw()) }
        }
    }

    /// Moves it to the end of a block.
    fn move_to_end(self, block: BlockRef<'c, '_>) {
        block.append_operation(self.detach());
    }

    /// Takes it out of its block.
    fn detach(self) -> Operation<'c> {
        // SAFETY: a live operation, owned by nobody else once it is removed.
        unsafe {
            mlirOperationRemoveFromParent(raw(self));
            Operation::from_raw(raw(self))
        }
    }

    /// A copy, nested operations included, that is in no block.
    fn clone_detached(self) -> Operation<'c> {
        // SAFETY: a live operation; the copy is ours.
        unsafe { Operation::from_raw(mlirOperationClone(raw(self))) }
    }

    /// Erases it. Fails, and leaves it alone, where a result is used.
    fn erase(self) -> Result<(), Error> {
        if let Some(value) = self
            .result_values()
            .into_iter()
            .find(|value| value.has_uses())
        {
            return Err(Error::OperationExpected {
                expected: "operation without uses",
                actual: value.text(),
            });
        }
        // SAFETY: a live operation that nothing uses.
        unsafe {
            mlirOperationRemoveFromParent(raw(self));
            mlirOperationDestroy(raw(self));
        }
        Ok(())
    }

    /// Lets the users of each result use the value of the same position, and
    /// erases the operation.
    fn replace_with(self, values: &[Value<'c, '_>]) -> Result<(), Error> {
        let results = self.result_values();
        if results.len() != values.len() {
            return Err(Error::ValueCountMismatch {
                from: results.len(),
                to: values.len(),
            });
        }
        for (result, value) in results.into_iter().zip(values) {
            result.replace_uses_with(*value);
        }
        self.erase()
    }

    /// Sets the location.
    fn relocate(self, location: Location<'c>) {
        // SAFETY: both are live.
        unsafe { mlirOperationSetLocation(raw(self), location.to_raw()) }
    }

    // Saying something about it

    /// An error at its place: `'nn.matmul' op message`.
    fn error(self, message: impl std::fmt::Display) -> Diagnostic<'c> {
        Diagnostic::error(
            self.handle().location(),
            format!("'{}' op {message}", self.op_name()),
        )
    }

    /// A warning at its place.
    fn warning(self, message: impl Into<String>) -> Diagnostic<'c> {
        Diagnostic::new(Severity::Warning, self.handle().location(), message)
    }

    /// A remark at its place.
    fn remark(self, message: impl Into<String>) -> Diagnostic<'c> {
        Diagnostic::new(Severity::Remark, self.handle().location(), message)
    }

    /// Its text.
    fn text(self, options: PrintOptions) -> String {
        // SAFETY: the flags live until they are destroyed.
        unsafe {
            let flags = mlirOpPrintingFlagsCreate();
            if options.locations {
                mlirOpPrintingFlagsEnableDebugInfo(flags, true, false);
            }
            if options.generic {
                mlirOpPrintingFlagsPrintGenericOpForm(flags);
            }
            if options.local_scope {
                mlirOpPrintingFlagsUseLocalScope(flags);
            }
            let text = ffi::print_to_string(|callback, data| {
                mlirOperationPrintWithFlags(raw(self), flags, callback, data);
            });
            mlirOpPrintingFlagsDestroy(flags);
            text
        }
    }
}

impl<'c: 'a, 'a> OperationExt<'c, 'a> for OperationRef<'c, 'a> {
    fn handle(self) -> OperationRef<'c, 'a> {
        self
    }
}

fn raw<'c: 'a, 'a>(operation: impl OperationExt<'c, 'a>) -> MlirOperation {
    operation.handle().to_raw()
}

fn out_of_bounds<'c: 'a, 'a>(
    name: &'static str,
    operation: impl OperationExt<'c, 'a>,
    index: usize,
) -> Error {
    Error::PositionOutOfBounds {
        name,
        value: operation.op_name().to_owned(),
        index,
    }
}
