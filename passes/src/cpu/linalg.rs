//! A view of a structured operation: its loops, maps and operands.

use super::edit;
use melior::ir::{
    AffineExpr, AffineMap, Attribute, BlockLike, OperationRef, RegionLike, ShapedTypeLike, Type,
    Value, ValueLike,
    attribute::ArrayAttribute,
    operation::OperationLike,
    r#type::{DimSize, RankedTensorType},
};
use mlir_sys::{mlirAffineMapAttrGetValue, mlirAttributeIsAAffineMap};

/// What a loop dimension is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Iterator {
    /// Its iterations are independent.
    Parallel,
    /// Its iterations accumulate.
    Reduction,
}

/// What the body computes, as far as schedules care.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Body {
    /// `out + lhs * rhs`.
    MultiplyAdd,
    /// `out ∘ f(ins)` with an associative ∘ that vectorizes (addf, mulf, maximumf, …, addi, andi, …).
    Reduce,
    /// The first input.
    Copy,
    /// Anything else.
    Other,
}

/// One result of an indexing map.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Index {
    /// One dimension.
    Dim(usize),
    /// A sum of multiples of dimensions: (dimension, factor).
    Sum(Vec<(usize, i64)>),
    /// Something else.
    Other,
}

/// A `linalg.generic`.
#[derive(Clone)]
pub struct Generic<'c, 'a> {
    /// The operation.
    pub operation: OperationRef<'c, 'a>,
    /// The dimensions of the loop nest.
    pub iterators: Vec<Iterator>,
    /// A map for each operand.
    pub maps: Vec<AffineMap<'c>>,
    /// The results of each map.
    pub indices: Vec<Vec<Index>>,
    /// The size of each dimension, where it is static and is that of an operand's dimension.
    pub sizes: Vec<Option<i64>>,
    /// The number of operands that are only read.
    pub inputs: usize,
    /// The body.
    pub body: Body,
}

impl<'c, 'a> Generic<'c, 'a> {
    /// Looks at a `linalg.generic` on tensors.
    pub fn new(operation: OperationRef<'c, 'a>) -> Option<Self> {
        if edit::name(operation) != "linalg.generic" {
            return None;
        }
        let iterators: Vec<_> = array(operation.attribute("iterator_types").ok()?)?
            .map(|attribute| match attribute.to_string() {
                text if text.contains("parallel") => Iterator::Parallel,
                _ => Iterator::Reduction,
            })
            .collect();
        let maps: Vec<_> = array(operation.attribute("indexing_maps").ok()?)?
            .map(affine_map)
            .collect::<Option<_>>()?;
        let outputs = operation.result_count();
        let inputs = operation.operand_count().checked_sub(outputs)?;
        let indices: Vec<Vec<_>> = maps.iter().map(indices).collect();
        let mut sizes = vec![None; iterators.len()];
        for (operand, indices) in operation.operands().zip(&indices) {
            for (axis, index) in indices.iter().enumerate() {
                if let Index::Dim(dim) = index
                    && let Some(size) = shape(operand)?.get(axis).copied().flatten()
                {
                    sizes[*dim] = Some(size);
                }
            }
        }
        Some(Self {
            body: body(operation, inputs),
            operation,
            iterators,
            maps,
            indices,
            sizes,
            inputs,
        })
    }

    /// The number of loop dimensions.
    pub fn rank(&self) -> usize {
        self.iterators.len()
    }

    /// Whether every map is a projected permutation.
    pub fn is_projected(&self) -> bool {
        self.indices
            .iter()
            .flatten()
            .all(|index| matches!(index, Index::Dim(_)))
    }

    /// Whether there is no reduction.
    pub fn is_parallel(&self) -> bool {
        self.iterators
            .iter()
            .all(|&iterator| iterator == Iterator::Parallel)
    }

    /// The dimensions of one kind.
    pub fn dims(&self, kind: Iterator) -> Vec<usize> {
        (0..self.rank())
            .filter(|&dim| self.iterators[dim] == kind)
            .collect()
    }

    /// The dimensions that an operand's map uses.
    pub fn uses(&self, operand: usize, dim: usize) -> bool {
        self.indices[operand].iter().any(|index| match index {
            Index::Dim(used) => *used == dim,
            Index::Sum(terms) => terms.iter().any(|(used, _)| *used == dim),
            Index::Other => true,
        })
    }

    /// The dimension along which an operand is contiguous.
    pub fn innermost(&self, operand: usize) -> Option<usize> {
        match self.indices[operand].last()? {
            Index::Dim(dim) => Some(*dim),
            _ => None,
        }
    }
}

