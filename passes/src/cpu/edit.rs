//! Finding and changing operations: the few edits that the CPU passes are made of.
//!
//! The lifetimes of `melior`'s references do not know about erasure; every function here that erases says so.

use janus_dialects::{Diagnostic, PassResult};
use melior::{
    Context,
    ir::{
        BlockLike, Location, Module, OperationRef, RegionLike, Value, ValueLike,
        operation::{OperationLike, OperationMutLike, OperationRefMut, WalkOrder, WalkResult},
    },
};
use mlir_sys::{
    mlirBlockAppendOwnedOperation, mlirBlockGetArgument, mlirBlockInsertOwnedOperationBefore,
    mlirModuleFromOperation, mlirModuleGetBody, mlirOpOperandGetNextUse, mlirOpOperandGetOwner,
    mlirOpOperandIsNull, mlirOperationDestroy, mlirOperationGetBlock,
    mlirOperationRemoveFromParent, mlirValueGetFirstUse, mlirValueReplaceAllUsesOfWith,
};

/// The name of an operation, such as `linalg.generic`.
pub fn name<'c>(operation: OperationRef<'c, '_>) -> String {
    let name = operation.name();
    name.as_string_ref().as_str().unwrap_or_default().to_owned()
}

/// All operations inside `root` that `select` accepts, outer ones first.
pub fn collect<'c, 'a>(
    root: OperationRef<'c, 'a>,
    mut select: impl FnMut(OperationRef<'c, 'a>) -> bool,
) -> Vec<OperationRef<'c, 'a>> {
    let mut found = vec![];
    root.walk(WalkOrder::PreOrder, |operation| {
        // SAFETY: the operation lives as long as its root, as no callback erases.
        let operation = unsafe { OperationRef::from_raw(operation.to_raw()) };
        if operation != root && select(operation) {
            found.push(operation);
        }
        WalkResult::Advance
    });
    found
}

/// All operations of that name inside `root`.
pub fn named<'c, 'a>(root: OperationRef<'c, 'a>, wanted: &str) -> Vec<OperationRef<'c, 'a>> {
    collect(root, |operation| {
        operation.name().as_string_ref().as_str() == Ok(wanted)
    })
}

/// The operations that use a value, once per use.
pub fn users<'c, 'a>(value: Value<'c, 'a>) -> Vec<OperationRef<'c, 'a>> {
    let mut users = vec![];
    // SAFETY: walks the live use list.
    unsafe {
        let mut operand = mlirValueGetFirstUse(value.to_raw());
        while !mlirOpOperandIsNull(operand) {
            users.push(OperationRef::from_raw(mlirOpOperandGetOwner(operand)));
            operand = mlirOpOperandGetNextUse(operand);
        }
    }
    users
}

/// The operation that defines a value, unless it is an argument.
pub fn definition<'c, 'a>(value: Value<'c, 'a>) -> Option<OperationRef<'c, 'a>> {
    if !value.is_operation_result() {
        return None;
    }
    // SAFETY: the value is a result, and its owner lives as long.
    unsafe { OperationRef::from_option_raw(mlir_sys::mlirOpResultGetOwner(value.to_raw())) }
}

/// The operation whose region a block argument belongs to.
pub fn argument_owner<'c, 'a>(value: Value<'c, 'a>) -> Option<OperationRef<'c, 'a>> {
    if !value.is_block_argument() {
        return None;
    }
    // SAFETY: the value is a block argument of a live block.
    unsafe {
        let block = mlir_sys::mlirBlockArgumentGetOwner(value.to_raw());
        OperationRef::from_option_raw(mlir_sys::mlirBlockGetParentOperation(block))
    }
}

/// Whether an operation is in the body of a parallel loop.
pub fn inside_forall(operation: OperationRef) -> bool {
    let mut parent = operation.parent_operation();
    while let Some(operation) = parent {
        if name(operation) == "scf.forall" {
            return true;
        }
        parent = operation.parent_operation();
    }
    false
}

/// The first operation of the function that contains another.
pub fn first_in_function<'c, 'a>(operation: OperationRef<'c, 'a>) -> Option<OperationRef<'c, 'a>> {
    let mut parent = operation;
    while name(parent) != "func.func" {
        // SAFETY: a parent lives as long as its child.
        parent = unsafe { OperationRef::from_raw(parent.parent_operation()?.to_raw()) };
    }
    // SAFETY: as above.
    let first = parent.first_region()?.first_block()?.first_operation()?;
    Some(unsafe { OperationRef::from_raw(first.to_raw()) })
}

/// Lets every user of one value use another.
pub fn replace_uses<'c>(from: Value<'c, '_>, to: Value<'c, '_>) {
    // SAFETY: both are live.
    unsafe { mlirValueReplaceAllUsesOfWith(from.to_raw(), to.to_raw()) }
}

/// Erases an operation without users. No reference to it may be used again.
pub fn erase(operation: OperationRef<'_, '_>) {
    // SAFETY: the caller gives the operation up; MLIR asserts that it has no users.
    unsafe {
        mlirOperationRemoveFromParent(operation.to_raw());
        mlirOperationDestroy(operation.to_raw());
    }
}

