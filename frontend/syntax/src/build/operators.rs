//! Operator precedence, by the shunting-yard method. Doing it here rather than in the grammar keeps the parse
//! stack flat: a chain of any length or nesting takes no recursion.

use super::{Builder, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Infix {
    Or,
    And,
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    In,
    NotIn,
    BitOr,
    BitXor,
    BitAnd,
    LShift,
    RShift,
    Add,
    Sub,
    Mult,
    Div,
    FloorDiv,
    Mod,
    MatMult,
    Pow,
}

/// Levels of precedence, the loosest first.
mod level {
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const COMPARISON: u8 = 4;
    pub const BIT_OR: u8 = 5;
    pub const BIT_XOR: u8 = 6;
    pub const BIT_AND: u8 = 7;
    pub const SHIFT: u8 = 8;
    pub const SUM: u8 = 9;
    pub const TERM: u8 = 10;
    pub const FACTOR: u8 = 11;
    pub const POWER: u8 = 12;
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Bool(BoolOp),
    Compare(CmpOp),
    Binary(Operator),
    Unary(UnaryOp),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    kind: Kind,
    level: u8,
    /// Where a prefix operator stands.
    at: u32,
}

impl Infix {
    fn entry(self) -> Entry {
        use Kind::{Binary, Bool, Compare};
        let (kind, level) = match self {
            Infix::Or => (Bool(BoolOp::Or), level::OR),
            Infix::And => (Bool(BoolOp::And), level::AND),
            Infix::Eq => (Compare(CmpOp::Eq), level::COMPARISON),
            Infix::NotEq => (Compare(CmpOp::NotEq), level::COMPARISON),
            Infix::Lt => (Compare(CmpOp::Lt), level::COMPARISON),
            Infix::LtE => (Compare(CmpOp::LtE), level::COMPARISON),
            Infix::Gt => (Compare(CmpOp::Gt), level::COMPARISON),
            Infix::GtE => (Compare(CmpOp::GtE), level::COMPARISON),
            Infix::Is => (Compare(CmpOp::Is), level::COMPARISON),

            Infix::In => (Compare(CmpOp::In), level::COMPARISON),
            Infix::NotIn => (Compare(CmpOp::NotIn), level::COMPARISON),
            Infix::BitOr => (Binary(Operator::BitOr), level::BIT_OR),
            Infix::BitXor => (Binary(Operator::BitXor), level::BIT_XOR),
            Infix::BitAnd => (Binary(Operator::BitAnd), level::BIT_AND),
            Infix::LShift => (Binary(Operator::LShift), level::SHIFT),
            Infix::RShift => (Binary(Operator::RShift), level::SHIFT),
            Infix::Add => (Binary(Operator::Add), level::SUM),
            Infix::Sub => (Binary(Operator::Sub), level::SUM),
            Infix::Mult => (Binary(Operator::Mult), level::TERM),
            Infix::Div => (Binary(Operator::Div), level::TERM),
            Infix::FloorDiv => (Binary(Operator::FloorDiv), level::TERM),
            Infix::Mod => (Binary(Operator::Mod), level::TERM),
            Infix::MatMult => (Binary(Operator::MatMult), level::TERM),
            Infix::Pow => (Binary(Operator::Pow), level::POWER),
        };
        Entry { kind, level, at: 0 }
    }
}

/// An operand with the range it covers, its parentheses included.
#[derive(Debug)]
struct Operand<'a> {
    l: u32,
    expr: Expr<'a>,
    r: u32,
}

/// The stacks of the shunting-yard method, shared by nested chains.
#[derive(Default)]
pub(super) struct Stack<'a> {
    operators: Vec<Entry>,
    operands: Vec<Operand<'a>>,
}

impl Stack<'_> {
    pub(super) fn clear(&mut self) {
        self.operators.clear();
        self.operands.clear();
    }
}

/// A chain under construction: where its operators begin on the stack.
#[derive(Clone, Copy, Debug)]
pub struct Chain {
    operators: u32,
}

impl<'a> Builder<'a> {
    fn new_chain(&self) -> Chain {
        Chain { operators: self.operators.operators.len() as u32 }
    }

    pub fn first_operator(&mut self, l: u32, expr: Expr<'a>, r: u32, op: Infix) -> Chain {
        let chain = self.new_chain();
        self.operators.operands.push(Operand { l, expr, r });
        self.operators.operators.push(op.entry());
        chain
    }

    pub fn operator(&mut self, chain: Chain, l: u32, expr: Expr<'a>, r: u32, op: Infix) -> Chain {
        self.operators.operands.push(Operand { l, expr, r });
        let entry = op.entry();
        while let Some(top) = self.top(chain) {
            // Powers group to the right; comparisons and boolean operators of one kind become one node.
            let waits = match (top.kind, entry.kind) {
                (Kind::Binary(Operator::Pow), Kind::Binary(Operator::Pow)) => true,
                (Kind::Bool(x), Kind::Bool(y)) => x == y || top.level < entry.level,
                (Kind::Compare(_), Kind::Compare(_)) => true,
                _ => top.level < entry.level,
            };
            if waits {
                break;
            }
            self.reduce(chain);
        }
        self.operators.operators.push(entry);
        chain
    }

