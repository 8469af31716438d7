//! Functions that PyTorch differentiates in one formula of their own, which is another one than that of the functions they are
//! composed of: it rounds otherwise, and gives other signs to zeros.

use super::{
    emitter::Emitter,
    operand::{Refusal, Tensor},
    registry::{Adjoint, Derivative, Gradients, Lowered, Lowering, NnOp},
};

/// The ops of the family.
pub const OPS: &[NnOp] = &[NnOp {
    name: "nn.with_slopes",
    derivative: Derivative::Reverse(with_slopes),
    lower: value,
}];

fn with_slopes<'c, 'a>(adjoint: &Adjoint<'c, 'a>) -> Gradients<'c, 'a> {
    let grad = adjoint.grad()?;
    let count = (adjoint.operands.len() - 1) / 2;
    let by_inputs = (1..=count)
        .map(|input| adjoint.of(input, |b| b.mul(grad, adjoint.operands[input + count])));
    // The value's own derivative, those of the inputs, and those of the slopes.
    Ok([None]
        .into_iter()
        .chain(by_inputs)
        .chain(std::iter::repeat_n(None, count))
        .collect())
}

fn value<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    Ok(vec![lowering.operands[0]])
}

impl<'c: 'a, 'a> Emitter<'_, 'c, 'a> {
    /// A value with the derivatives with respect to tensors, each of which is broadcast to it as its slope is.
    pub fn with_slopes<const COUNT: usize>(
        &mut self,
        value: &Tensor<'c, 'a>,
        slopes: [(&Tensor<'c, 'a>, &Tensor<'c, 'a>); COUNT],
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let mut operands = vec![value.value];
        let (inputs, slopes): (Vec<_>, Vec<_>) = slopes.into_iter().unzip();
        for tensor in inputs.into_iter().chain(slopes) {
            let same = tensor.dims == value.dims;
            operands.push(match same {
                true => tensor.value,
                false => self.expand(tensor, value.dims.clone())?.value,
            });
        }
        let r#type = self.type_of(&value.dims, value.dtype);
        let result = self.builder.value("nn.with_slopes", &operands, &[], r#type);
        Ok(self.tensor(result, value.dims.clone(), value.dtype))
    }
}
