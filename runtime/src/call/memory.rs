//! Arguments of native code: memref descriptors and scalars, laid out once per graph and filled at every call.

use std::ffi::c_void;

use crate::torch::{TensorView, contiguous_strides};

/// Words of a memref descriptor of this rank: allocated and aligned pointer, offset, sizes, strides.
const fn words(rank: usize) -> usize {
    3 + 2 * rank
}

/// The layout of a native function's arguments.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// First word and rank of each argument's descriptor.
    places: Vec<(usize, usize)>,
    words: usize,
}

impl Layout {
    /// A layout for arguments of these ranks.
    pub fn new(ranks: impl IntoIterator<Item = usize>) -> Self {
        let mut layout = Layout::default();
        for rank in ranks {
            layout.places.push((layout.words, rank));
            layout.words += words(rank);
        }
        layout
    }
}

/// The arguments of one call.
#[derive(Debug)]
pub struct Arguments {
    words: Vec<usize>,
    /// Points to each argument's descriptor in `words`, which never moves.
    pointers: Vec<*const c_void>,
    /// Memory of rank-0 arguments that hold numbers.
    scalars: Vec<u64>,
}

// SAFETY: the pointers go into the vectors beside them, or to memory that a call keeps alive.
unsafe impl Send for Arguments {}

impl Arguments {
    /// Empty arguments.
    pub fn new(layout: &Layout) -> Self {
        let words = vec![0; layout.words];
        let pointers = layout
            .places
            .iter()
            .map(|(first, _)| words[*first..].as_ptr().cast())
            .collect();
        Arguments {
            words,
            pointers,
            scalars: vec![0; layout.places.len()],
        }
    }

    /// Argument `index` is this memory.
    pub fn set(
        &mut self,
        layout: &Layout,
        index: usize,
        data: *mut c_void,
        sizes: &[i64],
        strides: &[i64],
    ) {
        let (first, rank) = layout.places[index];
        debug_assert_eq!(rank, sizes.len());
        let descriptor = &mut self.words[first..first + words(rank)];
        descriptor[0] = data as usize;
        descriptor[1] = data as usize;
        descriptor[2] = 0;
        for (word, size) in descriptor[3..].iter_mut().zip(sizes) {
            *word = *size as usize;
        }
        for (word, stride) in descriptor[3 + rank..].iter_mut().zip(strides) {
            *word = *stride as usize;
        }
    }

    /// Argument `index` is this tensor.
    pub fn set_view(&mut self, layout: &Layout, index: usize, view: &TensorView) {
        self.set(layout, index, view.data, &view.sizes, &view.strides);
    }

    /// Argument `index` is a new contiguous tensor.
    pub fn set_contiguous(
        &mut self,
        layout: &Layout,
        index: usize,
        data: *mut c_void,
        sizes: &[i64],
    ) {
        self.set(layout, index, data, sizes, &contiguous_strides(sizes));
    }

    /// Argument `index` is a number with these bits.
    pub fn set_scalar(&mut self, layout: &Layout, index: usize, bits: u64) {
        self.scalars[index] = bits;
        let data = (&raw mut self.scalars[index]).cast();
        self.set(layout, index, data, &[], &[]);
    }

    /// The bits of the number that argument `index` holds.
    pub fn scalar(&self, index: usize) -> u64 {
        self.scalars[index]
    }

    /// What native code is called with.
    pub fn pointers(&self) -> *const *const c_void {
        self.pointers.as_ptr()
    }
}

/// Copies the elements of one tensor over another's of the same sizes and element type, whatever their strides.
///
/// # Safety
///
/// Both are live memory of their extents, and `to` may be written.
pub unsafe fn copy(from: &TensorView, to: &TensorView) {
    let bytes = from.dtype.size();
    if from.is_contiguous() && to.is_contiguous() {
        // SAFETY: as the caller says; `copy` allows them to overlap.
        unsafe {
            std::ptr::copy(
                from.data.cast::<u8>(),
                to.data.cast::<u8>(),
                from.elements() as usize * bytes,
            )
        };
        return;
    }
    // The innermost loop goes along the memory that is written.
    let mut order: Vec<usize> = (0..to.sizes.len()).collect();
    order.sort_by_key(|&dim| std::cmp::Reverse(to.strides[dim]));
    let permuted = |view: &TensorView| TensorView {
        sizes: order.iter().map(|&dim| view.sizes[dim]).collect(),
        strides: order.iter().map(|&dim| view.strides[dim]).collect(),
        ..view.clone()
    };
    let (from, to) = (permuted(from), permuted(to));
    // SAFETY: as the caller says.
    unsafe {
        let (source, target) = (from.data, to.data);
        match bytes {
            1 => copy_dimension::<u8>(&from, &to, 0, source.cast(), target.cast()),
            2 => copy_dimension::<u16>(&from, &to, 0, source.cast(), target.cast()),
            4 => copy_dimension::<u32>(&from, &to, 0, source.cast(), target.cast()),
            _ => copy_dimension::<u64>(&from, &to, 0, source.cast(), target.cast()),
        }
    };
}

unsafe fn copy_dimension<T: Copy>(
    from: &TensorView,
    to: &TensorView,
    dimension: usize,
    source: *const T,
    target: *mut T,
) {
    // SAFETY: the offsets stay within the extents, which the caller of `copy` vouches for.
    unsafe {
        let Some(&size) = from.sizes.get(dimension) else {
            *target = *source;
            return;
        };
        let (step, onto) = (
            from.strides[dimension] as isize,
            to.strides[dimension] as isize,
        );
        if dimension + 1 == from.sizes.len() {
            for index in 0..size as isize {
                *target.offset(index * onto) = *source.offset(index * step);
            }
            return;
        }
        for index in 0..size as isize {
            let (source, target) = (source.offset(index * step), target.offset(index * onto));
            copy_dimension(from, to, dimension + 1, source, target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::torch::DType;

    #[test]
    fn descriptors_are_as_mlir_lays_them_out() {
        let layout = Layout::new([2, 0]);
        let mut arguments = Arguments::new(&layout);
        arguments.set(&layout, 0, 64 as *mut c_void, &[3, 4], &[8, 1]);
        arguments.set_scalar(&layout, 1, 7);
        assert_eq!(arguments.words[..7], [64, 64, 0, 3, 4, 8, 1]);
        // SAFETY: two arguments, both in `arguments`.
        unsafe {
            let scalar = *(*arguments.pointers().add(1)).cast::<*const u64>();
            assert_eq!(*scalar, 7);
        }
        assert_eq!(arguments.scalar(1), 7);
    }

    #[test]
    fn a_copy_follows_strides() {
        let mut from = [1i32, 2, 3, 4, 5, 6];
        let mut to = [0i32; 6];
        let view = |data: &mut [i32; 6], strides: [i64; 2]| TensorView {
            data: data.as_mut_ptr().cast(),
            dtype: DType::I32,
            sizes: [2, 3].as_slice().into(),
            strides: strides.as_slice().into(),
        };
        // SAFETY: both arrays have six elements, and no index is beyond the fifth.
        unsafe { copy(&view(&mut from, [3, 1]), &view(&mut to, [1, 2])) };
        assert_eq!(to, [1, 4, 2, 5, 3, 6]);
    }
}