    pub fn first_prefix(&mut self, l: u32, op: UnaryOp) -> Chain {
        let chain = self.new_chain();
        self.push_prefix(l, op);
        chain
    }

    pub fn prefix(&mut self, chain: Chain, l: u32, op: UnaryOp, r: u32) -> Chain {
        if op == UnaryOp::Not
            && let Some(top) = self.operators.operators.last_mut()
            && top.level > level::NOT
        {
            if matches!(top.kind, Kind::Compare(CmpOp::Is)) {
                top.kind = Kind::Compare(CmpOp::IsNot);
                return chain;
            }
            self.error(Problem::InvalidSyntax, span(l, r));
        }
        self.push_prefix(l, op);
        chain
    }

    fn push_prefix(&mut self, at: u32, op: UnaryOp) {
        let level = if op == UnaryOp::Not { level::NOT } else { level::FACTOR };
        self.operators.operators.push(Entry { kind: Kind::Unary(op), level, at });
    }

    pub fn finish_operators(&mut self, chain: Chain, l: u32, expr: Expr<'a>, r: u32) -> Expr<'a> {
        self.operators.operands.push(Operand { l, expr, r });
        while self.top(chain).is_some() {
            self.reduce(chain);
        }
        match self.operators.operands.pop() {
            Some(operand) => operand.expr,
            None => self.broken(l, r),
        }
    }

    #[inline]
    fn top(&self, chain: Chain) -> Option<Entry> {
        let operators = &self.operators.operators;
        if operators.len() > chain.operators as usize { operators.last().copied() } else { None }
    }

    /// Applies the operators on top of the stack that make one node.
    fn reduce(&mut self, chain: Chain) {
        let (Some(entry), Some(last)) = (self.operators.operators.pop(), self.operators.operands.pop()) else {
            return;
        };
        let operand = match entry.kind {
            Kind::Unary(op) => {
                let range = span(entry.at, last.r);
                let expr = self.add(UnaryOpExpr { range, op, operand: last.expr });
                Operand { l: entry.at, expr, r: last.r }
            }
            Kind::Binary(op) => {
                let Some(first) = self.operators.operands.pop() else {
                    return;
                };
                let range = span(first.l, last.r);
                let expr = self.add(BinOp { range, left: first.expr, op, right: last.expr });
                Operand { l: first.l, expr, r: last.r }
            }
            Kind::Bool(op) => self.reduce_bool(chain, op, last),
            Kind::Compare(op) => self.reduce_comparison(chain, op, last),
        };
        self.operators.operands.push(operand);
    }

    fn reduce_bool(&mut self, chain: Chain, op: BoolOp, last: Operand<'a>) -> Operand<'a> {
        let mut count = 1;
        while let Some(Entry { kind: Kind::Bool(next), .. }) = self.top(chain)
            && next == op
        {
            self.operators.operators.pop();
            count += 1;
        }
        let r = last.r;
        let from = self.operators.operands.len().saturating_sub(count);
        let l = self.operators.operands.get(from).map_or(last.l, |first| first.l);
        let values = self.none();
        self.stacks.exprs.extend(self.operators.operands.drain(from..).map(|operand| operand.expr));
        self.push(values, last.expr);
        let values = self.list(values);
        Operand { l, expr: self.add(BoolOpExpr { range: span(l, r), op, values }), r }
    }

    fn reduce_comparison(&mut self, chain: Chain, op: CmpOp, last: Operand<'a>) -> Operand<'a> {
        let r = last.r;
        let mut count = 1;
        let operators = &self.operators.operators[chain.operators as usize..];
        count += operators.iter().rev().take_while(|entry| matches!(entry.kind, Kind::Compare(_))).count();
        let from = self.operators.operators.len() + 1 - count;
        let ops = self.none();
        let entries = self.operators.operators.drain(from..).filter_map(|entry| match entry.kind {
            Kind::Compare(op) => Some(op),
            _ => None,
        });
        self.stacks.cmp_ops.extend(entries);
        self.push(ops, op);
        let ops = self.list(ops);
        let from = self.operators.operands.len().saturating_sub(count);
        let comparators = self.none();
        let mut operands = self.operators.operands.drain(from..);
        let first = operands.next();
        self.stacks.exprs.extend(operands.map(|operand| operand.expr));
        self.push(comparators, last.expr);
        let comparators = self.list(comparators);
        let Some(first) = first else {
            return Operand { l: last.l, expr: self.broken(last.l, r), r };
        };
        let range = span(first.l, r);
        Operand { l: first.l, expr: self.add(Compare { range, left: first.expr, ops, comparators }), r }
    }

    /// Stands for an expression that could not be built; only after an error was reported.
    fn broken(&mut self, l: u32, r: u32) -> Expr<'a> {
        self.error(Problem::InvalidSyntax, span(l, r));
        self.constant(l, ConstantValue::None, r)
    }
}
