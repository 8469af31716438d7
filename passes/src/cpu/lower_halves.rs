//! `janus-lower-halves`: vectors of `bf16` are stored as integers.

use super::edit;
use janus_dialects::{Pass, PassContext, PassResult, StatisticSpec};
use melior::{
    Context,
    ir::{
        OperationRef, Type, Value, ValueLike,
        operation::{OperationBuilder, OperationLike},
    },
};
use mlir_sys::{
    mlirBlockInsertOwnedOperationBefore, mlirOperationGetBlock, mlirOperationGetResult,
    mlirOperationSetOperand,
};

/// Stores vectors of `bf16` as integers of the same bits.
///
/// ```text
///   llvm.intr.masked.store %x, %p, %mask : vector<48xbf16>, vector<48xi1> into !llvm.ptr
/// ⇒
///   %bits = llvm.bitcast %x : vector<48xbf16> to vector<48xi16>
///   llvm.intr.masked.store %bits, %p, %mask : vector<48xi16>, vector<48xi1> into !llvm.ptr
/// ```
///
/// LLVM's x86 backend has no code for what is left of such a vector where its length is no whole number of registers ("cannot
/// select: store bf16"), and ends the process.
#[derive(Clone, Default)]
pub struct LowerHalves;

impl Pass for LowerHalves {
    const ARGUMENT: &'static str = "janus-lower-halves";
    const DESCRIPTION: &'static str = "store vectors of bf16 as integers";

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new("rewritten", "Stores rewritten")];
        SPECS
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let is_store = |operation: OperationRef| {
            matches!(
                edit::name(operation).as_str(),
                "llvm.store" | "llvm.intr.masked.store"
            )
        };
        for store in edit::collect(module, is_store) {
            let Ok(stored) = store.operand(0) else {
                continue;
            };
            let Some(bits) = integers(pass.context(), stored) else {
                continue;
            };
            let cast = OperationBuilder::new("llvm.bitcast", store.location())
                .add_operands(&[stored])
                .add_results(&[bits])
                .build()?;
            // SAFETY: a new operation, which its block takes over, with one result, before a live one that uses it.
            unsafe {
                let cast = cast.into_raw();
                mlirBlockInsertOwnedOperationBefore(
                    mlirOperationGetBlock(store.to_raw()),
                    store.to_raw(),
                    cast,
                );
                mlirOperationSetOperand(store.to_raw(), 0, mlirOperationGetResult(cast, 0));
            }
            pass.count("rewritten", 1);
        }
        Ok(())
    }
}

/// The type of the bits of a vector of `bf16`.
fn integers<'c>(context: &'c Context, value: Value<'c, '_>) -> Option<Type<'c>> {
    let text = value.r#type().to_string();
    let vector = text.starts_with("vector<") && text.ends_with("xbf16>");
    vector
        .then(|| Type::parse(context, &text.replace("bf16", "i16")))
        .flatten()
}
