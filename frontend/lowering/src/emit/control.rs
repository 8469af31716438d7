//! Definitions and control flow.

use janus_dialects::melior::ir::{
    Attribute, Region,
    attribute::{DenseI32ArrayAttribute, FlatSymbolRefAttribute},
};
use janus_syntax::ast::TextRange;

use super::{Argument, Emitter, Val};
use crate::error::Result;

impl<'c> Emitter<'c, '_> {
    // Definitions.

    pub(crate) fn make_function(
        &self,
        range: TextRange,
        symbol: &str,
        defaults: &[Val<'c>],
        keyword_defaults: &[(String, Val<'c>)],
    ) -> Result<Val<'c>> {
        let operands: Vec<_> = defaults
            .iter()
            .copied()
            .chain(keyword_defaults.iter().map(|default| default.1))
            .collect();
        let segments = [defaults.len() as i32, keyword_defaults.len() as i32];
        let mut attributes = vec![
            (
                "code",
                FlatSymbolRefAttribute::new(self.context, symbol).into(),
            ),
            (
                "operandSegmentSizes",
                DenseI32ArrayAttribute::new(self.context, &segments).into(),
            ),
        ];
        if !keyword_defaults.is_empty() {
            let names = self.strings(keyword_defaults.iter().map(|default| &default.0));
            attributes.push(("keyword_default_names", names));
        }
        self.value("pydyn.make_function", range, &operands, &attributes)
    }

    pub(crate) fn class(
        &self,
        range: TextRange,
        name: &str,
        qualname: &str,
        arguments: &[Argument<'c, '_>],
        body: Region<'c>,
    ) -> Result<Val<'c>> {
        let operands: Vec<_> = arguments.iter().map(|argument| argument.0).collect();
        let attributes = [
            ("class_name", self.string(name)),
            ("qualname", self.string(qualname)),
            (
                "kinds",
                self.strings(arguments.iter().map(|argument| argument.1)),
            ),
        ];
        let operation = self.operation(
            "pydyn.class",
            range,
            &operands,
            &attributes,
            &[self.object],
            vec![body],
        )?;
        Ok(operation.result(0)?.into())
    }

    pub(crate) fn import(
        &self,
        range: TextRange,
        module: &str,
        name: Option<&str>,
        as_leaf: bool,
        level: u32,
    ) -> Result<Val<'c>> {
        let mut attributes = vec![("module", self.string(module))];
        if let Some(name) = name {
            attributes.push(("name", self.string(name)));
        }
        if as_leaf {
            attributes.push(("as_leaf", Attribute::unit(self.context)));
        }
        if level > 0 {
            attributes.push(("level", self.int(64, i64::from(level))));
        }
        self.value("pydyn.import", range, &[], &attributes)
    }

    // Control flow.

    pub(crate) fn yield_nothing(&self, range: TextRange) -> Result<()> {
        self.effect("pydyn.yield", range, &[], &[])
    }

    pub(crate) fn yield_values(&self, range: TextRange, values: &[Val<'c>]) -> Result<()> {
        self.effect("pydyn.yield", range, values, &[])
    }

    pub(crate) fn condition(&self, range: TextRange, condition: Val<'c>) -> Result<()> {
        self.effect("pydyn.condition", range, &[condition], &[])
    }

    pub(crate) fn return_value(&self, range: TextRange, value: Val<'c>) -> Result<()> {
        self.effect("pydyn.return", range, &[value], &[])
    }

    pub(crate) fn break_loop(&self, range: TextRange) -> Result<()> {
        self.effect("pydyn.break", range, &[], &[])
    }

    pub(crate) fn continue_loop(&self, range: TextRange) -> Result<()> {
        self.effect("pydyn.continue", range, &[], &[])
    }

    pub(crate) fn raise(
        &self,
        range: TextRange,
        exception: Val<'c>,
        cause: Option<Val<'c>>,
    ) -> Result<()> {
        let operands: Vec<_> = std::iter::once(exception).chain(cause).collect();
        self.effect("pydyn.raise", range, &operands, &[])
    }

    pub(crate) fn reraise(&self, range: TextRange) -> Result<()> {
        self.effect("pydyn.reraise", range, &[], &[])
    }

    pub(crate) fn exception_match(
        &self,
        range: TextRange,
        exception: Val<'c>,
        class: Val<'c>,
    ) -> Result<Val<'c>> {
        self.boolean("pydyn.exception_match", range, &[exception, class])
    }

    /// An `if` statement, from its regions.
    pub(crate) fn if_statement(
        &self,
        range: TextRange,
        condition: Val<'c>,
        then: Region<'c>,
        or_else: Region<'c>,
    ) -> Result<()> {
        self.operation(
            "pydyn.if",
            range,
            &[condition],
            &[],
            &[],
            vec![then, or_else],
        )
        .map(drop)
    }

    /// A conditional expression whose regions yield objects.
    pub(crate) fn if_object(
        &self,
        range: TextRange,
        condition: Val<'c>,
        then: Region<'c>,
        or_else: Region<'c>,
    ) -> Result<Val<'c>> {
        let operation = self.operation(
            "pydyn.if",
            range,
            &[condition],
            &[],
            &[self.object],
            vec![then, or_else],
        )?;
        Ok(operation.result(0)?.into())
    }

    /// A conditional expression whose regions yield conditions.
    pub(crate) fn if_condition(
        &self,
        range: TextRange,
        condition: Val<'c>,
        then: Region<'c>,
        or_else: Region<'c>,
    ) -> Result<Val<'c>> {
        let operation = self.operation(
            "pydyn.if",
            range,
            &[condition],
            &[],
            &[self.boolean],
            vec![then, or_else],
        )?;
        Ok(operation.result(0)?.into())
    }

    /// A conditional expression whose regions yield an object and a condition.
    pub(crate) fn if_object_and_condition(
        &self,
        range: TextRange,
        condition: Val<'c>,
        then: Region<'c>,
        or_else: Region<'c>,
    ) -> Result<(Val<'c>, Val<'c>)> {
        let types = [self.object, self.boolean];
        let operation = self.operation(
            "pydyn.if",
            range,
            &[condition],
            &[],
            &types,
            vec![then, or_else],
        )?;
        Ok((operation.result(0)?.into(), operation.result(1)?.into()))
    }

    /// A statement of regions only, with at most one operand: `for`, `while`, `with`, `try`.
    pub(crate) fn structured(
        &self,
        name: &str,
        range: TextRange,
        operand: Option<Val<'c>>,
        regions: Vec<Region<'c>>,
    ) -> Result<()> {
        let operands: Vec<_> = operand.into_iter().collect();
        self.operation(name, range, &operands, &[], &[], regions)
            .map(drop)
    }
}
