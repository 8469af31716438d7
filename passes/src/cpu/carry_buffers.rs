//! `janus-carry-buffers`: what a loop takes from iteration to iteration stays in one buffer.

use super::edit;
use janus_dialects::{Diagnostic, Dialect, Pass, PassContext, PassResult};
use melior::{
    Context,
    ir::{
        BlockLike, BlockRef, OperationRef, RegionLike, Type, Value, ValueLike,
        operation::{OperationLike, OperationMutLike, OperationRefMut},
        r#type::{RankedTensorType, ShapedTypeLike},
    },
};

/// Bufferization asks that what a loop hands on is, place by place, in the buffer that it took. So the next value of each
/// place is copied there in the end. One that may lie in the buffer of another place, as where two are exchanged, is
/// copied aside before any is.
///
/// ```text
///   scf.for … iter_args(%a = …, %b = …) { … scf.yield %b, %sum }
/// ⇒
///   scf.for … iter_args(%a = …, %b = …) {
///     …
///     %aside = bufferization.alloc_tensor() copy(%b)
///     %0 = bufferization.materialize_in_destination %aside in %a
///     %1 = bufferization.materialize_in_destination %sum in %b
///     scf.yield %0, %1
///   }
/// ```
///
/// What is written into its place anyway, as the loops of schedules do with parts of it, stays. Not where a size is unknown, as the next one may have another; bufferization then says that it cannot. Later than
/// `eliminate-empty-tensors`, which would compute the new in the place of what the loop may still read.
#[derive(Clone, Default)]
pub struct CarryBuffers;

impl Pass for CarryBuffers {
    const ARGUMENT: &'static str = "janus-carry-buffers";
    const DESCRIPTION: &'static str = "keep what loops take from iteration to iteration in place";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Bufferization]
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for made in edit::named(module, "bufferization.alloc_tensor") {
            part(made, pass.context())?;
        }
        for chosen in edit::named(module, "arith.select") {
            choose(chosen, pass.context())?;
        }
        let loops = edit::collect(module, |operation| {
            matches!(edit::name(operation).as_str(), "scf.for" | "scf.while")
        });
        for repeated in loops {
            for (index, region) in repeated.regions().enumerate() {
                let Some(block) = region.first_block() else {
                    continue;
                };
                // The counter of a `for` comes before its values, the condition of a `while` before what it hands on.
                let is_for = edit::name(repeated) == "scf.for";
                let arguments = usize::from(is_for);
                let operands = usize::from(!is_for && index == 0);
                carry(block, arguments, operands, pass.context())?;
            }
        }
        Ok(())
    }
}

/// Gives each user of a tensor without contents in another block one of its own. As `tensor.empty` they were one to `cse`;
/// as one buffer, what a loop writes in it would be in the way of what is there before and behind.
fn part<'c: 'a, 'a>(made: OperationRef<'c, 'a>, context: &'c Context) -> PassResult<'c> {
    let Some(result) = made.results().next().filter(|_| made.operand_count() == 0) else {
        return Ok(());
    };
    let result = Value::from(result);
    let r#type = result.r#type();
    let text = format!(
        "func.func @own() -> {type} {{\n\
         %own = bufferization.alloc_tensor() : {type}\nreturn %own : {type}\n}}"
    );
    for user in edit::users(result) {
        if user.block() == made.block() {
            continue;
        }
        let own = inlined(&text, &[], user, context)?;
        replace_operand(user, result, own);
    }
    Ok(())
}

