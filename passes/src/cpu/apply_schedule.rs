//! `janus-apply-schedule`: runs the chosen transform-dialect schedules.

use super::{
    edit,
    linalg::array,
    select_schedule::{PARTNER, SCHEDULE, TILES},
    text,
};
use janus_dialects::{
    Diagnostic, Dialect, Failure, OptionSpec, Pass, PassContext, PassResult, StatisticSpec,
    ir::AttributeExt,
};
use melior::ir::{
    BlockLike, Module, OperationRef, attribute::DenseI64ArrayAttribute, operation::OperationLike,
};
use mlir_sys::{
    mlirTransformApplyNamedSequence, mlirTransformOptionsCreate, mlirTransformOptionsDestroy,
};
use std::fmt::Write;

/// The schedules for x86-64 with 512-bit vectors.
const AVX512: &str = include_str!("../../schedules/cpu/avx512.mlir");

/// Applies to each operation with a `janus.schedule` the named sequence of that name, on the operation, the partner of
/// its group if it has one, and the numbers of `janus.tiles`; then the sequence `@finish` to each function.
///
/// ```text
///   %y = linalg.generic … {janus.schedule = "elementwise_p", janus.tiles = array<i64: 8192, 64>}
/// ⇒ what
///   transform.include @elementwise_p failures(propagate) (%op, %8192, %64)
/// does
/// ```
///
/// The sequences come from the schedules built into the compiler, or from the file that `schedule` names: that file
/// replaces all of them, so it is best begun as a copy. With `sequence=lower` the pass only runs `@lower`, the later
/// stage in which vectors of several dimensions become operations on registers. An operation whose schedule the file lacks is left for plain
/// loops, with a remark.
#[derive(Clone, Default)]
pub struct ApplySchedule {
    library: Option<String>,
}

impl Pass for ApplySchedule {
    const ARGUMENT: &'static str = "janus-apply-schedule";
    const DESCRIPTION: &'static str = "run the chosen transform-dialect schedules";

    fn options() -> &'static [OptionSpec] {
        const SPECS: &[OptionSpec] = &[
            OptionSpec::string(
                "schedule",
                "A file of named sequences in place of the built-in ones",
                "",
            ),
            OptionSpec::string("sequence", "Only run this sequence, on each function", ""),
        ];
        SPECS
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new("applied", "Schedules applied")];
        SPECS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Affine,
            Dialect::Arith,
            Dialect::Linalg,
            Dialect::Scf,
            Dialect::Tensor,
            Dialect::Transform,
            Dialect::Ub,
            Dialect::Vector,
        ]
    }

    fn initialize(&mut self, options: &janus_dialects::Options) -> Result<(), String> {
        self.library = match options.non_empty_string("schedule") {
            Some(path) => Some(
                std::fs::read_to_string(path)
                    .map_err(|error| format!("cannot read schedule '{path}': {error}"))?,
            ),
            None => None,
        };
        Ok(())
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let library = self.library.as_deref().unwrap_or(AVX512);
        let known = sequences(library);
        let only = pass.options().non_empty_string("sequence");
        let last = only.unwrap_or("finish");
        if !known.contains(&last) {
            return Err(
                Diagnostic::unlocated(format!("the schedule has no sequence '{last}'")).into(),
            );
        }
        let scheduled = edit::collect(module, |operation| {
            only.is_none() && operation.has_attribute(SCHEDULE)
        });
        let mut script = Script::default();
        for operation in scheduled {
            let Some(name) = schedule_name(operation) else {
                continue;
            };
            if !known.iter().any(|other| *other == name) {
                Diagnostic::remark(
                    operation.location(),
                    format!("no schedule '{name}': the operation becomes plain loops"),
                )
                .emit(pass.context());
                continue;
            }
            script.include(pass, module, operation, &name);
            pass.count("applied", 1);
        }
        let text = script.finish(library, last).ok_or_else(|| {
            Diagnostic::unlocated("the schedule is not a module of named sequences")
        })?;
        let schedule = Module::parse(pass.context(), &text)
            .ok_or_else(|| Diagnostic::unlocated("the schedule does not parse"))?;
        let main = schedule
            .body()
            .first_operation()
            .ok_or_else(|| Diagnostic::unlocated("the schedule is empty"))?;
        // SAFETY: the payload, the sequence and its module are live, and the options are ours.
        let succeeded = unsafe {
            let options = mlirTransformOptionsCreate();
            let result = mlirTransformApplyNamedSequence(
                module.to_raw(),
                main.to_raw(),
                schedule.as_operation().to_raw(),
                options,
            );
            mlirTransformOptionsDestroy(options);
            result.value != 0
        };
        if succeeded {
            Ok(())
        } else {
            Err(Failure::emitted())
        }
    }
}

