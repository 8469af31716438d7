//! What lowerings to linalg share: structured ops, destinations, and looking through views.
//!
//! The forms are those that `docs/cpu-pipeline.md` asks for: nothing is scheduled, nothing that
//! an indexing map can say is materialized.

use super::{
    builder::{
        Builder, Number, definition, flag, int_attribute, ints_attribute, name_of, operands_of,
        result_of, results_of,
    },
    types::{DType, Shape, dtype_of, element_of, shape_of, tensor_type},
};
use janus_dialects::melior::ir::{
    Attribute, Region, Type, Value, ValueLike,
    attribute::{ArrayAttribute, DenseElementsAttribute, StringAttribute},
    operation::OperationLike,
};

/// The affine expressions of an indexing map, over dimensions `d0`, `d1`, ….
pub type Map = Vec<String>;

/// How a loop of a structured op may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Iterator {
    Parallel,
    Reduction,
}

/// The expression of one dimension.
pub fn d(dim: usize) -> String {
    format!("d{dim}")
}

/// A map of plain dimensions.
pub fn dims(dims: impl IntoIterator<Item = usize>) -> Map {
    dims.into_iter().map(d).collect()
}

/// `count` parallel loops and then reductions.
pub fn iterators(parallel: usize, reductions: usize) -> Vec<Iterator> {
    let mut iterators = vec![Iterator::Parallel; parallel];
    iterators.extend(vec![Iterator::Reduction; reductions]);
    iterators
}

/// An operand as a structured op reads it: through views, or a constant.
pub enum Source<'c, 'a> {
    /// A tensor and its indexing map.
    Tensor(Value<'c, 'a>, Map),
    /// One number everywhere, as an `arith.constant`.
    Scalar(Value<'c, 'a>),
}

