//! Parsing modules and running pipelines, with diagnostics as values.

use super::OperationExt;
use crate::{
    diagnostic::{RenderedDiagnostic, Severity, capture},
    registry::register_upstream_passes,
};
use melior::{
    Context,
    ir::{Module, operation::OperationLike},
    pass::PassManager,
    utility::parse_pass_pipeline,
};

/// Parses and verifies a module. On failure, says why.
pub fn parse_module<'c>(
    context: &'c Context,
    source: &str,
) -> Result<Module<'c>, Vec<RenderedDiagnostic>> {
    // MLIR's parser takes the text for a C string.
    if source.contains('\0') {
        return Err(vec![RenderedDiagnostic::plain_error(
            "the text contains a null character",
        )]);
    }
    let (module, diagnostics) = capture(context, || Module::parse(context, source));
    module.ok_or_else(|| or_unknown(diagnostics, "the module cannot be parsed"))
}

/// Verifies an operation and all that is nested in it.
pub fn verify<'c: 'a, 'a>(
    context: &'c Context,
    operation: &impl OperationLike<'c, 'a>,
) -> Result<(), Vec<RenderedDiagnostic>> {
    let (valid, diagnostics) = capture(context, || operation.verify());
    if valid {
        Ok(())
    } else {
        Err(or_unknown(diagnostics, "the operation is invalid"))
    }
}

/// Runs a pipeline such as `builtin.module(canonicalize,func.func(cse))` on a
/// module, verifying after each pass. Returns warnings and remarks on success,
/// every diagnostic on failure, after which the module may be in any state.
pub fn run_pipeline(
    module: &mut Module<'_>,
    pipeline: &str,
) -> Result<Vec<RenderedDiagnostic>, Vec<RenderedDiagnostic>> {
    register_upstream_passes();
    let context = module.as_operation().ctx();
    let manager = PassManager::new(context);
    let (result, mut diagnostics) = capture(context, || {
        parse_pass_pipeline(manager.as_operation_pass_manager(), pipeline)
            .map_err(|error| Some(error.to_string()))?;
        manager.run(module).map_err(|_| None::<String>)
    });
    match result {
        Ok(()) => Ok(diagnostics),
        Err(message) => {
            if let Some(message) = message {
                diagnostics.push(RenderedDiagnostic::plain_error(message));
            }
            Err(or_unknown(diagnostics, "a pass failed without saying why"))
        }
    }
}

/// A failure always has an error.
fn or_unknown(mut diagnostics: Vec<RenderedDiagnostic>, message: &str) -> Vec<RenderedDiagnostic> {
    if !diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
    {
        diagnostics.push(RenderedDiagnostic::plain_error(message));
    }
    diagnostics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::new_context;

    #[test]
    fn parses_and_runs() {
        let context = new_context();
        let mut module = parse_module(
            &context,
            "func.func @f() -> i32 { %0 = arith.constant 1 : i32 %1 = arith.addi %0, %0 : i32 return %1 : i32 }",
        )
        .unwrap();
        run_pipeline(&mut module, "builtin.module(func.func(canonicalize))").unwrap();
        assert!(module.as_operation().to_string().contains("constant 2"));
    }

    #[test]
    fn says_what_is_wrong() {
        let context = new_context();
        let errors = parse_module(&context, "func.func @f( {").unwrap_err();
        assert_eq!(errors[0].severity, Severity::Error);
        assert_eq!(errors[0].place.as_ref().unwrap().start_line, 1);

        assert!(parse_module(&context, "\0").is_err());

        let mut module = parse_module(&context, "").unwrap();
        let errors = run_pipeline(&mut module, "builtin.module(no-such-pass)").unwrap_err();
        assert!(errors[0].message.contains("no-such-pass"), "{errors:?}");
    }

    #[test]
    fn every_dialect_loads() {
        let context = new_context();
        assert!(context.is_registered_operation("pydyn.yield"));
        assert!(context.is_registered_operation("nn.matmul"));
        assert!(context.is_registered_operation("dataflow.graph"));
    }
}
