//! Rebuilding programs: passes that change structure walk the old program and emit a new one.
//!
//! Emission never edits what it reads, so a pass that refuses half-way leaves its input as it was.

use janus_dialects::{
    Diagnostic, PassResult,
    ir::AttributeExt,
    melior::{
        Context, Error,
        ir::{
            Attribute, AttributeLike, Block, BlockLike, BlockRef, Identifier, Location, Operation,
            OperationRef, Region, RegionLike, RegionRef, Type, TypeLike, Value, ValueLike,
            attribute::IntegerAttribute,
            operation::{OperationBuilder, OperationLike, OperationResult},
            r#type::{DimSize, RankedTensorType, ShapedTypeLike},
        },
    },
};
use std::collections::HashMap;

/// What tells one SSA value from another.
pub type ValueKey = usize;

/// The identity of an SSA value, for maps.
pub fn key(value: Value<'_, '_>) -> ValueKey {
    value.to_raw().ptr as usize
}

/// The identity of an operation, for maps.
pub fn op_key(operation: OperationRef<'_, '_>) -> usize {
    OperationLike::to_raw(&operation).ptr as usize
}

/// The name of an operation, such as `nn.add`.
pub fn name(operation: OperationRef<'_, '_>) -> String {
    let name = operation.name();
    name.as_string_ref().as_str().unwrap_or("").to_owned()
}

/// The operation that a value is the result of.
pub fn defining<'c, 'a>(value: Value<'c, 'a>) -> Option<OperationRef<'c, 'a>> {
    // `TryFrom` prints the value where it is a block argument.
    value
        .is_operation_result()
        .then(|| OperationResult::try_from(value).ok())?
        .map(|result| result.owner())
}

/// The operation that defines a value, where it is of this name.
pub fn defined_by<'c, 'a>(value: Value<'c, 'a>, operation: &str) -> Option<OperationRef<'c, 'a>> {
    defining(value).filter(|defining| name(*defining) == operation)
}

/// The operations of a block, the terminator included.
pub fn operations<'c, 'a>(block: BlockRef<'c, 'a>) -> Vec<OperationRef<'c, 'a>> {
    std::iter::successors(block.first_operation(), |operation| {
        operation.next_in_block()
    })
    .collect()
}

/// The first block of a region of an operation; `None` where the region is empty.
pub fn region_block<'c, 'a>(
    operation: OperationRef<'c, 'a>,
    index: usize,
) -> Option<BlockRef<'c, 'a>> {
    operation
        .region(index)
        .ok()
        .and_then(|region: RegionRef<'c, 'a>| region.first_block())
}

/// The operations of the only block of a region; none where the region is empty.
pub fn region_operations<'c, 'a>(
    operation: OperationRef<'c, 'a>,
    index: usize,
) -> Vec<OperationRef<'c, 'a>> {
    region_block(operation, index)
        .map(operations)
        .unwrap_or_default()
}

/// The arguments of a block.
pub fn arguments<'c, 'a>(block: BlockRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    (0..block.argument_count())
        .filter_map(|index| block.argument(index).ok().map(Value::from))
        .collect()
}

/// The results of an operation.
pub fn results<'c, 'a>(operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    (0..operation.result_count())
        .filter_map(|index| operation.result(index).ok().map(Value::from))
        .collect()
}

/// The operands of an operation.
pub fn operands<'c, 'a>(operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    (0..operation.operand_count())
        .filter_map(|index| operation.operand(index).ok())
        .collect()
}

/// The operand at a position. Asking MLIR's binding for one that is not there prints the operation, which takes as long as
/// its function is large.
pub fn operand<'c, 'a>(operation: OperationRef<'c, 'a>, index: usize) -> Option<Value<'c, 'a>> {
    (index < operation.operand_count()).then(|| operation.operand(index).ok())?
}

/// Everything that an operation or what is nested in it uses.
pub fn uses<'c, 'a>(operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    let mut used = vec![];
    walk(operation, &mut |nested| used.extend(operands(nested)));
    used
}

