//! The specialized program while it is being written.

use super::{
    refusal::{Place, Refusal, codes},
    value::{Constant, NumberKind, Ssa},
};
use crate::families::{
    builder::Builder,
    types::{DType, Shape, tensor_type},
};
use crate::world::ObjectId;
use janus_dialects::ir::{BlockExt, OperationExt, ValueExt};
use janus_dialects::melior::{
    Context, IrRewriter,
    ir::{
        Attribute, BlockLike, BlockRef, Identifier, Location, Operation, Type, Value, ValueLike,
        attribute::{
            ArrayAttribute, BoolAttribute, FlatSymbolRefAttribute, FloatAttribute,
            IntegerAttribute, StringAttribute, TypeAttribute,
        },
        operation::{OperationBuilder, OperationLike, OperationRef},
        r#type::IntegerType,
    },
};
use std::collections::HashSet;

/// How an object is reached; the cases of `Dataflow_Access` that specialization makes, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    Argument = 0,
    Function = 1,
    Global = 2,
    Cell = 3,
    Attribute = 4,
    Dict = 5,
    Item = 6,
    Lookup = 7,
    Type = 8,
    Length = 9,
    Keys = 10,
    Default = 11,
    Import = 13,
    Query = 14,
    Member = 15,
    Referent = 16,
}

/// What is asked of an object at entry; the cases of `Dataflow_Check`, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    Nothing = 0,
    Identity = 1,
    Value = 2,
    Type = 3,
    Tensor = 4,
    Absent = 5,
    Same = 6,
    Unchanged = 7,
}

/// A `dataflow.object` to be declared.
pub struct Declaration<'t> {
    pub symbol: &'t str,
    pub access: Access,
    pub key: Option<PathKey>,
    pub parent: Option<&'t str>,
    pub check: Check,
    pub expected: Option<PathKey>,
    /// As MLIR text.
    pub r#type: &'t str,
    pub dims: Option<Vec<String>>,
    /// Of a tensor that is not contiguous; see [`crate::families::layout::Layout::encode`].
    pub strides: Option<Vec<Vec<i64>>>,
    pub requires_grad: bool,
    pub leaf: bool,
    /// The world's number for the object.
    pub id: Option<ObjectId>,
}

/// The key of a step, or an expected value.
#[derive(Clone, Debug, PartialEq)]
pub enum PathKey {
    Constant(Constant),
    /// Another `dataflow.object`.
    Symbol(String),
}

impl PathKey {
    pub fn str(text: &str) -> Self {
        PathKey::Constant(Constant::Str(text.into()))
    }

    pub fn int(value: i64) -> Self {
        PathKey::Constant(Constant::int(value))
    }

    /// What tells keys apart.
    pub fn text(&self) -> String {
        match self {
            // `1`, `1.0` and `True` are different keys of a path.
            PathKey::Constant(constant) => format!("{constant:?}"),
            PathKey::Symbol(symbol) => format!("@{symbol}"),
        }
    }
}

/// Ops beyond this many are a graph that nobody wants to wait for.
const MAX_OPS: usize = 50_000;

pub struct Emitter<'c, 'a> {
    pub context: &'c Context,
    /// Where `dataflow.object`s go: before the function.
    module: BlockRef<'c, 'a>,
    function: Option<OperationRef<'c, 'a>>,
    entry: BlockRef<'c, 'a>,
    last_reference: Option<OperationRef<'c, 'a>>,
    /// The blocks being written, the innermost last.
    blocks: Vec<BlockRef<'c, 'a>>,
    values: Vec<Value<'c, 'a>>,
    location: Location<'c>,
    count: usize,
}