/// Copies one of two tensors, as a branch with nothing in it becomes a choice of buffers: whoever writes to what was
/// chosen must not write to either.
fn choose<'c: 'a, 'a>(chosen: OperationRef<'c, 'a>, context: &'c Context) -> PassResult<'c> {
    let Some(result) = chosen.results().next().map(Value::from) else {
        return Ok(());
    };
    let r#type = result.r#type();
    let (Ok(_), Some(next)) = (RankedTensorType::try_from(r#type), chosen.next_in_block()) else {
        return Ok(());
    };
    let users = edit::users(result);
    let copy = inlined(&copy(r#type), &[result], next, context)?;
    for user in users {
        replace_operand(user, result, copy);
    }
    Ok(())
}

/// The text of a function that copies a tensor.
fn copy(r#type: Type<'_>) -> String {
    format!(
        "func.func @copy(%value: {type}) -> {type} {{\n\
         %copy = bufferization.alloc_tensor() copy(%value) : {type}\nreturn %copy : {type}\n}}"
    )
}

fn replace_operand<'c: 'a, 'a>(user: OperationRef<'c, 'a>, old: Value<'c, 'a>, new: Value<'c, 'a>) {
    let mut operands: Vec<Value> = user.operands().collect();
    for operand in &mut operands {
        if *operand == old {
            *operand = new;
        }
    }
    // SAFETY: no other reference is used meanwhile.
    let mut user = unsafe { OperationRefMut::from_raw(user.to_raw()) };
    user.set_operands(&operands);
}

/// Carries the operands of a block's terminator from one on in its arguments from one on.
fn carry<'c: 'a, 'a>(
    block: BlockRef<'c, 'a>,
    first_argument: usize,
    first_operand: usize,
    context: &'c Context,
) -> PassResult<'c> {
    let Some(end) = block.terminator() else {
        return Ok(());
    };
    let mut operands: Vec<Value> = end.operands().collect();
    let mut places = vec![];
    for (index, value) in operands.iter().enumerate().skip(first_operand) {
        let argument = index - first_operand + first_argument;
        let Ok(place) = block.argument(argument) else {
            break;
        };
        let place: Value = place.into();
        let is_static = RankedTensorType::try_from(value.r#type())
            .is_ok_and(|tensor| tensor.has_static_shape());
        if is_static && !is_written_there(*value, place) {
            places.push((index, place));
        }
    }
    for (index, place) in &places {
        if may_be_elsewhere(operands[*index], *place, block) {
            let copy = copy(operands[*index].r#type());
            operands[*index] = inlined(&copy, &[operands[*index]], end, context)?;
        }
    }
    for (index, place) in places {
        let r#type = place.r#type();
        let put = format!(
            "func.func @put(%value: {type}, %place: {type}) -> {type} {{\n\
             %put = bufferization.materialize_in_destination %value in %place : ({type}, {type}) -> {type}\n\
             return %put : {type}\n}}"
        );
        operands[index] = inlined(&put, &[operands[index], place], end, context)?;
    }
    // SAFETY: no other reference is used meanwhile.
    let mut end = unsafe { OperationRefMut::from_raw(end.to_raw()) };
    end.set_operands(&operands);
    Ok(())
}

fn inlined<'c: 'a, 'a>(
    text: &str,
    values: &[Value<'c, 'a>],
    before: OperationRef<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c, Value<'c, 'a>> {
    let made = edit::inline_text(context, before, text, values)?;
    let made = made.first().copied();
    made.ok_or_else(|| Diagnostic::op_error(&before, "lost a value").into())
}

/// Whether a value is made by writing into a place.
fn is_written_there<'c: 'a, 'a>(value: Value<'c, 'a>, place: Value<'c, 'a>) -> bool {
    let mut value = value;
    while value != place {
        let Some(operation) = edit::definition(value) else {
            return false;
        };
        let number = operation
            .results()
            .position(|result| Value::from(result) == value)
            .unwrap_or(0);
        let destination = match edit::name(operation).as_str() {
            // The destination of each result; it has as many as results, and they come last.
            name if name.starts_with("linalg.") || name == "scf.forall" => {
                let first = operation.operand_count() - operation.result_count();
                operation.operand(first + number)
            }
            // The bounds and the step come first.
            "scf.for" => operation.operand(3 + number),
            "tensor.insert_slice" | "vector.transfer_write" => operation.operand(1),
            _ => return false,
        };
        let Ok(destination) = destination else {
            return false;
        };
        value = destination;
    }
    true
}

/// Whether a value at the end of a block may be in a buffer that the block did not make, other than that of `place`.
fn may_be_elsewhere<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    place: Value<'c, 'a>,
    block: BlockRef<'c, 'a>,
) -> bool {
    let (mut open, mut seen) = (vec![value], vec![]);
    while let Some(value) = open.pop() {
        if value == place || seen.contains(&value) {
            continue;
        }
        seen.push(value);
        let Some(operation) = edit::definition(value) else {
            return true;
        };
        match edit::name(operation).as_str() {
            // What the program does not write may still be in memory that cannot be written.
            "arith.constant" => return true,
            "scf.if" => {
                let results = operation.results();
                let number = results
                    .map(Value::from)
                    .position(|result| result == value)
                    .unwrap_or(0);
                for region in operation.regions() {
                    let end = region.first_block().and_then(|block| block.terminator());
                    open.extend(end.and_then(|end| end.operand(number).ok()));
                }
            }
            // Another value, looked at in another way.
            "tensor.cast"
            | "tensor.expand_shape"
            | "tensor.collapse_shape"
            | "tensor.extract_slice"
            | "arith.select" => open.extend(
                operation
                    .operands()
                    .filter(|operand| RankedTensorType::try_from(operand.r#type()).is_ok()),
            ),
            _ if !is_inside(operation, block) => return true,
            _ => {}
        }
    }
    false
}

fn is_inside<'c: 'a, 'a>(operation: OperationRef<'c, 'a>, block: BlockRef<'c, 'a>) -> bool {
    let mut around = operation.block();
    while let Some(inner) = around {
        if inner == block {
            return true;
        }
        around = inner.parent_operation().and_then(|parent| parent.block());
    }
    false
}