impl<'c: 'a, 'a> Builder<'c, 'a> {
    /// `linalg.generic`. The body gets the inputs' and the outputs' elements, and returns what to yield.
    pub fn generic(
        &self,
        inputs: &[(Value<'c, 'a>, Map)],
        outputs: &[(Value<'c, 'a>, Map)],
        iterators: &[Iterator],
        body: impl FnOnce(&Builder<'c, 'a>, &[Value<'c, 'a>]) -> Vec<Value<'c, 'a>>,
    ) -> Vec<Value<'c, 'a>> {
        let loops = iterators.len();
        let maps: Vec<_> = inputs
            .iter()
            .chain(outputs)
            .map(|(_, map)| {
                let all = dims(0..loops).join(", ");
                self.parse_attribute(&format!("affine_map<({all}) -> ({})>", map.join(", ")))
            })
            .collect();
        let iterators: Vec<_> = iterators
            .iter()
            .map(|iterator| {
                self.parse_attribute(match iterator {
                    Iterator::Parallel => "#linalg.iterator_type<parallel>",
                    Iterator::Reduction => "#linalg.iterator_type<reduction>",
                })
            })
            .collect();
        let operands: Vec<_> = inputs
            .iter()
            .chain(outputs)
            .map(|(value, _)| *value)
            .collect();
        let results: Vec<_> = outputs.iter().map(|(value, _)| value.r#type()).collect();
        let segments = [inputs.len() as i32, outputs.len() as i32];
        let operation = self.op_with_regions(
            "linalg.generic",
            &operands,
            &[
                (
                    "indexing_maps",
                    ArrayAttribute::new(self.context, &maps).into(),
                ),
                (
                    "iterator_types",
                    ArrayAttribute::new(self.context, &iterators).into(),
                ),
                ("operandSegmentSizes", self.i32s_attribute(&segments)),
            ],
            &results,
            vec![Region::new()],
        );
        let elements: Vec<_> = operands.iter().map(|value| element_of(*value)).collect();
        let region = operation.region(0).expect("the op was made with a region");
        self.fill_region(&region, &elements, |inner, arguments| {
            let yielded = body(inner, arguments);
            inner.op("linalg.yield", &yielded, &[], &[]);
        });
        results_of(operation)
    }

    /// `linalg.index`, inside a structured op.
    pub fn loop_index(&self, dim: usize) -> Value<'c, 'a> {
        let attributes = [("dim", self.i64_attribute(dim as i64))];
        self.value("linalg.index", &[], &attributes, Type::index(self.context))
    }

    /// `tensor.empty`.
    pub fn empty(
        &self,
        shape: &[Option<i64>],
        sizes: &[Value<'c, 'a>],
        element: Type<'c>,
    ) -> Value<'c, 'a> {
        self.value("tensor.empty", sizes, &[], tensor_type(shape, element))
    }

    /// A tensor of one number, to accumulate into.
    pub fn filled(
        &self,
        shape: &[Option<i64>],
        sizes: &[Value<'c, 'a>],
        number: impl Into<Number>,
        dtype: DType,
    ) -> Value<'c, 'a> {
        let scalar = self.number(number, dtype);
        self.filled_with(scalar, shape, sizes)
    }

    /// A tensor of one number.
    pub fn filled_with(
        &self,
        scalar: Value<'c, 'a>,
        shape: &[Option<i64>],
        sizes: &[Value<'c, 'a>],
    ) -> Value<'c, 'a> {
        let element = scalar.r#type();
        let destination = self.empty(shape, sizes, element);
        let operation = self.op_with_regions(
            "linalg.fill",
            &[scalar, destination],
            &[("operandSegmentSizes", self.i32s_attribute(&[1, 1]))],
            &[destination.r#type()],
            vec![Region::new()],
        );
        let region = operation.region(0).expect("the op was made with a region");
        self.fill_region(&region, &[element, element], |inner, arguments| {
            inner.op("linalg.yield", &arguments[..1], &[], &[]);
        });
        result_of(operation, 0)
    }

    /// The size of a dimension, found as far up as the graph says it.
    pub fn size(&self, value: Value<'c, 'a>, dim: usize) -> Value<'c, 'a> {
        match size_source(value, dim) {
            SizeSource::Known(size) => self.index(size),
            SizeSource::Value(size) => size,
            SizeSource::Dim(tensor, dim) => self.dim(tensor, dim),
        }
    }

    /// The sizes of the dynamic dimensions of a tensor, found as far up as the graph says them.
    pub fn sizes(&self, value: Value<'c, 'a>) -> Vec<Value<'c, 'a>> {
        let shape = shape_of(value);
        (0..shape.len())
            .filter(|&i| shape[i].is_none())
            .map(|i| self.size(value, i))
            .collect()
    }

    /// An operand of a structured op whose dimension `i` runs with loop `loops[i]`.
    ///
    /// Looks through broadcasts, permutations and dimensions of size 1, and at constants.
    /// `broadcast` are dimensions of size 1 that the reader repeats.
    pub fn source(
        &self,
        value: Value<'c, 'a>,
        loops: &[usize],
        broadcast: &[usize],
    ) -> Source<'c, 'a> {
        let loops = loops.iter().copied().map(Some).collect();
        let (value, positions) = look_through(value, loops, broadcast);
        if let Some(number) = splat(value) {
            return Source::Scalar(self.number(number, dtype_of(value)));
        }
        let shape = shape_of(value);
        let dropped: Vec<usize> = (0..shape.len())
            .filter(|&i| positions[i].is_none())
            .collect();
        let value = self.drop_unit_dims(value, &dropped);
        Source::Tensor(value, positions.into_iter().flatten().map(d).collect())
    }

    /// A tensor without some of its dimensions, whose size is 1.
    pub fn drop_unit_dims(&self, value: Value<'c, 'a>, dropped: &[usize]) -> Value<'c, 'a> {
        if dropped.is_empty() {
            return value;
        }
        let shape = shape_of(value);
        let kept: Vec<usize> = (0..shape.len()).filter(|i| !dropped.contains(i)).collect();
        // Leading dropped dimensions join the first group, others the one before them.
        let groups: Vec<Vec<i64>> = (0..kept.len())
            .map(|k| {
                let start = if k == 0 { 0 } else { kept[k] };
                let end = kept.get(k + 1).copied().unwrap_or(shape.len());
                (start as i64..end as i64).collect()
            })
            .collect();
        let target: Shape = kept.iter().map(|&i| shape[i]).collect();
        self.collapse(value, &groups, &target)
    }

    /// `tensor.collapse_shape`.
    pub fn collapse(
        &self,
        value: Value<'c, 'a>,
        groups: &[Vec<i64>],
        shape: &[Option<i64>],
    ) -> Value<'c, 'a> {
        if groups.len() == shape_of(value).len() {
            return value;
        }
        let attributes = [("reassociation", self.reassociation(groups))];
        self.value(
            "tensor.collapse_shape",
            &[value],
            &attributes,
            self.type_like(value, shape),
        )
    }

    /// `tensor.expand_shape`; `sizes` are the dynamic dimensions of the result.
    pub fn expand_dims(
        &self,
        value: Value<'c, 'a>,
        groups: &[Vec<i64>],
        shape: &[Option<i64>],
        sizes: &[Value<'c, 'a>],
    ) -> Value<'c, 'a> {
        if shape.len() == shape_of(value).len() {
            return value;
        }
        let mut operands = vec![value];
        operands.extend(sizes);
        let statics: Vec<i64> = shape.iter().map(|size| size.unwrap_or(i64::MIN)).collect();
        let attributes = [
            ("reassociation", self.reassociation(groups)),
            ("static_output_shape", self.i64s_attribute(&statics)),
        ];
        self.value(
            "tensor.expand_shape",
            &operands,
            &attributes,
            self.type_like(value, shape),
        )
    }

    fn reassociation(&self, groups: &[Vec<i64>]) -> Attribute<'c> {
        let groups: Vec<Attribute<'c>> = groups
            .iter()
            .map(|group| {
                let group: Vec<_> = group.iter().map(|&dim| self.i64_attribute(dim)).collect();
                ArrayAttribute::new(self.context, &group).into()
            })
            .collect();
        ArrayAttribute::new(self.context, &groups).into()
    }

    /// One loop per dimension of the result, which may be broadcast from the operands.
    pub fn elementwise(
        &self,
        operands: &[Value<'c, 'a>],
        like: Value<'c, 'a>,
        body: impl FnOnce(&Builder<'c, 'a>, &[Value<'c, 'a>]) -> Value<'c, 'a>,
    ) -> Value<'c, 'a> {
        let rank = shape_of(like).len();
        let sources: Vec<_> = operands
            .iter()
            .map(|&operand| {
                let own = shape_of(operand).len();
                let loops: Vec<usize> = (rank - own..rank).collect();
                self.broadcast_source(operand, &loops, &shape_of(like))
            })
            .collect();
        let destination = self.empty(&shape_of(like), &self.sizes(like), element_of(like));
        let inputs: Vec<_> = sources
            .iter()
            .filter_map(|source| match source {
                Source::Tensor(value, map) => Some((*value, map.clone())),
                Source::Scalar(_) => None,
            })
            .collect();
        let outputs = [(destination, dims(0..rank))];
        self.generic(
            &inputs,
            &outputs,
            &iterators(rank, 0),
            |inner, arguments| {
                let mut tensors = arguments.iter();
                let elements: Vec<_> = sources
                    .iter()
                    .map(|source| match source {
                        Source::Scalar(value) => *value,
                        Source::Tensor(..) => *tensors.next().expect("an argument for each tensor"),
                    })
                    .collect();
                vec![body(inner, &elements)]
            },
        )[0]
    }

    /// [`Self::source`] of an operand that may broadcast to a shape.
    pub fn broadcast_source(
        &self,
        operand: Value<'c, 'a>,
        loops: &[usize],
        result: &[Option<i64>],
    ) -> Source<'c, 'a> {
        let shape = shape_of(operand);
        let broadcast: Vec<usize> = (0..shape.len())
            .filter(|&i| shape[i] == Some(1) && result[loops[i]] != Some(1))
            .collect();
        self.source(operand, loops, &broadcast)
    }

    /// A string attribute.
    pub fn string_attribute(&self, text: &str) -> Attribute<'c> {
        StringAttribute::new(self.context, text).into()
    }
}