/// Calls `visit` on an operation and all that is nested in it, in program order.
pub fn walk<'c, 'a>(operation: OperationRef<'c, 'a>, visit: &mut impl FnMut(OperationRef<'c, 'a>)) {
    visit(operation);
    for index in 0..operation.region_count() {
        let Ok(region) = operation.region(index) else {
            continue;
        };
        let blocks = std::iter::successors(region.first_block(), |block| block.next_in_region());
        for block in blocks {
            for nested in operations(block) {
                walk(nested, visit);
            }
        }
    }
}

/// The text of a string attribute.
pub fn text<'c>(operation: OperationRef<'c, '_>, attribute: &str) -> Option<&'c str> {
    operation.attribute(attribute).ok()?.as_str()
}

/// The name in a flat symbol reference.
pub fn symbol<'c>(operation: OperationRef<'c, '_>, attribute: &str) -> Option<&'c str> {
    operation.attribute(attribute).ok()?.as_symbol()
}

/// The value of an integer or enum attribute.
pub fn integer(operation: OperationRef<'_, '_>, attribute: &str) -> Option<i64> {
    let attribute = IntegerAttribute::try_from(operation.attribute(attribute).ok()?).ok()?;
    Some(attribute.value())
}

/// Whether a type is one of `pydyn`'s, that is, of a Python object.
pub fn is_object(r#type: Type<'_>) -> bool {
    r#type.to_string().starts_with("!pydyn.")
}

/// Whether a type is `!pydyn.tensor`.
pub fn is_reference(r#type: Type<'_>) -> bool {
    r#type.to_string().starts_with("!pydyn.tensor<")
}

/// The tensor type that a `!pydyn.tensor` wraps.
pub fn contents_type<'c>(context: &'c Context, reference: Type<'c>) -> Option<Type<'c>> {
    let text = reference.to_string();
    let inner = text.strip_prefix("!pydyn.tensor<")?.strip_suffix('>')?;
    Type::parse(context, inner)
}

/// From values of the old program to those of the new one.
#[derive(Clone, Default)]
pub struct Mapping<'c, 'a>(HashMap<ValueKey, Value<'c, 'a>>);

impl<'c, 'a> Mapping<'c, 'a> {
    /// Says what stands for `old`.
    pub fn insert(&mut self, old: Value<'c, 'a>, new: Value<'c, 'a>) {
        self.0.insert(key(old), new);
    }

    /// What stands for `old`: by default, itself.
    pub fn get(&self, old: Value<'c, 'a>) -> Value<'c, 'a> {
        self.0.get(&key(old)).copied().unwrap_or(old)
    }

    /// What stands for `old`, where that was said.
    pub fn find(&self, old: Value<'c, 'a>) -> Option<Value<'c, 'a>> {
        self.0.get(&key(old)).copied()
    }

    /// Says what stands for the results of an operation, in order.
    pub fn insert_all(&mut self, old: &[Value<'c, 'a>], new: &[Value<'c, 'a>]) {
        for (old, new) in old.iter().zip(new) {
            self.insert(*old, *new);
        }
    }
}

/// A place at the end of a block, where operations are emitted.
#[derive(Clone, Copy)]
pub struct Emitter<'c, 'a> {
    /// The context.
    pub context: &'c Context,
    /// The block.
    pub block: BlockRef<'c, 'a>,
}

