//! Scopes: where each name of a code object lives.
//!
//! [`collect`] walks the tree and notes what every scope does with every name; [`ScopeTree::finish`] then decides
//! which variables nested code captures. A list, set or dict comprehension is a scope of its own, which lowering
//! inlines under fresh names, unless nested code captures one of its variables: then each evaluation needs its own
//! cells, and the comprehension becomes a function that is called at once.

mod collect;
mod names;

use std::collections::{BTreeSet, HashMap};

pub(crate) use collect::Collector;
pub(crate) use names::{Name, mangle};

use crate::emit::NameScope;

/// A scope of a [`ScopeTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ScopeId(usize);

/// What kind of code a scope belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
    Lambda,
    Generator,
    Comprehension,
    /// The scope of a function's or class's type parameters, around the scope of the definition itself.
    TypeParameters,
}

/// What a scope does with a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Symbol {
    /// Assigned, deleted, imported, defined or a parameter here.
    pub(crate) bound: bool,
    /// Declared `global` here.
    pub(crate) global: bool,
    /// Declared `nonlocal` here.
    pub(crate) nonlocal: bool,
    /// A variable of this scope that nested code uses.
    pub(crate) captured: bool,
}

/// The names of a module, class body, function or comprehension.
#[derive(Debug)]
pub(crate) struct Scope<'a> {
    kind: ScopeKind,
    parent: Option<ScopeId>,
    /// The innermost class, for names that begin with two underscores.
    class: Option<&'a str>,
    symbols: HashMap<Name<'a>, Symbol>,
    /// The variables of enclosing functions that this code or code nested in it uses.
    free: BTreeSet<Name<'a>>,
    /// Whether `yield` occurs in it.
    yields: bool,
    /// A comprehension whose variables become variables of the code around it.
    inlined: bool,
}

/// All scopes of what is lowered, and those around it.
#[derive(Debug, Default)]
pub(crate) struct ScopeTree<'a> {
    scopes: Vec<Scope<'a>>,
    /// The scope of a node, by the node's address.
    of_node: HashMap<usize, ScopeId>,
}

