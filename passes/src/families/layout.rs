//! Where a tensor's elements lie: strides, and PyTorch's rules for those of results.
//!
//! Sizes may be symbols, so a stride is a product. Every question about strides has three answers: where the sizes decide, and
//! they are not known, there is none, and whoever asks has to refuse.

use super::operand::Dim;
use std::cmp::Ordering;

/// A distance in memory, in elements: a factor, and symbols of sizes that multiply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stride {
    pub factor: i64,
    /// Ascending; none where the factor is 0.
    pub symbols: Vec<u32>,
}

impl Stride {
    pub const ONE: Stride = Stride {
        factor: 1,
        symbols: vec![],
    };
    pub const ZERO: Stride = Stride {
        factor: 0,
        symbols: vec![],
    };

    pub fn known(factor: i64) -> Self {
        Self {
            factor,
            symbols: vec![],
        }
    }

    pub fn of(dim: Dim) -> Self {
        Self::ONE.times(dim)
    }

    pub fn times(&self, dim: Dim) -> Self {
        self.product(&match dim {
            Dim::Known(size) => Self::known(size),
            Dim::Symbol(symbol) => Self {
                factor: 1,
                symbols: vec![symbol],
            },
        })
    }

    pub fn product(&self, other: &Self) -> Self {
        let factor = self.factor * other.factor;
        if factor == 0 {
            return Self::ZERO;
        }
        let mut symbols = [self.symbols.as_slice(), &other.symbols].concat();
        symbols.sort_unstable();
        Self { factor, symbols }
    }

    /// The factor and the dimensions whose sizes multiply it; `None` where a size is none of these dimensions.
    pub fn encode(&self, dims: &[Dim]) -> Option<Vec<i64>> {
        let mut product = vec![self.factor];
        for symbol in &self.symbols {
            let dim = dims.iter().position(|dim| *dim == Dim::Symbol(*symbol))?;
            product.push(dim as i64);
        }
        Some(product)
    }

    /// Which is larger, where every size of at least 2 leads to one answer.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        let (mut a, mut b) = (self.symbols.clone(), other.symbols.clone());
        a.retain(|symbol| match b.iter().position(|other| other == symbol) {
            Some(index) => {
                b.remove(index);
                false
            }
            None => true,
        });
        // The least that the side with more symbols can be.
        let least = |stride: &Self, symbols: &[u32]| {
            let doubled = 1i64.checked_shl(symbols.len().try_into().ok()?)?;
            stride.factor.checked_mul(doubled)
        };
        match (a.is_empty(), b.is_empty()) {
            (true, true) => Some(self.factor.cmp(&other.factor)),
            (true, false) if self.factor < least(other, &b)? => Some(Ordering::Less),
            (false, true) if least(self, &a)? > other.factor => Some(Ordering::Greater),
            _ => None,
        }
    }
}

/// The order in memory that `torch.memory_format` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Contiguous,
    /// `channels_last` of rank 4, `channels_last_3d` of rank 5.
    ChannelsLast,
}

/// Where the elements of a tensor lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// One for each dimension.
    pub strides: Vec<Stride>,
    /// How far the first element is from that of the tensor whose view it is, where that is known.
    pub offset: Option<i64>,
}

/// What reshaping a tensor gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reshaped {
    View(Layout),
    /// Strides cannot say it.
    Copy,
    /// Sizes decide.
    Unknown,
}

impl Layout {
    fn new(strides: Vec<Stride>) -> Self {
        Self {
            strides,
            offset: Some(0),
        }
    }

    /// Without gaps, dimension by dimension; `order` has the outermost first.
    pub fn dense(dims: &[Dim], order: &[usize]) -> Self {
        let mut strides = vec![Stride::ONE; dims.len()];
        let mut stride = Stride::ONE;
        for &dim in order.iter().rev() {
            strides[dim] = stride.clone();
            if dims[dim] != Dim::Known(0) {
                stride = stride.times(dims[dim]);
            }
        }
        Self::new(strides)
    }

    pub fn contiguous(dims: &[Dim]) -> Self {
        Self::dense(dims, &(0..dims.len()).collect::<Vec<_>>())
    }

