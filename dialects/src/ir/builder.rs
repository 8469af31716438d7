//! Building operations and putting them somewhere.

use super::{BlockExt, OperationExt, attribute::i32_array_attr};
use crate::context::context_from_raw;
use melior::{
    Context, Error,
    ir::{
        Attribute, BlockLike, BlockRef, Identifier, Location, Operation, OperationRef, Region,
        Type, Value,
        operation::{OperationBuilder, OperationLike},
    },
};

use mlir_sys::mlirLocationGetContext;

/// An operation that is yet to be built.
///
/// Unlike the generated builders, which panic, [`OpSpec::build`] fails where
/// MLIR does not make the operation, and the order of calls does not matter.
#[derive(Debug)]
#[must_use = "an operation is made by `build` or by `Builder::create`"]
pub struct OpSpec<'c, 'a> {
    name: &'static str,
    operands: Vec<Value<'c, 'a>>,
    segments: Option<Vec<i32>>,
    results: Vec<Type<'c>>,
    infer_results: bool,
    attributes: Vec<(String, Attribute<'c>)>,
    regions: Vec<Region<'c>>,
    location: Option<Location<'c>>,
}

impl<'c: 'a, 'a> OpSpec<'c, 'a> {
    /// Starts an operation.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            operands: vec![],
            segments: None,
            results: vec![],
            infer_results: false,
            attributes: vec![],
            regions: vec![],
            location: None,
        }
    }

    /// Adds operands.
    pub fn operands(mut self, values: &[Value<'c, 'a>]) -> Self {
        self.operands.extend_from_slice(values);
        self
    }

    /// Adds the operands of an operation with several variadic ones, a group
    /// for each operand of its definition.
    pub fn operand_groups(mut self, groups: &[&[Value<'c, 'a>]]) -> Self {
        for group in groups {
            self.operands.extend_from_slice(group);
            self.segments
                .get_or_insert_default()
                .push(i32::try_from(group.len()).unwrap_or(i32::MAX));
        }
        self
    }

    /// Adds results.
    pub fn results(mut self, types: &[Type<'c>]) -> Self {
        self.results.extend_from_slice(types);
        self
    }

    /// Lets the operation infer its results, which it must be able to.
    pub fn infer_results(mut self) -> Self {
        self.infer_results = true;
        self
    }

    /// Adds an attribute.
    pub fn attr(mut self, name: &str, value: impl Into<Attribute<'c>>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    /// Adds an attribute where there is a value.
    pub fn optional_attr(self, name: &str, value: Option<Attribute<'c>>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    /// Adds all attributes of another operation that this one does not have.
    pub fn attrs_of(mut self, operation: OperationRef<'c, '_>) -> Self {
        for (name, value) in operation.attributes() {
            if let Ok(name) = name.as_string_ref().as_str()
                && self.attributes.iter().all(|(other, _)| other != name)
            {
                self.attributes.push((name.to_owned(), value));
            }
        }
        self
    }

    /// Adds a region.
    pub fn region(mut self, region: Region<'c>) -> Self {
        self.regions.push(region);
        self
    }

    /// Sets the location, in place of that of the [`Builder`].
    pub fn location(mut self, location: Location<'c>) -> Self {
        self.location = Some(location);
        self
    }

    /// Builds the operation, in no block. Its dialect must be loaded.
    pub fn build(self, location: Location<'c>) -> Result<Operation<'c>, Error> {
        let location = self.location.unwrap_or(location);
        // SAFETY: a location does not outlive its context.
        let context = unsafe { context_from_raw(mlirLocationGetContext(location.to_raw())) };
        if !context.is_registered_operation(self.name) && !context.allow_unregistered_dialects() {
            // MLIR would end the process.
            return Err(Error::OperationExpected {
                expected: "operation of a loaded dialect",
                actual: self.name.to_owned(),
            });
        }
        let mut attributes: Vec<_> = self
            .attributes
            .iter()
            .map(|(name, value)| (Identifier::new(context, name), *value))
            .collect();
        if let Some(segments) = &self.segments {
            attributes.push((
                Identifier::new(context, "operandSegmentSizes"),
                i32_array_attr(context, segments),
            ));
        }
        let builder = OperationBuilder::new(self.name, location)
            .add_operands(&self.operands)
            .add_results(&self.results)
            .add_attributes(&attributes)
            .add_regions_vec(self.regions);
        if self.infer_results {
            builder.enable_result_type_inference()
        } else {
            builder
        }
        .build()
    }
}

/// A place at which operations are inserted, each after the one before.
#[derive(Clone, Copy, Debug)]
pub struct Builder<'c, 'a> {
    block: BlockRef<'c, 'a>,
    before: Option<OperationRef<'c, 'a>>,
    location: Location<'c>,
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// Inserts before an operation, with its location. `None` where it is in
    /// no block.
    pub fn try_before(operation: OperationRef<'c, 'a>) -> Option<Self> {
        Some(Self {
            block: operation.block()?,
            before: Some(operation),
            location: operation.location(),
        })
    }

    /// Inserts before an operation, with its location.
    ///
    /// # Panics
    ///
    /// Panics where it is in no block, as only modules are.
    pub fn before(operation: OperationRef<'c, 'a>) -> Self {
        Self::try_before(operation).expect("the operation should be in a block")
    }

    /// Inserts after an operation, with its location.
    ///
    /// # Panics
    ///
    /// Panics where it is in no block, as only modules are.
    pub fn after(operation: OperationRef<'c, 'a>) -> Self {
        Self {
            before: operation.next(),
            ..Self::before(operation)
        }
    }

    /// Inserts before what is now the first operation of a block.
    pub fn at_start(block: BlockRef<'c, 'a>, location: Location<'c>) -> Self {
        Self {
            block,
            before: block.first_operation(),
            location,
        }
    }

    /// Inserts at the end of a block.
    pub fn at_end(block: BlockRef<'c, 'a>, location: Location<'c>) -> Self {
        Self {
            block,
            before: None,
            location,
        }
    }

    /// Inserts before the terminator of a block, or at its end.
    pub fn before_terminator(block: BlockRef<'c, 'a>, location: Location<'c>) -> Self {
        Self {
            block,
            before: block.terminator_op(),
            location,
        }
    }

    /// The same place with another location.
    pub fn at(self, location: Location<'c>) -> Self {
        Self { location, ..self }
    }

    /// The context.
    pub fn context(&self) -> &'c Context {
        // SAFETY: a location does not outlive its context.
        unsafe { context_from_raw(mlirLocationGetContext(self.location.to_raw())) }
    }

    /// The location that operations get.
    pub fn location(&self) -> Location<'c> {
        self.location
    }

    /// The block.
    pub fn block(&self) -> BlockRef<'c, 'a> {
        self.block
    }

    /// Inserts an operation that is built already: by a generated builder,
    /// say.
    pub fn insert(&self, operation: impl Into<Operation<'c>>) -> OperationRef<'c, 'a> {
        let operation = operation.into();
        match self.before {
            Some(before) => self.block.insert_operation_before(before, operation),
            None => self.block.append_operation(operation),
        }
    }

    /// Inserts an operation that is built already, and gives its first result.
    pub fn insert_value(
        &self,
        operation: impl Into<Operation<'c>>,
    ) -> Result<Value<'c, 'a>, Error> {
        first_result(self.insert(operation))
    }

    /// Builds and inserts an operation.
    pub fn create(&self, spec: OpSpec<'c, '_>) -> Result<OperationRef<'c, 'a>, Error> {
        Ok(self.insert(spec.build(self.location)?))
    }

    /// Builds and inserts an operation, and gives its first result.
    pub fn value(&self, spec: OpSpec<'c, '_>) -> Result<Value<'c, 'a>, Error> {
        first_result(self.create(spec)?)
    }
}

fn first_result<'c: 'a, 'a>(operation: OperationRef<'c, 'a>) -> Result<Value<'c, 'a>, Error> {
    operation
        .result_value(0)
        .ok_or(Error::ResultNotFound("first"))
}