/// The elements of an array attribute.
pub fn array<'c>(
    attribute: Attribute<'c>,
) -> Option<impl std::iter::Iterator<Item = Attribute<'c>>> {
    let array = ArrayAttribute::try_from(attribute).ok()?;
    Some((0..array.len()).filter_map(move |index| array.element(index).ok()))
}

fn affine_map(attribute: Attribute<'_>) -> Option<AffineMap<'_>> {
    use melior::ir::attribute::AttributeLike;
    // SAFETY: the attribute is checked to be a map.
    unsafe {
        mlirAttributeIsAAffineMap(attribute.to_raw())
            .then(|| AffineMap::from_raw(mlirAffineMapAttrGetValue(attribute.to_raw())))
    }
}

fn indices(map: &AffineMap) -> Vec<Index> {
    (0..map.result_count())
        .map(|index| match map.result(index) {
            Ok(expression) => index_of(expression),
            Err(_) => Index::Other,
        })
        .collect()
}

fn index_of(expression: AffineExpr) -> Index {
    if expression.is_dim() {
        return Index::Dim(expression.dim_position());
    }
    let mut terms = vec![];
    if sum(expression, 1, &mut terms) {
        Index::Sum(terms)
    } else {
        Index::Other
    }
}

fn sum(expression: AffineExpr, factor: i64, terms: &mut Vec<(usize, i64)>) -> bool {
    if expression.is_dim() {
        terms.push((expression.dim_position(), factor));
        true
    } else if expression.is_add() {
        sum(expression.lhs(), factor, terms) && sum(expression.rhs(), factor, terms)
    } else if expression.is_mul() && expression.rhs().is_constant() {
        sum(
            expression.lhs(),
            factor * expression.rhs().constant_value(),
            terms,
        )
    } else {
        false
    }
}

/// The sizes of a ranked tensor, `None` where dynamic; of a scalar, none.
pub fn shape(value: Value<'_, '_>) -> Option<Vec<Option<i64>>> {
    shape_of(value.r#type())
}

/// The sizes of a ranked tensor type; of a scalar type, none.
pub fn shape_of(r#type: Type<'_>) -> Option<Vec<Option<i64>>> {
    let Ok(tensor) = RankedTensorType::try_from(r#type) else {
        return Some(vec![]);
    };
    (0..tensor.rank())
        .map(|axis| {
            Some(match tensor.dim_size(axis).ok()? {
                DimSize::Static(size) => i64::try_from(size).ok(),
                DimSize::Dynamic => None,
            })
        })
        .collect()
}

const ASSOCIATIVE: &[&str] = &[
    "arith.addf",
    "arith.mulf",
    "arith.maximumf",
    "arith.minimumf",
    "arith.maxnumf",
    "arith.minnumf",
    "arith.addi",
    "arith.muli",
    "arith.andi",
    "arith.ori",
    "arith.xori",
    "arith.maxsi",
    "arith.minsi",
    "arith.maxui",
    "arith.minui",
];

fn body(operation: OperationRef, inputs: usize) -> Body {
    classify(operation, inputs).unwrap_or(Body::Other)
}

fn classify(operation: OperationRef, inputs: usize) -> Option<Body> {
    let block = operation.first_region()?.first_block()?;
    let terminator = block.terminator()?;
    if terminator.operand_count() != 1 {
        return None;
    }
    let argument = |index: usize| -> Option<Value> { Some(block.argument(index).ok()?.into()) };
    let result = terminator.operand(0).ok()?;
    let out = argument(inputs)?;
    if inputs > 0 && result == argument(0)? {
        return Some(Body::Copy);
    }
    let combine = edit::definition(result)?;
    if !ASSOCIATIVE.contains(&edit::name(combine).as_str()) || combine.operand_count() != 2 {
        return None;
    }
    let (left, right) = (combine.operand(0).ok()?, combine.operand(1).ok()?);
    let term = match (left == out, right == out) {
        (true, false) => right,
        (false, true) => left,
        _ => return None,
    };
    // The accumulator must not be read anywhere else.
    if edit::users(out).len() != 1 {
        return None;
    }
    if inputs == 2
        && edit::name(combine) == "arith.addf"
        && let Some(product) = edit::definition(term)
        && edit::name(product) == "arith.mulf"
    {
        let factors = (product.operand(0).ok()?, product.operand(1).ok()?);
        let ins = (argument(0)?, argument(1)?);
        if factors == ins || factors == (ins.1, ins.0) {
            return Some(Body::MultiplyAdd);
        }
    }
    Some(Body::Reduce)
}