    /// `None` where the format does not exist for the rank.
    pub fn of_format(dims: &[Dim], format: Format) -> Option<Self> {
        match format {
            Format::Contiguous => Some(Self::contiguous(dims)),
            Format::ChannelsLast => Some(Self::dense(dims, channels_last(dims.len())?)),
        }
    }

    /// From the strides of a tensor that is there, `sizes` being its present sizes.
    pub fn of_sizes(dims: &[Dim], sizes: &[i64], strides: &[i64]) -> Self {
        if dims.iter().all(|dim| dim.known().is_some()) {
            return Self::new(strides.iter().copied().map(Stride::known).collect());
        }
        // A tensor without gaps is one at every size.
        let known: Vec<Dim> = sizes.iter().copied().map(Dim::Known).collect();
        let present = Self::new(strides.iter().copied().map(Stride::known).collect());
        let mut order: Vec<usize> = (0..dims.len()).collect();
        order.sort_by_key(|&dim| (-strides[dim], sizes[dim] <= 1, dim));
        for order in [(0..dims.len()).collect(), order] {
            if Self::dense(&known, &order) == present {
                return Self::dense(dims, &order);
            }
        }
        present
    }

    /// Each stride as a factor and the dimensions whose sizes multiply it; `None` where a size is none of these
    /// dimensions, `Some(None)` where all are those of a contiguous tensor.
    pub fn encode(&self, dims: &[Dim]) -> Option<Option<Vec<Vec<i64>>>> {
        if self.strides == Self::contiguous(dims).strides {
            return Some(None);
        }
        let strides: Option<Vec<_>> = self
            .strides
            .iter()
            .map(|stride| stride.encode(dims))
            .collect();
        strides.map(Some)
    }

    /// `tensor.is_contiguous(memory_format=format)`.
    pub fn is(&self, dims: &[Dim], format: Format) -> Option<bool> {
        if dims.contains(&Dim::Known(0)) && format == Format::Contiguous {
            return Some(true);
        }
        let all: Vec<usize> = (0..dims.len()).collect();
        let order = match format {
            Format::Contiguous => all.as_slice(),
            Format::ChannelsLast => match channels_last(dims.len()) {
                Some(order) => order,
                None => return Some(false),
            },
        };
        let mut expected = Stride::ONE;
        for &dim in order.iter().rev() {
            if dims[dim] == Dim::Known(1) {
                continue;
            }
            if self.strides[dim].compare(&expected)? != Ordering::Equal {
                return Some(false);
            }
            expected = expected.times(dims[dim]);
        }
        Some(true)
    }

    /// Whether the elements fill a block of memory, each once.
    pub fn is_dense(&self, dims: &[Dim]) -> Option<bool> {
        let small = |dim: usize| matches!(dims[dim], Dim::Known(0 | 1));
        let mut left: Vec<usize> = (0..dims.len()).filter(|dim| !small(*dim)).collect();
        let mut expected = Stride::ONE;
        while !left.is_empty() {
            let mut next = None;
            for (place, &dim) in left.iter().enumerate() {
                if self.strides[dim].compare(&expected)? == Ordering::Equal {
                    next = Some(place);
                }
            }
            let Some(place) = next else {
                return Some(false);
            };
            expected = expected.times(dims[left.remove(place)]);
        }
        Some(true)
    }

    /// Whether it is certain that no two elements are one in memory.
    pub fn is_injective(&self, dims: &[Dim]) -> bool {
        if dims.contains(&Dim::Known(0)) {
            return true;
        }
        let mut left: Vec<usize> = (0..dims.len())
            .filter(|dim| dims[*dim] != Dim::Known(1))
            .collect();
        // What the dimensions seen so far span.
        let mut span = Stride::ONE;
        while !left.is_empty() {
            let stride = |place: &usize| &self.strides[left[*place]];
            let is_least = |place: &usize| {
                (0..left.len()).all(|other| {
                    matches!(
                        stride(place).compare(stride(&other)),
                        Some(Ordering::Less | Ordering::Equal)
                    )
                })
            };
            let Some(least) = (0..left.len()).find(is_least) else {
                return false;
            };
            if !matches!(
                stride(&least).compare(&span),
                Some(Ordering::Greater | Ordering::Equal)
            ) {
                return false;
            }
            let dim = left.remove(least);
            span = self.strides[dim].times(dims[dim]);
        }
        true
    }