/// Erases an operation, and then what only it used, as far as it is one of the operations without effects that the
/// passes here leave behind (`tensor.empty`, `linalg.fill`, reshapes, constants, generics).
pub fn erase_dead(operation: OperationRef<'_, '_>) {
    let unused = |operation: OperationRef| {
        operation
            .results()
            .all(|result| users(result.into()).is_empty())
    };
    if !unused(operation) {
        return;
    }
    let operands: Vec<_> = operation.operands().filter_map(definition).collect();
    erase(operation);
    let mut seen = std::collections::HashSet::new();
    for operand in operands {
        if !seen.insert(operand.to_raw().ptr) {
            continue;
        }
        let name = name(operand);
        if name.starts_with("linalg.") || name.starts_with("tensor.") || name == "arith.constant" {
            erase_dead(operand);
        }
    }
}

/// Sets a discardable attribute, from text.
pub fn annotate<'c>(context: &'c Context, operation: OperationRef<'c, '_>, key: &str, text: &str) {
    if let Some(attribute) = melior::ir::Attribute::parse(context, text) {
        // SAFETY: no other reference is used meanwhile.
        let mut operation = unsafe { OperationRefMut::from_raw(operation.to_raw()) };
        operation.set_discardable_attribute(key, attribute);
    }
}

/// Puts the body of a function, written as text, before `anchor`, with `arguments` in place of the function's, and
/// returns what it returns. Everything in it gets the anchor's location.
pub fn inline_text<'c, 'a>(
    context: &'c Context,
    anchor: OperationRef<'c, 'a>,
    text: &str,
    arguments: &[Value<'c, 'a>],
) -> PassResult<'c, Vec<Value<'c, 'a>>> {
    let location = anchor.location();
    let internal = |what: &str| {
        Diagnostic::error(
            location,
            format!("internal error: the replacement {what}:\n{text}"),
        )
    };
    let module = Module::parse(context, text).ok_or_else(|| internal("does not parse"))?;
    let body = module
        .body()
        .first_operation()
        .and_then(|function| function.first_region())
        .and_then(|region| region.first_block())
        .ok_or_else(|| internal("has no body"))?;
    if body.argument_count() != arguments.len() {
        return Err(internal("takes other arguments").into());
    }
    for (index, argument) in arguments.iter().enumerate() {
        // SAFETY: the index is in range, and both are live.
        let formal =
            unsafe { Value::from_raw(mlirBlockGetArgument(body.to_raw(), index as isize)) };
        if formal.r#type() != argument.r#type() {
            return Err(internal("takes an argument of another type").into());
        }
        replace_uses(formal, *argument);
    }
    let terminator = body.terminator().ok_or_else(|| internal("does not end"))?;
    let mut results = vec![];
    for operand in terminator.operands() {
        // SAFETY: the operand moves into the anchor's block below, and lives as long as that.
        results.push(unsafe { Value::from_raw(operand.to_raw()) });
    }
    let mut next = body.first_operation();
    while let Some(operation) = next {
        next = operation.next_in_block();
        if operation == terminator {
            break;
        }
        relocate(operation, location);
        // SAFETY: moves a live operation from the snippet to the block of a live one.
        unsafe {
            mlirOperationRemoveFromParent(operation.to_raw());
            mlirBlockInsertOwnedOperationBefore(
                mlirOperationGetBlock(anchor.to_raw()),
                anchor.to_raw(),
                operation.to_raw(),
            );
        }
    }
    // The terminator still uses values that have moved: it goes before the rest of the snippet.
    erase(terminator);
    Ok(results)
}

/// Gives an operation, and everything in it, a location.
pub fn relocate<'c>(operation: OperationRef<'c, '_>, location: Location<'c>) {
    let set = |operation: OperationRef<'c, '_>| {
        // SAFETY: no other reference is used meanwhile.
        unsafe { OperationRefMut::from_raw(operation.to_raw()) }.set_location(location);
    };
    set(operation);
    for inner in collect(operation, |_| true) {
        set(inner);
    }
}

/// Appends the first function of a text to the module.
pub fn append<'c, 'a>(
    module: OperationRef<'c, 'a>,
    text: &str,
    context: &'c Context,
) -> PassResult<'c, OperationRef<'c, 'a>> {
    let parsed = Module::parse(context, text).ok_or_else(|| {
        Diagnostic::error(
            module.location(),
            format!("internal error: the function does not parse:\n{text}"),
        )
    })?;
    let function = parsed
        .body()
        .first_operation()
        .ok_or_else(|| Diagnostic::unlocated("internal error: no function to append"))?;
    // SAFETY: moves a live function from one live module to another.
    unsafe {
        let raw = function.to_raw();
        mlirOperationRemoveFromParent(raw);
        mlirBlockAppendOwnedOperation(
            mlirModuleGetBody(mlirModuleFromOperation(module.to_raw())),
            raw,
        );
        Ok(OperationRef::from_raw(raw))
    }
}
