//! What may no longer occur after each stage.

use super::{Inside, Rule, type_that, verify};
use crate::rebuild::{integer, is_object, is_reference, name, operand, operands};
use janus_dialects::{
    Pass, PassContext, PassResult,
    melior::ir::{OperationRef, ValueLike},
};

const SPECIALIZE: &str = "specialize-types";
const CONTROL: &str = "control-flow-to-dataflow";
const LIFT: &str = "lift-state";

macro_rules! stage {
    ($(#[$doc:meta])* $pass:ident, $argument:literal, $description:literal, $rules:expr) => {
        $(#[$doc])*
        #[derive(Clone, Default)]
        pub struct $pass;

        impl Pass for $pass {
            const ARGUMENT: &'static str = $argument;
            const DESCRIPTION: &'static str = $description;

            fn run<'c>(
                &mut self,
                operation: OperationRef<'c, '_>,
                pass: &PassContext<'c, '_>,
            ) -> PassResult<'c> {
                pass.preserve_all_analyses();
                verify(operation, $rules)
            }
        }
    };
}

stage!(
    /// After `specialize-types`: no calls of what is not an effect on an object, no names but locals, no
    /// `!pydyn.object` that something depends on, conditions on `i1`.
    VerifySpecialized,
    "verify-specialized",
    "Check that a module is as 'specialize-types' leaves it",
    &[
        Rule { check: parameters, culprit: SPECIALIZE },
        Rule { check: dynamic_operation, culprit: SPECIALIZE },
        Rule { check: names, culprit: SPECIALIZE },
        Rule { check: conditions, culprit: SPECIALIZE },
        Rule { check: unknown_objects, culprit: SPECIALIZE },
    ]
);

stage!(
    /// After `control-flow-to-dataflow`: no statements, no locals.
    VerifyDataflow,
    "verify-dataflow",
    "Check that a module is as 'control-flow-to-dataflow' leaves it",
    &[
        Rule { check: dynamic_operation_in_graph, culprit: SPECIALIZE },
        Rule { check: functions, culprit: CONTROL },
        Rule { check: statements, culprit: CONTROL },
    ]
);

stage!(
    /// After `lift-state`: outside of the commit only values.
    VerifyLifted,
    "verify-lifted",
    "Check that a module is as 'lift-state' leaves it",
    &[
        Rule { check: functions, culprit: CONTROL },
        Rule { check: statements, culprit: CONTROL },
        Rule { check: effects, culprit: LIFT },
        Rule { check: references, culprit: LIFT },
        Rule { check: nested_reads, culprit: LIFT },
        Rule { check: reads_in_commit, culprit: LIFT },
    ]
);

fn kind_is(operation: OperationRef<'_, '_>, kinds: &[&str]) -> Option<String> {
    let kind = name(operation);
    kinds
        .contains(&kind.as_str())
        .then(|| "may not occur any more".to_owned())
}

fn parameters(operation: OperationRef<'_, '_>, _: Inside) -> Option<String> {
    if name(operation) != "pydyn.func" {
        return None;
    }
    let body = crate::rebuild::region_block(operation, 0)?;
    (!crate::rebuild::arguments(body).is_empty()).then(|| "has parameters".to_owned())
}

/// What has Python's own dynamic semantics.
const DYNAMIC: &[&str] = &[
    "pydyn.make_function",
    "pydyn.class",
    "pydyn.import",
    "pydyn.binary",
    "pydyn.inplace",
    "pydyn.unary",
    "pydyn.compare",
    "pydyn.truth",
    "pydyn.append",
    "pydyn.unpack",
    "pydyn.for",
    "pydyn.with",
    "pydyn.try",
    "pydyn.exception_match",
    "pydyn.unsupported",
];

fn dynamic_operation(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    inside.function.then(|| kind_is(operation, DYNAMIC))?
}

fn dynamic_operation_in_graph(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    inside.graph.then(|| kind_is(operation, DYNAMIC))?
}

/// Names other than locals.
fn names(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    let is_name = matches!(
        name(operation).as_str(),
        "pydyn.load" | "pydyn.store" | "pydyn.unbind"
    );
    (inside.function && is_name && integer(operation, "scope") != Some(0))
        .then(|| "is about a name that is not a local".to_owned())
}

fn conditions(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    let is_condition = matches!(name(operation).as_str(), "pydyn.if" | "pydyn.condition");
    let r#type = operand(operation, 0)?.r#type();
    (inside.function && is_condition && r#type.to_string() != "i1")
        .then(|| format!("has a condition of type {type}"))
}

/// `!pydyn.object` may be handed on (a tuple that is returned), but nothing may depend on it.
fn unknown_objects(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    let kind = name(operation);
    let depends = matches!(
        kind.as_str(),
        "pydyn.read" | "pydyn.write" | "pydyn.backward" | "pydyn.get_attr" | "pydyn.get_item"
    );
    let unknown = operands(operation)
        .into_iter()
        .any(|operand| operand.r#type().to_string() == "!pydyn.object");
    (inside.function && depends && unknown)
        .then(|| "depends on a value of type '!pydyn.object'".to_owned())
}

fn functions(operation: OperationRef<'_, '_>, _: Inside) -> Option<String> {
    kind_is(operation, &["pydyn.func"])
}

fn statements(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    if !inside.graph {
        return None;
    }
    if name(operation) == "pydyn.return" {
        return (!inside.commit).then(|| "is outside of the commit".to_owned());
    }
    kind_is(
        operation,
        &[
            "pydyn.if",
            "pydyn.while",
            "pydyn.condition",
            "pydyn.yield",
            "pydyn.break",
            "pydyn.continue",
            "pydyn.raise",
            "pydyn.reraise",
            "pydyn.load",
            "pydyn.store",
            "pydyn.unbind",
        ],
    )
}

/// Anything of Python outside of the commit.
fn effects(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    (inside.graph && !inside.commit && name(operation).starts_with("pydyn."))
        .then(|| "is outside of the commit".to_owned())
}

fn references(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    if !inside.graph || inside.commit {
        return None;
    }
    let r#type = type_that(operation, |r#type| {
        is_reference(r#type) || is_object(r#type)
    })?;
    Some(format!("has a value of type {type} outside of the commit"))
}

/// Reads of the heap are at the top: a region may not be reached.
fn nested_reads(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    (inside.region && name(operation) == "dataflow.state.read")
        .then(|| "reads the heap in a region".to_owned())
}

/// The commit gets values; it does not read them back.
fn reads_in_commit(operation: OperationRef<'_, '_>, inside: Inside) -> Option<String> {
    (inside.commit && matches!(name(operation).as_str(), "pydyn.read" | "pydyn.backward"))
        .then(|| "is in the commit".to_owned())
}
