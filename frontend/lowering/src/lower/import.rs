//! Imports.

use janus_syntax::ast::{Import, ImportFrom};

use super::Lowerer;
use crate::{error::Result, refusal::Refusal};

impl<'t, 'a> Lowerer<'_, 't, 'a, '_> {
    /// `import a.b` binds `a`; `import a.b as c` binds the module `a.b`.
    pub(super) fn import(&mut self, node: &'t Import<'a>) -> Result<()> {
        if node.is_lazy {
            return self.refuse(Refusal::LazyImport, node.range);
        }
        for alias in &node.names {
            let module = self.mangled(alias.name);
            let value = self
                .emit
                .import(alias.range, &module, None, alias.asname.is_some(), 0)?;
            self.store_name(alias.range, crate::ast::imported_name(alias), value)?;
        }
        Ok(())
    }

    pub(super) fn import_from(&mut self, node: &'t ImportFrom<'a>) -> Result<()> {
        if node.is_lazy {
            return self.refuse(Refusal::LazyImport, node.range);
        }
        let module = node.module.unwrap_or_default();
        for alias in &node.names {
            if alias.name == "*" {
                self.refuse(Refusal::ImportStar, node.range)?;
                continue;
            }
            let name = self.mangled(alias.name);
            let value = self
                .emit
                .import(alias.range, module, Some(&name), false, node.level)?;
            self.store_name(alias.range, alias.asname.unwrap_or(alias.name), value)?;
        }
        Ok(())
    }
}
