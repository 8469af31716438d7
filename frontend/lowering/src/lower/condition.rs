//! What branches: `and`, `or`, `not`, comparison chains and conditional expressions, as values and as tests.
//!
//! A test asks each operand for its truth once, as CPython's jumps do: in `if a and b`, a false `a` is not asked
//! again. The `pydyn.truth` of a whole test has the test's range. That of an operand that decides whether the next one
//! is evaluated has the range of what lies between the two, the operator, so that no two decisions share a place:
//! a profile knows them by line and column. The `pydyn.if` that a decision leads to has the same place.

use janus_dialects::melior::ir::Region;
use janus_syntax::ast::{BoolOp, BoolOpExpr, CmpOp, Compare, Expr, IfExp, TextRange, UnaryOp};

use super::Lowerer;
use crate::{emit::Val, error::Result, refusal::Refusal};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    /// Lowers the test of an `if`, `while`, `assert` or the like to a condition.
    pub(super) fn test(&mut self, expr: &'t Expr<'a>) -> Result<Val<'c>> {
        let value = if branches(expr) {
            self.decide(expr, expr.range())?
        } else {
            self.expr(expr)?
        };
        self.emit.truth(expr.range(), value)
    }

    /// Lowers an expression to a condition; the decision of an expression without branches is at `place`.
    fn decide(&mut self, expr: &'t Expr<'a>, place: TextRange) -> Result<Val<'c>> {
        self.deeper(
            |this| this.decide_inner(expr, place),
            |this| {
                let value = this.refuse_value(Refusal::DeepExpression, expr.range(), &[])?;
                this.emit.truth(place, value)
            },
        )
    }

    fn decide_inner(&mut self, expr: &'t Expr<'a>, place: TextRange) -> Result<Val<'c>> {
        match expr {
            _ if !branches(expr) || !self.may_nest() => {
                let value = self.expr(expr)?;
                self.emit.truth(place, value)
            }
            Expr::BoolOp(node) => self.decide_bool_op(node, 0),
            Expr::Compare(node) => {
                let left = self.expr(&node.left)?;
                self.decide_chain(node, 0, left)
            }
            Expr::UnaryOp(node) => {
                let condition = self.decide(&node.operand, node.operand.range())?;
                self.emit.not(node.range, condition)
            }
            Expr::IfExp(node) => {
                let condition = self.test(&node.test)?;
                let then = self.value_region(node.body.range(), |this| {
                    this.decide(&node.body, between(&node.body, &node.test))
                })?;
                let or_else = self.value_region(node.orelse.range(), |this| {
                    this.decide(&node.orelse, between(&node.test, &node.orelse))
                })?;
                self.emit
                    .if_condition(node.test.range(), condition, then, or_else)
            }
            _ => {
                let value = self.expr(expr)?;
                self.emit.truth(place, value)
            }
        }
    }

    /// `values[first] and values[first + 1] and …` as a condition.
    fn decide_bool_op(&mut self, node: &'t BoolOpExpr<'a>, first: usize) -> Result<Val<'c>> {
        let (value, rest) = (&node.values[first], node.values.get(first + 1));
        let Some(next) = rest else {
            return self.decide(value, value.range());
        };
        let here = between(value, next);
        let condition = self.decide(value, here)?;
        let range = TextRange::new(value.range().start, node.range.end);
        if !self.may_nest() {
            let value = self.refuse_value(Refusal::DeepNesting, range, &[])?;
            return self.emit.truth(range, value);
        }
        let rest = self.value_region(range, |this| this.decide_bool_op(node, first + 1))?;
        let decided = self.value_region(range, |this| {
            this.emit.condition_constant(range, node.op == BoolOp::Or)
        })?;
        let (then, or_else) = if_decided(node.op, decided, rest);
        self.emit.if_condition(here, condition, then, or_else)
    }

    /// The comparisons of a chain from `index` on, as a condition.
    fn decide_chain(
        &mut self,
        node: &'t Compare<'a>,
        index: usize,
        left: Val<'c>,
    ) -> Result<Val<'c>> {
        let (result, right) = self.comparison(node, index, left)?;
        let Some(next) = node.comparators.get(index + 1) else {
            return self.emit.truth(node.comparators[index].range(), result);
        };
        let here = between(&node.comparators[index], next);
        let condition = self.emit.truth(here, result)?;
        let range = self.comparison_range(node, index);
        if !self.may_nest() {
            let value = self.refuse_value(Refusal::DeepNesting, range, &[])?;
            return self.emit.truth(range, value);
        }
        let rest = self.value_region(range, |this| this.decide_chain(node, index + 1, right))?;
        let decided =
            self.value_region(range, |this| this.emit.condition_constant(range, false))?;
        self.emit.if_condition(here, condition, rest, decided)
    }

    /// `values[first] and values[first + 1] and …` as a value: the operand that decides, or the last.
    pub(super) fn bool_op(&mut self, node: &'t BoolOpExpr<'a>, first: usize) -> Result<Val<'c>> {
        let operand = &node.values[first];
        let Some(next) = node.values.get(first + 1) else {
            return self.expr(operand);
        };
        let here = between(operand, next);
        let (value, condition) = self.value_and_truth(operand, here)?;
        let range = TextRange::new(operand.range().start, node.range.end);
        if !self.may_nest() {
            return self.refuse_value(Refusal::DeepNesting, range, &[]);
        }
        let rest = self.value_region(range, |this| this.bool_op(node, first + 1))?;
        let decided = self.value_region(range, |_| Ok(value))?;
        let (then, or_else) = if_decided(node.op, decided, rest);
        self.emit.if_object(here, condition, then, or_else)
    }

    /// An expression's value and its truth, decided at `place`. In `(a and b) or c`, what made `a and b` false is not
    /// asked again.
    fn value_and_truth(
        &mut self,
        expr: &'t Expr<'a>,
        place: TextRange,
    ) -> Result<(Val<'c>, Val<'c>)> {
        if let Expr::BoolOp(node) = expr
            && self.may_nest()
        {
            return self.deeper(
                |this| this.bool_op_and_truth(node, 0, place),
                |this| {
                    let value = this.refuse_value(Refusal::DeepExpression, expr.range(), &[])?;
                    Ok((value, this.emit.truth(place, value)?))
                },
            );
        }
        let value = self.expr(expr)?;
        Ok((value, self.emit.truth(place, value)?))
    }

    fn bool_op_and_truth(
        &mut self,
        node: &'t BoolOpExpr<'a>,
        first: usize,
        place: TextRange,
    ) -> Result<(Val<'c>, Val<'c>)> {
        let operand = &node.values[first];
        let Some(next) = node.values.get(first + 1) else {
            return self.value_and_truth(operand, place);
        };
        let here = between(operand, next);
        let (value, condition) = self.value_and_truth(operand, here)?;
        let range = TextRange::new(operand.range().start, node.range.end);
        if !self.may_nest() {
            let value = self.refuse_value(Refusal::DeepNesting, range, &[])?;
            return Ok((value, self.emit.truth(place, value)?));
        }
        let rest =
            self.values_region(range, |this| this.bool_op_and_truth(node, first + 1, place))?;
        let decided = self.values_region(range, |this| {
            let truth = this.emit.condition_constant(range, node.op == BoolOp::Or)?;
            Ok((value, truth))
        })?;
        let (then, or_else) = if_decided(node.op, decided, rest);
        self.emit
            .if_object_and_condition(here, condition, then, or_else)
    }

    /// A region that yields the value and the truth that `fill` returns.
    fn values_region(
        &mut self,
        range: TextRange,
        fill: impl FnOnce(&mut Self) -> Result<(Val<'c>, Val<'c>)>,
    ) -> Result<Region<'c>> {
        let (region, _) = self.emit.open(&[])?;
        let (value, truth) = fill(self)?;
        self.emit.yield_values(range, &[value, truth])?;
        self.emit.close();
        Ok(region)
    }

    /// A comparison chain as a value.
    pub(super) fn compare(&mut self, node: &'t Compare<'a>) -> Result<Val<'c>> {
        let left = self.expr(&node.left)?;
        self.chain(node, 0, left)
    }

    fn chain(&mut self, node: &'t Compare<'a>, index: usize, left: Val<'c>) -> Result<Val<'c>> {
        let (result, right) = self.comparison(node, index, left)?;
        let Some(next) = node.comparators.get(index + 1) else {
            return Ok(result);
        };
        let here = between(&node.comparators[index], next);
        let condition = self.emit.truth(here, result)?;
        let range = self.comparison_range(node, index);
        if !self.may_nest() {
            return self.refuse_value(Refusal::DeepNesting, range, &[]);
        }
        let rest = self.value_region(range, |this| this.chain(node, index + 1, right))?;
        let decided = self.value_region(range, |_| Ok(result))?;
        self.emit.if_object(here, condition, rest, decided)
    }

    /// One comparison, and its right operand for the next.
    fn comparison(
        &mut self,
        node: &'t Compare<'a>,
        index: usize,
        left: Val<'c>,
    ) -> Result<(Val<'c>, Val<'c>)> {
        let right = self.expr(&node.comparators[index])?;
        let range = self.comparison_range(node, index);
        let result = self
            .emit
            .compare(range, predicate(node.ops[index]), left, right)?;
        Ok((result, right))
    }

    fn comparison_range(&self, node: &Compare<'a>, index: usize) -> TextRange {
        if node.comparators.len() == 1 {
            return node.range;
        }
        let left = match index {
            0 => &node.left,
            index => &node.comparators[index - 1],
        };
        TextRange::new(left.range().start, node.comparators[index].range().end)
    }

    /// `body if test else orelse` as a value.
    pub(super) fn conditional(&mut self, node: &'t IfExp<'a>) -> Result<Val<'c>> {
        if !self.may_nest() {
            return self.refuse_value(Refusal::DeepNesting, node.range, &[]);
        }
        let condition = self.test(&node.test)?;
        let then = self.value_region(node.body.range(), |this| this.expr(&node.body))?;
        let or_else = self.value_region(node.orelse.range(), |this| this.expr(&node.orelse))?;
        self.emit
            .if_object(node.test.range(), condition, then, or_else)
    }

    /// A region that yields what `fill` returns.
    pub(super) fn value_region(
        &mut self,
        range: TextRange,
        fill: impl FnOnce(&mut Self) -> Result<Val<'c>>,
    ) -> Result<Region<'c>> {
        let (region, _) = self.emit.open(&[])?;
        let value = fill(self)?;
        self.emit.yield_values(range, &[value])?;
        self.emit.close();
        Ok(region)
    }
}