    /// `tensor.suggest_memory_format()`.
    pub fn suggested(&self, dims: &[Dim]) -> Option<Format> {
        let Some(order) = channels_last(dims.len()) else {
            return Some(Format::Contiguous);
        };
        if self.strides[1] == Stride::ZERO {
            return Some(Format::Contiguous);
        }
        let mut least = Stride::ZERO;
        for &dim in order.iter().rev() {
            if dims[dim] == Dim::Known(0)
                || self.strides[dim].compare(&least)? == Ordering::Less
                || (dim == 0 && least.compare(&self.strides[1])? == Ordering::Equal)
            {
                return Some(Format::Contiguous);
            }
            least = match dims[dim] {
                Dim::Known(1) => self.strides[dim].clone(),
                size => self.strides[dim].times(size),
            };
        }
        Some(Format::ChannelsLast)
    }

    /// The layout of `torch.empty_like(tensor)`.
    pub fn like(&self, dims: &[Dim]) -> Option<Self> {
        if self.is_dense(dims)? {
            return Some(Self::new(self.strides.clone()));
        }
        Some(Self::dense(dims, &memory_order(&[&self.strides], dims)?))
    }

    /// What `tensor.view` computes.
    pub fn reshape(&self, dims: &[Dim], to: &[Dim]) -> Reshaped {
        let view = |strides| {
            Reshaped::View(Layout {
                strides,
                offset: self.offset,
            })
        };
        let contiguous = || Self::contiguous(to).strides;
        if dims.is_empty() {
            return view(vec![Stride::ONE; to.len()]);
        }
        if dims.contains(&Dim::Known(0)) {
            // Those of an empty tensor that keeps its shape stay what they are.
            return view(match dims == to {
                true => self.strides.clone(),
                false => contiguous(),
            });
        }
        match self.chunks(dims, to) {
            None if self.is(dims, Format::Contiguous) == Some(true) => view(contiguous()),
            None => Reshaped::Unknown,
            Some(None) => Reshaped::Copy,
            Some(Some(strides)) => view(strides),
        }
    }

    /// `computeStride` of ATen: chunks of dimensions that lie in memory as one are cut anew.
    fn chunks(&self, dims: &[Dim], to: &[Dim]) -> Option<Option<Vec<Stride>>> {
        let mut strides = vec![Stride::ONE; to.len()];
        let mut left = to.len();
        let mut base = self.strides.last()?;
        let (mut own, mut wanted) = (Stride::ONE, Stride::ONE);
        for dim in (0..dims.len()).rev() {
            own = own.times(dims[dim]);
            let ends = dim == 0
                || (dims[dim - 1] != Dim::Known(1)
                    && self.strides[dim - 1].compare(&own.product(base))? != Ordering::Equal);
            if !ends {
                continue;
            }
            while left > 0
                && (to[left - 1] == Dim::Known(1) || wanted.compare(&own)? == Ordering::Less)
            {
                left -= 1;
                strides[left] = wanted.product(base);
                wanted = wanted.times(to[left]);
            }
            if wanted.compare(&own)? != Ordering::Equal {
                return Some(None);
            }
            if dim > 0 {
                base = &self.strides[dim - 1];
                (own, wanted) = (Stride::ONE, Stride::ONE);
            }
        }
        Some((left == 0).then_some(strides))
    }

    /// The same memory, dimensions in another order.
    pub fn permute(&self, order: &[usize]) -> Self {
        Self {
            strides: order.iter().map(|&dim| self.strides[dim].clone()).collect(),
            offset: self.offset,
        }
    }

    /// The same memory, broadcast from `dims` to `to`.
    pub fn expand(&self, dims: &[Dim], to: &[Dim]) -> Self {
        let leading = to.len() - dims.len();
        let mut strides = vec![Stride::ZERO; to.len()];
        for dim in (0..to.len()).rev() {
            strides[dim] = match dim.checked_sub(leading) {
                Some(own) if dims[own] == to[dim] => self.strides[own].clone(),
                // A new dimension of size 1 gets the stride that `unsqueeze` would give it.
                None if to[dim] == Dim::Known(1) && !dims.is_empty() => {
                    strides[dim + 1].times(to[dim + 1])
                }
                _ => Stride::ZERO,
            };
        }
        Self {
            strides,
            offset: self.offset,
        }
    }

