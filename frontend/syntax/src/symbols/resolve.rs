//! Decides for every name of every scope where it lives.

use std::borrow::Cow;

use super::checks::Found;
use super::{Resolution, ScopeId, ScopeKind, Symbol, SymbolTable, Uses};
use crate::diagnostics::Problem;

/// What every class binds for the functions in it.
const IMPLICIT: &str = "__class__";

pub(super) fn resolve(table: &mut SymbolTable<'_>, found: &mut Found) {
    for scope in 0..table.scopes.len() {
        for at in 0..table.scopes[scope].symbols.len() {
            resolve_symbol(table, found, scope, at);
        }
    }
}

fn resolve_symbol(table: &mut SymbolTable<'_>, found: &mut Found, scope: usize, at: usize) {
    let Some((name, symbol)) = table.scopes[scope].symbols.get_index(at) else { return };
    let uses = symbol.uses;
    // A nested scope, resolved before, cannot come here: parents stand before children. But a child of an earlier
    // sibling's may have made this a cell or free name already.
    if matches!(symbol.resolution, Resolution::Cell | Resolution::Free) {
        return;
    }
    let name = name.clone();
    let first = symbol.first;
    let resolution = if uses.global {
        Resolution::GlobalExplicit
    } else if uses.nonlocal {
        let captured = capture(table, scope, &name);
        if !uses.conflict
            && let Some(problem) = match captured {
                None => Some(Problem::NoBinding { name: name.into_owned() }),
                Some(Captured { type_parameter: true }) => {
                    Some(Problem::NonlocalTypeParameter { name: name.into_owned() })
                }
                Some(_) => None,
            }
        {
            found.push((problem, first));
        }
        Resolution::Free
    } else if uses.is_bound() {
        Resolution::Local
    } else {
        capture(table, scope, &name).map_or(Resolution::GlobalImplicit, |_| Resolution::Free)
    };
    table.scopes[scope].symbols[at].resolution = resolution;
}

/// A name found in an enclosing scope.
struct Captured {
    type_parameter: bool,
}

/// Looks for the enclosing function that binds `name`, makes it a cell there and free in the scopes between.
/// `None` if there is none.
fn capture(table: &mut SymbolTable<'_>, scope: usize, name: &str) -> Option<Captured> {
    let mut between = Vec::new();
    let mut next = table.scopes[scope].parent;
    while let Some(ScopeId(index)) = next {
        let index = index as usize;
        let enclosing = &table.scopes[index];
        next = enclosing.parent;
        if enclosing.kind == ScopeKind::Class && name == IMPLICIT {
            pass_through(table, &between, name);
            return Some(Captured { type_parameter: false });
        }
        if !enclosing.kind.is_visible_inside() {
            // A class's own names are invisible here, but captured names pass through it.
            if next.is_some() {
                between.push(index);
            }
            continue;
        }
        match enclosing.symbols.get(name).map(|symbol| symbol.uses) {
            Some(uses) if uses.global => return None,
            Some(uses) if uses.is_bound() && !uses.nonlocal => {
                pass_through(table, &between, name);
                if let Some(symbol) = table.scopes[index].symbols.get_mut(name) {
                    symbol.resolution = Resolution::Cell;
                }
                return Some(Captured { type_parameter: uses.type_parameter });
            }
            _ => between.push(index),
        }
    }
    None
}

fn pass_through(table: &mut SymbolTable<'_>, between: &[usize], name: &str) {
    for &index in between {
        let scope = &mut table.scopes[index];
        let is_class = !scope.kind.is_visible_inside();
        let range = scope.range;
        let symbol = scope.symbols.entry(Cow::Owned(name.to_owned())).or_insert(Symbol {
            uses: Uses::default(),
            resolution: Resolution::Free,
            first: range,
        });
        if !is_class && !symbol.uses.is_bound() {
            symbol.resolution = Resolution::Free;
        }
    }
}
