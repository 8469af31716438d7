//! What a family says about each of its ops, for `-autodiff` and `-nn-to-linalg`.

use super::builder::{Builder, int_attribute, ints_attribute, operands_of, results_of};
use crate::refusal::{LOWERING, refuse_operation};
use janus_dialects::{
    Diagnostic,
    melior::ir::{Value, operation::OperationRef},
};
use std::collections::HashMap;

/// The derivative of an op.
#[derive(Clone, Copy)]
pub enum Derivative {
    /// Zero wherever it is defined, or about integers.
    Zero,
    /// The derivatives with respect to the operands, from those with respect to the results.
    Reverse(for<'x, 'c, 'a> fn(&'x Adjoint<'c, 'a>) -> Gradients<'c, 'a>),
}

/// One derivative for each operand, `None` where it is zero or not asked for.
pub type Gradients<'c, 'a> = Result<Vec<Option<Value<'c, 'a>>>, Diagnostic<'c>>;

/// The values that take the place of an op's results.
pub type Lowered<'c, 'a> = Result<Vec<Value<'c, 'a>>, Diagnostic<'c>>;

/// An op of the `nn` dialect.
pub struct NnOp {
    pub name: &'static str,
    pub derivative: Derivative,
    /// Makes ops of other dialects, or simpler ones of this dialect.
    pub lower: for<'x, 'c, 'a> fn(&'x Lowering<'x, 'c, 'a>) -> Lowered<'c, 'a>,
}

/// An op whose derivative is asked for.
pub struct Adjoint<'c: 'a, 'a> {
    /// Where the derivative is computed.
    pub builder: Builder<'c, 'a>,
    pub op: OperationRef<'c, 'a>,
    pub operands: Vec<Value<'c, 'a>>,
    pub results: Vec<Value<'c, 'a>>,
    /// The derivative with respect to each result, `None` where it is zero.
    pub grads: Vec<Option<Value<'c, 'a>>>,
    /// The operands whose derivative is asked for.
    pub needed: Vec<bool>,
}

impl<'c: 'a, 'a> Adjoint<'c, 'a> {
    /// The derivative with respect to the first result. It is there unless the op has several.
    pub fn grad(&self) -> Result<Value<'c, 'a>, Diagnostic<'c>> {
        self.grads
            .first()
            .copied()
            .flatten()
            .ok_or_else(|| Diagnostic::op_error(&self.op, "has no derivative of its first result"))
    }

    pub fn lhs(&self) -> Value<'c, 'a> {
        self.operands[0]
    }

    pub fn rhs(&self) -> Value<'c, 'a> {
        self.operands[1]
    }

    pub fn result(&self) -> Value<'c, 'a> {
        self.results[0]
    }

    /// Computes the derivative of operand `index`, if it is asked for.
    pub fn of(
        &self,
        index: usize,
        compute: impl FnOnce(&Builder<'c, 'a>) -> Value<'c, 'a>,
    ) -> Option<Value<'c, 'a>> {
        self.needed[index].then(|| compute(&self.builder))
    }

    pub fn ints(&self, name: &str) -> Vec<i64> {
        ints_attribute(self.op, name)
    }

    pub fn int(&self, name: &str) -> i64 {
        int_attribute(self.op, name).unwrap_or(0)
    }

    /// An attribute that counts dimensions.
    pub fn dims(&self, name: &str) -> Vec<usize> {
        self.ints(name)
            .into_iter()
            .map(|dim| dim as usize)
            .collect()
    }
}

/// An op that is to be lowered.
pub struct Lowering<'x, 'c: 'a, 'a> {
    /// Where the new ops go: before the op.
    pub builder: Builder<'c, 'a>,
    pub op: OperationRef<'c, 'a>,
    pub operands: Vec<Value<'c, 'a>>,
    pub results: Vec<Value<'c, 'a>>,
    /// How often each value was used when the pass came by.
    pub uses: &'x HashMap<usize, usize>,
}

impl<'x, 'c: 'a, 'a> Lowering<'x, 'c, 'a> {
    pub fn new(
        builder: Builder<'c, 'a>,
        op: OperationRef<'c, 'a>,
        uses: &'x HashMap<usize, usize>,
    ) -> Self {
        Self {
            builder,
            op,
            operands: operands_of(op),
            results: results_of(op),
            uses,
        }
    }

    pub fn result(&self) -> Value<'c, 'a> {
        self.results[0]
    }

    pub fn ints(&self, name: &str) -> Vec<i64> {
        ints_attribute(self.op, name)
    }

    pub fn int(&self, name: &str) -> i64 {
        int_attribute(self.op, name).unwrap_or(0)
    }

    pub fn dims(&self, name: &str) -> Vec<usize> {
        self.ints(name)
            .into_iter()
            .map(|dim| dim as usize)
            .collect()
    }

    /// How often a value was used when the pass came by.
    pub fn uses_of(&self, value: Value<'c, 'a>) -> usize {
        self.uses
            .get(&super::builder::key(value))
            .copied()
            .unwrap_or(0)
    }

    /// A failure that says what the lowering cannot do.
    pub fn unsupported<T>(&self, what: &str) -> Result<T, Diagnostic<'c>> {
        Err(refuse_operation(
            LOWERING,
            &self.op,
            format!("cannot be lowered to linalg: {what}"),
        ))
    }
}