fn schedule_name(operation: OperationRef) -> Option<String> {
    let name = operation.attribute(SCHEDULE).ok()?.as_str()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The names of the sequences in a library.
fn sequences(library: &str) -> Vec<&str> {
    library
        .split("transform.named_sequence")
        .skip(1)
        .filter_map(|rest| {
            let rest = &rest[rest.find('@')? + 1..];
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .collect()
}

const HANDLE: &str = "!transform.any_op";
const PARAMETER: &str = "!transform.param<i64>";

/// The sequence that includes all the others.
#[derive(Default)]
struct Script {
    body: String,
    operations: usize,
    values: usize,
}

impl Script {
    fn include<'c>(
        &mut self,
        pass: &PassContext<'c, '_>,
        module: OperationRef<'c, '_>,
        operation: OperationRef<'c, '_>,
        name: &str,
    ) {
        let mut arguments = vec![self.handle(pass, operation)];
        if let Ok(group) = operation.attribute(PARTNER) {
            let partners = edit::collect(module, |other| {
                other != operation && other.attribute(PARTNER) == Ok(group)
            });
            for partner in partners {
                arguments.push(self.handle(pass, partner));
            }
        }
        let handles = arguments.len();
        for tile in tiles(operation) {
            let value = self.value();
            let _ = writeln!(
                self.body,
                "{value} = transform.param.constant {tile} : i64 -> {PARAMETER}"
            );
            arguments.push(value);
        }
        let types: Vec<_> = (0..arguments.len())
            .map(|index| if index < handles { HANDLE } else { PARAMETER })
            .collect();
        let _ = writeln!(
            self.body,
            "transform.include {} failures(propagate) ({}) : ({}) -> ()",
            text::symbol(name),
            arguments.join(", "),
            types.join(", ")
        );
    }

    /// A handle to one operation, found by a number that it is given.
    fn handle<'c>(
        &mut self,
        pass: &PassContext<'c, '_>,
        operation: OperationRef<'c, '_>,
    ) -> String {
        let number = self.operations;
        self.operations += 1;
        edit::annotate(
            pass.context(),
            operation,
            "janus.number",
            &format!("{number} : i64"),
        );
        let value = self.value();
        let _ = writeln!(
            self.body,
            "{value} = transform.structured.match attributes {{janus.number = {number} : i64}} in %root : ({HANDLE}) -> {HANDLE}"
        );
        value
    }

    fn value(&mut self) -> String {
        self.values += 1;
        format!("%v{}", self.values)
    }

    /// The library with the sequence in front.
    fn finish(self, library: &str, last: &str) -> Option<String> {
        let start = library.find('{')?;
        let start = match library[..start].find("attributes") {
            Some(_) => start + library[start..].find('}')? + 1,
            None => start,
        };
        let start = start + library[start..].find('{')? + 1;
        Some(format!(
            "{}\ntransform.named_sequence @janus_main(%root: {HANDLE} {{transform.readonly}}) {{\n{}\
             %functions = transform.structured.match ops{{[\"func.func\"]}} in %root : ({HANDLE}) -> {HANDLE}\n\
             transform.include @{last} failures(propagate) (%functions) : ({HANDLE}) -> ()\n\
             transform.yield\n}}\n{}",
            &library[..start],
            self.body,
            &library[start..]
        ))
    }
}

fn tiles(operation: OperationRef) -> Vec<i64> {
    let Ok(attribute) = operation.attribute(TILES) else {
        return vec![];
    };
    if let Ok(dense) = DenseI64ArrayAttribute::try_from(attribute) {
        return (0..dense.len())
            .filter_map(|index| dense.element(index).ok())
            .collect();
    }
    array(attribute)
        .map(|elements| {
            elements
                .filter_map(|element| element.to_string().split(' ').next()?.parse().ok())
                .collect()
        })
        .unwrap_or_default()
}
