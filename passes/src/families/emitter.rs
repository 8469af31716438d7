//! What an emission works with: a place in the graph, and tensor maths on operands with PyTorch's
//! rules for types and shapes.

use super::{
    builder::Builder,
    layout::{Layout, Reshaped},
    nn::Predicate,
    operand::{Dim, Home, Operand, Refusal, Tensor, shape_of_dims},
    types::{DType, Kind},
};
use janus_dialects::melior::ir::{Attribute, Type, Value};

/// On `nn.mul`, `nn.add` and `nn.sub` that are parts of one kernel in PyTorch: the sum of a product is rounded once.
pub const FUSED: &str = "nn.fused";

/// On an `nn.sum` of floats along one dimension that is made in its own type, one element after the other. With the
/// `nn.mul` that it adds up, where that is [`FUSED`], it is one kernel.
pub const IN_ORDER: &str = "nn.in_order";

/// Numbers that PyTorch's generator draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Draw {
    /// `Tensor.bernoulli_(p)`.
    Bernoulli { p: f64 },
    /// `Tensor.uniform_(from, to)`.
    Uniform { from: f64, to: f64 },
    /// `Tensor.normal_(mean, std)`.
    Normal { mean: f64, std: f64 },
}

/// What an emission asks of the pass that makes the graph.
pub trait Host<'c, 'a> {
    /// Draws random numbers, in program order, as a tensor of this shape and type; they come in the order of memory.
    fn draw(
        &mut self,
        builder: &Builder<'c, 'a>,
        draw: Draw,
        dims: &[Dim],
        dtype: DType,
        layout: &Layout,
    ) -> Result<Value<'c, 'a>, Refusal>;

    /// Assumes that a condition, an `i1`, holds; the run abandons the graph where it does not.
    fn assume(
        &mut self,
        builder: &Builder<'c, 'a>,
        condition: Value<'c, 'a>,
        what: &str,
    ) -> Result<(), Refusal>;

    /// The value of a symbol, an `index`.
    fn symbol(&mut self, builder: &Builder<'c, 'a>, symbol: u32) -> Result<Value<'c, 'a>, Refusal>;

    /// The symbol of a size, an `index`, that is computed from others; the host makes sure that it
    /// is neither 0 nor 1. Sizes with one `formula`, such as `s0 * s1`, are one symbol.
    fn derived_symbol(
        &mut self,
        builder: &Builder<'c, 'a>,
        formula: &str,
        size: Value<'c, 'a>,
    ) -> Result<u32, Refusal>;

    /// `torch.get_num_threads()`.
    fn threads(&mut self) -> Result<i64, Refusal>;
}

/// Where a call's ops are made.
pub struct Emitter<'x, 'c: 'a, 'a> {
    pub builder: Builder<'c, 'a>,
    pub host: &'x mut dyn Host<'c, 'a>,
    /// `torch.get_default_dtype()`.
    pub default_dtype: DType,
}

/// How a result's type follows from those of the operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promotion {
    /// The type that all of them promote to.
    Common,
    /// The same, and the default float where that is no float.
    Float,
    /// Compared in the common type, with a bool result.
    Bool,
}

/// The rank of an operand in type promotion: of higher ones only the kind of lower ones counts.
fn category(operand: &Operand<'_, '_>) -> u8 {
    match operand {
        Operand::Tensor(tensor) if tensor.rank() > 0 => 2,
        Operand::Tensor(_) => 1,
        _ => 0,
    }
}