/// Whether a test of the expression takes more than one decision.
fn branches(mut expr: &Expr<'_>) -> bool {
    loop {
        match expr {
            Expr::BoolOp(_) | Expr::IfExp(_) => return true,
            Expr::Compare(node) => return node.ops.len() > 1,
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => expr = &node.operand,
            _ => return false,
        }
    }
}

/// The regions of an `if` on an operand of `and` or `or`: whether it is decided, or the rest counts.
fn if_decided<'c>(
    operator: BoolOp,
    decided: Region<'c>,
    rest: Region<'c>,
) -> (Region<'c>, Region<'c>) {
    match operator {
        BoolOp::And => (rest, decided),
        BoolOp::Or => (decided, rest),
    }
}

/// Where an operator stands: between the ends of its operands.
fn between(left: &Expr<'_>, right: &Expr<'_>) -> TextRange {
    TextRange::new(left.range().end, right.range().start.max(left.range().end))
}

/// `PyDyn_ComparePredicate` of a comparison.
fn predicate(operator: CmpOp) -> i64 {
    match operator {
        CmpOp::Eq => 0,
        CmpOp::NotEq => 1,
        CmpOp::Lt => 2,
        CmpOp::LtE => 3,
        CmpOp::Gt => 4,
        CmpOp::GtE => 5,
        CmpOp::Is => 6,
        CmpOp::IsNot => 7,
        CmpOp::In => 8,
        CmpOp::NotIn => 9,
    }
}
