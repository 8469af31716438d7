//! Stage verifiers: what may no longer occur after a stage.
//!
//! Each is a table of rules. An error names the operation, the Python line and the pass that should
//! have removed it, which is the likely culprit: `'pydyn.if' op (line 12) may not occur after
//! 'control-flow-to-dataflow'`.

mod stages;

pub use self::stages::{VerifyDataflow, VerifyLifted, VerifySpecialized};

use crate::rebuild::{name, operands, results};
use janus_dialects::{
    Diagnostic, PassResult,
    ir::place,
    melior::ir::{OperationRef, Type, ValueLike, operation::OperationLike},
};

/// Something that may not occur.
pub struct Rule {
    /// What is wrong with an operation, if anything is.
    pub check: fn(OperationRef<'_, '_>, Inside) -> Option<String>,
    /// The pass that should have removed it.
    pub culprit: &'static str,
}

/// Where an operation is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inside {
    /// In a `pydyn.func` that may be specialized.
    pub function: bool,
    /// In a `dataflow.graph` or `dataflow.function`.
    pub graph: bool,
    /// In the region of a `dataflow.commit`.
    pub commit: bool,
    /// In a region of an operation of the graph.
    pub region: bool,
}

/// Checks all operations below one, and reports every violation.
pub fn verify<'c: 'a, 'a>(root: OperationRef<'c, 'a>, rules: &[Rule]) -> PassResult<'c> {
    let mut errors = vec![];
    visit(root, Inside::default(), rules, &mut errors);
    if errors.is_empty() {
        return Ok(());
    }
    Err(errors.into())
}

fn visit<'c: 'a, 'a>(
    operation: OperationRef<'c, 'a>,
    inside: Inside,
    rules: &[Rule],
    errors: &mut Vec<Diagnostic<'c>>,
) {
    for rule in rules {
        if let Some(what) = (rule.check)(operation, inside) {
            let line = place(operation.location())
                .map(|place| format!(" (line {})", place.start_line))
                .unwrap_or_default();
            errors.push(Diagnostic::op_error(
                &operation,
                format!("{what}{line}; '{}' should have removed it", rule.culprit),
            ));
            break;
        }
    }
    let kind = name(operation);
    let mut inner = inside;
    match kind.as_str() {
        "pydyn.func" => inner.function = true,
        "dataflow.graph" | "dataflow.function" => inner.graph = true,
        "dataflow.commit" => inner.commit = true,
        _ => inner.region |= inside.graph,
    }
    for index in 0..operation.region_count() {
        for nested in crate::rebuild::region_operations(operation, index) {
            visit(nested, inner, rules, errors);
        }
    }
}

/// The first type among operands and results of which something holds.
pub fn type_that<'c>(
    operation: OperationRef<'c, '_>,
    holds: impl Fn(Type<'c>) -> bool,
) -> Option<Type<'c>> {
    operands(operation)
        .into_iter()
        .chain(results(operation))
        .map(|value| value.r#type())
        .find(|r#type| holds(*r#type))
}