/// The number that a constant has everywhere.
pub fn splat(value: Value<'_, '_>) -> Option<Number> {
    let operation = definition(value)?;
    if name_of(operation) != "nn.constant" {
        return None;
    }
    let elements = DenseElementsAttribute::try_from(operation.attribute("value").ok()?).ok()?;
    if !elements.is_splat() {
        return None;
    }
    Some(match dtype_of(value) {
        DType::Bool => Number::Int(elements.bool_splat_value().into()),
        DType::I8 => Number::Int(elements.i8_splat_value().into()),
        DType::I32 => Number::Int(elements.i32_splat_value().into()),
        DType::I64 => Number::Int(elements.i64_splat_value()),
        DType::F32 => Number::Float(elements.f32_splat_value().into()),
        DType::F64 => Number::Float(elements.f64_splat_value()),
        DType::F16 | DType::BF16 => Number::Float(
            janus_dialects::melior::ir::attribute::FloatAttribute::try_from(elements.splat_value())
                .ok()?
                .value(),
        ),
        DType::I16 => return None,
    })
}

/// Follows views from an operand to the tensor behind them. `positions[i]` is the loop of
/// dimension `i`, `None` where the dimension has size 1 and is always read at 0. `broadcast` are
/// the dimensions that the reader repeats.
fn look_through<'c: 'a, 'a>(
    mut value: Value<'c, 'a>,
    mut positions: Vec<Option<usize>>,
    broadcast: &[usize],
) -> (Value<'c, 'a>, Vec<Option<usize>>) {
    for &dim in broadcast {
        positions[dim] = None;
    }
    while let Some(operation) = definition(value) {
        let Some(&input) = operands_of(operation).first() else {
            break;
        };
        let (from, to) = (shape_of(input), shape_of(value));
        let next = match name_of(operation).as_str() {
            "nn.detach" | "nn.copy" => positions.clone(),
            "nn.permute" => {
                let mut next = vec![None; positions.len()];
                for (i, dim) in ints_attribute(operation, "permutation")
                    .into_iter()
                    .enumerate()
                {
                    next[dim as usize] = positions[i];
                }
                next
            }
            "nn.expand" => {
                let leading = to.len() - from.len();
                (0..from.len())
                    .map(|i| {
                        let stretched = from[i] == Some(1) && to[i + leading] != Some(1);
                        if stretched {
                            None
                        } else {
                            positions[i + leading]
                        }
                    })
                    .collect()
            }
            "nn.reshape" => match unit_dims(&from, &to) {
                Some(origins) => {
                    let mut next = vec![None; from.len()];
                    for (i, origin) in origins.into_iter().enumerate() {
                        if let Some(origin) = origin {
                            next[origin] = positions[i];
                        }
                    }
                    next
                }
                None => break,
            },
            _ => break,
        };
        positions = next;
        value = input;
    }
    // A dimension of size 1 that no loop was found for is read at 0.
    (value, positions)
}

