//! What is loaded from objects that only the run knows: calls of the runtime's functions.
//!
//! A `!dataflow.reference` is an address, 0 for none.
//!
//! ```mlir
//! %found, %left = dataflow.load_attr %node "left"
//! ```
//! ⇒
//! ```mlir
//! %name = llvm.mlir.addressof @janus.name.left : !llvm.ptr
//! %0 = llvm.call @janus_load_attr(%node, %name) : (i64, !llvm.ptr) -> i64
//! %found = arith.cmpi ne, %0, %zero : i64
//! ```

use super::{
    Function,
    results::{Build, to_tensor},
};
use crate::{
    families::types::DType,
    rebuild::{Emitter, dimensions, name, results, text},
    refusal::{LOWERING, refuse_operation},
};
use janus_dialects::{
    PassResult,
    melior::{
        Context,
        ir::{
            Attribute, Location, OperationRef, Type, Value, ValueLike,
            attribute::{FlatSymbolRefAttribute, IntegerAttribute, TypeAttribute},
            operation::OperationLike,
            r#type::{RankedTensorType, ShapedTypeLike},
        },
    },
};

/// What the symbol of an attribute's name begins with: its address is that of the interned string.
pub const NAMES: &str = "janus.name.";

const ATTR: (&str, &str) = ("janus_load_attr", "!llvm.func<i64 (i64, ptr)>");
const ITEM: (&str, &str) = ("janus_load_item", "!llvm.func<i64 (i64, i64)>");
const LENGTH: (&str, &str) = ("janus_length", "!llvm.func<i64 (i64)>");
const TYPE: (&str, &str) = ("janus_type", "!llvm.func<i64 (i64)>");
const TENSOR: (&str, &str) = ("janus_load_tensor", "!llvm.func<ptr (i64, i64, i64, ptr)>");
const NUMBER: (&str, &str) = ("janus_load_number", "!llvm.func<i64 (i64, i64, ptr)>");

/// `arith.cmpi`'s predicates.
const EQ: i64 = 0;
const NE: i64 = 1;

/// The type of a value in the function that is compiled.
pub fn lowered<'c>(context: &'c Context, r#type: Type<'c>) -> Type<'c> {
    if r#type.to_string() == "!dataflow.reference" {
        return janus_dialects::melior::ir::r#type::IntegerType::new(context, 64).into();
    }
    r#type
}

