//! The pass `specialize-types`.

use super::{Refusal, code::read_block, specialize_with};
use crate::world::{Profile, ProfiledFunction, Recording};
use janus_dialects::{
    Diagnostic, Dialect, OptionSpec, Options, Pass, PassContext, PassResult,
    melior::{
        Context, IrRewriter,
        ir::{BlockLike, Location, OperationRef, RegionLike, operation::OperationLike},
    },
};
use std::path::Path;

/// Replaces the functions of a module by the specialization of one of them for what a profile says.
///
/// Example: see the module's documentation and `test/passes/specialize-types`.
///
/// Restrictions: one function a run, since objects of different calls have nothing to do with each other. What cannot be specialized is an error that
/// says which construct is in the way; `janus run` leaves such a function to CPython.
#[derive(Clone, Default)]
pub struct SpecializeTypes {
    profile: Profile,
}

const OPTIONS: &[OptionSpec] = &[
    OptionSpec::string(
        "profile",
        "the profile, as `janus run --save-profile` writes it",
        "",
    ),
    OptionSpec::string(
        "function",
        "the qualified name of the function; may be left out where the profile has one",
        "",
    ),
    OptionSpec::int(
        "graph",
        "which of the function's graphs in the profile, from 0",
        0,
    ),
];

impl Pass for SpecializeTypes {
    const ARGUMENT: &'static str = "specialize-types";
    const DESCRIPTION: &'static str =
        "Specialize a Python function for the types, values and objects that a profile has seen";

    fn options() -> &'static [OptionSpec] {
        OPTIONS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Arith,
            Dialect::Tensor,
            Dialect::PyDyn,
            Dialect::Dataflow,
            Dialect::Nn,
        ]
    }

    fn initialize(&mut self, options: &Options) -> Result<(), String> {
        let Some(path) = options.non_empty_string("profile") else {
            return Err("needs a profile: --specialize-types=\"profile=FILE\"".to_owned());
        };
        self.profile = Profile::read(Path::new(path)).map_err(|error| error.to_string())?;
        Ok(())
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let context = pass.context();
        let options = pass.options();
        let function = self.select(options.non_empty_string("function"), options.int("graph"));
        let function = function.map_err(Diagnostic::unlocated)?;
        let mut world = Recording::new(function.answers.clone())
            .map_err(|unanswered| Diagnostic::unlocated(unanswered.to_string()))?;
        let Some(body) = operation
            .region(0)
            .ok()
            .and_then(|region| region.first_block())
        else {
            return Err(Diagnostic::unlocated("the module has no body").into());
        };
        let own = read_block(body).map_err(|refusal| diagnostic(context, &refusal))?;
        let module = specialize_with(context, &mut world, own)
            .map_err(|refusal| diagnostic(context, &refusal))?;
        while let Some(old) = body.first_operation() {
            IrRewriter::new(context).as_rewriter_base().erase_op(old);
        }
        let mut next = module.body().first_operation();
        while let Some(made) = next {
            body.append_operation((*made).clone());
            next = made.next_in_block();
        }
        Ok(())
    }
}

impl SpecializeTypes {
    /// The graph of the profile that the options name.
    fn select(&self, name: Option<&str>, graph: i64) -> Result<&ProfiledFunction, String> {
        let functions = &self.profile.functions;
        let mut names: Vec<&str> = functions
            .iter()
            .map(|function| function.name.as_str())
            .collect();
        names.dedup();
        let name = match (name, names.as_slice()) {
            (Some(name), _) => name,
            (None, [name]) => name,
            (None, []) => return Err("the profile holds no function".to_owned()),
            (None, several) => {
                return Err(format!(
                    "the profile holds several functions; choose one with function=…: {}",
                    several.join(", ")
                ));
            }
        };
        let mut graphs = functions.iter().filter(|function| function.name == name);
        usize::try_from(graph)
            .ok()
            .and_then(|graph| graphs.nth(graph))
            .ok_or_else(|| format!("the profile holds no graph {graph} of the function '{name}'"))
    }
}

/// A refusal as an error at its place, with the calls that led there as notes.
fn diagnostic<'c>(context: &'c Context, refusal: &Refusal) -> Diagnostic<'c> {
    let locate = |place: &super::Place| {
        Location::new(
            context,
            &place.file,
            place.line as usize,
            place.column as usize,
        )
    };
    let mut places = refusal.trace.iter().rev();
    let message = format!("{} [{}]", refusal.message, refusal.code);
    let Some(innermost) = places.next() else {
        return Diagnostic::unlocated(message);
    };
    places.fold(
        Diagnostic::error(locate(innermost), message),
        |diagnostic, caller| diagnostic.note(locate(caller), "called from here"),
    )
}
