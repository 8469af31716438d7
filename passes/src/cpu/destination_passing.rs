//! `janus-destination-passing`: results become arguments that are written.

use super::{edit, linalg::Generic, text};
use janus_dialects::{Diagnostic, Dialect, Pass, PassContext, PassResult};
use melior::{
    Context,
    ir::{
        Attribute, BlockLike, BlockRef, OperationRef, RegionLike, Type, Value, ValueLike,
        attribute::{ArrayAttribute, DenseI64ArrayAttribute, TypeAttribute},
        operation::{OperationLike, OperationMutLike, OperationRefMut},
        r#type::{FunctionType, MemRefType, RankedTensorType},
    },
};

/// Gives every public function the form of the entry ABI, on tensors: each result is written into an argument, and
/// returned only to say so. A result with a `janus.inout` argument goes into that argument; any other into a new one,
/// after the inputs, in the order of the results. A scalar result becomes a tensor without dimensions.
///
/// ```text
///   func.func @f(%x: tensor<4xf32>, %p: tensor<4xf32> {janus.inout = 1 : i64}) -> (tensor<4xf32>, tensor<4xf32>) {
///     return %y, %q : …
/// ⇒
///   func.func @f(%x: tensor<4xf32>  {bufferization.writable = false},
///                %p: tensor<4xf32>  {bufferization.writable = true},
///                %r0: tensor<4xf32> {bufferization.writable = true}) -> (…) {
///     %0 = bufferization.materialize_in_destination %y in %r0
///     return %0, %q
/// ```
///
/// Bufferization then computes results where they belong, and `janus-drop-results` removes what is returned. An
/// elementwise update of an argument reads the old elements from its destination, so that it happens in place.
///
/// A function on memrefs, as `dataflow-to-func` makes it, has its results in its arguments already.
#[derive(Clone, Default)]
pub struct DestinationPassing;

impl Pass for DestinationPassing {
    const ARGUMENT: &'static str = "janus-destination-passing";
    const DESCRIPTION: &'static str = "write the results of functions into arguments";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Bufferization, Dialect::Tensor]
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for function in edit::named(module, "func.func") {
            let private = function
                .attribute("sym_visibility")
                .is_ok_and(|visibility| visibility.to_string().contains("private"));
            if !private {
                rewrite(function, pass)?;
            }
        }
        Ok(())
    }
}