impl<'c: 'a, 'a> Function<'c, 'a> {
    /// Emits a load; `None` where the operation is none.
    pub(super) fn load(
        &mut self,
        statement: OperationRef<'c, 'a>,
        emitter: Emitter<'c, 'a>,
    ) -> PassResult<'c, Option<Vec<Value<'c, 'a>>>> {
        let location = statement.location();
        let build = Build { emitter, location };
        let i64 = emitter.integer_type(64);
        let kind = name(statement);
        let Some(kind) = kind.strip_prefix("dataflow.") else {
            return Ok(None);
        };
        if !matches!(
            kind,
            "load_attr" | "load_item" | "length" | "type_is" | "is" | "load_tensor" | "load_number"
        ) {
            return Ok(None);
        }
        let object = self.mapping.get(statement.operand(0)?);
        let zero = build.i64(0)?;
        Ok(Some(match kind {
            "load_attr" => {
                let key = format!("{NAMES}{}", text(statement, "name").unwrap_or_default());
                let symbol: Attribute = FlatSymbolRefAttribute::new(emitter.context, &key).into();
                let symbol = emitter.named("global_name", symbol);
                let pointer = build.pointer()?;
                let kind = "llvm.mlir.addressof";
                let key_at = emitter.value(kind, location, &[], pointer, &[symbol])?;
                self.names.insert(key);
                let value = self.call(ATTR, &[object, key_at], i64, build)?;
                vec![compare(NE, value, zero, build)?, value]
            }
            "load_item" => {
                let index = self.mapping.get(statement.operand(1)?);
                let value = self.call(ITEM, &[object, index], i64, build)?;
                vec![compare(NE, value, zero, build)?, value]
            }
            "length" => vec![self.call(LENGTH, &[object], i64, build)?],
            "type_is" => {
                let class = self.mapping.get(statement.operand(1)?);
                let own = self.call(TYPE, &[object], i64, build)?;
                vec![compare(EQ, own, class, build)?]
            }
            "is" => {
                let other = self.mapping.get(statement.operand(1)?);
                vec![compare(EQ, object, other, build)?]
            }
            "load_tensor" => self.load_tensor(statement, object, build)?,
            _ => self.load_number(statement, object, build)?,
        }))
    }

    fn call(
        &mut self,
        function: (&'static str, &'static str),
        operands: &[Value<'c, 'a>],
        r#type: Type<'c>,
        build: Build<'c, 'a>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        self.used.insert(function);
        build.call(function.0, operands, r#type)
    }

    fn load_tensor(
        &mut self,
        statement: OperationRef<'c, 'a>,
        object: Value<'c, 'a>,
        build: Build<'c, 'a>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let (emitter, location) = (build.emitter, build.location);
        let open = || refuse_operation(LOWERING, &statement, "loads a tensor of open size");
        let r#type = statement.result(1)?.r#type();
        let tensor = RankedTensorType::try_from(r#type)?;
        let dtype = DType::from_mlir(tensor.element()).ok_or_else(open)?;
        let sizes: Option<Vec<i64>> = dimensions(&tensor)
            .into_iter()
            .map(|size| i64::try_from(size?).ok())
            .collect();
        let sizes = sizes.ok_or_else(open)?;
        let mut values = vec![];
        for size in &sizes {
            values.push(build.i64(*size)?);
        }
        let rank = build.i64(sizes.len() as i64)?;
        let list = build.alloca(rank, emitter.integer_type(64))?;
        for (position, size) in values.iter().enumerate() {
            let place = build.element(list, position)?;
            emitter.op("llvm.store", location, &[*size, place], &[], &[], vec![])?;
        }
        let code = build.i64(dtype as i64)?;
        let pointer = build.pointer()?;
        let data = self.call(TENSOR, &[object, code, rank, list], pointer, build)?;
        let address = build.op("llvm.ptrtoint", &[data], emitter.integer_type(64))?;
        let fits = compare(NE, address, build.i64(0)?, build)?;
        let memory = build.descriptor(data, &values, r#type)?;
        let contents = to_tensor(memory, r#type, false, emitter, location)?;
        Ok(vec![fits, contents])
    }

    fn load_number(
        &mut self,
        statement: OperationRef<'c, 'a>,
        object: Value<'c, 'a>,
        build: Build<'c, 'a>,
    ) -> PassResult<'c, Vec<Value<'c, 'a>>> {
        let (emitter, location) = (build.emitter, build.location);
        let r#type = statement.result(1)?.r#type();
        // As the runtime numbers them.
        let kind = match r#type.to_string().as_str() {
            "i1" => 0,
            "i64" => 1,
            _ => 2,
        };
        let one = build.i64(1)?;
        let place = build.alloca(one, emitter.integer_type(64))?;
        let kind = build.i64(kind)?;
        let i64 = emitter.integer_type(64);
        let found = self.call(NUMBER, &[object, kind, place], i64, build)?;
        let fits = compare(NE, found, build.i64(0)?, build)?;
        let number = emitter.value("llvm.load", location, &[place], r#type, &[])?;
        Ok(vec![fits, number])
    }

    /// Says which values stand for the results of a load.
    pub(super) fn loaded(&mut self, statement: OperationRef<'c, 'a>, values: &[Value<'c, 'a>]) {
        self.mapping.insert_all(&results(statement), values);
    }
}

fn compare<'c: 'a, 'a>(
    predicate: i64,
    a: Value<'c, 'a>,
    b: Value<'c, 'a>,
    build: Build<'c, 'a>,
) -> PassResult<'c, Value<'c, 'a>> {
    let emitter = build.emitter;
    let predicate: Attribute = IntegerAttribute::new(emitter.integer_type(64), predicate).into();
    let predicate = emitter.named("predicate", predicate);
    emitter.value(
        "arith.cmpi",
        build.location,
        &[a, b],
        emitter.i1(),
        &[predicate],
    )
}

/// Declares the address of an attribute's name.
pub fn declare_name<'c: 'a, 'a>(
    symbol: &str,
    emitter: Emitter<'c, 'a>,
    location: Location<'c>,
) -> PassResult<'c> {
    let context = emitter.context;
    let string: Attribute =
        janus_dialects::melior::ir::attribute::StringAttribute::new(context, symbol).into();
    let byte: Attribute = TypeAttribute::new(emitter.integer_type(8)).into();
    let linkage = Attribute::parse(context, "#llvm.linkage<external>")
        .ok_or_else(|| janus_dialects::Diagnostic::error(location, "a linkage cannot be made"))?;
    let attributes = [
        emitter.named("sym_name", string),
        emitter.named("global_type", byte),
        emitter.named("linkage", linkage),
        emitter.named("constant", Attribute::unit(context)),
    ];
    emitter.op(
        "llvm.mlir.global",
        location,
        &[],
        &[],
        &attributes,
        vec![janus_dialects::melior::ir::Region::new()],
    )?;
    Ok(())
}