/// Where a name is found from some place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place<'a> {
    /// In the scope that the operation names, under the (mangled) name.
    Named(NameScope, Name<'a>),
    /// A variable of an inlined comprehension.
    Inlined(ScopeId, Name<'a>),
}

impl<'a> ScopeTree<'a> {
    /// The scope that a definition, lambda or comprehension opens.
    pub(crate) fn of_node<T: ?Sized>(&self, node: &T) -> Option<ScopeId> {
        self.of_node.get(&address(node)).copied()
    }

    pub(crate) fn kind(&self, scope: ScopeId) -> ScopeKind {
        self.get(scope).kind
    }

    pub(crate) fn is_inlined(&self, scope: ScopeId) -> bool {
        self.get(scope).inlined
    }

    pub(crate) fn yields(&self, scope: ScopeId) -> bool {
        self.get(scope).yields
    }

    /// The name as the scope's code knows it: private names of a class are mangled.
    pub(crate) fn mangle(&self, scope: ScopeId, name: &'a str) -> Name<'a> {
        mangle(self.get(scope).class, name)
    }

    /// Whether the scope declares the name `global`.
    pub(crate) fn declares_global(&self, scope: ScopeId, name: &str) -> bool {
        self.symbol(scope, name).global
    }

    /// The variables of a function that nested code uses, in CPython's order.
    pub(crate) fn cells(&self, scope: ScopeId) -> BTreeSet<Name<'a>> {
        let symbols = self.get(scope).symbols.iter();
        symbols
            .filter(|(_, symbol)| symbol.captured)
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// The variables of enclosing functions that a function uses, in CPython's order.
    pub(crate) fn free(&self, scope: ScopeId) -> &BTreeSet<Name<'a>> {
        &self.get(scope).free
    }

    /// Where the mangled `name` lives, seen from `scope`.
    pub(crate) fn lookup(&self, scope: ScopeId, name: Name<'a>) -> Place<'a> {
        let mut at = scope;
        while self.get(at).inlined {
            if self.symbol(at, &name).bound {
                return Place::Inlined(at, name);
            }
            match self.get(at).parent {
                Some(parent) => at = parent,
                None => return Place::Named(NameScope::Global, name),
            }
        }
        let inside_comprehension = at != scope;
        let symbol = self.symbol(at, &name);
        let place = match self.get(at).kind {
            ScopeKind::Module if symbol.global || inside_comprehension => NameScope::Global,
            ScopeKind::Module => NameScope::Name,
            ScopeKind::Class if inside_comprehension => {
                // The names of a class body are not visible in a comprehension.
                match self.climb(at, &name) {
                    Some(_) => NameScope::Cell,
                    None => NameScope::Global,
                }
            }
            ScopeKind::Class if symbol.global => NameScope::Global,
            ScopeKind::Class if symbol.bound && !symbol.nonlocal => NameScope::Name,
            _ => match self.binder(at, &name) {
                Some(binder) if binder == at && !symbol.captured => NameScope::Local,
                Some(_) => NameScope::Cell,
                None if self.get(at).kind == ScopeKind::Class => NameScope::Name,
                None => NameScope::Global,
            },
        };
        Place::Named(place, name)
    }

    fn get(&self, scope: ScopeId) -> &Scope<'a> {
        &self.scopes[scope.0]
    }

    fn symbol(&self, scope: ScopeId, name: &str) -> Symbol {
        self.get(scope)
            .symbols
            .get(name)
            .copied()
            .unwrap_or_default()
    }

    /// The scope whose variable a name is when `scope` uses it, or `None` for a global or builtin.
    fn binder(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let symbol = self.symbol(scope, name);
        if symbol.global {
            return None;
        }
        if symbol.bound && !symbol.nonlocal {
            return Some(scope);
        }
        self.climb(scope, name)
    }

    /// The scope around `scope` whose variable a name is that is not `scope`'s own.
    fn climb(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut at = self.get(scope).parent;
        while let Some(id) = at {
            let symbol = self.symbol(id, name);
            match self.get(id).kind {
                ScopeKind::Module => return None,
                // What `super()` in a method looks for.
                ScopeKind::Class if name == "__class__" => return Some(id),
                ScopeKind::Class => {}
                _ if symbol.global => return None,
                _ if symbol.bound && !symbol.nonlocal => return Some(id),
                _ => {}
            }
            at = self.get(id).parent;
        }
        None
    }

    /// The scopes from `from` outwards, up to but without `to`.
    fn between(&self, from: ScopeId, to: ScopeId) -> impl Iterator<Item = ScopeId> {
        std::iter::successors(Some(from), |&id| self.get(id).parent).take_while(move |&id| id != to)
    }

    /// Decides what is captured and what is inlined, after everything was collected.
    pub(crate) fn finish(&mut self) {
        let mut uses = vec![];
        for index in 0..self.scopes.len() {
            let scope = ScopeId(index);
            for name in self.scopes[index].symbols.keys() {
                if let Some(binder) = self.binder(scope, name).filter(|&binder| binder != scope) {
                    uses.push((scope, name.clone(), binder));
                }
            }
        }

        // A comprehension that cannot be inlined makes what it uses of the one around it captured in turn.
        loop {
            let captured = uses
                .iter()
                .map(|&(scope, _, binder)| (scope, binder))
                .filter(|&(scope, binder)| {
                    self.get(binder).inlined
                        && self.between(scope, binder).any(|id| !self.get(id).inlined)
                });
            let captured: Vec<ScopeId> = captured.map(|(_, binder)| binder).collect();
            if captured.is_empty() {
                break;
            }
            for scope in captured {
                self.scopes[scope.0].inlined = false;
            }
        }

        for (scope, name, binder) in uses {
            let through: Vec<ScopeId> = self
                .between(scope, binder)
                .filter(|&id| !self.get(id).inlined)
                .collect();
            if through.is_empty() {
                continue;
            }
            for id in through {
                self.scopes[id.0].free.insert(name.clone());
            }
            self.scopes[binder.0]
                .symbols
                .entry(name)
                .or_default()
                .captured = true;
        }
    }
}

fn address<T: ?Sized>(node: &T) -> usize {
    std::ptr::from_ref(node).cast::<()>().addr()
}
