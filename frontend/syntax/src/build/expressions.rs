//! Displays, comprehensions, trailers and other expressions.

use super::{Builder, Seq, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// An item of a dict display; without a key a `**` item.
#[derive(Debug)]
pub struct DictItem<'a> {
    key: Option<Expr<'a>>,
    value: Expr<'a>,
}

impl<'a> Builder<'a> {
    pub fn constant(&mut self, l: u32, value: ConstantValue<'a>, r: u32) -> Expr<'a> {
        self.add(Constant { range: span(l, r), value, kind: None })
    }

    pub fn attribute(&mut self, l: u32, value: Expr<'a>, attr: Identifier<'a>, r: u32) -> Expr<'a> {
        let attr = NameText::new(attr);
        self.add(Attribute { range: span(l, r), value, attr, ctx: ExprContext::Load })
    }

    pub fn subscript(&mut self, l: u32, value: Expr<'a>, slice: Expr<'a>, r: u32) -> Expr<'a> {
        self.add(Subscript { range: span(l, r), value, slice, ctx: ExprContext::Load })
    }

    /// `a[*b]` is indexed by a tuple.
    pub fn single_subscript(&mut self, slice: Expr<'a>) -> Expr<'a> {
        if matches!(slice, Expr::Starred(_)) {
            let range = slice.range();
            return self.tuple_of_one(range.start, slice, range.end);
        }
        slice
    }

    /// An index that begins at `l`.
    pub fn named_subscript(&mut self, l: u32, index: Expr<'a>) -> Expr<'a> {
        if is_bare_assignment(l, &index) {
            self.needs(10, "Assignment expressions without parentheses in subscripts", index.range());
        }
        index
    }

    /// `*` in a subscript, where any expression may follow it.
    pub fn starred_subscript(&mut self, l: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        self.needs(11, "Unpacking in subscripts", span(l, r));
        self.starred(l, value, r)
    }

    /// `*args: *annotation`.
    pub fn starred_annotation(&mut self, l: u32, o: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        self.needs(11, "Unpacking in annotations", span(l, r));
        self.starred_bitor(l, o, value, r)
    }

    pub fn starred(&mut self, l: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        self.add(Starred { range: span(l, r), value, ctx: ExprContext::Load })
    }

    /// `*` before an operand that begins at `o`, which must bind at least as tightly as `|`.
    pub fn starred_bitor(&mut self, l: u32, o: u32, value: Expr<'a>, r: u32) -> Expr<'a> {
        self.check_bitor(o, &value);
        self.starred(l, value, r)
    }

    fn check_bitor(&mut self, begin: u32, value: &Expr<'a>) {
        let loose = match value {
            Expr::BoolOp(_) | Expr::Compare(_) => true,
            Expr::UnaryOp(unary) => unary.op == UnaryOp::Not,
            _ => false,
        };
        // In parentheses, its range would begin after `begin`.
        if loose && value.range().start == begin {
            self.error(Problem::InvalidSyntax, value.range());
        }
    }

    pub fn empty_tuple(&mut self, l: u32, r: u32) -> Expr<'a> {
        self.add(Tuple { range: span(l, r), elts: List::empty(), ctx: ExprContext::Load })
    }

    pub fn tuple_of_one(&mut self, l: u32, element: Expr<'a>, r: u32) -> Expr<'a> {
        let elements = self.first(element);
        self.tuple(l, elements, r)
    }

    pub fn tuple(&mut self, l: u32, elements: Seq<Expr<'a>>, r: u32) -> Expr<'a> {
        let elts = self.list(elements);
        self.add(Tuple { range: span(l, r), elts, ctx: ExprContext::Load })
    }

    pub fn empty_list(&mut self, l: u32, r: u32) -> Expr<'a> {
        self.add(ListExpr { range: span(l, r), elts: List::empty(), ctx: ExprContext::Load })
    }

    pub fn list_of_one(&mut self, l: u32, element: Expr<'a>, r: u32) -> Expr<'a> {
        let elements = self.first(element);
        self.list_display(l, elements, r)
    }

    pub fn list_display(&mut self, l: u32, elements: Seq<Expr<'a>>, r: u32) -> Expr<'a> {
        let elts = self.list(elements);
        self.add(ListExpr { range: span(l, r), elts, ctx: ExprContext::Load })
    }

    pub fn set_of_one(&mut self, l: u32, element: Expr<'a>, r: u32) -> Expr<'a> {
        let elements = self.first(element);
        self.set(l, elements, r)
    }

    pub fn set(&mut self, l: u32, elements: Seq<Expr<'a>>, r: u32) -> Expr<'a> {
        let elts = self.list(elements);
        for element in &elts {
            self.check_set_element(element);
        }
        self.add(Set { range: span(l, r), elts })
    }

    /// Up to 3.8, an assignment expression in braces wants parentheses.
    fn check_set_element(&mut self, element: &Expr<'a>) {
        if self.minor < 9 && matches!(element, Expr::NamedExpr(_)) {
            let range = element.range();
            if !self.text(0, range.start).trim_end().ends_with('(') {
                self.needs(9, "Assignment expressions without parentheses in sets", range);
            }
        }
    }

    pub fn empty_dict(&mut self, l: u32, r: u32) -> Expr<'a> {
        self.add(Dict { range: span(l, r), keys: List::empty(), values: List::empty() })
    }

    pub fn dict_item(&mut self, key: Option<Expr<'a>>, value: Expr<'a>) -> Seq<DictItem<'a>> {
        self.first(DictItem { key, value })
    }

    /// `**value`, which begins at `stars`.
    pub fn dict_unpacking(&mut self, stars: u32, value: Expr<'a>) -> Seq<DictItem<'a>> {
        let begin = self.debug_end(stars + 2);
        self.check_bitor(begin, &value);
        self.dict_item(None, value)
    }

    pub fn dict(&mut self, l: u32, items: Seq<DictItem<'a>>, r: u32) -> Expr<'a> {
        let (keys, values) = (self.none(), self.none());
        for item in self.stacks.dict_items.drain(items.start as usize..) {
            self.stacks.optional_exprs.push(item.key);
            self.stacks.exprs.push(item.value);
        }
        let (keys, values) = (self.list(keys), self.list(values));
        self.add(Dict { range: span(l, r), keys, values })
    }

    pub fn comprehension(
        &mut self,
        l: u32,
        is_async: bool,
        mut target: Expr<'a>,
        iter: Expr<'a>,
        conditions: Seq<Expr<'a>>,
        r: u32,
    ) -> Seq<Comprehension<'a>> {
        self.store(&mut target);
        let ifs = self.list(conditions);
        self.first(Comprehension { range: span(l, r), target, iter, ifs, is_async })
    }

    /// What may stand in parentheses, brackets or braces, but not there.
    pub fn misplaced(&mut self, problem: Problem, l: u32, expression: Expr<'a>, r: u32) -> Expr<'a> {
        self.error(problem, span(l, r));
        expression
    }

    /// Several elements in front of `for`, which want parentheses.
    pub fn bare_comprehension_target(
        &mut self,
        l: u32,
        elements: Seq<Expr<'a>>,
        r: u32,
        generators: Seq<Comprehension<'a>>,
        end: u32,
    ) -> Expr<'a> {
        self.error(Problem::BareComprehensionTarget, span(l, r));
        let generators = self.list(generators);
        let elt = self.tuple(l, elements, r);
        self.add(ListComp { range: span(l, end), elt, generators })
    }

    /// `{**key for …}`; the stars begin at `stars`.
    pub fn dict_unpacking_comprehension(
        &mut self,
        l: u32,
        stars: u32,
        key: Expr<'a>,
        generators: Seq<Comprehension<'a>>,
        r: u32,
    ) -> Expr<'a> {
        if self.minor < 15 {
            self.error(Problem::DictInComprehension, span(stars, key.range().end));
        }
        self.dict_comprehension(l, key, None, generators, r)
    }

    /// Up to 3.14, a comprehension does not unpack its elements.
    fn check_element(&mut self, element: &Expr<'a>) {
        if self.minor < 15 && matches!(element, Expr::Starred(_)) {
            self.error(Problem::IterableInComprehension, element.range());
        }
    }

    pub fn generator(&mut self, l: u32, elt: Expr<'a>, generators: Seq<Comprehension<'a>>, r: u32) -> Expr<'a> {
        self.check_element(&elt);
        let generators = self.list(generators);
        self.add(GeneratorExp { range: span(l, r), elt, generators })
    }

    pub fn list_comprehension(
        &mut self,
        l: u32,
        elt: Expr<'a>,
        generators: Seq<Comprehension<'a>>,
        r: u32,
    ) -> Expr<'a> {
        self.check_element(&elt);
        let generators = self.list(generators);
        self.add(ListComp { range: span(l, r), elt, generators })
    }

    pub fn set_comprehension(&mut self, l: u32, elt: Expr<'a>, generators: Seq<Comprehension<'a>>, r: u32) -> Expr<'a> {
        self.check_element(&elt);
        self.check_set_element(&elt);
        let generators = self.list(generators);
        self.add(SetComp { range: span(l, r), elt, generators })
    }

    pub fn dict_comprehension(
        &mut self,
        l: u32,
        key: Expr<'a>,
        value: Option<Expr<'a>>,
        generators: Seq<Comprehension<'a>>,
        r: u32,
    ) -> Expr<'a> {
        let generators = self.list(generators);
        self.add(DictComp { range: span(l, r), key, value, generators })
    }
}

/// Whether what begins at `l` is an assignment expression without parentheses, which its range would not contain.
fn is_bare_assignment(l: u32, value: &Expr<'_>) -> bool {
    matches!(value, Expr::NamedExpr(node) if node.range.start == l)
}
