//! Building `pydyn` operations: one method per operation, each appending to the block that is being filled.

mod control;

use janus_dialects::melior::{
    Context,
    ir::{
        Attribute, Block, BlockLike, BlockRef, Identifier, Location, OperationRef, Region,
        RegionLike, Type, Value,
        attribute::{
            ArrayAttribute, BoolAttribute, DenseI64ArrayAttribute, FloatAttribute,
            IntegerAttribute, StringAttribute,
        },
        operation::OperationBuilder,
        r#type::IntegerType,
    },
};
use janus_syntax::ast::TextRange;

use crate::{
    error::{LoweringError, Result},
    source::SourceFile,
};

/// A value of the module that is being built.
pub(crate) type Val<'c> = Value<'c, 'c>;

/// Where a name lives: `PyDyn_Scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub(crate) enum NameScope {
    Local = 0,
    Cell = 1,
    Global = 2,
    Name = 3,
}

/// An argument of a call or an element of a display, with its kind: `""`, `"*"`, a keyword or `"**"`.
pub(crate) type Argument<'c, 'k> = (Val<'c>, &'k str);

/// Makes operations at source ranges, in the innermost open block.
pub(crate) struct Emitter<'c, 's> {
    pub(crate) context: &'c Context,
    source: SourceFile<'s>,
    blocks: Vec<BlockRef<'c, 'c>>,
    object: Type<'c>,
    boolean: Type<'c>,
}

impl<'c, 's> Emitter<'c, 's> {
    pub(crate) fn new(context: &'c Context, source: SourceFile<'s>) -> Result<Self> {
        let parse = |text: &str| {
            Type::parse(context, text).ok_or_else(|| {
                LoweringError::Internal(format!("the context does not know the type {text}"))
            })
        };
        Ok(Self {
            context,
            source,
            blocks: vec![],
            object: parse("!pydyn.object")?,
            boolean: parse("!pydyn.bool")?,
        })
    }