    /// Some elements along a dimension; `start` is `None` where only the run knows it.
    pub fn slice(&self, dim: usize, start: Option<i64>, step: i64) -> Self {
        let mut strides = self.strides.clone();
        let stride = &self.strides[dim];
        let offset = match (self.offset, start) {
            (offset, Some(0)) => offset,
            (Some(offset), Some(start)) if stride.symbols.is_empty() => {
                Some(offset + start * stride.factor)
            }
            _ => None,
        };
        strides[dim] = stride.product(&Stride::known(step));
        Self { strides, offset }
    }

    /// Without a dimension.
    pub fn without(&self, dim: usize) -> Self {
        let mut strides = self.strides.clone();
        strides.remove(dim);
        Self {
            strides,
            offset: self.offset,
        }
    }

    /// With a new dimension of size 1, as `unsqueeze` makes it.
    pub fn unsqueeze(&self, dims: &[Dim], dim: usize) -> Self {
        let mut strides = self.strides.clone();
        let stride = match dims.get(dim) {
            Some(size) => self.strides[dim].times(*size),
            None => Stride::ONE,
        };
        strides.insert(dim, stride);
        Self {
            strides,
            offset: self.offset,
        }
    }
}

/// The layout that TensorIterator gives to a result of these dimensions, where there are `numbers` among the operands or not.
pub fn iterate(operands: &[(&[Dim], &Layout)], dims: &[Dim], numbers: bool) -> Option<Layout> {
    let alike = !numbers && !operands.is_empty() && operands.iter().all(|(own, _)| *own == dims);
    if alike {
        let all = |test: &dyn Fn(&[Dim], &Layout) -> Option<bool>| -> Option<bool> {
            for (dims, layout) in operands {
                if !test(dims, layout)? {
                    return Some(false);
                }
            }
            Some(true)
        };
        for format in [Format::Contiguous, Format::ChannelsLast] {
            if all(&|dims, layout| layout.is(dims, format))? {
                return Layout::of_format(dims, format);
            }
        }
        if all(&|dims, layout| layout.is_dense(dims))?
            && operands
                .iter()
                .all(|(_, layout)| layout.strides == operands[0].1.strides)
        {
            return Some(Layout::new(operands[0].1.strides.clone()));
        }
    }
    let strides: Vec<Vec<Stride>> = operands
        .iter()
        .map(|(own, layout)| {
            let leading = dims.len() - own.len();
            (0..dims.len())
                .map(|dim| match dim.checked_sub(leading) {
                    Some(place) if own[place] != Dim::Known(1) || dims[dim] == own[place] => {
                        layout.strides[place].clone()
                    }
                    _ => Stride::ZERO,
                })
                .collect()
        })
        .collect();
    let strides: Vec<&Vec<Stride>> = strides.iter().collect();
    Some(Layout::dense(dims, &memory_order(&strides, dims)?))
}

/// The order of dimensions in memory that ATen derives from strides, outermost first: an insertion sort in which some pairs do
/// not compare, so that its steps matter.
fn memory_order(operands: &[&Vec<Stride>], dims: &[Dim]) -> Option<Vec<usize>> {
    // Whether the first should lie outside of the second.
    let swaps = |a: usize, b: usize| -> Option<Ordering> {
        for strides in operands {
            if strides[a] == Stride::ZERO || strides[b] == Stride::ZERO {
                continue;
            }
            match strides[a].compare(&strides[b])? {
                Ordering::Equal => {
                    if Stride::of(dims[a]).compare(&Stride::of(dims[b]))? == Ordering::Greater {
                        return Some(Ordering::Greater);
                    }
                }
                different => return Some(different),
            }
        }
        Some(Ordering::Equal)
    };
    let mut order: Vec<usize> = (0..dims.len()).rev().collect();
    for i in 1..order.len() {
        let mut place = i;
        for before in (0..i).rev() {
            match swaps(order[before], order[place])? {
                Ordering::Greater => {
                    order.swap(before, place);
                    place = before;
                }
                Ordering::Less => break,
                Ordering::Equal => {}
            }
        }
    }
    order.reverse();
    Some(order)
}

/// The order of channels-last memory, outermost first.
fn channels_last(rank: usize) -> Option<&'static [usize]> {
    match rank {
        4 => Some(&[0, 2, 3, 1]),
        5 => Some(&[0, 2, 3, 4, 1]),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