/// The type that operands promote to, as `torch.result_type`.
pub fn result_type<'c, 'a>(
    operands: &[&Operand<'c, 'a>],
    default: DType,
) -> Result<DType, Refusal> {
    let mut by_category: [Option<DType>; 3] = [None; 3];
    for operand in operands {
        let dtype = match operand {
            Operand::Tensor(tensor) => tensor.dtype,
            Operand::Int(_) | Operand::SymInt { .. } => DType::I64,
            Operand::Float(_) | Operand::SymFloat(_) => default,
            Operand::Bool(_) | Operand::SymBool(_) => DType::Bool,
            other => {
                return Err(Refusal::argument(format!(
                    "{} is not a number",
                    other.kind()
                )));
            }
        };
        let slot = &mut by_category[category(operand) as usize];
        *slot = Some(slot.map_or(dtype, |known| known.promote(dtype)));
    }
    let [numbers, scalars, tensors] = by_category;
    let combine = |higher: Option<DType>, lower: Option<DType>| match (higher, lower) {
        (Some(higher), Some(lower)) if higher.kind() >= lower.kind() => Some(higher),
        (Some(higher), Some(lower)) => Some(higher.promote(lower)),
        (higher, lower) => higher.or(lower),
    };
    combine(combine(tensors, scalars), numbers)
        .ok_or_else(|| Refusal::argument("there is no operand"))
}

/// The dimensions that shapes broadcast to.
pub fn broadcast_dims(a: &[Dim], b: &[Dim]) -> Result<Vec<Dim>, Refusal> {
    let rank = a.len().max(b.len());
    let at = |dims: &[Dim], i: usize| {
        (i + dims.len())
            .checked_sub(rank)
            .map_or(Dim::Known(1), |i| dims[i])
    };
    (0..rank)
        .map(|i| match (at(a, i), at(b, i)) {
            (Dim::Known(1), dim) | (dim, Dim::Known(1)) => Ok(dim),
            (a, b) if a == b => Ok(a),
            (a @ Dim::Known(_), b @ Dim::Known(_)) => Err(Refusal::raises(format!(
                "sizes {a} and {b} do not broadcast"
            ))),
            (a, b) => Err(Refusal::dynamic(format!(
                "sizes {a} and {b} are not known to be equal"
            ))),
        })
        .collect()
}

impl<'c: 'a, 'a> Emitter<'_, 'c, 'a> {
    /// A value with dimensions that its type agrees with.
    pub fn tensor(&self, value: Value<'c, 'a>, dims: Vec<Dim>, dtype: DType) -> Tensor<'c, 'a> {
        Tensor {
            value,
            dims,
            dtype,
            layout: None,
            home: Home::Own,
            requires_grad: false,
        }
    }

    /// A view of a tensor: whoever declares that the function returns one is believed.
    fn view(
        &self,
        of: &Tensor<'c, 'a>,
        value: Value<'c, 'a>,
        dims: Vec<Dim>,
        layout: Option<Layout>,
    ) -> Tensor<'c, 'a> {
        Tensor {
            value,
            dims,
            dtype: of.dtype,
            layout,
            home: of.home.viewed(),
            requires_grad: of.requires_grad,
        }
    }

