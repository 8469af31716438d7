//! Making ops: where they go, and the little that MLIR's own builders do for C++.

use super::types::{DType, element_of, shape_of, tensor_type};
use janus_dialects::melior::{
    Context,
    ir::{
        Attribute, Block, BlockLike, BlockRef, Identifier, Location, Region, RegionLike, Type,
        Value, ValueLike,
        attribute::{
            DenseElementsAttribute, DenseI64ArrayAttribute, FloatAttribute, IntegerAttribute,
        },
        operation::{OperationBuilder, OperationLike, OperationRef},
        r#type::IntegerType,
    },
};

/// A place in a block where ops are made, and the location they get.
#[derive(Clone, Copy)]
pub struct Builder<'c: 'a, 'a> {
    pub context: &'c Context,
    pub location: Location<'c>,
    block: BlockRef<'c, 'a>,
    before: Option<OperationRef<'c, 'a>>,
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// Makes ops at the end of a block.
    pub fn at_end(context: &'c Context, location: Location<'c>, block: BlockRef<'c, 'a>) -> Self {
        Self {
            context,
            location,
            block,
            before: None,
        }
    }

    /// Makes ops before another one, at its location. `None` where it is in no block.
    pub fn before(context: &'c Context, operation: OperationRef<'c, 'a>) -> Option<Self> {
        Some(Self {
            context,
            location: operation.location(),
            block: operation.block()?,
            before: Some(operation),
        })
    }

    /// The block where ops are made.
    pub fn block(&self) -> BlockRef<'c, 'a> {
        self.block
    }

    /// The same place with another location.
    pub fn located(self, location: Location<'c>) -> Self {
        Self { location, ..self }
    }

    /// Makes an op.
    pub fn op(
        &self,
        name: &str,
        operands: &[Value<'c, 'a>],
        attributes: &[(&str, Attribute<'c>)],
        results: &[Type<'c>],
    ) -> OperationRef<'c, 'a> {
        self.op_with_regions(name, operands, attributes, results, vec![])
    }

    /// Makes an op with regions.
    pub fn op_with_regions(
        &self,
        name: &str,
        operands: &[Value<'c, 'a>],
        attributes: &[(&str, Attribute<'c>)],
        results: &[Type<'c>],
        regions: Vec<Region<'c>>,
    ) -> OperationRef<'c, 'a> {
        let attributes: Vec<_> = attributes
            .iter()
            .map(|(name, attribute)| (Identifier::new(self.context, name), *attribute))
            .collect();
        let operation = OperationBuilder::new(name, self.location)
            .add_operands(operands)
            .add_attributes(&attributes)
            .add_results(results)
            .add_regions_vec(regions)
            .build()
            .expect("only type inference fails, which is not asked for");
        match self.before {
            Some(before) => self.block.insert_operation_before(before, operation),
            None => self.block.append_operation(operation),
        }
    }

    /// Makes an op of one result.
    pub fn value(
        &self,
        name: &str,
        operands: &[Value<'c, 'a>],
        attributes: &[(&str, Attribute<'c>)],
        result: Type<'c>,
    ) -> Value<'c, 'a> {
        result_of(self.op(name, operands, attributes, &[result]), 0)
    }

    /// The attribute of floating-point operations that may be contracted: `x * y + z` rounded once. Only for operations
    /// that are one kernel in PyTorch; two of the program's own are rounded each.
    pub fn contractible(&self) -> Vec<(&'static str, Attribute<'c>)> {
        Attribute::parse(self.context, "#arith.fastmath<contract>")
            .map(|flags| ("fastmath", flags))
            .into_iter()
            .collect()
    }

    /// A region of one block that `fill` ends with a terminator.
    pub fn fill_region(
        &self,
        region: &impl RegionLike<'c, 'a>,
        arguments: &[Type<'c>],
        fill: impl FnOnce(&Builder<'c, 'a>, &[Value<'c, 'a>]),
    ) {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|r#type| (*r#type, self.location))
            .collect();
        let block = region.append_block(Block::new(&arguments));
        let values: Vec<_> = (0..block.argument_count())
            .filter_map(|i| Some(block.argument(i).ok()?.into()))
            .collect();
        fill(
            &Builder::at_end(self.context, self.location, block),
            &values,
        );
    }

    /// A loop over `0..count` that carries values.
    pub fn for_all(
        &self,
        count: Value<'c, 'a>,
        carried: &[Value<'c, 'a>],
        body: impl FnOnce(&Builder<'c, 'a>, Value<'c, 'a>, &[Value<'c, 'a>]) -> Vec<Value<'c, 'a>>,
    ) -> Vec<Value<'c, 'a>> {
        let mut operands = vec![self.index(0), count, self.index(1)];
        operands.extend(carried);
        let results: Vec<_> = carried.iter().map(|value| value.r#type()).collect();
        let op = self.op_with_regions("scf.for", &operands, &[], &results, vec![Region::new()]);
        let region = op.region(0).expect("the op was made with a region");
        let arguments = [&[Type::index(self.context)], results.as_slice()].concat();
        self.fill_region(&region, &arguments, |inner, arguments| {
            let yielded = body(inner, arguments[0], &arguments[1..]);
            inner.op("scf.yield", &yielded, &[], &[]);
        });
        results_of(op)
    }

    pub fn i64_attribute(&self, value: i64) -> Attribute<'c> {
        IntegerAttribute::new(IntegerType::new(self.context, 64).into(), value).into()
    }

    pub fn f64_attribute(&self, value: f64) -> Attribute<'c> {
        FloatAttribute::new(self.context, Type::float64(self.context), value).into()
    }

    pub fn i64s_attribute(&self, values: &[i64]) -> Attribute<'c> {
        DenseI64ArrayAttribute::new(self.context, values).into()
    }

    pub fn i32s_attribute(&self, values: &[i32]) -> Attribute<'c> {
        janus_dialects::melior::ir::attribute::DenseI32ArrayAttribute::new(self.context, values)
            .into()
    }

    /// An attribute from its text, which the caller has composed.
    pub fn parse_attribute(&self, text: &str) -> Attribute<'c> {
        Attribute::parse(self.context, text)
            .unwrap_or_else(|| panic!("`{text}` is not the text of an attribute"))
    }

    /// A number as an attribute of an element type.
    pub fn number_attribute(&self, value: Number, dtype: DType) -> Attribute<'c> {
        let element = dtype.mlir(self.context);
        match dtype {
            _ if dtype.is_float() => {
                FloatAttribute::new(self.context, element, value.as_f64()).into()
            }
            DType::Bool => IntegerAttribute::new(element, (value.as_f64() != 0.0).into()).into(),
            _ => IntegerAttribute::new(element, value.as_i64()).into(),
        }
    }

    /// `nn.constant` of rank 0.
    pub fn scalar(&self, value: impl Into<Number>, dtype: DType) -> Value<'c, 'a> {
        let r#type = tensor_type(&[], dtype.mlir(self.context));
        let value =
            DenseElementsAttribute::splat(r#type, self.number_attribute(value.into(), dtype));
        self.value("nn.constant", &[], &[("value", value.into())], r#type)
    }

    /// `arith.constant` of an element type.
    pub fn number(&self, value: impl Into<Number>, dtype: DType) -> Value<'c, 'a> {
        let attribute = self.number_attribute(value.into(), dtype);
        self.value(
            "arith.constant",
            &[],
            &[("value", attribute)],
            dtype.mlir(self.context),
        )
    }

    /// `arith.constant` of index type.
    pub fn index(&self, value: i64) -> Value<'c, 'a> {
        let r#type = Type::index(self.context);
        let attribute = IntegerAttribute::new(r#type, value).into();
        self.value("arith.constant", &[], &[("value", attribute)], r#type)
    }

    /// The size of a dimension as an index: a constant where the type has it.
    pub fn dim(&self, tensor: Value<'c, 'a>, dim: usize) -> Value<'c, 'a> {
        match shape_of(tensor).get(dim).copied().flatten() {
            Some(size) => self.index(size),
            None => {
                let dim = self.index(dim as i64);
                self.value("tensor.dim", &[tensor, dim], &[], Type::index(self.context))
            }
        }
    }

    /// The dynamic sizes of a tensor, in order: what ops take as `sizes`.
    pub fn dynamic_dims(&self, tensor: Value<'c, 'a>) -> Vec<Value<'c, 'a>> {
        let shape = shape_of(tensor);
        (0..shape.len())
            .filter(|&i| shape[i].is_none())
            .map(|i| self.dim(tensor, i))
            .collect()
    }

    /// The type of tensors with another tensor's element type.
    pub fn type_like(&self, tensor: Value<'c, 'a>, shape: &[Option<i64>]) -> Type<'c> {
        tensor_type(shape, element_of(tensor))
    }
}

/// A number that the program wrote down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// Truncated, as C converts.
    pub fn as_i64(self) -> i64 {
        match self {
            Self::Int(value) => value,
            Self::Float(value) => value as i64,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<bool> for Number {
    fn from(value: bool) -> Self {
        Self::Int(value.into())
    }
}

/// A result of an op that is known to have it.
pub fn result_of<'c: 'a, 'a>(operation: OperationRef<'c, 'a>, index: usize) -> Value<'c, 'a> {
    operation
        .result(index)
        .expect("the op was made with this result")
        .into()
}

/// The name of an op.
pub fn name_of(operation: OperationRef<'_, '_>) -> String {
    operation
        .name()
        .as_string_ref()
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// The operands of an op.
pub fn operands_of<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    (0..operation.operand_count())
        .filter_map(|i| operation.operand(i).ok())
        .collect()
}

/// The results of an op.
pub fn results_of<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Vec<Value<'c, 'a>> {
    (0..operation.result_count())
        .filter_map(|i| Some(operation.result(i).ok()?.into()))
        .collect()
}

/// The op that computes a value; `None` for the argument of a block.
pub fn definition<'c: 'a, 'a>(value: Value<'c, 'a>) -> Option<OperationRef<'c, 'a>> {
    crate::rebuild::defining(value)
}

/// What tells values apart.
pub fn key(value: Value<'_, '_>) -> usize {
    value.to_raw().ptr as usize
}

/// An integer attribute of an op.
pub fn int_attribute(operation: OperationRef<'_, '_>, name: &str) -> Option<i64> {
    let attribute = IntegerAttribute::try_from(operation.attribute(name).ok()?).ok()?;
    Some(attribute.value())
}

/// A float attribute of an op.
pub fn float_attribute(operation: OperationRef<'_, '_>, name: &str) -> Option<f64> {
    let attribute = FloatAttribute::try_from(operation.attribute(name).ok()?).ok()?;
    Some(attribute.value())
}

/// An attribute of an op that is an array of integers; empty where there is none.
pub fn ints_attribute(operation: OperationRef<'_, '_>, name: &str) -> Vec<i64> {
    let Some(array) = operation
        .attribute(name)
        .ok()
        .and_then(|attribute| DenseI64ArrayAttribute::try_from(attribute).ok())
    else {
        return vec![];
    };
    (0..array.len())
        .filter_map(|i| array.element(i).ok())
        .collect()
}

/// Whether an op has a unit attribute.
pub fn flag(operation: OperationRef<'_, '_>, name: &str) -> bool {
    operation.has_attribute(name)
}

/// The ops below `root` whose name is asked for, in program order, each before what it contains.
pub fn collect<'c: 'a, 'a>(
    root: OperationRef<'c, 'a>,
    wanted: impl Fn(&str) -> bool,
) -> Vec<OperationRef<'c, 'a>> {
    let mut found = vec![];
    // A stack of its own: what is to be visited next is last.
    let mut stack: Vec<OperationRef<'c, 'a>> = children(root);
    while let Some(operation) = stack.pop() {
        if wanted(&name_of(operation)) {
            found.push(operation);
        }
        stack.extend(children(operation));
    }
    found
}

/// The ops of an op's regions, last first.
fn children<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Vec<OperationRef<'c, 'a>> {
    let mut children = vec![];
    for index in 0..operation.region_count() {
        let mut block = operation
            .region(index)
            .ok()
            .and_then(|region| region.first_block());
        while let Some(current) = block {
            let mut next = current.first_operation();
            while let Some(child) = next {
                children.push(child);
                next = child.next_in_block();
            }
            block = current.next_in_region();
        }
    }
    children.reverse();
    children
}