    pub(crate) fn object_type(&self) -> Type<'c> {
        self.object
    }

    pub(crate) fn location(&self, range: TextRange) -> Location<'c> {
        self.source.location(self.context, range)
    }

    pub(crate) fn source(&self) -> &SourceFile<'s> {
        &self.source
    }

    /// How many regions are open.
    pub(crate) fn nesting(&self) -> usize {
        self.blocks.len()
    }

    /// Opens a region of one block with arguments of these places; what is emitted until [`Self::close`] goes there.
    pub(crate) fn open(&mut self, arguments: &[TextRange]) -> Result<(Region<'c>, Vec<Val<'c>>)> {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|&range| (self.object, self.location(range)))
            .collect();
        let region = Region::new();
        let block: BlockRef<'c, 'c> = region.append_block(Block::new(&arguments));
        let values = (0..arguments.len())
            .map(|index| Ok(block.argument(index)?.into()))
            .collect::<Result<_>>()?;
        self.blocks.push(block);
        Ok((region, values))
    }

    /// Ends what [`Self::open`] began.
    pub(crate) fn close(&mut self) {
        self.blocks.pop();
    }

    // Attributes.

    fn name(&self, name: &str) -> Identifier<'c> {
        Identifier::new(self.context, name)
    }

    pub(crate) fn string(&self, text: &str) -> Attribute<'c> {
        StringAttribute::new(self.context, text).into()
    }

    pub(crate) fn strings<T: AsRef<str>>(
        &self,
        texts: impl IntoIterator<Item = T>,
    ) -> Attribute<'c> {
        let texts: Vec<_> = texts
            .into_iter()
            .map(|text| self.string(text.as_ref()))
            .collect();
        ArrayAttribute::new(self.context, &texts).into()
    }

    pub(crate) fn int(&self, bits: u32, value: i64) -> Attribute<'c> {
        IntegerAttribute::new(IntegerType::new(self.context, bits).into(), value).into()
    }

    pub(crate) fn float(&self, value: f64) -> Attribute<'c> {
        FloatAttribute::new(self.context, Type::float64(self.context), value).into()
    }

    pub(crate) fn bool(&self, value: bool) -> Attribute<'c> {
        BoolAttribute::new(self.context, value).into()
    }

    pub(crate) fn none(&self) -> Result<Attribute<'c>> {
        self.parse("#pydyn.none")
    }

    /// An attribute of the dialect, from its text.
    pub(crate) fn parse(&self, text: &str) -> Result<Attribute<'c>> {
        Attribute::parse(self.context, text)
            .ok_or_else(|| LoweringError::Internal(format!("not an attribute: {text}")))
    }

    // Operations in general.

    pub(crate) fn operation(
        &self,
        name: &str,
        range: TextRange,
        operands: &[Val<'c>],
        attributes: &[(&str, Attribute<'c>)],
        results: &[Type<'c>],
        regions: Vec<Region<'c>>,
    ) -> Result<OperationRef<'c, 'c>> {
        let attributes: Vec<_> = attributes
            .iter()
            .map(|&(name, attribute)| (self.name(name), attribute))
            .collect();
        let operation = OperationBuilder::new(name, self.location(range))
            .add_operands(operands)
            .add_attributes(&attributes)
            .add_results(results)
            .add_regions_vec(regions)
            .build()?;
        let block = self
            .blocks
            .last()
            .ok_or_else(|| LoweringError::Internal("no block is open".into()))?;
        Ok(block.append_operation(operation))
    }

    fn effect(
        &self,
        name: &str,
        range: TextRange,
        operands: &[Val<'c>],
        attributes: &[(&str, Attribute<'c>)],
    ) -> Result<()> {
        self.operation(name, range, operands, attributes, &[], vec![])
            .map(drop)
    }

    fn value(
        &self,
        name: &str,
        range: TextRange,
        operands: &[Val<'c>],
        attributes: &[(&str, Attribute<'c>)],
    ) -> Result<Val<'c>> {
        let operation =
            self.operation(name, range, operands, attributes, &[self.object], vec![])?;
        Ok(operation.result(0)?.into())
    }

    fn boolean(&self, name: &str, range: TextRange, operands: &[Val<'c>]) -> Result<Val<'c>> {
        let operation = self.operation(name, range, operands, &[], &[self.boolean], vec![])?;
        Ok(operation.result(0)?.into())
    }

    // Names and constants.

    pub(crate) fn load(&self, range: TextRange, scope: NameScope, name: &str) -> Result<Val<'c>> {
        let attributes = [
            ("scope", self.int(32, scope as i64)),
            ("name", self.string(name)),
        ];
        self.value("pydyn.load", range, &[], &attributes)
    }

    pub(crate) fn store(
        &self,
        range: TextRange,
        scope: NameScope,
        name: &str,
        value: Val<'c>,
    ) -> Result<()> {
        let attributes = [
            ("scope", self.int(32, scope as i64)),
            ("name", self.string(name)),
        ];
        self.effect("pydyn.store", range, &[value], &attributes)
    }

    pub(crate) fn unbind(&self, range: TextRange, scope: NameScope, name: &str) -> Result<()> {
        let attributes = [
            ("scope", self.int(32, scope as i64)),
            ("name", self.string(name)),
        ];
        self.effect("pydyn.unbind", range, &[], &attributes)
    }

    pub(crate) fn constant(&self, range: TextRange, value: Attribute<'c>) -> Result<Val<'c>> {
        self.value("pydyn.constant", range, &[], &[("value", value)])
    }

    pub(crate) fn constant_none(&self, range: TextRange) -> Result<Val<'c>> {
        self.constant(range, self.none()?)
    }

    pub(crate) fn constant_string(&self, range: TextRange, text: &str) -> Result<Val<'c>> {
        self.constant(range, self.string(text))
    }

    /// `True` or `False` as a condition.
    pub(crate) fn condition_constant(&self, range: TextRange, value: bool) -> Result<Val<'c>> {
        let attributes = [("value", self.bool(value))];
        let operation = self.operation(
            "pydyn.constant",
            range,
            &[],
            &attributes,
            &[self.boolean],
            vec![],
        )?;
        Ok(operation.result(0)?.into())
    }

    // Objects.

    pub(crate) fn get_attr(
        &self,
        range: TextRange,
        object: Val<'c>,
        name: &str,
    ) -> Result<Val<'c>> {
        self.value(
            "pydyn.get_attr",
            range,
            &[object],
            &[("name", self.string(name))],
        )
    }

    pub(crate) fn set_attr(
        &self,
        range: TextRange,
        object: Val<'c>,
        name: &str,
        value: Val<'c>,
    ) -> Result<()> {
        self.effect(
            "pydyn.set_attr",
            range,
            &[object, value],
            &[("name", self.string(name))],
        )
    }

    pub(crate) fn del_attr(&self, range: TextRange, object: Val<'c>, name: &str) -> Result<()> {
        self.effect(
            "pydyn.del_attr",
            range,
            &[object],
            &[("name", self.string(name))],
        )
    }

    pub(crate) fn get_item(
        &self,
        range: TextRange,
        object: Val<'c>,
        key: Val<'c>,
    ) -> Result<Val<'c>> {
        self.value("pydyn.get_item", range, &[object, key], &[])
    }

    pub(crate) fn set_item(
        &self,
        range: TextRange,
        object: Val<'c>,
        key: Val<'c>,
        value: Val<'c>,
    ) -> Result<()> {
        self.effect("pydyn.set_item", range, &[object, key, value], &[])
    }

    pub(crate) fn del_item(&self, range: TextRange, object: Val<'c>, key: Val<'c>) -> Result<()> {
        self.effect("pydyn.del_item", range, &[object, key], &[])
    }

    pub(crate) fn call(
        &self,
        range: TextRange,
        callee: Val<'c>,
        arguments: &[Argument<'c, '_>],
    ) -> Result<Val<'c>> {
        let operands: Vec<_> = std::iter::once(callee)
            .chain(arguments.iter().map(|argument| argument.0))
            .collect();
        let kinds = self.strings(arguments.iter().map(|argument| argument.1));
        self.value("pydyn.call", range, &operands, &[("kinds", kinds)])
    }

    // Operators.

    pub(crate) fn binary(
        &self,
        range: TextRange,
        operator: i64,
        lhs: Val<'c>,
        rhs: Val<'c>,
    ) -> Result<Val<'c>> {
        self.value(
            "pydyn.binary",
            range,
            &[lhs, rhs],
            &[("operator_", self.int(32, operator))],
        )
    }

    pub(crate) fn inplace(
        &self,
        range: TextRange,
        operator: i64,
        lhs: Val<'c>,
        rhs: Val<'c>,
    ) -> Result<Val<'c>> {
        self.value(
            "pydyn.inplace",
            range,
            &[lhs, rhs],
            &[("operator_", self.int(32, operator))],
        )
    }

    pub(crate) fn unary(
        &self,
        range: TextRange,
        operator: i64,
        operand: Val<'c>,
    ) -> Result<Val<'c>> {
        self.value(
            "pydyn.unary",
            range,
            &[operand],
            &[("operator_", self.int(32, operator))],
        )
    }

    /// `not` of a condition.
    pub(crate) fn not(&self, range: TextRange, condition: Val<'c>) -> Result<Val<'c>> {
        let attributes = [("operator_", self.int(32, NOT))];
        let operation = self.operation(
            "pydyn.unary",
            range,
            &[condition],
            &attributes,
            &[self.boolean],
            vec![],
        )?;
        Ok(operation.result(0)?.into())
    }

    pub(crate) fn compare(
        &self,
        range: TextRange,
        predicate: i64,
        lhs: Val<'c>,
        rhs: Val<'c>,
    ) -> Result<Val<'c>> {
        self.value(
            "pydyn.compare",
            range,
            &[lhs, rhs],
            &[("predicate", self.int(32, predicate))],
        )
    }

    /// `bool(value)`, as a condition takes it.
    pub(crate) fn truth(&self, range: TextRange, value: Val<'c>) -> Result<Val<'c>> {
        self.boolean("pydyn.truth", range, &[value])
    }

    // Containers and strings.

    /// A `tuple`, `list` or `set` display.
    pub(crate) fn sequence(
        &self,
        name: &str,
        range: TextRange,
        elements: &[Argument<'c, '_>],
    ) -> Result<Val<'c>> {
        let operands: Vec<_> = elements.iter().map(|element| element.0).collect();
        let kinds = self.strings(elements.iter().map(|element| element.1));
        self.value(name, range, &operands, &[("kinds", kinds)])
    }

    /// A dict display; `unpacked` are the positions of its `**` items, whose key is the mapping itself.
    pub(crate) fn dict(
        &self,
        range: TextRange,
        items: &[(Val<'c>, Val<'c>)],
        unpacked: &[i64],
    ) -> Result<Val<'c>> {
        let operands: Vec<_> = items
            .iter()
            .map(|item| item.0)
            .chain(items.iter().map(|item| item.1))
            .collect();
        if unpacked.is_empty() {
            return self.value("pydyn.dict", range, &operands, &[]);
        }
        let unpacked = DenseI64ArrayAttribute::new(self.context, unpacked).into();
        self.value("pydyn.dict", range, &operands, &[("unpacked", unpacked)])
    }

    pub(crate) fn append(
        &self,
        range: TextRange,
        container: Val<'c>,
        value: Val<'c>,
        key: Option<Val<'c>>,
    ) -> Result<()> {
        let operands: Vec<_> = [container, value].into_iter().chain(key).collect();
        self.effect("pydyn.append", range, &operands, &[])
    }

    pub(crate) fn slice(&self, range: TextRange, parts: [Val<'c>; 3]) -> Result<Val<'c>> {
        self.value("pydyn.slice", range, &parts, &[])
    }

    /// The targets of an unpacking assignment, the one at `star` a list of all that is left.
    pub(crate) fn unpack(
        &self,
        range: TextRange,
        iterable: Val<'c>,
        targets: usize,
        star: Option<usize>,
    ) -> Result<Vec<Val<'c>>> {
        let star: Vec<_> = star
            .map(|index| ("star", self.int(64, index as i64)))
            .into_iter()
            .collect();
        let types = vec![self.object; targets];
        let operation =
            self.operation("pydyn.unpack", range, &[iterable], &star, &types, vec![])?;
        (0..targets)
            .map(|index| Ok(operation.result(index)?.into()))
            .collect()
    }

    pub(crate) fn format(
        &self,
        range: TextRange,
        value: Val<'c>,
        spec: Val<'c>,
        conversion: &str,
    ) -> Result<Val<'c>> {
        if conversion.is_empty() {
            return self.value("pydyn.format", range, &[value, spec], &[]);
        }
        self.value(
            "pydyn.format",
            range,
            &[value, spec],
            &[("conversion", self.string(conversion))],
        )
    }

    pub(crate) fn join(&self, range: TextRange, parts: &[Val<'c>]) -> Result<Val<'c>> {
        self.value("pydyn.join", range, parts, &[])
    }
}

/// `PyDyn_UnaryOperator::Not`.
pub(crate) const NOT: i64 = 3;
