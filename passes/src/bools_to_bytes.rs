//! `-bools-to-bytes`: bools in memory are bytes.
//!
//! A tensor of `i1` has one byte for each element where elements are loaded one by one, but a
//! vector of `i1` is loaded and stored as bits. So that both agree with each other and with
//! PyTorch, tensors and buffers of bools become those of `i8` before anything is vectorized, and
//! single bools stay `i1`:
//!
//! ```mlir
//! ^bb0(%in: i1, %x: f32, %out: f32):
//!   %0 = arith.select %in, %x, %zero : f32
//! // becomes
//! ^bb0(%in: i8, %x: f32, %out: f32):
//!   %1 = arith.trunci %in : i8 to i1
//!   %0 = arith.select %1, %x, %zero : f32
//! ```
//!
//! Restrictions: ops other than those of linalg, tensor, memref, scf, func and bufferization keep
//! their meaning only if they do not look at elements.

use crate::families::{
    builder::{Builder, collect, key, name_of, operands_of, result_of, results_of},
    types::DType,
};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult,
    ir::{OperationExt, is_used},
    melior::{
        Context, IrRewriter,
        ir::{
            BlockLike, RegionLike, Type, Value, ValueLike,
            attribute::{DenseElementsAttribute, TypeAttribute},
            operation::{OperationLike, OperationRef},
            r#type::{FunctionType, MemRefType, RankedTensorType, ShapedTypeLike},
        },
    },
};
use std::collections::HashSet;

/// The pass.
#[derive(Clone, Default)]
pub struct BoolsToBytes;

impl Pass for BoolsToBytes {
    const ARGUMENT: &'static str = "bools-to-bytes";
    const DESCRIPTION: &'static str = "Store bools as bytes";
    const ANCHOR: Option<&'static str> = None;

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Arith]
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let context = pass.context();
        let ops = collect(operation, |_| true);
        let mut converted = HashSet::new();
        let mut retype = |value: Value<'c, '_>| {
            if let Some(r#type) = bytes(context, value.r#type()) {
                value.set_type(r#type);
                converted.insert(key(value));
            }
        };
        for &op in &ops {
            results_of(op).into_iter().for_each(&mut retype);
            arguments(op).into_iter().for_each(&mut retype);
        }
        for &op in &ops {
            rewrite(context, op, &converted)?;
        }
        Ok(())
    }
}

