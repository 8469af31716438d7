//! Import statements inside of functions.

use super::{
    Specializer,
    emit::{Access, PathKey},
    refusal::{Refusal, codes},
    value::Value,
};
use crate::world::Object;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// What an import statement calls.
    fn import_function(&mut self) -> Result<Value, Refusal> {
        let missing = || Refusal::new(codes::UNANSWERED, "'builtins.__import__' is not there");
        let builtins = "builtins";
        let id = self.world.module(builtins)?.ok_or_else(missing)?;
        let key = Some(PathKey::str(builtins));
        let module = self.reach().step(None, Access::Import, key, builtins, id)?;
        self.find_attribute(&module, "__import__")?
            .ok_or_else(missing)
    }

    pub(super) fn import(
        &mut self,
        module: &str,
        name: Option<&str>,
        as_leaf: bool,
        level: i64,
    ) -> Result<Value, Refusal> {
        if level != 0 {
            return Err(Refusal::new(
                codes::STATEMENT,
                "a relative import inside a function",
            ));
        }
        let asked = self.import_function()?;
        if !matches!(&asked, Value::Known(known)
            if matches!(self.heap.object(*known), Object::Builtin(name) if name == "builtins.__import__"))
        {
            return Err(Refusal::new(
                codes::STATEMENT,
                "'builtins.__import__' is not Python's",
            ));
        }
        let path = match name {
            None if !as_leaf => module.split('.').next().unwrap_or(module),
            _ => module,
        };
        let missing = || {
            Refusal::new(
                codes::STATEMENT,
                format!("the module '{path}' is not loaded yet"),
            )
        };
        let id = self.world.module(path)?.ok_or_else(missing)?;
        let imported =
            self.reach()
                .step(None, Access::Import, Some(PathKey::str(path)), path, id)?;
        match name {
            Some(name) => self.get_attribute(&imported, name),
            None => Ok(imported),
        }
    }
}
