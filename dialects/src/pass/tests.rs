//! Tests of passes and pipelines, through MLIR's registry.

use super::*;
use crate::{
    Pipeline, RenderedDiagnostic, Severity,
    ir::{OperationExt, i64_attr, parse_module, run_pipeline, string_attr},
    new_context, register_pipeline,
};

/// Writes its options onto the operation.
#[derive(Clone, Default)]
struct ShowOptions;

impl Pass for ShowOptions {
    const ARGUMENT: &'static str = "test-show-options";
    const DESCRIPTION: &'static str = "Test: writes its options as attributes";
    const ANCHOR: Option<&'static str> = None;

    fn options() -> &'static [OptionSpec] {
        const OPTIONS: &[OptionSpec] = &[
            OptionSpec::string("text", "a text", "none"),
            OptionSpec::choice("mode", "a choice", "slow", &["slow", "fast"]),
            OptionSpec::bool("flag", "a flag", false),
            OptionSpec::int("count", "a number", 7),
            OptionSpec::float("ratio", "a number", 0.5),
            OptionSpec::strings("names", "texts"),
            OptionSpec::ints("sizes", "numbers"),
        ];
        OPTIONS
    }

    fn statistics() -> &'static [StatisticSpec] {
        const STATISTICS: &[StatisticSpec] = &[StatisticSpec::new("runs", "how often it ran")];
        STATISTICS
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        pass.count("runs", 1);
        pass.count("no such statistic", 1);
        let text: Vec<_> = pass
            .options()
            .iter()
            .map(|(name, value)| format!("{name}={value:?}"))
            .collect();
        operation.set_attr("test.options", string_attr(pass.context(), &text.join(" ")));
        Ok(())
    }
}

/// Fails in the way that its option names.
#[derive(Clone, Default)]
struct Fail;

impl Pass for Fail {
    const ARGUMENT: &'static str = "test-fail";
    const DESCRIPTION: &'static str = "Test: fails";

    fn options() -> &'static [OptionSpec] {
        const OPTIONS: &[OptionSpec] = &[OptionSpec::string("how", "how it fails", "")];
        OPTIONS
    }

    fn initialize(&mut self, options: &Options) -> Result<(), String> {
        match options.string("how") {
            "initialize" => Err("cannot read the file".into()),
            "initialize-panic" => panic!("initialize on purpose"),
            _ => Ok(()),
        }
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        match pass.options().string("how") {
            "error" => Err(operation
                .error("is wrong")
                .note(operation.location(), "because of this")
                .into()),
            "unlocated" => Err(Diagnostic::unlocated("somewhere").into()),
            "melior" => {
                operation.handle().result(3)?;
                Ok(())
            }
            "panic" => panic!("on purpose"),
            "undeclared" => {
                pass.options().bool("no-such-option");
                Ok(())
            }
            "nested" => pass.run_pipeline(operation, "no-such-pass"),
            "invalid" => {
                for yielded in operation.find_all("func.return") {
                    yielded.erase()?;
                }
                Ok(())
            }
            _ => {
                operation.warning("fine so far").emit(pass.context());
                pass.run_pipeline(operation, "canonicalize")
            }
        }
    }
}

/// Counts how often it was cloned or run, to show that state does not leak.
#[derive(Clone, Default)]
struct OnFunctions {
    runs: i64,
}

impl Pass for OnFunctions {
    const ARGUMENT: &'static str = "test-on-functions";
    const DESCRIPTION: &'static str = "Test: marks functions";
    const ANCHOR: Option<&'static str> = Some("func.func");

    fn dependent_dialects() -> &'static [Dialect] {
        Dialect::ALL
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        self.runs += 1;
        operation.set_attr("test.seen", i64_attr(pass.context(), 1));
        pass.preserve_all_analyses();
        Ok(())
    }
}

fn run(pipeline: &str) -> Result<(String, Vec<RenderedDiagnostic>), Vec<RenderedDiagnostic>> {
    register_pass::<ShowOptions>();
    register_pass::<Fail>();
    register_pass::<OnFunctions>();
    register_pass::<OnFunctions>();
    register_pipeline(Pipeline {
        argument: "test-pipeline",
        description: "Test: a pipeline with options",
        options: {
            const OPTIONS: &[OptionSpec] = &[
                OptionSpec::int("count", "a number", 1),
                OptionSpec::choice("mode", "a choice", "good", &["good", "wrong", "panic"]),
            ];
            OPTIONS
        },
        build: |options| match options.string("mode") {
            "wrong" => Ok("no-such-pass".into()),
            "panic" => panic!("build on purpose"),
            _ if options.int("count") < 0 => Err("count is negative".into()),
            _ => Ok(format!(
                "canonicalize,test-show-options{{count={}}}",
                options.int("count")
            )),
        },
    });

    let context = new_context();
    let mut module = parse_module(
        &context,
        "func.func @f() { return } func.func @g() { return }",
    )?;
    let diagnostics = run_pipeline(&mut module, pipeline)?;
    Ok((module.as_operation().to_string(), diagnostics))
}

