//! `janus-destination-passing`: results become arguments that are written.

use super::{edit, linalg::Generic, text};
use janus_dialects::{Diagnostic, Dialect, Pass, PassContext, PassResult};
use melior::ir::{
    Attribute, BlockLike, BlockRef, OperationRef, RegionLike, Type, Value, ValueLike,
    attribute::{ArrayAttribute, DenseI64ArrayAttribute, TypeAttribute},
    operation::{OperationLike, OperationMutLike, OperationRefMut},
    r#type::{FunctionType, MemRefType, RankedTensorType},
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
        // What `dataflow-to-func` has made: only the updates are left to do.
        for operation in edit::named(function, "bufferization.materialize_in_destination") {
            if operation.result_count() == 1
                && let (Ok(new), Ok(old)) = (operation.operand(0), operation.operand(1))
            {
                update_in_place(new, old);
            }
        }
        return Ok(());
    }
    let inputs = block.argument_count();
    // `dataflow-to-func` has given every result its buffer, and returns a status.
    let buffers = (0..inputs).any(|index| {
        let argument = block.argument(index);
        argument.is_ok_and(|argument| MemRefType::try_from(argument.r#type()).is_ok())
    });
    // One that computes nothing, because its results are objects that exist, has not even buffers.
    let computes = terminator
        .operands()
        .any(|result| RankedTensorType::try_from(result.r#type()).is_ok());
    if buffers || (inputs == 0 && !computes) {
        return Ok(());
    }
    let inouts = inouts(function, inputs);
    let results: Vec<_> = terminator.operands().collect();
    let mut writable = vec![false; inputs];
    let mut written: Vec<Value> = vec![];
    let mut targets = vec![];
    for (index, &result) in results.iter().enumerate() {
        let (value, mut body) = if RankedTensorType::try_from(result.r#type()).is_ok() {
            ("%value", String::new())
        } else {
            (
                "%boxed",
                format!(
                    "%boxed = tensor.from_elements %value : tensor<{}>\n",
                    result.r#type()
                ),
            )
        };
        let r#type = match value {
            "%value" => result.r#type(),
            _ => Type::parse(context, &format!("tensor<{}>", result.r#type()))
                .ok_or_else(|| Diagnostic::op_error(&terminator, "returns what no tensor holds"))?,
        };
        let inout = inouts.iter().position(|&inout| inout == Some(index as i64));
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
                // SAFETY: as below: the block outlives this function.
                unsafe { Value::from_raw(block.add_argument(r#type, function.location()).to_raw()) }
            }
        };
        targets.push(match inout {
            Some(argument) => argument,
            None => block.argument_count() - 1,
        });
        if inout.is_some() {
            update_in_place(result, destination);
            // Old contents may still be read where the new are computed, so that only the analysis can say whether
            // they can share memory. What is an argument itself must not be overwritten before it is copied.
            let fresh = if result.is_block_argument() && result != destination {
                let text = format!(
                    "func.func @copy(%value: {type}) -> {type} {{\n\
                     %copy = bufferization.alloc_tensor() copy(%value) : {type}\nreturn %copy : {type}\n}}"
                );
                edit::inline_text(context, terminator, &text, &[result])?
            } else if value == "%boxed" {
                let text = format!(
                    "func.func @box(%value: {}) -> {type} {{\n{body}return %boxed : {type}\n}}",
                    result.r#type()
                );
                edit::inline_text(context, terminator, &text, &[result])?
            } else {
                vec![result]
            };
            written.extend(fresh);
            continue;
        }
        let reshaped = edit::definition(result)
            .filter(|definition| edit::name(*definition) == "tensor.expand_shape");
        let (source, result_name) = match reshaped {
            // Written before it is reshaped, so that it can be computed in place.
            Some(expand) => {
                let source = expand
                    .operand(0)
                    .map_err(|error| Diagnostic::unlocated(error.to_string()))?;
                let groups = expand
                    .attribute("reassociation")
                    .map(|groups| groups.to_string().replace(" : i64", ""))
                    .unwrap_or_default();
                let (small, large) = (source.r#type(), r#type);
                let dynamic = small.to_string().contains('?');
                if dynamic {
                    (result, None)
                } else {
                    let sizes = super::linalg::shape_of(large).unwrap_or_default();
                    body = format!(
                        "%small = tensor.collapse_shape %to {groups} : {large} into {small}\n\
                         %put = bufferization.materialize_in_destination %value in %small : ({small}, {small}) -> {small}\n\
                         %done = tensor.expand_shape %put {groups} output_shape [{}] : {small} into {large}\n",
                        text::list(sizes.into_iter().map(|size| size.unwrap_or(0))),
                    );
                    (source, Some("%done"))
                }
            }
            None => (result, None),
        };
        let done = result_name.unwrap_or_else(|| {
            body += &format!(
                "%done = bufferization.materialize_in_destination {value} in %to : ({type}, {type}) -> {type}\n"
            );
            "%done"
        });
        let snippet = format!(
            "func.func @write(%value: {}, %to: {type}) -> {type} {{\n{body}return {done} : {type}\n}}",
            source.r#type()
        );
        written.extend(edit::inline_text(
            context,
            terminator,
            &snippet,
            &[source, destination],
        )?);
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
    if !generic.is_parallel() || !generic.maps[out].is_identity() || !fresh {
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
