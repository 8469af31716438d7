//! What the op families ask for while they emit: random numbers, assumptions, sizes.

use super::tensors::shape;
use super::{
    Specializer,
    value::{Constant, NumberKind, TensorRef, Value},
};
use crate::families::{
    builder::Builder,
    emitter::{Draw, Host},
    layout::Layout,
    memory,
    operand::{self, Dim},
    types::DType,
};
use janus_dialects::melior::ir::{
    Attribute as MlirAttribute, Type, Value as MlirValue,
    attribute::{ArrayAttribute, StringAttribute},
};

impl<'c: 'a, 'a> Host<'c, 'a> for Specializer<'_, 'c, 'a> {
    fn draw(
        &mut self,
        builder: &Builder<'c, 'a>,
        draw: Draw,
        dims: &[Dim],
        dtype: DType,
        layout: &Layout,
    ) -> Result<MlirValue<'c, 'a>, operand::Refusal> {
        let (method, parameters) = match draw {
            Draw::Bernoulli { p } => ("bernoulli_", vec![p]),
            Draw::Uniform { from, to } => ("uniform_", vec![from, to]),
            Draw::Normal { mean, std } => ("normal_", vec![mean, std]),
        };
        let parameters: Vec<MlirAttribute<'c>> = parameters
            .into_iter()
            .map(|parameter| builder.f64_attribute(parameter))
            .collect();
        let mut sizes = Vec::new();
        for dim in dims {
            if let Dim::Symbol(symbol) = dim {
                sizes.push(self.symbol(builder, *symbol)?);
            }
        }
        let r#type = self.emit.tensor_type(&shape(dims), dtype);
        let mut attributes = vec![
            (
                "distribution",
                StringAttribute::new(builder.context, method).into(),
            ),
            (
                "parameters",
                ArrayAttribute::new(builder.context, &parameters).into(),
            ),
        ];
        if let Some(strides) = layout.encode(dims).ok_or_else(memory::unknown)? {
            attributes.push(("strides", self.emit.products(&strides)));
        }
        Ok(builder.value("dataflow.draw", &sizes, &attributes, r#type))
    }

    fn assume(
        &mut self,
        builder: &Builder<'c, 'a>,
        condition: MlirValue<'c, 'a>,
        what: &str,
    ) -> Result<(), operand::Refusal> {
        let assumption = StringAttribute::new(builder.context, what).into();
        builder.op(
            "dataflow.assert",
            &[condition],
            &[("assumption", assumption)],
            &[],
        );
        Ok(())
    }

    fn symbol(
        &mut self,
        builder: &Builder<'c, 'a>,
        symbol: u32,
    ) -> Result<MlirValue<'c, 'a>, operand::Refusal> {
        if let Some(ssa) = self.heap.sizes.get(&symbol) {
            return Ok(self.emit.value(*ssa));
        }
        let input = self
            .heap
            .tensors
            .iter()
            .enumerate()
            .find_map(|(index, tensor)| {
                tensor.known?;
                let dim = tensor
                    .dims
                    .iter()
                    .position(|dim| *dim == Dim::Symbol(symbol))?;
                Some((TensorRef(index as u32), dim))
            });
        let unknown = || operand::Refusal::dynamic("a dimension whose size no input has");
        let (tensor, dim) = input.ok_or_else(unknown)?;
        let contents = self
            .contents(tensor)
            .map_err(|refusal| operand::Refusal::dynamic(refusal.message))?;
        let size = builder.dim(self.emit.value(contents), dim);
        let ssa = self.emit.define(size);
        self.heap.sizes.insert(symbol, ssa);
        Ok(size)
    }

    fn derived_symbol(
        &mut self,
        builder: &Builder<'c, 'a>,
        formula: &str,
        size: MlirValue<'c, 'a>,
    ) -> Result<u32, operand::Refusal> {
        if let Some(symbol) = self.heap.formulas.get(formula) {
            return Ok(*symbol);
        }
        let symbol = self.heap.unnamed_dim();
        self.heap.formulas.insert(formula.to_owned(), symbol);
        let ssa = self.emit.define(size);
        self.heap.sizes.insert(symbol, ssa);
        // Sizes 0 and 1 would broadcast.
        let one = builder.index(1);
        let bool_type: Type<'c> = self.emit.number_type(NumberKind::Bool);
        // `ugt`.
        let predicate = builder.i64_attribute(8);
        let large = builder.value(
            "arith.cmpi",
            &[size, one],
            &[("predicate", predicate)],
            bool_type,
        );
        self.assume(builder, large, "a computed dimension is at least 2")?;
        Ok(symbol)
    }

    fn threads(&mut self) -> Result<i64, operand::Refusal> {
        match self.query("torch.get_num_threads") {
            Ok(Value::Constant(Constant::Int(threads))) => Ok(*threads),
            Ok(_) => Err(operand::Refusal::dynamic(
                "a number of threads that is no constant",
            )),
            Err(refusal) => Err(operand::Refusal::dynamic(refusal.message)),
        }
    }
}
