//! `janus-byte-truth-values`: truth values take a byte each in memory, in vectors too.

use janus_dialects::ir::{Builder, OpSpec, OperationExt, Order, TypeExt, ValueExt, parse_type};
use janus_dialects::{Dialect, Pass, PassContext, PassResult};
use melior::ir::{OperationRef, Type, Value, ValueLike};

/// LLVM packs a vector of `i1` into bits when it is stored, where a scalar `i1` takes a byte, and so does PyTorch's
/// `bool`. Loads and stores of such vectors become those of bytes.
///
/// ```text
///   llvm.store %v, %p : vector<16xi1>, !llvm.ptr
/// ⇒
///   %0 = llvm.zext %v : vector<16xi1> to vector<16xi8>
///   llvm.store %0, %p : vector<16xi8>, !llvm.ptr
/// ```
#[derive(Clone, Default)]
pub struct ByteTruthValues;

impl Pass for ByteTruthValues {
    const ARGUMENT: &'static str = "janus-byte-truth-values";
    const DESCRIPTION: &'static str = "keep vectors of truth values as bytes in memory";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Llvm]
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for operation in module.walk(Order::Pre) {
            match operation.op_name() {
                "llvm.store" | "llvm.intr.masked.store" => widen_operand(operation, 0, pass)?,
                "llvm.load" => narrow_result(operation, pass)?,
                "llvm.intr.masked.load" => {
                    // Pointer, mask, and what masked lanes have.
                    widen_operand(operation, 2, pass)?;
                    narrow_result(operation, pass)?;
                }
                _ => (),
            }
        }
        Ok(())
    }
}

/// The vector of bytes with as many elements as a vector of `i1`.
fn bytes<'c>(r#type: Type<'c>, pass: &PassContext<'c, '_>) -> Option<Type<'c>> {
    let text = TypeExt::text(r#type);
    let shape = text.strip_prefix("vector<")?.strip_suffix("xi1>")?;
    parse_type(pass.context(), &format!("vector<{shape}xi8>"))
}

fn widen_operand<'c>(
    operation: OperationRef<'c, '_>,
    index: usize,
    pass: &PassContext<'c, '_>,
) -> PassResult<'c> {
    let Some(value) = operation.operand_value(index) else {
        return Ok(());
    };
    let Some(wide) = bytes(value.r#type(), pass) else {
        return Ok(());
    };
    let builder = Builder::before(operation);
    let widened = builder.value(OpSpec::new("llvm.zext").operands(&[value]).results(&[wide]))?;
    operation.set_operand_value(index, widened)?;
    Ok(())
}

fn narrow_result<'c>(
    operation: OperationRef<'c, '_>,
    pass: &PassContext<'c, '_>,
) -> PassResult<'c> {
    let Some(value) = operation.result_value(0) else {
        return Ok(());
    };
    let narrow = value.r#type();
    let Some(wide) = bytes(narrow, pass) else {
        return Ok(());
    };
    value.retype(wide);
    let builder = Builder::after(operation);
    let truth: Value = builder.value(
        OpSpec::new("llvm.trunc")
            .operands(&[value])
            .results(&[narrow]),
    )?;
    let own = truth.defining_op().map(|operation| operation.key());
    value.replace_uses_if(truth, |r#use| Some(r#use.owner.key()) != own);
    Ok(())
}