fn error(pipeline: &str) -> String {
    let diagnostics = run(pipeline).unwrap_err();
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn options_have_defaults_and_values() {
    let (text, _) = run("builtin.module(test-show-options)").unwrap();
    assert!(
        text.contains(
            r#"text=String(\22none\22) mode=String(\22slow\22) flag=Bool(false) count=Int(7) ratio=Float(0.5) names=StringList([]) sizes=IntList([])"#
        ),
        "{text}"
    );

    let (text, _) = run(
        "builtin.module(test-show-options{text=a/b.json mode=fast flag count=-3 ratio=1e-3 names=a,b sizes=4,5})",
    )
    .unwrap();
    assert!(
        text.contains(
            r#"text=String(\22a/b.json\22) mode=String(\22fast\22) flag=Bool(true) count=Int(-3) ratio=Float(0.001) names=StringList([\22a\22, \22b\22]) sizes=IntList([4, 5])"#
        ),
        "{text}"
    );
}

#[test]
fn wrong_options_are_errors() {
    assert!(error("builtin.module(test-show-options{nothing=1})").contains("nothing"));
    assert!(error("builtin.module(test-show-options{count=x})").contains('x'));
    let message = error("builtin.module(test-show-options{mode=medium})");
    assert!(
        message.contains("test-show-options: invalid value 'medium' for option 'mode': expected one of slow, fast"),
        "{message}"
    );
}

#[test]
fn failures_become_diagnostics() {
    let message = error("builtin.module(test-fail{how=error})");
    assert!(
        message.contains("error: 'builtin.module' op is wrong"),
        "{message}"
    );
    assert!(message.contains("note: because of this"), "{message}");
    assert!(error("builtin.module(test-fail{how=unlocated})").contains("somewhere"));
    assert!(error("builtin.module(test-fail{how=melior})").contains("out of bounds"));
    assert!(
        error("builtin.module(test-fail{how=initialize})")
            .contains("test-fail: cannot read the file")
    );
    assert!(error("builtin.module(test-fail{how=nested})").contains("no-such-pass"));
    // The verifier runs after each pass.
    assert!(error("builtin.module(test-fail{how=invalid})").contains("terminator"));

    let (_, diagnostics) = run("builtin.module(test-fail)").unwrap();
    assert_eq!(diagnostics[0].severity, Severity::Warning);
    assert_eq!(diagnostics[0].message, "fine so far");
}

#[test]
fn panics_become_diagnostics() {
    for (how, text) in [
        ("panic", "internal error in pass 'test-fail': on purpose"),
        (
            "initialize-panic",
            "internal error in pass 'test-fail': initialize on purpose",
        ),
        ("undeclared", "option `no-such-option` is not declared"),
    ] {
        let message = error(&format!("builtin.module(test-fail{{how={how}}})"));
        assert!(message.contains(text), "{message}");
    }
}

#[test]
fn passes_run_where_they_are_anchored() {
    let (text, _) = run("builtin.module(func.func(test-on-functions))").unwrap();
    assert_eq!(text.matches("test.seen = 1").count(), 2, "{text}");
    assert!(error("builtin.module(test-on-functions)").contains("test-on-functions"));
}

#[test]
fn pipelines_have_names_and_options() {
    let (text, _) = run("builtin.module(test-pipeline{count=5})").unwrap();
    assert!(text.contains("count=Int(5)"), "{text}");
    assert!(error("builtin.module(test-pipeline{count=-1})").contains("count is negative"));
    assert!(error("builtin.module(test-pipeline{mode=wrong})").contains("no-such-pass"));
    assert!(error("builtin.module(test-pipeline{mode=panic})").contains("build on purpose"));
    assert!(error("builtin.module(test-pipeline{mode=other})").contains("expected one of"));
    assert!(error("builtin.module(test-pipeline{other=1})").contains("other"));
}
