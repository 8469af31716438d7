//! The order in which CPython's compiler finds errors.
//!
//! It goes over a tree several times, and stops at the first error: the `__future__` imports at the beginning, the scopes
//! with what their statements say of names, the names of all scopes, the code.

use super::checks::Found;
use crate::diagnostics::{Diagnostic, MAX_ERRORS, Problem};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Futures,
    Scopes,
    Names,
    Code,
}

/// The diagnostics: first the one that CPython would report, then the others in the order of the source.
pub(super) fn arrange(found: Found) -> Vec<Diagnostic> {
    let first = (0..found.len()).min_by_key(|&at| phase(&found[at].0));
    let mut rest: Vec<_> =
        found.iter().enumerate().filter(|&(at, _)| Some(at) != first).map(|(_, other)| other).collect();
    rest.sort_by_key(|(_, range)| range.start);
    let all = first.map(|first| &found[first]).into_iter().chain(rest);
    all.take(MAX_ERRORS).map(|(problem, range)| Diagnostic::new(problem, *range)).collect()
}

/// Whether the problem is found where code is made, after the scopes and names of the whole file.
pub(super) fn is_about_code(problem: &Problem) -> bool {
    phase(problem) == Phase::Code
}

fn phase(problem: &Problem) -> Phase {
    match problem {
        Problem::UnknownFuture { .. } | Problem::FutureBraces => Phase::Futures,
        Problem::DuplicateParameter { .. }
        | Problem::NonlocalAtModule
        | Problem::ParameterAnd { .. }
        | Problem::UsedPrior { .. }
        | Problem::AssignedPrior { .. }
        | Problem::AnnotatedNotLocal { .. }
        | Problem::ImportStar
        | Problem::LazyInside { .. }
        | Problem::LazyStar
        | Problem::YieldInComprehension { .. }
        | Problem::WalrusInIterable
        | Problem::WalrusRebinds { .. }
        | Problem::WalrusInClass
        | Problem::InnerLoopRebinds { .. }
        | Problem::NotInType { .. }
        | Problem::WalrusInType { .. }
        | Problem::DuplicateTypeParameter { .. } => Phase::Scopes,
        Problem::NonlocalAndGlobal { .. } | Problem::NoBinding { .. } | Problem::NonlocalTypeParameter { .. } => {
            Phase::Names
        }
        _ => Phase::Code,
    }
}