/// Where shapes differ in dimensions of size 1 only: the dimension of `from` that each dimension
/// of `to` is, `None` for a new 1.
fn unit_dims(from: &[Option<i64>], to: &[Option<i64>]) -> Option<Vec<Option<usize>>> {
    let big = |shape: &[Option<i64>]| -> Vec<usize> {
        (0..shape.len()).filter(|&i| shape[i] != Some(1)).collect()
    };
    let (a, b) = (big(from), big(to));
    if a.len() != b.len() || a.iter().zip(&b).any(|(&i, &j)| from[i] != to[j]) {
        return None;
    }
    let mut origins = vec![None; to.len()];
    for (i, j) in a.into_iter().zip(b) {
        origins[j] = Some(i);
    }
    Some(origins)
}

enum SizeSource<'c, 'a> {
    Known(i64),
    Value(Value<'c, 'a>),
    Dim(Value<'c, 'a>, usize),
}

/// Follows a dynamic dimension up to where it comes from.
fn size_source<'c: 'a, 'a>(mut value: Value<'c, 'a>, mut dim: usize) -> SizeSource<'c, 'a> {
    loop {
        let shape = shape_of(value);
        if let Some(size) = shape[dim] {
            return SizeSource::Known(size);
        }
        let Some(operation) = definition(value) else {
            return SizeSource::Dim(value, dim);
        };
        let name = name_of(operation);
        let Some(name) = name.strip_prefix("nn.") else {
            return SizeSource::Dim(value, dim);
        };
        let operands = operands_of(operation);
        // The operand that has the dimension, and where.
        let next = match name {
            "reshape"
            | "expand"
            | "iota"
            | "convolution_input_grad"
            | "max_pool_grad"
            | "avg_pool_grad"
            | "adaptive_avg_pool_grad"
            | "embedding_grad" => {
                let dynamic = shape[..dim].iter().filter(|size| size.is_none()).count();
                let count = shape.iter().filter(|size| size.is_none()).count();
                return SizeSource::Value(operands[operands.len() - count + dynamic]);
            }
            "constant" => None,
            "permute" => {
                let permutation = ints_attribute(operation, "permutation");
                Some((operands[0], permutation[dim] as usize))
            }
            "sum" | "prod" | "amax" | "amin" => Some((
                operands[0],
                before_reduction(operation, dim, shape_of(operands[0]).len()),
            )),
            "argmax" | "argmin" => {
                let reduced = int_attribute(operation, "dim").unwrap_or(0) as usize;
                let kept = flag(operation, "keepdim") || dim < reduced;
                Some((operands[0], if kept { dim } else { dim + 1 }))
            }
            "matmul" => {
                let rank = shape.len();
                let (own, other) = if dim == rank - 1 {
                    let at = if flag(operation, "transpose_rhs") {
                        rank - 2
                    } else {
                        rank - 1
                    };
                    (1, at)
                } else if dim == rank - 2 {
                    let at = if flag(operation, "transpose_lhs") {
                        rank - 1
                    } else {
                        rank - 2
                    };
                    (0, at)
                } else {
                    (0, dim)
                };
                Some((operands[own], other))
            }
            "convolution" | "max_pool" | "avg_pool" if dim == 0 => Some((operands[0], 0)),
            "adaptive_avg_pool" => Some((operands[0], dim)),
            "embedding" => {
                let rank = shape_of(operands[1]).len();
                Some(if dim < rank {
                    (operands[1], dim)
                } else {
                    (operands[0], dim - rank + 1)
                })
            }
            "gather" => Some((operands[1], dim)),
            "scatter_add" => Some((operands[2], dim)),
            "slice_scatter" => Some((operands[1], dim)),
            "slice" => {
                let sliced = int_attribute(operation, "dim").unwrap_or(0) as usize;
                if sliced == dim {
                    // `size` is the last operand where the result's size is dynamic.
                    return match operands.last() {
                        Some(&size) if operands.len() > 1 => SizeSource::Value(size),
                        _ => SizeSource::Dim(value, dim),
                    };
                }
                Some((operands[0], dim))
            }
            "concat" => {
                let joined = int_attribute(operation, "dim").unwrap_or(0) as usize;
                (joined != dim).then(|| (operands[0], dim))
            }
            // Elementwise: an operand that does not broadcast there.
            _ => operands.iter().find_map(|&operand| {
                let own = shape_of(operand);
                let at = (dim + own.len()).checked_sub(shape.len())?;
                (own[at] != Some(1)).then_some((operand, at))
            }),
        };
        match next {
            Some((operand, at)) if at < shape_of(operand).len() => (value, dim) = (operand, at),
            _ => return SizeSource::Dim(value, dim),
        }
    }
}

/// The dimension of a reduction's operand that is dimension `dim` of its result.
fn before_reduction(
    operation: janus_dialects::melior::ir::operation::OperationRef<'_, '_>,
    dim: usize,
    rank: usize,
) -> usize {
    if flag(operation, "keepdim") {
        return dim;
    }
    let reduced = ints_attribute(operation, "dims");
    (0..rank)
        .filter(|i| !reduced.contains(&(*i as i64)))
        .nth(dim)
        .unwrap_or(dim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_unit_dimensions() {
        let from = [Some(6)];
        assert_eq!(
            unit_dims(&from, &[Some(6), Some(1), Some(1)]),
            Some(vec![Some(0), None, None])
        );
        assert_eq!(
            unit_dims(&[None, Some(1)], &[Some(1), None]),
            Some(vec![None, Some(0)])
        );
        assert_eq!(unit_dims(&[Some(6)], &[Some(2), Some(3)]), None);
    }
}
