//! Names: where they live, and their loads and stores.

use janus_syntax::ast::TextRange;

use super::Lowerer;
use crate::{
    emit::{NameScope, Val},
    error::Result,
    scope::{Name, Place},
};

impl<'c, 'a> Lowerer<'c, '_, 'a, '_> {
    /// The scope and final name of a name that is written here.
    pub(super) fn place(&self, name: &'a str) -> (NameScope, Name<'a>) {
        let mangled = self.scopes.mangle(self.code.scope, name);
        match self.scopes.lookup(self.code.scope, mangled) {
            Place::Named(scope, name) => (scope, name),
            Place::Inlined(comprehension, name) => {
                // A comprehension that surrounds this place has its number before its parts are lowered.
                let number = self
                    .code
                    .inlined
                    .get(&comprehension)
                    .copied()
                    .unwrap_or_default();
                (NameScope::Local, format!("{name}.{number}").into())
            }
        }
    }

    pub(super) fn load_name(&self, range: TextRange, name: &'a str) -> Result<Val<'c>> {
        let (scope, name) = self.place(name);
        self.emit.load(range, scope, &name)
    }

    pub(super) fn store_name(&self, range: TextRange, name: &'a str, value: Val<'c>) -> Result<()> {
        let (scope, name) = self.place(name);
        self.emit.store(range, scope, &name, value)
    }

    pub(super) fn unbind_name(&self, range: TextRange, name: &'a str) -> Result<()> {
        let (scope, name) = self.place(name);
        self.emit.unbind(range, scope, &name)
    }

    /// The name with private names of a class mangled.
    pub(super) fn mangled(&self, name: &'a str) -> Name<'a> {
        self.scopes.mangle(self.code.scope, name)
    }

    /// The qualified name of a definition that is written here.
    pub(super) fn qualname(&self, name: &'a str) -> String {
        if self
            .scopes
            .declares_global(self.code.scope, &self.mangled(name))
        {
            return name.to_owned();
        }
        format!("{}{name}", self.code.prefix)
    }
}
