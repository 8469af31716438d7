//! Calls.

use janus_syntax::ast::{Call, Expr, Keyword};

use super::Lowerer;
use crate::{
    emit::{Argument, Val},
    error::Result,
};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    pub(super) fn call(&mut self, node: &'t Call<'a>) -> Result<Val<'c>> {
        let callee = self.expr(&node.func)?;
        let arguments = self.arguments(&node.args, &node.keywords)?;
        self.emit.call(node.range, callee, &arguments)
    }

    /// Positional arguments first, whatever order they are written in, as CPython evaluates them.
    pub(super) fn arguments(
        &mut self,
        positional: &'t [Expr<'a>],
        keywords: &'t [Keyword<'a>],
    ) -> Result<Vec<Argument<'c, 'a>>> {
        let mut arguments = Vec::with_capacity(positional.len() + keywords.len());
        for argument in positional {
            arguments.push(match argument {
                Expr::Starred(node) => (self.expr(&node.value)?, "*"),
                argument => (self.expr(argument)?, ""),
            });
        }
        for keyword in keywords {
            arguments.push((self.expr(&keyword.value)?, keyword.arg.unwrap_or("**")));
        }
        Ok(arguments)
    }
}
