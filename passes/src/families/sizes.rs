//! Sizes that are made of sizes: products and sums of dimensions, as dimensions with symbols of their own.

use super::{
    emitter::Emitter,
    operand::{Dim, Refusal},
};
use janus_dialects::melior::ir::Type;

impl<'c: 'a, 'a> Emitter<'_, 'c, 'a> {
    /// The product of dimensions as a dimension.
    pub fn product(&mut self, dims: &[Dim]) -> Result<Dim, Refusal> {
        self.quotient(dims, 1)
    }

    /// The product of dimensions divided by a number, as a dimension.
    pub fn quotient(&mut self, dims: &[Dim], divisor: i64) -> Result<Dim, Refusal> {
        let known: i64 = dims.iter().filter_map(|dim| dim.known()).product();
        let mut symbols: Vec<u32> = dims
            .iter()
            .filter_map(|dim| match dim {
                Dim::Symbol(symbol) => Some(*symbol),
                Dim::Known(_) => None,
            })
            .collect();
        match symbols.as_slice() {
            [] if known % divisor == 0 => return Ok(Dim::Known(known / divisor)),
            [] => {
                return Err(Refusal::raises(format!(
                    "{known} elements in parts of {divisor}"
                )));
            }
            [one] if known == divisor => return Ok(Dim::Symbol(*one)),
            _ if known % divisor == 0 => {}
            _ => return Err(Refusal::dynamic("a size that may not divide another")),
        }
        symbols.sort_unstable();
        let factor = known / divisor;
        let mut formula = factor.to_string();
        let mut size = self.builder.index(factor);
        for symbol in symbols {
            formula.push_str(&format!(" * s{symbol}"));
            let value = self.host.symbol(&self.builder, symbol)?;
            let index = Type::index(self.builder.context);
            size = self.builder.value("arith.muli", &[size, value], &[], index);
        }
        Ok(Dim::Symbol(self.host.derived_symbol(
            &self.builder,
            &formula,
            size,
        )?))
    }

    /// The sum of dimensions and a number as a dimension.
    pub fn sum_of(&mut self, dims: &[Dim], more: i64) -> Result<Dim, Refusal> {
        let known: i64 = more + dims.iter().filter_map(|dim| dim.known()).sum::<i64>();
        let mut symbols: Vec<u32> = dims
            .iter()
            .filter_map(|dim| match dim {
                Dim::Symbol(symbol) => Some(*symbol),
                Dim::Known(_) => None,
            })
            .collect();
        match symbols.as_slice() {
            [] => return Ok(Dim::Known(known)),
            [one] if known == 0 => return Ok(Dim::Symbol(*one)),
            _ => {}
        }
        symbols.sort_unstable();
        let mut formula = known.to_string();
        let mut size = self.builder.index(known);
        for symbol in symbols {
            formula.push_str(&format!(" + s{symbol}"));
            let value = self.host.symbol(&self.builder, symbol)?;
            let index = Type::index(self.builder.context);
            size = self.builder.value("arith.addi", &[size, value], &[], index);
        }
        Ok(Dim::Symbol(self.host.derived_symbol(
            &self.builder,
            &formula,
            size,
        )?))
    }
}