fn rewrite<'c>(function: OperationRef<'c, '_>, pass: &PassContext<'c, '_>) -> PassResult<'c> {
    let context = pass.context();
    let Some(block) = function
        .first_region()
        .and_then(|region| region.first_block())
    else {
        return Ok(());
    };
    let Some(terminator) = block.terminator() else {
        return Ok(());
    };
    if edit::name(terminator) != "func.return" {
        return Err(Diagnostic::op_error(&terminator, "ends a function of several blocks").into());
    }
    if is_on_buffers(block) {
        // What `dataflow-to-func` has made writes each result back by itself, in the end. The destinations on the way
        // there, which bufferization would have to obey, become wishes that it may refuse: a loop that still reads the
        // old contents cannot write the new in place.
        for operation in edit::named(function, "bufferization.materialize_in_destination") {
            if let (Ok(done), Ok(new), Ok(old)) = (
                operation.result(0),
                operation.operand(0),
                operation.operand(1),
            ) {
                // What may lie in the memory of another argument is copied before that one is written back: the tie
                // keeps the order. Where the destination is read, too, the two may be exchanged, and it is copied aside.
                let behind = arguments_behind(new);
                if behind.iter().any(|argument| *argument != old) {
                    if edit::users(old).len() > 1 {
                        edit::replace_uses(done.into(), copied(new, operation, context)?);
                        edit::erase(operation);
                    }
                    continue;
                }
                update_in_place(new, old);
                redirect(new, old, context)?;
                edit::replace_uses(done.into(), new);
                edit::erase(operation);
            }
        }
        return Ok(());
    }
    let inputs = block.argument_count();
    // One that computes nothing, because its results are objects that exist, has not even buffers.
    let computes = terminator
        .operands()
        .any(|result| RankedTensorType::try_from(result.r#type()).is_ok());
    if inputs == 0 && !computes {
        return Ok(());
    }
    let inouts = inouts(function, inputs);
    let results: Vec<_> = terminator.operands().collect();
    let mut writable = vec![false; inputs];
    let mut written: Vec<Value> = vec![];
    let mut targets = vec![];
    for (index, &result) in results.iter().enumerate() {
        let inout = inouts.iter().position(|&inout| inout == Some(index as i64));
        let value = boxed(result, terminator, context)?;
        let r#type = value.r#type();
        let target = inout.unwrap_or(writable.len());
        let destination: Value = match inout {
            Some(argument) => {
                let destination: Value = block
                    .argument(argument)
                    .map_err(|error| Diagnostic::unlocated(error.to_string()))?
                    .into();
                if destination.r#type() != r#type {
                    return Err(Diagnostic::op_error(
                        &function,
                        format!(
                            "argument {argument} of type {} cannot take result {index} of type {type}",
                            destination.r#type()
                        ),
                    )
                    .into());
                }
                writable[argument] = true;
                destination
            }
            None => {
                writable.push(true);
                // SAFETY: the argument lives as long as the block, which outlives this function.
                unsafe { Value::from_raw(block.add_argument(r#type, function.location()).to_raw()) }
            }
        };
        targets.push(target);
        if value.is_block_argument() && value != destination {
            // It must not be overwritten by another result before it is copied.
            let text = format!(
                "func.func @copy(%value: {type}) -> {type} {{\n\
                 %copy = bufferization.alloc_tensor() copy(%value) : {type}\nreturn %copy : {type}\n}}"
            );
            written.extend(edit::inline_text(context, terminator, &text, &[value])?);
            continue;
        }
        if inout.is_some() {
            update_in_place(value, destination);
        }
        redirect(value, destination, context)?;
        written.push(value);
    }
    // SAFETY: no other reference is used meanwhile.
    let (mut terminator, mut function) = unsafe {
        (
            OperationRefMut::from_raw(terminator.to_raw()),
            OperationRefMut::from_raw(function.to_raw()),
        )
    };
    terminator.set_operands(&written);
    let arguments: Vec<_> = (0..block.argument_count())
        .filter_map(|index| block.argument(index).ok())
        .map(|argument| argument.r#type())
        .collect();
    let types: Vec<_> = written.iter().map(|value| value.r#type()).collect();
    let r#type = FunctionType::new(context, &arguments, &types);
    function.set_inherent_attribute("function_type", TypeAttribute::new(r#type.into()).into());
    let attributes: Vec<_> = writable
        .iter()
        .map(|writable| {
            Attribute::parse(context, &format!("{{bufferization.writable = {writable}}}"))
                .unwrap_or_else(|| Attribute::unit(context))
        })
        .collect();
    function.set_inherent_attribute(
        "arg_attrs",
        ArrayAttribute::new(context, &attributes).into(),
    );
    function.remove_attribute("res_attrs").unwrap_or_default();
    if let Some(targets) =
        Attribute::parse(context, &format!("array<i64: {}>", text::list(targets)))
    {
        function.set_discardable_attribute(TARGETS, targets);
    }
    function.set_discardable_attribute("llvm.emit_c_interface", Attribute::unit(context));
    Ok(())
}

/// Whether a function takes buffers, and so has written its results into them already.
fn is_on_buffers(block: BlockRef<'_, '_>) -> bool {
    (0..block.argument_count())
        .filter_map(|index| block.argument(index).ok())
        .any(|argument| MemRefType::try_from(argument.r#type()).is_ok())
}

/// The attribute with the argument of each result.
const TARGETS: &str = "janus.targets";

/// The second half of [`DestinationPassing`], after bufferization: makes sure that each result is in its argument, by a
/// copy where bufferization could not compute it there, and drops the results.
///
/// ```text
///   func.func @f(%x: memref<4xf32>, %r0: memref<4xf32>) -> memref<4xf32> attributes {janus.targets = array<i64: 1>} {
///     return %alloc
/// ⇒
///   func.func @f(%x: memref<4xf32>, %r0: memref<4xf32>) {
///     memref.copy %alloc, %r0
///     return
/// ```
#[derive(Clone, Default)]
pub struct DropResults;

impl Pass for DropResults {
    const ARGUMENT: &'static str = "janus-drop-results";
    const DESCRIPTION: &'static str =
        "copy what is left of results into their arguments, and drop it";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::MemRef]
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for function in edit::named(module, "func.func") {
            let targets = function
                .attribute(TARGETS)
                .ok()
                .and_then(|targets| DenseI64ArrayAttribute::try_from(targets).ok());
            if let Some(targets) = targets {
                drop_results(function, targets, pass)?;
            }
        }
        Ok(())
    }
}

fn drop_results<'c>(
    function: OperationRef<'c, '_>,
    targets: DenseI64ArrayAttribute<'c>,
    pass: &PassContext<'c, '_>,
) -> PassResult<'c> {
    let Some(block) = function
        .first_region()
        .and_then(|region| region.first_block())
    else {
        return Ok(());
    };
    let Some(terminator) = block.terminator() else {
        return Ok(());
    };
    for (index, value) in terminator.operands().enumerate() {
        let target: Value = targets
            .element(index)
            .ok()
            .and_then(|target| block.argument(target as usize).ok())
            .ok_or_else(|| Diagnostic::op_error(&function, "has a result without a target"))?
            .into();
        if origin(value) != target {
            let (from, to) = (value.r#type(), target.r#type());
            let copy = format!(
                "func.func @copy(%from: {from}, %to: {to}) {{\nmemref.copy %from, %to : {from} to {to}\nreturn\n}}"
            );
            edit::inline_text(pass.context(), terminator, &copy, &[value, target])?;
        }
    }
    let arguments: Vec<_> = (0..block.argument_count())
        .filter_map(|index| block.argument(index).ok())
        .map(|argument| argument.r#type())
        .collect();
    // SAFETY: no other reference is used meanwhile.
    let (mut terminator, mut function) = unsafe {
        (
            OperationRefMut::from_raw(terminator.to_raw()),
            OperationRefMut::from_raw(function.to_raw()),
        )
    };
    terminator.set_operands(&[]);
    let r#type = FunctionType::new(pass.context(), &arguments, &[]);
    function.set_inherent_attribute("function_type", TypeAttribute::new(r#type.into()).into());
    function.remove_attribute("res_attrs").unwrap_or_default();
    function.remove_attribute(TARGETS).unwrap_or_default();
    Ok(())
}

/// The value behind reshapes and casts of the whole buffer.
fn origin<'c: 'a, 'a>(value: Value<'c, 'a>) -> Value<'c, 'a> {
    let mut value = value;
    while let Some(definition) = edit::definition(value)
        && matches!(
            edit::name(definition).as_str(),
            "memref.cast" | "memref.expand_shape" | "memref.collapse_shape"
        )
        && let Ok(source) = definition.operand(0)
    {
        value = source;
    }
    value
}

/// A result as a tensor.
fn boxed<'c: 'a, 'a>(
    result: Value<'c, 'a>,
    terminator: OperationRef<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c, Value<'c, 'a>> {
    if RankedTensorType::try_from(result.r#type()).is_ok() {
        return Ok(result);
    }
    let scalar = result.r#type();
    if Type::parse(context, &format!("tensor<{scalar}>")).is_none() {
        return Err(Diagnostic::op_error(&terminator, "returns what no tensor holds").into());
    }
    let text = format!(
        "func.func @box(%value: {scalar}) -> tensor<{scalar}> {{\n\
         %boxed = tensor.from_elements %value : tensor<{scalar}>\nreturn %boxed : tensor<{scalar}>\n}}"
    );
    let boxed = edit::inline_text(context, terminator, &text, &[result])?;
    boxed
        .first()
        .copied()
        .ok_or_else(|| Diagnostic::op_error(&terminator, "lost a result").into())
}

/// Lets the operation that computes a value in a fresh tensor, through fills and reshapes of static size, compute it in
/// a destination. Anything else is copied there in the end.
fn redirect<'c: 'a, 'a>(
    value: Value<'c, 'a>,
    destination: Value<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c> {
    let Some(operation) = edit::definition(value) else {
        return Ok(());
    };
    let dominated = edit::definition(destination).is_none_or(|definition| {
        definition.block() == operation.block() && definition.is_before_in_block(operation)
    });
    if !dominated {
        return Ok(());
    }
    let name = edit::name(operation);
    if edit::users(value).len() > 1 && name != "linalg.generic" {
        return Ok(());
    }
    match name.as_str() {
        "tensor.expand_shape" => {
            let (small, large) = match operation.operand(0) {
                Ok(source) => (source.r#type(), value.r#type()),
                Err(_) => return Ok(()),
            };
            if small.to_string().contains('?') {
                return Ok(());
            }
            let groups = operation
                .attribute("reassociation")
                .map(|groups| groups.to_string().replace(" : i64", ""))
                .unwrap_or_default();
            let start = match edit::definition(destination) {
                Some(definition) => definition.next_in_block(),
                None => edit::first_in_function(operation),
            };
            let Some(start) = start else {
                return Ok(());
            };
            let text = format!(
                "func.func @reshape(%to: {large}) -> {small} {{\n\
                 %small = tensor.collapse_shape %to {groups} : {large} into {small}\nreturn %small : {small}\n}}"
            );
            if let ([small], Ok(source)) = (
                &edit::inline_text(context, start, &text, &[destination])?[..],
                operation.operand(0),
            ) {
                redirect(source, *small, context)?;
            }
        }
        "linalg.generic" | "linalg.fill" => {
            let number = operation
                .results()
                .position(|result| Value::from(result) == value);
            let out =
                number.map(|number| operation.operand_count() - operation.result_count() + number);
            let Some((out, start)) = out.and_then(|out| Some((out, operation.operand(out).ok()?)))
            else {
                return Ok(());
            };
            let fresh =
                edit::definition(start).is_some_and(|start| edit::name(start) == "tensor.empty");
            if fresh {
                // SAFETY: no other reference is used meanwhile.
                let mut operation = unsafe { OperationRefMut::from_raw(operation.to_raw()) };
                operation.set_operand(out, destination);
            } else {
                redirect(start, destination, context)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Lets an elementwise update `new = f(old, …)` read the old elements from its destination, so that it can run in
/// place.
fn update_in_place<'c>(new: Value<'c, '_>, old: Value<'c, '_>) {
    let Some(generic) = edit::definition(new).and_then(Generic::new) else {
        return;
    };
    let operation = generic.operation;
    let Some(number) = operation
        .results()
        .position(|result| Value::from(result) == new)
    else {
        return;
    };
    let out = generic.inputs + number;
    let fresh = operation
        .operand(out)
        .ok()
        .and_then(edit::definition)
        .is_some_and(|start| edit::name(start) == "tensor.empty");
    let dominated = edit::definition(old).is_none_or(|definition| {
        definition.block() == operation.block() && definition.is_before_in_block(operation)
    });
    if !generic.is_parallel() || !generic.maps[out].is_identity() || !fresh || !dominated {
        return;
    }
    let reads: Vec<_> = (0..generic.inputs)
        .filter(|&input| operation.operand(input) == Ok(old))
        .collect();
    if reads
        .iter()
        .any(|&input| !generic.maps[input].is_identity())
    {
        return;
    }
    let Some(body) = operation
        .first_region()
        .and_then(|region| region.first_block())
    else {
        return;
    };
    for input in reads {
        if let (Ok(from), Ok(to)) = (body.argument(input), body.argument(out)) {
            edit::replace_uses(from.into(), to.into());
        }
    }
    // SAFETY: no other reference is used meanwhile.
    let mut operation = unsafe { OperationRefMut::from_raw(operation.to_raw()) };
    operation.set_operand(out, old);
}

/// A copy of a tensor in memory of its own.
fn copied<'c: 'a, 'a>(
    tensor: Value<'c, 'a>,
    before: OperationRef<'c, 'a>,
    context: &'c Context,
) -> PassResult<'c, Value<'c, 'a>> {
    let r#type = tensor.r#type();
    let text = format!(
        "func.func @copy(%from: {type}) -> {type} {{\n\
         %to = bufferization.alloc_tensor() copy(%from) : {type}\nreturn %to : {type}\n}}"
    );
    let made = edit::inline_text(context, before, &text, &[tensor])?;
    let copy = made.first().copied();
    copy.ok_or_else(|| Diagnostic::op_error(&before, "lost a copy").into())
}

/// The arguments whose memory bufferization may let a value share: those that it is a view of, or made of by writing.
fn arguments_behind<'c: 'a, 'a>(value: Value<'c, 'a>) -> Vec<Value<'c, 'a>> {
    let (mut found, mut left, mut seen) = (vec![], vec![value], vec![]);
    while let Some(value) = left.pop() {
        let Some(operation) = edit::definition(value).filter(|_| !seen.contains(&value)) else {
            continue;
        };
        seen.push(value);
        let name = edit::name(operation);
        if name == "bufferization.to_tensor" {
            found.push(value);
            continue;
        }
        let number = operation
            .results()
            .position(|result| Value::from(result) == value)
            .unwrap_or(0);
        match name.as_str() {
            // The destination of each result; it has as many as results, and they come last.
            name if name.starts_with("linalg.") => {
                let first = operation.operand_count() - operation.result_count();
                left.extend(operation.operand(first + number));
            }
            // The bounds and the step come first.
            "scf.for" => left.extend(operation.operand(3 + number)),
            "scf.if" => {
                let blocks = operation
                    .regions()
                    .filter_map(|region| region.first_block());
                let ends = blocks.filter_map(|block| block.terminator());
                left.extend(ends.filter_map(|end| end.operand(number).ok()));
            }
            // Elements of tensors, or a tensor that is written or looked at in another shape.
            _ => left.extend(
                operation
                    .operands()
                    .filter(|operand| RankedTensorType::try_from(operand.r#type()).is_ok()),
            ),
        }
    }
    found
}

/// For each argument, the result that overwrites it.
fn inouts(function: OperationRef, inputs: usize) -> Vec<Option<i64>> {
    let mut inouts = vec![None; inputs];
    let attributes = function
        .attribute("arg_attrs")
        .ok()
        .and_then(super::linalg::array);
    if let Some(attributes) = attributes {
        for (inout, attribute) in inouts.iter_mut().zip(attributes) {
            // `{janus.inout = 3 : i64}`
            *inout = attribute
                .to_string()
                .split("janus.inout = ")
                .nth(1)
                .and_then(|rest| rest.split([' ', ',', '}']).next()?.parse().ok());
        }
    }
    inouts
}