/// The type that a shaped type of bools becomes.
fn bytes<'c>(context: &'c Context, r#type: Type<'c>) -> Option<Type<'c>> {
    let text = r#type.to_string();
    let bools = RankedTensorType::try_from(r#type)
        .map(|tensor| tensor.element())
        .or_else(|_| MemRefType::try_from(r#type).map(|buffer| buffer.element()))
        .is_ok_and(|element| DType::from_mlir(element) == Some(DType::Bool));
    if !bools {
        return None;
    }
    // The element type is the last of the sizes, before a layout if there is one.
    let (shape, rest) = text.split_once("i1")?;
    Type::parse(context, &format!("{shape}i8{rest}"))
}

/// The arguments of all blocks of an op.
fn arguments<'c: 'a, 'a>(op: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    let mut arguments = vec![];
    for index in 0..op.region_count() {
        let mut block = op
            .region(index)
            .ok()
            .and_then(|region| region.first_block());
        while let Some(current) = block {
            let count = current.argument_count();
            arguments.extend(
                (0..count)
                    .filter_map(|i| current.argument(i).ok())
                    .map(Value::from),
            );
            block = current.next_in_region();
        }
    }
    arguments
}

/// Adapts an op to the types that its operands and results have got.
fn rewrite<'c: 'a, 'a>(
    context: &'c Context,
    op: OperationRef<'c, 'a>,
    converted: &HashSet<usize>,
) -> Result<(), Diagnostic<'c>> {
    let is = |value: &Value<'c, 'a>| converted.contains(&key(*value));
    let operands = operands_of(op);
    match name_of(op).as_str() {
        "func.func" => retype_function(context, op),
        "arith.constant" if results_of(op).iter().any(is) => return retype_constant(op),
        "linalg.generic" | "linalg.fill" => {
            let Some(block) = op.region(0).ok().and_then(|region| region.first_block()) else {
                return Ok(());
            };
            let Some(first) = block.first_operation() else {
                return Ok(());
            };
            for (i, operand) in operands.iter().enumerate() {
                if let (true, Ok(argument)) = (is(operand), block.argument(i)) {
                    let argument: Value = argument.into();
                    argument.set_type(DType::I8.mlir(context));
                    narrow(context, argument, Builder::before(context, first));
                }
            }
            // A scalar that fills bools.
            if name_of(op) == "linalg.fill" && operands.get(1).is_some_and(is) {
                widen(context, op, 0);
                if let Ok(argument) = block.argument(0) {
                    argument.set_type(DType::I8.mlir(context));
                }
            }
            if let Some(end) = block.terminator() {
                let outputs = results_of(op);
                let first = operands.len() - outputs.len().max(1);
                for i in 0..end.operand_count() {
                    if operands.get(first + i).is_some_and(is) {
                        widen(context, end, i);
                    }
                }
            }
        }
        "tensor.extract" | "memref.load" if operands.first().is_some_and(is) => {
            let result = result_of(op, 0);
            result.set_type(DType::I8.mlir(context));
            let after = op
                .next_in_block()
                .and_then(|next| Builder::before(context, next));
            narrow(context, result, after.map(|b| b.located(op.location())));
        }
        "tensor.from_elements" if results_of(op).iter().any(is) => {
            (0..operands.len()).for_each(|i| widen(context, op, i));
        }
        "tensor.insert" | "memref.store" if operands.get(1).is_some_and(is) => {
            widen(context, op, 0);
        }
        "tensor.pad" if operands.first().is_some_and(is) => {
            let block = op.region(0).ok().and_then(|region| region.first_block());
            if let Some(end) = block.and_then(|block| block.terminator()) {
                widen(context, end, 0);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Replaces the uses of a byte, which were those of a bool, by the bool that it stands for.
fn narrow<'c: 'a, 'a>(context: &'c Context, byte: Value<'c, 'a>, at: Option<Builder<'c, 'a>>) {
    let Some(builder) = at else { return };
    if !is_used(byte) {
        return;
    }
    let bool_type = DType::Bool.mlir(context);
    let op = builder.op("arith.trunci", &[byte], &[], &[bool_type]);
    IrRewriter::new(context)
        .as_rewriter_base()
        .replace_all_uses_except(byte, result_of(op, 0), op);
}

/// Makes an operand that is a bool a byte.
fn widen<'c: 'a, 'a>(context: &'c Context, op: OperationRef<'c, 'a>, index: usize) {
    let (Ok(operand), Some(builder)) = (op.operand(index), Builder::before(context, op)) else {
        return;
    };
    if DType::from_mlir(operand.r#type()) != Some(DType::Bool) {
        return;
    }
    let byte = builder.value("arith.extui", &[operand], &[], DType::I8.mlir(context));
    // It has the operand: it was just read.
    let _ = op.set_operand_value(index, byte);
}

/// The function's type after its arguments have changed theirs.
fn retype_function<'c: 'a, 'a>(context: &'c Context, op: OperationRef<'c, 'a>) {
    let Some(function) = op
        .attribute("function_type")
        .ok()
        .and_then(|attribute| TypeAttribute::try_from(attribute).ok())
        .and_then(|attribute| FunctionType::try_from(attribute.value()).ok())
    else {
        return;
    };
    let new = |r#type: Type<'c>| bytes(context, r#type).unwrap_or(r#type);
    let inputs: Vec<_> = (0..function.input_count())
        .filter_map(|i| function.input(i).ok())
        .map(new)
        .collect();
    let results: Vec<_> = (0..function.result_count())
        .filter_map(|i| function.result(i).ok())
        .map(new)
        .collect();
    let r#type = TypeAttribute::new(FunctionType::new(context, &inputs, &results).into());
    op.set_attr("function_type", r#type);
}

/// A constant tensor of bools as one of bytes.
fn retype_constant<'c: 'a, 'a>(op: OperationRef<'c, 'a>) -> Result<(), Diagnostic<'c>> {
    let failure = || Diagnostic::op_error(&op, "has bools that cannot be read");
    let attribute = op.attribute("value").map_err(|_| failure())?;
    let elements = DenseElementsAttribute::try_from(attribute).map_err(|_| failure())?;
    let r#type = result_of(op, 0).r#type();
    let bytes = if elements.is_splat() {
        DenseElementsAttribute::i8_splat(r#type, elements.bool_splat_value().into())
    } else {
        let values: Vec<i8> = (0..elements.len())
            .map(|i| elements.bool_element(i).map(i8::from))
            .collect::<Result<_, _>>()
            .map_err(|_| failure())?;
        DenseElementsAttribute::i8_values(r#type, &values)
    };
    op.set_attr("value", bytes);
    Ok(())
}