    /// A type of these dimensions.
    pub fn type_of(&self, dims: &[Dim], dtype: DType) -> Type<'c> {
        self.builder.tensor_type(&shape_of_dims(dims), dtype)
    }

    /// The values of the symbols among dimensions, in order: what ops take as `sizes`.
    pub fn sizes(&mut self, dims: &[Dim]) -> Result<Vec<Value<'c, 'a>>, Refusal> {
        let mut sizes = vec![];
        for dim in dims {
            if let Dim::Symbol(symbol) = dim {
                sizes.push(self.host.symbol(&self.builder, *symbol)?);
            }
        }
        Ok(sizes)
    }

    /// The size of a dimension, an `index`.
    pub fn size(&mut self, dim: Dim) -> Result<Value<'c, 'a>, Refusal> {
        match dim {
            Dim::Known(size) => Ok(self.builder.index(size)),
            Dim::Symbol(symbol) => self.host.symbol(&self.builder, symbol),
        }
    }

    /// The size of a dimension as Python sees it.
    pub fn size_operand(&mut self, dim: Dim) -> Result<Operand<'c, 'a>, Refusal> {
        Ok(match dim {
            Dim::Known(size) => Operand::Int(size),
            Dim::Symbol(_) => {
                let size = self.size(dim)?;
                let r#type = DType::I64.mlir(self.builder.context);
                let value = self.builder.value("arith.index_cast", &[size], &[], r#type);
                Operand::SymInt {
                    value,
                    dim: Some(dim),
                }
            }
        })
    }

    pub fn cast(&self, tensor: &Tensor<'c, 'a>, dtype: DType) -> Tensor<'c, 'a> {
        let value = self.builder.cast(tensor.value, dtype);
        self.tensor(value, tensor.dims.clone(), dtype)
    }

    /// The tensor itself if it is a float, the same as the default float otherwise.
    pub fn float(&self, tensor: &Tensor<'c, 'a>) -> Tensor<'c, 'a> {
        if tensor.dtype.is_float() {
            tensor.clone()
        } else {
            self.cast(tensor, self.default_dtype)
        }
    }

    /// Fails unless the tensor's elements are floats.
    pub fn need_float(&self, tensor: &Tensor<'c, 'a>, what: &str) -> Result<(), Refusal> {
        if tensor.dtype.is_float() {
            return Ok(());
        }
        Err(Refusal::raises(format!(
            "{what} is not implemented for {}",
            tensor.dtype
        )))
    }

    /// An elementwise op of one operand.
    pub fn unary(&self, name: &str, tensor: &Tensor<'c, 'a>) -> Tensor<'c, 'a> {
        let value = self.builder.unary(name, tensor.value);
        self.tensor(value, tensor.dims.clone(), tensor.dtype)
    }

    /// An elementwise op of two tensors of one type.
    pub fn binary(
        &self,
        name: &str,
        lhs: &Tensor<'c, 'a>,
        rhs: &Tensor<'c, 'a>,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        self.binary_with(name, lhs, rhs, &[])
    }

    /// The same as a part of one kernel of PyTorch's, which does not round in between.
    pub fn fused_binary(
        &self,
        name: &str,
        lhs: &Tensor<'c, 'a>,
        rhs: &Tensor<'c, 'a>,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let fused = (FUSED, Attribute::unit(self.builder.context));
        self.binary_with(name, lhs, rhs, &[fused])
    }

    fn binary_with(
        &self,
        name: &str,
        lhs: &Tensor<'c, 'a>,
        rhs: &Tensor<'c, 'a>,
        attributes: &[(&str, Attribute<'c>)],
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let dims = broadcast_dims(&lhs.dims, &rhs.dims)?;
        let r#type = self.type_of(&dims, lhs.dtype);
        let operands = [lhs.value, rhs.value];
        let value = self.builder.value(name, &operands, attributes, r#type);
        Ok(self.tensor(value, dims, lhs.dtype))
    }

    /// A comparison of two tensors of one type.
    pub fn compare(
        &self,
        predicate: Predicate,
        lhs: &Tensor<'c, 'a>,
        rhs: &Tensor<'c, 'a>,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let dims = broadcast_dims(&lhs.dims, &rhs.dims)?;
        let value = self.builder.compare(predicate, lhs.value, rhs.value);
        Ok(self.tensor(value, dims, DType::Bool))
    }

    /// An elementwise op of a tensor and a number that the emission wrote down.
    pub fn with_number(&self, name: &str, tensor: &Tensor<'c, 'a>, number: f64) -> Tensor<'c, 'a> {
        let number = self.builder.scalar_like(number, tensor.value);
        let value = self.builder.binary(name, tensor.value, number);
        self.tensor(value, tensor.dims.clone(), tensor.dtype)
    }

    /// Chooses by a mask between tensors of one type.
    pub fn select(
        &self,
        mask: &Tensor<'c, 'a>,
        on_true: &Tensor<'c, 'a>,
        on_false: &Tensor<'c, 'a>,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let dims = broadcast_dims(&on_true.dims, &on_false.dims)?;
        let dims = broadcast_dims(&dims, &mask.dims)?;
        let r#type = self.type_of(&dims, on_true.dtype);
        let operands = [mask.value, on_true.value, on_false.value];
        let value = self.builder.value("nn.where", &operands, &[], r#type);
        Ok(self.tensor(value, dims, on_true.dtype))
    }

    /// Two operands as tensors of the type that they promote to.
    pub fn promoted(
        &self,
        lhs: &Operand<'c, 'a>,
        rhs: &Operand<'c, 'a>,
        promotion: Promotion,
    ) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>), Refusal> {
        if category(lhs).max(category(rhs)) == 0 {
            return Err(Refusal::raises("neither operand is a tensor"));
        }
        let mut dtype = result_type(&[lhs, rhs], self.default_dtype)?;
        if promotion == Promotion::Float && dtype.kind() != Kind::Float {
            dtype = self.default_dtype;
        }
        Ok((self.operand_as(lhs, dtype)?, self.operand_as(rhs, dtype)?))
    }

    /// Two operands of an arithmetic kernel of PyTorch's, and the type that its result is rounded to where it computes in
    /// another: numbers of half precision in `float32`, to which the right operand is not rounded first if it is a scalar.
    pub fn kernel_operands(
        &self,
        lhs: &Operand<'c, 'a>,
        rhs: &Operand<'c, 'a>,
        promotion: Promotion,
    ) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>, Option<DType>), Refusal> {
        let (left, right) = self.promoted(lhs, rhs, promotion)?;
        let dtype = left.dtype;
        if !dtype.is_half() {
            return Ok((left, right, None));
        }
        let right = if category(rhs) < 2 {
            self.operand_as(rhs, DType::F32)?
        } else {
            self.cast(&right, DType::F32)
        };
        Ok((self.cast(&left, DType::F32), right, Some(dtype)))
    }

    /// What an arithmetic kernel computes, rounded once.
    pub fn kernel(
        &self,
        op: &str,
        lhs: &Operand<'c, 'a>,
        rhs: &Operand<'c, 'a>,
        promotion: Promotion,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let (lhs, rhs, half) = self.kernel_operands(lhs, rhs, promotion)?;
        let value = self.binary(op, &lhs, &rhs)?;
        Ok(half.map_or(value.clone(), |half| self.cast(&value, half)))
    }

    /// A reduction over ascending dimensions.
    pub fn reduce(
        &self,
        name: &str,
        tensor: &Tensor<'c, 'a>,
        dims: &[usize],
        keepdim: bool,
    ) -> Tensor<'c, 'a> {
        let value = self.builder.reduce(name, tensor.value, dims, keepdim);
        self.tensor(
            value,
            reduced_dims(&tensor.dims, dims, keepdim),
            tensor.dtype,
        )
    }

    /// The mean over ascending dimensions of a tensor of floats.
    pub fn mean(&self, tensor: &Tensor<'c, 'a>, dims: &[usize], keepdim: bool) -> Tensor<'c, 'a> {
        if tensor.dtype.is_half() {
            let wide = self.mean(&self.cast(tensor, DType::F32), dims, keepdim);
            return self.cast(&wide, tensor.dtype);
        }
        let sum = self.reduce("nn.sum", tensor, dims, keepdim);
        let count = self.builder.numel(tensor.value, dims);
        let value = self.builder.div(sum.value, count);
        self.tensor(value, sum.dims, sum.dtype)
    }

    /// The same elements with other dimensions, which the caller has checked.
    pub fn reshape(
        &mut self,
        tensor: &Tensor<'c, 'a>,
        dims: Vec<Dim>,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let layout =
            tensor
                .layout
                .as_ref()
                .and_then(|layout| match layout.reshape(&tensor.dims, &dims) {
                    Reshaped::View(layout) => Some(layout),
                    Reshaped::Copy | Reshaped::Unknown => None,
                });
        let value = if dims == tensor.dims {
            tensor.value
        } else {
            let sizes = self.sizes(&dims)?;
            self.builder
                .reshape(tensor.value, &shape_of_dims(&dims), sizes)
        };
        Ok(self.view(tensor, value, dims, layout))
    }

    /// A tensor without some of its dimensions, which are of size 1.
    pub fn squeeze(
        &mut self,
        tensor: &Tensor<'c, 'a>,
        gone: &[usize],
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let mut layout = tensor.layout.clone();
        for &dim in gone.iter().rev() {
            layout = layout.map(|layout| layout.without(dim));
        }
        let mut result = self.reshape(tensor, reduced_dims(&tensor.dims, gone, false))?;
        result.layout = layout;
        Ok(result)
    }

    /// A tensor with a new dimension of size 1.
    pub fn unsqueeze(
        &mut self,
        tensor: &Tensor<'c, 'a>,
        dim: usize,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let mut dims = tensor.dims.clone();
        dims.insert(dim, Dim::Known(1));
        let mut result = self.reshape(tensor, dims)?;
        result.layout = tensor
            .layout
            .as_ref()
            .map(|layout| layout.unsqueeze(&tensor.dims, dim));
        Ok(result)
    }

    /// A tensor broadcast to other dimensions.
    pub fn expand(
        &mut self,
        tensor: &Tensor<'c, 'a>,
        dims: Vec<Dim>,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        if broadcast_dims(&tensor.dims, &dims)? != dims {
            return Err(Refusal::raises(
                "a tensor cannot be broadcast to fewer elements",
            ));
        }
        let sizes = self.sizes(&dims)?;
        let value = self
            .builder
            .expand(tensor.value, &shape_of_dims(&dims), sizes);
        let layout = tensor
            .layout
            .as_ref()
            .map(|layout| layout.expand(&tensor.dims, &dims));
        Ok(self.view(tensor, value, dims, layout))
    }

    /// A tensor of one number.
    pub fn full(
        &mut self,
        number: &Operand<'c, 'a>,
        dims: Vec<Dim>,
        dtype: DType,
    ) -> Result<Tensor<'c, 'a>, Refusal> {
        let scalar = self.scalar_as(number, dtype)?;
        self.expand(&scalar, dims)
    }

    pub fn permute(&self, tensor: &Tensor<'c, 'a>, permutation: &[usize]) -> Tensor<'c, 'a> {
        let dims = permutation.iter().map(|&dim| tensor.dims[dim]).collect();
        let identity = permutation.iter().enumerate().all(|(i, &dim)| i == dim);
        let value = if identity {
            tensor.value
        } else {
            self.builder.permute(tensor.value, permutation)
        };
        let layout = tensor
            .layout
            .as_ref()
            .map(|layout| layout.permute(permutation));
        self.view(tensor, value, dims, layout)
    }

    /// The integers from 0 to a size.
    pub fn iota(&mut self, dim: Dim) -> Result<Tensor<'c, 'a>, Refusal> {
        let sizes = self.sizes(&[dim])?;
        let value = self.builder.iota(dim.known(), sizes);
        Ok(self.tensor(value, vec![dim], DType::I64))
    }

    /// Assumes that all elements of a mask are set.
    pub fn assume_all(&mut self, mask: &Tensor<'c, 'a>, what: &str) -> Result<(), Refusal> {
        let dims: Vec<usize> = (0..mask.rank()).collect();
        let all = self.reduce("nn.amin", mask, &dims, false);
        let r#type = DType::Bool.mlir(self.builder.context);
        let condition = self
            .builder
            .value("tensor.extract", &[all.value], &[], r#type);
        self.host.assume(&self.builder, condition, what)
    }

    /// Assumes that indices are at least 0 and below a size.
    pub fn assume_below(
        &mut self,
        indices: &Tensor<'c, 'a>,
        dim: Dim,
        what: &str,
    ) -> Result<(), Refusal> {
        let zero = self.operand_as(&Operand::Int(0), DType::I64)?;
        let size = self.size_operand(dim)?;
        let size = self.operand_as(&size, DType::I64)?;
        let low = self.compare(Predicate::Ge, indices, &zero)?;
        let high = self.compare(Predicate::Lt, indices, &size)?;
        let inside = self.binary("nn.and", &low, &high)?;
        self.assume_all(&inside, what)
    }
}

/// Dimensions without some of them, or with 1 in their place.
pub fn reduced_dims(dims: &[Dim], reduced: &[usize], keepdim: bool) -> Vec<Dim> {
    let mut result = vec![];
    for (i, &dim) in dims.iter().enumerate() {
        if !reduced.contains(&i) {
            result.push(dim);
        } else if keepdim {
            result.push(Dim::Known(1));
        }
    }
    result
}

#[cfg(test)]
mod tests;
