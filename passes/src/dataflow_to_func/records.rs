//! Values that are kept for a derivative: `dataflow.record` and `dataflow.recall` to memory of the runtime's, which is there until
//! the call of the graph ends.
//!
//! ```mlir
//! %own = dataflow.record %h, %inner : tensor<4xf32>, i64
//! %k = dataflow.recall %own[1]() {layout = [tensor<4xf32>, i64]} : () -> i64
//! ```
//! ⇒
//! ```mlir
//! %0 = llvm.call @janus_record(%c128) : (i64) -> !llvm.ptr
//! … the contents of %h are copied to %0, and %inner to 64 bytes behind it …
//! %own = llvm.ptrtoint %0 : !llvm.ptr to i64
//! %1 = llvm.inttoptr %own : i64 to !llvm.ptr
//! %k = memref.load … 64 bytes behind %1 …
//! ```

use super::{
    Function,
    loads::lowered,
    results::{Build, materialize, to_tensor},
};
use crate::{
    families::types::DType,
    rebuild::{Emitter, dimensions, integer, operands, results},
    refusal::{LOWERING, refuse_operation},
};
use janus_dialects::{
    Diagnostic, PassResult,
    melior::ir::{
        Attribute, Location, OperationRef, Type, Value, ValueLike,
        attribute::{ArrayAttribute, DenseI32ArrayAttribute, TypeAttribute},
        operation::OperationLike,
        r#type::{RankedTensorType, ShapedTypeLike},
    },
};

/// The runtime's function that gives memory for a record.
const RECORD: (&str, &str) = ("janus_record", "!llvm.func<ptr (i64)>");
/// Each value begins at a multiple of this many bytes.
const ALIGNMENT: i64 = 64;

/// Where each value of a record begins, and how large the record is; `None` where a size is not known.
fn places(types: &[Type<'_>]) -> Option<(Vec<i64>, i64)> {
    let mut next = 0;
    let mut all = vec![];
    for r#type in types {
        all.push(next);
        let size = match RankedTensorType::try_from(*r#type) {
            Ok(tensor) => {
                let element = DType::from_mlir(tensor.element())?.bytes();
                let element = i64::try_from(element).ok()?;
                dimensions(&tensor)
                    .into_iter()
                    .try_fold(element, |size, dim| Some(size * i64::try_from(dim?).ok()?))?
            }
            Err(_) => 8,
        };
        next += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
    Some((all, next))
}

impl<'c: 'a, 'a> Function<'c, 'a> {
    /// Emits a `dataflow.record`; says where it is.
    pub(super) fn record(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        self.used.insert(RECORD);
        let location = statement.location();
        let values: Vec<_> = operands(statement)
            .into_iter()
            .map(|value| self.mapping.get(value))
            .collect();
        let types: Vec<_> = values.iter().map(|value| value.r#type()).collect();
        let (places, size) = places(&types).ok_or_else(|| open_size(statement))?;
        let build = Build { emitter, location };
        let data = build.call(RECORD.0, &[build.i64(size)?], build.pointer()?)?;
        for (value, place) in values.into_iter().zip(places) {
            let memory = memory(data, place, value.r#type(), emitter, location)?;
            if RankedTensorType::try_from(value.r#type()).is_ok() {
                materialize(value, memory, emitter, location)?;
            } else {
                let operands = [value, memory];
                emitter.op("memref.store", location, &operands, &[], &[], vec![])?;
            }
        }
        build.op("llvm.ptrtoint", &[data], emitter.integer_type(64))
    }

    /// Emits a `dataflow.recall`.
    pub(super) fn recall(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let location = statement.location();
        let malformed = || Diagnostic::op_error(&statement, "has a malformed layout");
        let layout = ArrayAttribute::try_from(statement.attribute("layout")?)?;
        let mut types = vec![];
        for index in 0..layout.len() {
            types.push(TypeAttribute::try_from(layout.element(index)?)?.value());
        }
        let (places, _) = places(&types).ok_or_else(|| open_size(statement))?;
        let first = integer(statement, "first").ok_or_else(malformed)? as usize;
        let build = Build { emitter, location };
        let record = self.mapping.get(statement.operand(0)?);
        let data = build.op("llvm.inttoptr", &[record], build.pointer()?)?;
        let mut recalled = vec![];
        for (index, result) in results(statement).into_iter().enumerate() {
            let place = *places.get(first + index).ok_or_else(malformed)?;
            let r#type = lowered(emitter.context, result.r#type());
            let memory = memory(data, place, r#type, emitter, location)?;
            recalled.push(match RankedTensorType::try_from(r#type) {
                Ok(_) => to_tensor(memory, r#type, false, emitter, location)?,
                Err(_) => emitter.value("memref.load", location, &[memory], r#type, &[])?,
            });
        }
        Ok(recalled)
    }
}

fn open_size<'c: 'a, 'a>(statement: OperationRef<'c, 'a>) -> Diagnostic<'c> {
    refuse_operation(
        LOWERING,
        &statement,
        "keeps a tensor of open size for a derivative",
    )
}

/// The buffer of a value so many bytes behind an address.
fn memory<'c: 'a, 'a>(
    data: Value<'c, 'a>,
    place: i64,
    r#type: Type<'c>,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c, Value<'c, 'a>> {
    let build = Build { emitter, location };
    let place = i32::try_from(place).unwrap_or(i32::MAX);
    let indices: Attribute = DenseI32ArrayAttribute::new(emitter.context, &[place]).into();
    let byte: Attribute = TypeAttribute::new(emitter.integer_type(8)).into();
    let attributes = [
        emitter.named("rawConstantIndices", indices),
        emitter.named("elem_type", byte),
    ];
    let pointer = build.pointer()?;
    let kind = "llvm.getelementptr";
    let data = emitter.value(kind, location, &[data], pointer, &attributes)?;
    let mut sizes = vec![];
    if let Ok(tensor) = RankedTensorType::try_from(r#type) {
        for size in dimensions(&tensor) {
            let size = size.and_then(|size| i64::try_from(size).ok());
            sizes.push(build.i64(size.unwrap_or_default())?);
        }
    }
    build.descriptor(data, &sizes, r#type)
}