impl<'c: 'a, 'a> Emitter<'c, 'a> {
    /// Writes into `entry`, the body of `function`, which stands in `module`.
    pub fn new(
        context: &'c Context,
        module: BlockRef<'c, 'a>,
        function: OperationRef<'c, 'a>,
        entry: BlockRef<'c, 'a>,
    ) -> Self {
        Emitter {
            context,
            module,
            function: Some(function),
            entry,
            last_reference: None,
            blocks: vec![entry],
            values: Vec::new(),
            location: Location::unknown(context),
            count: 0,
        }
    }

    /// Sets the place that the next ops come from: the whole chain of inlined calls, innermost first.
    pub fn locate(&mut self, place: &Place, callers: &[Place]) {
        let of = |place: &Place| {
            Location::new(
                self.context,
                &place.file,
                place.line as usize,
                place.column as usize,
            )
        };
        self.location = callers
            .iter()
            .rev()
            .fold(None, |inner: Option<Location<'c>>, caller| {
                Some(match inner {
                    None => Location::call_site(of(place), of(caller)),
                    Some(inner) => Location::call_site(inner, of(caller)),
                })
            })
            .unwrap_or_else(|| of(place));
    }

    /// The symbols of the objects that a value is computed from.
    pub fn origins(&self, ssa: Ssa) -> Vec<String> {
        let mut symbols = Vec::new();
        let mut seen = HashSet::new();
        let mut pending = vec![self.value(ssa)];
        while let Some(value) = pending.pop() {
            let Some(operation) = value.defining_op() else {
                continue;
            };
            if !seen.insert(operation.key()) {
                continue;
            }
            if operation.is("pydyn.object_ref") {
                symbols.extend(operation.symbol_attr("object").map(str::to_owned));
            }
            pending.extend(operation.operands());
        }
        symbols
    }

    /// A builder of ops at the present place.
    pub fn builder(&self) -> Builder<'c, 'a> {
        // There is always a block: `new` puts one there, and positions are those that there were.
        let block = self.blocks.last().copied().unwrap_or(self.entry);
        Builder::at_end(self.context, self.location, block)
    }

    pub fn define(&mut self, value: Value<'c, 'a>) -> Ssa {
        self.values.push(value);
        Ssa(self.values.len() as u32 - 1)
    }

    pub fn value(&self, ssa: Ssa) -> Value<'c, 'a> {
        self.values[ssa.0 as usize]
    }

    /// Makes an op at the present place.
    ///
    /// # Errors
    /// Where the graph grows too large.
    pub fn op(
        &mut self,
        name: &str,
        operands: &[Ssa],
        attributes: &[(&str, Attribute<'c>)],
        results: &[Type<'c>],
    ) -> Result<OperationRef<'c, 'a>, Refusal> {
        self.count += 1;
        if self.count > MAX_OPS {
            return Err(Refusal::new(
                codes::SIZE,
                format!("the graph has more than {MAX_OPS} operations"),
            ));
        }
        let operands: Vec<_> = operands.iter().map(|ssa| self.value(*ssa)).collect();
        Ok(self.builder().op(name, &operands, attributes, results))
    }

    /// Makes an op of one result.
    pub fn op1(
        &mut self,
        name: &str,
        operands: &[Ssa],
        attributes: &[(&str, Attribute<'c>)],
        result: Type<'c>,
    ) -> Result<Ssa, Refusal> {
        let operation = self.op(name, operands, attributes, &[result])?;
        let value = crate::families::builder::result_of(operation, 0);
        Ok(self.define(value))
    }

    /// `pydyn.object_ref`, at the function's top so that it dominates every use.
    pub fn object_ref(&mut self, symbol: &str, r#type: &str) -> Result<Ssa, Refusal> {
        let r#type = self.parse_type(r#type)?;
        let operation = OperationBuilder::new("pydyn.object_ref", self.location)
            .add_attributes(&[(
                Identifier::new(self.context, "object"),
                FlatSymbolRefAttribute::new(self.context, symbol).into(),
            )])
            .add_results(&[r#type])
            .build()
            .map_err(|error| Refusal::new(codes::SIZE, error.to_string()))?;
        Ok(self.insert_at_top(operation))
    }

    /// Puts an op behind the last one of those that stand at the function's top.
    fn insert_at_top(&mut self, operation: Operation<'c>) -> Ssa {
        let operation = match self.last_reference {
            Some(last) => self.entry.insert_operation_after(last, operation),
            None => self.entry.insert_operation(0, operation),
        };
        self.last_reference = Some(operation);
        self.define(crate::families::builder::result_of(operation, 0))
    }

    /// The machine number that a known object holds, read at the function's top as well.
    pub fn object_number(
        &mut self,
        symbol: &str,
        r#type: &str,
        machine: Type<'c>,
    ) -> Result<Ssa, Refusal> {
        let reference = self.object_ref(symbol, r#type)?;
        let operation = OperationBuilder::new("pydyn.read", self.location)
            .add_operands(&[self.value(reference)])
            .add_results(&[machine])
            .build()
            .map_err(|error| Refusal::new(codes::SIZE, error.to_string()))?;
        Ok(self.insert_at_top(operation))
    }

    /// Where it writes: the blocks around the place, the innermost last.
    pub fn position(&self) -> Vec<BlockRef<'c, 'a>> {
        self.blocks.clone()
    }

    /// Writes elsewhere from now on; says where it did so far.
    pub fn go_to(&mut self, position: Vec<BlockRef<'c, 'a>>) -> Vec<BlockRef<'c, 'a>> {
        std::mem::replace(&mut self.blocks, position)
    }

    /// Appends an op that was built elsewhere.
    pub fn append(&mut self, operation: Operation<'c>) -> OperationRef<'c, 'a> {
        let block = self.blocks.last().copied().unwrap_or(self.entry);
        block.append_operation(operation)
    }

    /// Appends an op to the module.
    pub fn append_to_module(&mut self, operation: Operation<'c>) -> OperationRef<'c, 'a> {
        self.module.append_operation(operation)
    }

    /// A copy of an op without regions, at the present place.
    pub fn copy(&mut self, operation: OperationRef<'c, 'a>) -> OperationRef<'c, 'a> {
        self.append((*operation).clone())
    }

    /// A copy of an op without regions, at the start of a block.
    pub fn copy_to_start(
        &mut self,
        operation: OperationRef<'c, 'a>,
        block: BlockRef<'c, 'a>,
    ) -> OperationRef<'c, 'a> {
        block.insert_operation(0, (*operation).clone())
    }

    /// Uses one value wherever another one was used.
    pub fn replace(&mut self, old: Value<'c, 'a>, new: Value<'c, 'a>) {
        IrRewriter::new(self.context)
            .as_rewriter_base()
            .replace_all_uses_with(old, new);
    }

    /// Puts an op like another one in its place, on other operands.
    pub fn replace_operands(
        &mut self,
        operation: OperationRef<'c, 'a>,
        operands: &[Value<'c, 'a>],
    ) -> Result<(), Refusal> {
        let old = crate::rebuild::results(operation);
        let types: Vec<_> = old.iter().map(|value| value.r#type()).collect();
        let attributes: Vec<_> = operation.attributes().collect();
        let name = operation.name();
        let name = name.as_string_ref().as_str().unwrap_or_default().to_owned();
        let made = OperationBuilder::new(&name, operation.location())
            .add_operands(operands)
            .add_results(&types)
            .add_attributes(&attributes)
            .build()
            .map_err(|error| Refusal::new(codes::FRONTEND, error.to_string()))?;
        let Some(block) = operation.block() else {
            return Ok(());
        };
        let made = block.insert_operation_before(operation, made);
        for (old, new) in old.into_iter().zip(crate::rebuild::results(made)) {
            self.replace(old, new);
        }
        self.erase(operation);
        Ok(())
    }

    /// Erases an op that nothing uses any more.
    pub fn erase(&mut self, operation: OperationRef<'c, 'a>) {
        IrRewriter::new(self.context)
            .as_rewriter_base()
            .erase_op(operation);
    }

    pub fn false_attribute(&self) -> Attribute<'c> {
        BoolAttribute::new(self.context, false).into()
    }

    /// Erases an op of the present block and all behind it.
    pub fn erase_from(&mut self, first: OperationRef<'c, 'a>) {
        let mut doomed: Vec<_> = std::iter::successors(Some(first), |op| op.next()).collect();
        while let Some(operation) = doomed.pop() {
            self.erase(operation);
        }
    }

    /// Whether the present block has its terminator.
    pub fn is_ended(&self) -> bool {
        let block = self.blocks.last().copied().unwrap_or(self.entry);
        block.terminator_op().is_some()
    }

    /// The type of a value.
    pub fn type_of(&self, ssa: Ssa) -> Type<'c> {
        self.value(ssa).r#type()
    }

    /// A type from its text.
    pub fn parse_type(&self, text: &str) -> Result<Type<'c>, Refusal> {
        Type::parse(self.context, text)
            .ok_or_else(|| Refusal::new(codes::ESCAPE, format!("'{text}' is no type")))
    }

    /// `!pydyn.tensor` of a shape.
    pub fn reference_type(&self, shape: &Shape, dtype: DType) -> Result<Type<'c>, Refusal> {
        self.parse_type(&reference_type_text(shape, dtype, self.context))
    }

    pub fn tensor_type(&self, shape: &Shape, dtype: DType) -> Type<'c> {
        tensor_type(shape, dtype.mlir(self.context))
    }

    /// The machine type of a number.
    pub fn number_type(&self, kind: NumberKind) -> Type<'c> {
        match kind {
            NumberKind::Bool => IntegerType::new(self.context, 1).into(),
            NumberKind::Int => IntegerType::new(self.context, 64).into(),
            NumberKind::Float => Type::float64(self.context),
        }
    }

    /// A machine constant.
    pub fn number(&mut self, kind: NumberKind, value: f64, integer: i64) -> Result<Ssa, Refusal> {
        let r#type = self.number_type(kind);
        let attribute: Attribute<'c> = match kind {
            NumberKind::Float => FloatAttribute::new(self.context, r#type, value).into(),
            _ => IntegerAttribute::new(r#type, integer).into(),
        };
        self.op1("arith.constant", &[], &[("value", attribute)], r#type)
    }

    pub fn string(&self, text: &str) -> Attribute<'c> {
        StringAttribute::new(self.context, text).into()
    }

    pub fn strings(&self, texts: &[String]) -> Attribute<'c> {
        let attributes: Vec<_> = texts.iter().map(|text| self.string(text)).collect();
        ArrayAttribute::new(self.context, &attributes).into()
    }

    /// Products, each a factor and the dimensions whose sizes multiply it.
    pub fn products(&self, products: &[Vec<i64>]) -> Attribute<'c> {
        let products: Vec<_> = products
            .iter()
            .map(|product| self.builder().i64s_attribute(product))
            .collect();
        ArrayAttribute::new(self.context, &products).into()
    }

    pub fn i32_attribute(&self, value: i64) -> Attribute<'c> {
        IntegerAttribute::new(IntegerType::new(self.context, 32).into(), value).into()
    }

    /// A constant as `pydyn.constant` holds it.
    pub fn constant_attribute(&self, constant: &Constant) -> Result<Attribute<'c>, Refusal> {
        let parse = |text: &str| {
            Attribute::parse(self.context, text)
                .ok_or_else(|| Refusal::new(codes::ESCAPE, format!("'{text}' is no attribute")))
        };
        Ok(match constant {
            Constant::None => parse("#pydyn.none")?,
            Constant::Ellipsis => parse("#pydyn.ellipsis")?,
            Constant::Bool(value) => BoolAttribute::new(self.context, *value).into(),
            Constant::Int(value) => {
                IntegerAttribute::new(IntegerType::new(self.context, 64).into(), **value).into()
            }
            Constant::BigInt(digits) => parse(&format!("#pydyn.bigint<\"{digits}\">"))?,
            Constant::Float(value) => {
                FloatAttribute::new(self.context, Type::float64(self.context), **value).into()
            }
            Constant::Str(text) => self.string(text),
            Constant::NotImplemented | Constant::Imaginary(_) | Constant::Bytes(_) => {
                return Err(Refusal::new(
                    codes::ESCAPE,
                    format!("a graph cannot hold a {}", constant.type_name()),
                ));
            }
        })
    }

    /// The pydyn type of a constant, as text.
    pub fn constant_type(constant: &Constant) -> &'static str {
        match constant {
            Constant::None => "!pydyn.none",
            Constant::Ellipsis => "!pydyn.ellipsis",
            Constant::NotImplemented => "!pydyn.object",
            Constant::Bool(_) => "!pydyn.bool",
            Constant::Int(_) | Constant::BigInt(_) => "!pydyn.int",
            Constant::Float(_) => "!pydyn.float",
            Constant::Imaginary(_) => "!pydyn.complex",
            Constant::Str(_) => "!pydyn.str",
            Constant::Bytes(_) => "!pydyn.bytes",
        }
    }

    /// `pydyn.constant`. With `code`, it is the one that is written in that function's code; with `made`, a new object.
    pub fn constant(
        &mut self,
        constant: &Constant,
        which: &[(&str, Attribute<'c>)],
    ) -> Result<Ssa, Refusal> {
        let mut attributes = vec![("value", self.constant_attribute(constant)?)];
        attributes.extend_from_slice(which);
        let r#type = self.parse_type(Self::constant_type(constant))?;
        self.op1("pydyn.constant", &[], &attributes, r#type)
    }

    /// Declares a `dataflow.object` before the function.
    pub fn declare(&mut self, declaration: Declaration<'_>) -> Result<(), Refusal> {
        let mut attributes: Vec<(&str, Attribute<'c>)> = vec![
            ("sym_name", self.string(declaration.symbol)),
            ("access", self.i32_attribute(declaration.access as i64)),
            ("check", self.i32_attribute(declaration.check as i64)),
            (
                "type",
                TypeAttribute::new(self.parse_type(declaration.r#type)?).into(),
            ),
        ];
        for (name, key) in [
            ("key", &declaration.key),
            ("expected", &declaration.expected),
        ] {
            match key {
                None => {}
                Some(PathKey::Constant(constant)) => {
                    attributes.push((name, self.constant_attribute(constant)?));
                }
                Some(PathKey::Symbol(symbol)) => {
                    attributes.push((
                        name,
                        FlatSymbolRefAttribute::new(self.context, symbol).into(),
                    ));
                }
            }
        }
        if let Some(parent) = declaration.parent {
            attributes.push((
                "parent",
                FlatSymbolRefAttribute::new(self.context, parent).into(),
            ));
        }
        if let Some(dims) = &declaration.dims {
            attributes.push(("dims", self.strings(dims)));
        }
        if let Some(strides) = &declaration.strides {
            attributes.push(("strides", self.products(strides)));
        }
        for (name, present) in [
            ("requires_grad", declaration.requires_grad),
            ("leaf", declaration.leaf),
        ] {
            if present {
                attributes.push((name, Attribute::unit(self.context)));
            }
        }
        if let Some(ObjectId(id)) = declaration.id {
            attributes.push(("object_id", self.builder().i64_attribute(id.into())));
        }
        let attributes: Vec<_> = attributes
            .into_iter()
            .map(|(name, attribute)| (Identifier::new(self.context, name), attribute))
            .collect();
        let operation = OperationBuilder::new("dataflow.object", self.location)
            .add_attributes(&attributes)
            .build()
            .map_err(|error| Refusal::new(codes::ESCAPE, error.to_string()))?;
        match self.function {
            Some(function) => self.module.insert_operation_before(function, operation),
            None => self.module.append_operation(operation),
        };
        Ok(())
    }
}

/// `!pydyn.tensor<tensor<…>>` as text.
pub fn reference_type_text(shape: &Shape, dtype: DType, context: &Context) -> String {
    format!("!pydyn.tensor<{}>", tensor_type(shape, dtype.mlir(context)))
}
