//! Numbers of a call as tensors: operands of arithmetic, and what PyTorch takes as a `Scalar`.

use super::{
    emitter::Emitter,
    nn::Predicate,
    operand::{Operand, Refusal, Tensor},
    types::DType,
};
use janus_dialects::melior::ir::{Value, ValueLike};

impl<'c: 'a, 'a> Emitter<'_, 'c, 'a> {
    /// A number or a tensor as a tensor of a type, of which a number takes what it has: the operand of an arithmetic kernel.
    pub fn operand_as(
        &self,
        operand: &Operand<'c, 'a>,
        dtype: DType,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let b = &self.builder;
        let run_time = |value: Value<'c, 'a>, own: DType| {
            let tensor = b.value(
                "tensor.from_elements",
                &[value],
                &[],
                b.tensor_type(&[], own),
            );
            b.cast(tensor, dtype)
        };
        let value = match operand {
            Operand::Tensor(tensor) => return Ok(self.cast(tensor, dtype)),
            Operand::Int(value) => b.scalar(*value, dtype),
            Operand::Float(value) => b.scalar(*value, dtype),
            Operand::Bool(value) => b.scalar(*value, dtype),
            Operand::SymInt { value, .. } => run_time(*value, DType::I64),
            Operand::SymFloat(value) => run_time(*value, DType::F64),
            Operand::SymBool(value) => run_time(*value, DType::Bool),
            other => {
                return Err(Refusal::argument(format!(
                    "{} is not a number",
                    other.kind()
                )));
            }
        };
        Ok(self.tensor(value, vec![], dtype))
    }

    /// A number that PyTorch takes as a `Scalar`, or a tensor, as a tensor of a type.
    pub fn scalar_as(
        &mut self,
        operand: &Operand<'c, 'a>,
        dtype: DType,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        self.fits(operand, dtype)?;
        self.operand_as(operand, dtype)
    }

    /// Makes sure that a `Scalar` can be converted to a type: PyTorch raises where a finite number is out of the type's
    /// range, and where an integer is made of what is no number.
    pub fn fits(&mut self, number: &Operand<'c, 'a>, dtype: DType) -> Result<(), Refusal> {
        let Some((least, greatest)) = dtype.range() else {
            return Ok(());
        };
        let range = least..=greatest;
        let fits = match number {
            // Above that, a `float64` is not the number that it is compared as.
            Operand::Int(_) | Operand::SymInt { .. } if greatest > i32::MAX.into() => true,
            Operand::Int(value) => range.contains(&(*value as f64)),
            Operand::Float(value) if dtype.is_float() => {
                !value.is_finite() || range.contains(value)
            }
            Operand::Float(value) => range.contains(value),
            Operand::SymInt { value, .. } => {
                let value = *value;
                let condition = self.in_range(value, least, greatest, DType::I64);
                self.host
                    .assume(&self.builder, condition, "a number is in range")?;
                true
            }
            Operand::SymFloat(value) => {
                let value = *value;
                let b = &self.builder;
                let mut condition = self.in_range(value, least, greatest, DType::F64);
                if dtype.is_float() {
                    // What is left of an infinity or NaN without itself is NaN.
                    let rest = b.value("arith.subf", &[value, value], &[], value.r#type());
                    let special = b.scalar_compare(Predicate::Ne, DType::F64, rest, rest);
                    condition = b.value("arith.ori", &[condition, special], &[], special.r#type());
                }
                self.host
                    .assume(&self.builder, condition, "a number is in range")?;
                true
            }
            _ => true,
        };
        match fits {
            true => Ok(()),
            false => Err(Refusal::raises(format!("a number that no {dtype} is"))),
        }
    }

    fn in_range(
        &self,
        value: Value<'c, 'a>,
        least: f64,
        greatest: f64,
        dtype: DType,
    ) -> Value<'c, 'a> {
        let b = &self.builder;
        let [above, below] =
            [(Predicate::Ge, least), (Predicate::Le, greatest)].map(|(predicate, bound)| {
                b.scalar_compare(predicate, dtype, value, b.number(bound, dtype))
            });
        b.value("arith.andi", &[above, below], &[], above.r#type())
    }
}