impl<'c: 'a, 'a> Emitter<'c, 'a> {
    /// Emission into a block.
    pub fn new(context: &'c Context, block: BlockRef<'c, 'a>) -> Self {
        Self { context, block }
    }

    /// A region with one block, and emission into it.
    pub fn region(
        &self,
        arguments: &[Type<'c>],
        location: Location<'c>,
    ) -> (Region<'c>, Emitter<'c, 'a>) {
        let arguments: Vec<_> = arguments.iter().map(|r#type| (*r#type, location)).collect();
        let region = Region::new();
        let block = region.append_block(Block::new(&arguments));
        (region, Self::new(self.context, block))
    }

    /// A named attribute.
    pub fn named(
        &self,
        name: &str,
        attribute: impl Into<Attribute<'c>>,
    ) -> (Identifier<'c>, Attribute<'c>) {
        (Identifier::new(self.context, name), attribute.into())
    }

    /// Emits an operation of any kind.
    pub fn op(
        &self,
        name: &str,
        location: Location<'c>,
        operands: &[Value<'c, 'a>],
        results: &[Type<'c>],
        attributes: &[(Identifier<'c>, Attribute<'c>)],
        regions: Vec<Region<'c>>,
    ) -> PassResult<'c, OperationRef<'c, 'a>> {
        let operation: Operation<'c> = OperationBuilder::new(name, location)
            .add_operands(operands)
            .add_results(results)
            .add_attributes(attributes)
            .add_regions_vec(regions)
            .build()
            .map_err(|error: Error| Diagnostic::error(location, error.to_string()))?;
        Ok(self.block.append_operation(operation))
    }

    /// Emits an operation with one result and no regions.
    pub fn value(
        &self,
        name: &str,
        location: Location<'c>,
        operands: &[Value<'c, 'a>],
        result: Type<'c>,
        attributes: &[(Identifier<'c>, Attribute<'c>)],
    ) -> PassResult<'c, Value<'c, 'a>> {
        let operation = self.op(name, location, operands, &[result], attributes, vec![])?;
        Ok(operation.result(0)?.into())
    }

    /// Emits an `arith.constant`.
    pub fn constant(
        &self,
        location: Location<'c>,
        attribute: Attribute<'c>,
        r#type: Type<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let value = self.named("value", attribute);
        self.value("arith.constant", location, &[], r#type, &[value])
    }

    /// Emits an integer constant.
    pub fn integer(
        &self,
        location: Location<'c>,
        value: i64,
        r#type: Type<'c>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let attribute = IntegerAttribute::new(r#type, value).into();
        self.constant(location, attribute, r#type)
    }

    /// Emits `true` or `false`.
    pub fn truth(&self, location: Location<'c>, value: bool) -> PassResult<'c, Value<'c, 'a>> {
        let attribute = Attribute::parse(self.context, if value { "true" } else { "false" })
            .ok_or_else(|| Diagnostic::error(location, "a truth value cannot be made"))?;
        self.constant(location, attribute, self.i1())
    }

    /// Emits the negation of an `i1`.
    pub fn not(
        &self,
        location: Location<'c>,
        value: Value<'c, 'a>,
    ) -> PassResult<'c, Value<'c, 'a>> {
        let one = self.truth(location, true)?;
        self.value("arith.xori", location, &[value, one], self.i1(), &[])
    }

    /// Emits an operation like another one, with these operands, result types and regions.
    pub fn like(
        &self,
        operation: OperationRef<'c, 'a>,
        operands: &[Value<'c, 'a>],
        results: &[Type<'c>],
        regions: Vec<Region<'c>>,
    ) -> PassResult<'c, OperationRef<'c, 'a>> {
        let attributes: Vec<_> = operation.attributes().collect();
        self.op(
            &name(operation),
            operation.location(),
            operands,
            results,
            &attributes,
            regions,
        )
    }

    /// Emits a copy of an operation and all that is nested in it, on mapped operands, and maps
    /// its results.
    pub fn copy(
        &self,
        operation: OperationRef<'c, 'a>,
        mapping: &mut Mapping<'c, 'a>,
    ) -> PassResult<'c, OperationRef<'c, 'a>> {
        let mut regions = vec![];
        for index in 0..operation.region_count() {
            let region = Region::new();
            let source = operation.region(index)?;
            let blocks =
                std::iter::successors(source.first_block(), |block| block.next_in_region());
            for block in blocks {
                let inner = self.copy_block_header(&region, block, mapping);
                for nested in operations(block) {
                    inner.copy(nested, mapping)?;
                }
            }
            regions.push(region);
        }
        let new_operands: Vec<_> = operands(operation)
            .into_iter()
            .map(|operand| mapping.get(operand))
            .collect();
        let types: Vec<_> = results(operation)
            .iter()
            .map(|value| value.r#type())
            .collect();
        let copy = self.like(operation, &new_operands, &types, regions)?;
        mapping.insert_all(&results(operation), &results(copy));
        Ok(copy)
    }

    fn copy_block_header(
        &self,
        region: &Region<'c>,
        block: BlockRef<'c, 'a>,
        mapping: &mut Mapping<'c, 'a>,
    ) -> Emitter<'c, 'a> {
        let old = arguments(block);
        let signature: Vec<_> = old
            .iter()
            .map(|argument| (argument.r#type(), argument.location()))
            .collect();
        let new = region.append_block(Block::new(&signature));
        mapping.insert_all(&old, &arguments(new));
        Emitter::new(self.context, new)
    }

    /// The type `i1`.
    pub fn i1(&self) -> Type<'c> {
        self.integer_type(1)
    }

    /// The type of signless integers of this width.
    pub fn integer_type(&self, width: u32) -> Type<'c> {
        janus_dialects::melior::ir::r#type::IntegerType::new(self.context, width).into()
    }
}

/// Whether two attributes are the same: attributes are interned.
pub fn same_attribute(a: Attribute<'_>, b: Attribute<'_>) -> bool {
    a.to_raw().ptr == b.to_raw().ptr
}

/// The identity of a type, for maps.
pub fn type_key(r#type: Type<'_>) -> usize {
    r#type.to_raw().ptr as usize
}

/// The dimensions of a ranked tensor or memref type, `None` where one is not known.
pub fn dimensions<'c>(r#type: &impl ShapedTypeLike<'c>) -> Vec<Option<u64>> {
    (0..r#type.rank())
        .map(|index| match r#type.dim_size(index) {
            Ok(DimSize::Static(size)) => Some(size),
            _ => None,
        })
        .collect()
}

/// A ranked tensor type with these dimensions.
pub fn tensor_type<'c>(dimensions: &[Option<u64>], element: Type<'c>) -> Type<'c> {
    // MLIR writes an unknown dimension as the least number.
    let dimensions: Vec<_> = dimensions
        .iter()
        .map(|size| size.unwrap_or(i64::MIN as u64))
        .collect();
    RankedTensorType::new(&dimensions, element, None).into()
}

