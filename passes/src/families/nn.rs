//! Builders of `nn` ops that find their result types themselves: what derivatives and
//! decompositions are written in.

use super::{
    builder::{Builder, result_of},
    types::{DType, Shape, broadcast, dtype_of, element_of, shape_of, tensor_type},
};
use janus_dialects::melior::ir::{
    Attribute, Type, Value, ValueLike, attribute::DenseElementsAttribute,
};

/// What `nn.compare` asks, by its value in the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    Eq = 0,
    Ne = 1,
    Lt = 2,
    Le = 3,
    Gt = 4,
    Ge = 5,
}

/// The `sizes` of an op: index values for its dynamic dimensions.
pub type Sizes<'c, 'a> = Vec<Value<'c, 'a>>;

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// An elementwise op of one operand.
    pub fn unary(&self, name: &str, input: Value<'c, 'a>) -> Value<'c, 'a> {
        self.value(name, &[input], &[], input.r#type())
    }

    /// An elementwise op of two operands of one element type.
    pub fn binary(&self, name: &str, lhs: Value<'c, 'a>, rhs: Value<'c, 'a>) -> Value<'c, 'a> {
        let shape = broadcast(&shape_of(lhs), &shape_of(rhs));
        self.value(name, &[lhs, rhs], &[], self.type_like(lhs, &shape))
    }

    pub fn add(&self, lhs: Value<'c, 'a>, rhs: Value<'c, 'a>) -> Value<'c, 'a> {
        self.binary("nn.add", lhs, rhs)
    }

    pub fn sub(&self, lhs: Value<'c, 'a>, rhs: Value<'c, 'a>) -> Value<'c, 'a> {
        self.binary("nn.sub", lhs, rhs)
    }

    pub fn mul(&self, lhs: Value<'c, 'a>, rhs: Value<'c, 'a>) -> Value<'c, 'a> {
        self.binary("nn.mul", lhs, rhs)
    }

    pub fn div(&self, lhs: Value<'c, 'a>, rhs: Value<'c, 'a>) -> Value<'c, 'a> {
        self.binary("nn.div", lhs, rhs)
    }

    pub fn neg(&self, input: Value<'c, 'a>) -> Value<'c, 'a> {
        self.unary("nn.neg", input)
    }

    /// A constant of rank 0 with a tensor's element type.
    pub fn scalar_like(&self, value: f64, tensor: Value<'c, 'a>) -> Value<'c, 'a> {
        self.scalar(value, dtype_of(tensor))
    }

    /// A tensor times a number that the derivation wrote down.
    pub fn scale(&self, tensor: Value<'c, 'a>, factor: f64) -> Value<'c, 'a> {
        self.mul(tensor, self.scalar_like(factor, tensor))
    }

    pub fn compare(
        &self,
        predicate: Predicate,
        lhs: Value<'c, 'a>,
        rhs: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let shape = broadcast(&shape_of(lhs), &shape_of(rhs));
        let attributes = [("predicate", self.i64_attribute(predicate as i64))];
        let r#type = tensor_type(&shape, DType::Bool.mlir(self.context));
        self.value("nn.compare", &[lhs, rhs], &attributes, r#type)
    }

    pub fn select(
        &self,
        condition: Value<'c, 'a>,
        on_true: Value<'c, 'a>,
        on_false: Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let shape = broadcast(
            &broadcast(&shape_of(on_true), &shape_of(on_false)),
            &shape_of(condition),
        );
        let r#type = self.type_like(on_true, &shape);
        self.value("nn.where", &[condition, on_true, on_false], &[], r#type)
    }

    /// A tensor where the mask is set, and zeros elsewhere.
    pub fn masked(&self, mask: Value<'c, 'a>, tensor: Value<'c, 'a>) -> Value<'c, 'a> {
        self.select(mask, tensor, self.scalar_like(0.0, tensor))
    }

    /// A tensor with another element type.
    pub fn cast(&self, tensor: Value<'c, 'a>, dtype: DType) -> Value<'c, 'a> {
        if dtype_of(tensor) == dtype {
            return tensor;
        }
        let r#type = tensor_type(&shape_of(tensor), dtype.mlir(self.context));
        self.value("nn.cast", &[tensor], &[], r#type)
    }

    /// A reduction over ascending `dims`.
    pub fn reduce(
        &self,
        name: &str,
        tensor: Value<'c, 'a>,
        dims: &[usize],
        keepdim: bool,
    ) -> Value<'c, 'a> {
        let shape = reduced_shape(&shape_of(tensor), dims, keepdim);
        let dims: Vec<i64> = dims.iter().map(|&dim| dim as i64).collect();
        let mut attributes = vec![("dims", self.i64s_attribute(&dims))];
        if keepdim {
            attributes.push(("keepdim", Attribute::unit(self.context)));
        }
        self.value(name, &[tensor], &attributes, self.type_like(tensor, &shape))
    }

    pub fn sum(&self, tensor: Value<'c, 'a>, dims: &[usize], keepdim: bool) -> Value<'c, 'a> {
        self.reduce("nn.sum", tensor, dims, keepdim)
    }

    /// The number of elements along `dims`, as a scalar of the tensor's element type.
    pub fn numel(&self, tensor: Value<'c, 'a>, dims: &[usize]) -> Value<'c, 'a> {
        let shape = shape_of(tensor);
        let count: Option<i64> = dims.iter().map(|&dim| shape[dim]).product();
        if let Some(count) = count {
            return self.scalar(count, dtype_of(tensor));
        }
        let dims: Vec<i64> = dims.iter().map(|&dim| dim as i64).collect();
        let attributes = [("dims", self.i64s_attribute(&dims))];
        self.value(
            "nn.numel",
            &[tensor],
            &attributes,
            self.type_like(tensor, &[]),
        )
    }

    /// The same elements in another shape, whose dynamic dimensions are `sizes`.
    pub fn reshape(
        &self,
        tensor: Value<'c, 'a>,
        shape: &[Option<i64>],
        sizes: Sizes<'c, 'a>,
    ) -> Value<'c, 'a> {
        let r#type = self.type_like(tensor, shape);
        let dynamic = shape.iter().filter(|size| size.is_none()).count();
        if tensor.r#type() == r#type && dynamic <= 1 {
            return tensor;
        }
        let mut operands = vec![tensor];
        operands.extend(sizes);
        self.value("nn.reshape", &operands, &[], r#type)
    }

    /// The same elements in the shape of another tensor.
    pub fn reshape_like(&self, tensor: Value<'c, 'a>, like: Value<'c, 'a>) -> Value<'c, 'a> {
        self.reshape(tensor, &shape_of(like), self.dynamic_dims(like))
    }

    /// A tensor broadcast to a shape, whose dynamic dimensions are `sizes`.
    pub fn expand(
        &self,
        tensor: Value<'c, 'a>,
        shape: &[Option<i64>],
        sizes: Sizes<'c, 'a>,
    ) -> Value<'c, 'a> {
        let r#type = self.type_like(tensor, shape);
        if tensor.r#type() == r#type {
            return tensor;
        }
        let mut operands = vec![tensor];
        operands.extend(sizes);
        self.value("nn.expand", &operands, &[], r#type)
    }

    /// A tensor broadcast to the shape of another one.
    pub fn expand_like(&self, tensor: Value<'c, 'a>, like: Value<'c, 'a>) -> Value<'c, 'a> {
        self.expand(tensor, &shape_of(like), self.dynamic_dims(like))
    }

    /// Zeros of another tensor's shape and type.
    pub fn zeros_like(&self, like: Value<'c, 'a>) -> Value<'c, 'a> {
        self.expand_like(self.scalar_like(0.0, like), like)
    }

    /// Dimension `i` of the result is dimension `permutation[i]` of the operand.
    pub fn permute(&self, tensor: Value<'c, 'a>, permutation: &[usize]) -> Value<'c, 'a> {
        let from = shape_of(tensor);
        let shape: Shape = permutation.iter().map(|&dim| from[dim]).collect();
        let dims: Vec<i64> = permutation.iter().map(|&dim| dim as i64).collect();
        let attributes = [("permutation", self.i64s_attribute(&dims))];
        self.value(
            "nn.permute",
            &[tensor],
            &attributes,
            self.type_like(tensor, &shape),
        )
    }

    /// A matrix product; `transpose` says which operands are stored transposed.
    pub fn matmul(
        &self,
        lhs: Value<'c, 'a>,
        rhs: Value<'c, 'a>,
        transpose: (bool, bool),
    ) -> Value<'c, 'a> {
        let (l, r) = (shape_of(lhs), shape_of(rhs));
        let rank = l.len();
        let mut shape: Shape = vec![];
        if rank == 3 {
            shape.push(l[0].or(r[0]));
        }
        shape.push(l[rank - if transpose.0 { 1 } else { 2 }]);
        shape.push(r[rank - if transpose.1 { 2 } else { 1 }]);
        let mut attributes = vec![];
        if transpose.0 {
            attributes.push(("transpose_lhs", Attribute::unit(self.context)));
        }
        if transpose.1 {
            attributes.push(("transpose_rhs", Attribute::unit(self.context)));
        }
        self.value(
            "nn.matmul",
            &[lhs, rhs],
            &attributes,
            self.type_like(lhs, &shape),
        )
    }

    /// The integers from 0 on.
    pub fn iota(&self, size: Option<i64>, sizes: Sizes<'c, 'a>) -> Value<'c, 'a> {
        let r#type = tensor_type(&[size], DType::I64.mlir(self.context));
        self.value("nn.iota", &sizes, &[], r#type)
    }

    /// The integers from 0 on along one dimension of a tensor's shape; 1 elsewhere.
    pub fn iota_along(&self, like: Value<'c, 'a>, dim: usize) -> Value<'c, 'a> {
        let shape = shape_of(like);
        let sizes: Sizes = if shape[dim].is_none() {
            vec![self.dim(like, dim)]
        } else {
            vec![]
        };
        let iota = self.iota(shape[dim], sizes.clone());
        let mut target: Shape = vec![Some(1); shape.len()];
        target[dim] = shape[dim];
        self.reshape(iota, &target, sizes)
    }

    /// A constant tensor of rank 1.
    pub fn vector(&self, values: &[f64], dtype: DType) -> Value<'c, 'a> {
        let r#type = tensor_type(&[Some(values.len() as i64)], dtype.mlir(self.context));
        let elements: Vec<Attribute<'c>> = values
            .iter()
            .map(|&value| self.number_attribute(value.into(), dtype))
            .collect();
        let value = DenseElementsAttribute::new(r#type, &elements)
            .expect("a ranked tensor type of as many elements");
        self.value("nn.constant", &[], &[("value", value.into())], r#type)
    }

    /// Sums a derivative over the dimensions along which its operand was broadcast.
    pub fn sum_to(&self, grad: Value<'c, 'a>, operand: Value<'c, 'a>) -> Value<'c, 'a> {
        let (from, to) = (shape_of(grad), shape_of(operand));
        if from.len() == to.len() && from == to {
            return grad;
        }
        let leading = from.len().saturating_sub(to.len());
        let dims: Vec<usize> = (0..from.len())
            .filter(|&i| i < leading || (to[i - leading] == Some(1) && from[i] != Some(1)))
            .collect();
        if dims.is_empty() {
            return self.retyped(grad, operand);
        }
        let sum = self.sum(grad, &dims, false);
        self.reshape_like(sum, operand)
    }

    /// A value whose type may say more or less of its shape than that of `like`, with the type of `like`.
    pub fn retyped(&self, value: Value<'c, 'a>, like: Value<'c, 'a>) -> Value<'c, 'a> {
        if value.r#type() == like.r#type() {
            value
        } else {
            self.value("tensor.cast", &[value], &[], like.r#type())
        }
    }

    /// Every step-th element of a dimension; `size` is the number of them where it is dynamic.
    #[allow(clippy::too_many_arguments)]
    pub fn slice(
        &self,
        tensor: Value<'c, 'a>,
        dim: usize,
        start: i64,
        step: i64,
        count: Option<i64>,
        offset: Option<Value<'c, 'a>>,
        size: Option<Value<'c, 'a>>,
    ) -> Value<'c, 'a> {
        let mut shape = shape_of(tensor);
        shape[dim] = count;
        let mut operands = vec![tensor];
        operands.extend(offset);
        operands.extend(size);
        let segments = [1, i32::from(offset.is_some()), i32::from(size.is_some())];
        let attributes = [
            ("dim", self.i64_attribute(dim as i64)),
            ("start", self.i64_attribute(start)),
            ("step", self.i64_attribute(step)),
            ("operandSegmentSizes", self.i32s_attribute(&segments)),
        ];
        self.value(
            "nn.slice",
            &operands,
            &attributes,
            self.type_like(tensor, &shape),
        )
    }

    /// `base` with a slice of it replaced.
    pub fn slice_scatter(
        &self,
        source: Value<'c, 'a>,
        base: Value<'c, 'a>,
        (dim, start, step): (usize, i64, i64),
        offset: Option<Value<'c, 'a>>,
    ) -> Value<'c, 'a> {
        let mut operands = vec![source, base];
        operands.extend(offset);
        let attributes = [
            ("dim", self.i64_attribute(dim as i64)),
            ("start", self.i64_attribute(start)),
            ("step", self.i64_attribute(step)),
        ];
        self.value("nn.slice_scatter", &operands, &attributes, base.r#type())
    }

    /// Tensors joined along a dimension.
    pub fn concat(&self, tensors: &[Value<'c, 'a>], dim: usize) -> Value<'c, 'a> {
        let mut shape = shape_of(tensors[0]);
        for &tensor in &tensors[1..] {
            let other = shape_of(tensor);
            for (i, size) in shape.iter_mut().enumerate() {
                *size = match (*size, other[i]) {
                    (Some(a), Some(b)) if i == dim => Some(a + b),
                    (_, None) | (None, _) if i == dim => None,
                    (a, b) => a.or(b),
                };
            }
        }
        let attributes = [("dim", self.i64_attribute(dim as i64))];
        self.value(
            "nn.concat",
            tensors,
            &attributes,
            self.type_like(tensors[0], &shape),
        )
    }

    /// An op along one dimension that keeps the shape: softmax and its like.
    pub fn along(&self, name: &str, tensor: Value<'c, 'a>, dim: usize) -> Value<'c, 'a> {
        let attributes = [("dim", self.i64_attribute(dim as i64))];
        self.value(name, &[tensor], &attributes, tensor.r#type())
    }

    /// The place of an extreme along one dimension.
    pub fn arg_reduce(
        &self,
        name: &str,
        tensor: Value<'c, 'a>,
        dim: usize,
        keepdim: bool,
    ) -> Value<'c, 'a> {
        let shape = reduced_shape(&shape_of(tensor), &[dim], keepdim);
        let mut attributes = vec![("dim", self.i64_attribute(dim as i64))];
        if keepdim {
            attributes.push(("keepdim", Attribute::unit(self.context)));
        }
        self.value(
            name,
            &[tensor],
            &attributes,
            tensor_type(&shape, DType::I64.mlir(self.context)),
        )
    }

    /// Values normalized over `dims`, their mean and their biased variance.
    pub fn normalize(&self, tensor: Value<'c, 'a>, dims: &[usize], eps: f64) -> [Value<'c, 'a>; 3] {
        let statistics = self.type_like(tensor, &reduced_shape(&shape_of(tensor), dims, true));
        let dims: Vec<i64> = dims.iter().map(|&dim| dim as i64).collect();
        let attributes = [
            ("dims", self.i64s_attribute(&dims)),
            ("eps", self.f64_attribute(eps)),
        ];
        let op = self.op(
            "nn.normalize",
            &[tensor],
            &attributes,
            &[tensor.r#type(), statistics, statistics],
        );
        [0, 1, 2].map(|i| result_of(op, i))
    }

    /// The type of a tensor of this shape and element type.
    pub fn tensor_type(&self, shape: &[Option<i64>], dtype: DType) -> Type<'c> {
        tensor_type(shape, dtype.mlir(self.context))
    }
}

/// A shape without `dims`, or with 1 in their place.
pub fn reduced_shape(shape: &[Option<i64>], dims: &[usize], keepdim: bool) -> Shape {
    let mut result = vec![];
    for (i, &size) in shape.iter().enumerate() {
        if !dims.contains(&i) {
            result.push(size);
        } else if keepdim {
            result.push(Some(1));
        }
    }
    result
}

/// Whether two tensors have one element type.
pub fn same_element(a: Value<'_, '_>, b: Value<'_, '_>) -> bool {
    element_of(a).to_string() == element_of(b).to_string()
}
