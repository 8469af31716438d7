//! Sizes that are made of sizes: products and sums of dimensions, as dimensions with symbols of their own.

use super::{
    emitter::Emitter,
    operand::{Dim, Refusal},
};
use janus_dialects::melior::ir::Type;

/// The symbols among dimensions, ascending.
fn symbols(dims: &[Dim]) -> Vec<u32> {
    let mut symbols: Vec<u32> = dims
        .iter()
        .filter_map(|dim| match dim {
            Dim::Symbol(symbol) => Some(*symbol),
            Dim::Known(_) => None,
        })
        .collect();
    symbols.sort_unstable();
    symbols
}

impl<'c: 'a, 'a> Emitter<'_, 'c, 'a> {
    /// The product of dimensions as a dimension.
    pub fn product(&mut self, dims: &[Dim]) -> Result<Dim, Refusal> {
        self.quotient(dims, 1)
    }

    /// The product of dimensions divided by a number, as a dimension.
    pub fn quotient(&mut self, dims: &[Dim], divisor: i64) -> Result<Dim, Refusal> {
        let known: i64 = dims.iter().filter_map(|dim| dim.known()).product();
        let symbols = symbols(dims);
        match symbols.as_slice() {
            [] if known % divisor == 0 => Ok(Dim::Known(known / divisor)),
            [] => Err(Refusal::raises(format!(
                "{known} elements in parts of {divisor}"
            ))),
            [one] if known == divisor => Ok(Dim::Symbol(*one)),
            _ if known % divisor == 0 => {
                self.derived(known / divisor, symbols, ("*", "arith.muli"))
            }
            _ => Err(Refusal::dynamic("a size that may not divide another")),
        }
    }

    /// The sum of dimensions and a number as a dimension.
    pub fn sum_of(&mut self, dims: &[Dim], more: i64) -> Result<Dim, Refusal> {
        let known: i64 = more + dims.iter().filter_map(|dim| dim.known()).sum::<i64>();
        let symbols = symbols(dims);
        match symbols.as_slice() {
            [] => Ok(Dim::Known(known)),
            [one] if known == 0 => Ok(Dim::Symbol(*one)),
            _ => self.derived(known, symbols, ("+", "arith.addi")),
        }
    }

    /// A number and symbols, joined by an operator, as a dimension with a symbol of its own.
    fn derived(
        &mut self,
        known: i64,
        symbols: Vec<u32>,
        (operator, op): (&str, &str),
    ) -> Result<Dim, Refusal> {
        let mut formula = known.to_string();
        let mut size = self.builder.index(known);
        for symbol in symbols {
            formula.push_str(&format!(" {operator} s{symbol}"));
            let value = self.host.symbol(&self.builder, symbol)?;
            let index = Type::index(self.builder.context);
            size = self.builder.value(op, &[size, value], &[], index);
        }
        Ok(Dim::Symbol(self.host.derived_symbol(
            &self.builder,
            &formula,
            size,
        )?))
    }
}