/// Copies an operation; assertions in it have held already.
pub fn copy_without_assertions<'c: 'a, 'a>(
    operation: OperationRef<'c, 'a>,
    emitter: Emitter<'c, 'a>,
    mapping: &mut Mapping<'c, 'a>,
) -> PassResult<'c> {
    if name(operation) == "dataflow.assert" {
        return Ok(());
    }
    let mut asserts = false;
    walk(operation, &mut |nested| {
        asserts |= name(nested) == "dataflow.assert"
    });
    if !asserts {
        emitter.copy(operation, mapping)?;
        return Ok(());
    }
    let mut regions = vec![];
    for index in 0..operation.region_count() {
        let old = region_block(operation, index)
            .ok_or_else(|| Diagnostic::op_error(&operation, "lacks a region"))?;
        let types: Vec<_> = arguments(old).iter().map(|value| value.r#type()).collect();
        let (region, inside) = emitter.region(&types, operation.location());
        mapping.insert_all(&arguments(old), &arguments(inside.block));
        for nested in operations(old) {
            copy_without_assertions(nested, inside, mapping)?;
        }
        regions.push(region);
    }
    let new: Vec<_> = operands(operation)
        .into_iter()
        .map(|value| mapping.get(value))
        .collect();
    let types: Vec<_> = results(operation)
        .iter()
        .map(|value| value.r#type())
        .collect();
    let copy = emitter.like(operation, &new, &types, regions)?;
    mapping.insert_all(&results(operation), &results(copy));
    Ok(())
}
