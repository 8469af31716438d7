//! Arguments of compiled functions: memref descriptors.

use std::ffi::c_void;

/// A view of memory, laid out as MLIR's strided memref descriptor of its rank:
/// allocated pointer, aligned pointer, offset, sizes, strides.
///
/// Nothing is owned. The strides count elements, not bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    words: Vec<usize>,
}

impl Descriptor {
    /// A view of `data` with given sizes and strides.
    ///
    /// # Panics
    ///
    /// Panics where there are not as many strides as sizes.
    pub fn new(data: *mut c_void, sizes: &[i64], strides: &[i64]) -> Self {
        assert_eq!(sizes.len(), strides.len(), "a stride for each dimension");
        let mut words = Vec::with_capacity(3 + 2 * sizes.len());
        words.extend([data as usize, data as usize, 0]);
        words.extend(sizes.iter().map(|&size| size as usize));
        words.extend(strides.iter().map(|&stride| stride as usize));
        Self { words }
    }

    /// A view of `data` in row-major order without gaps.
    pub fn contiguous(data: *mut c_void, sizes: &[i64]) -> Self {
        let mut strides = vec![1; sizes.len()];
        for index in (1..sizes.len()).rev() {
            strides[index - 1] = strides[index] * sizes[index].max(1);
        }
        Self::new(data, sizes, &strides)
    }

    /// The same view of other memory.
    pub fn set_data(&mut self, data: *mut c_void) {
        self.words[0] = data as usize;
        self.words[1] = data as usize;
    }

    /// The pointer to the first element.
    pub fn data(&self) -> *mut c_void {
        self.words[1] as *mut c_void
    }

    /// The number of dimensions.
    pub fn rank(&self) -> usize {
        (self.words.len() - 3) / 2
    }

    /// The sizes of the dimensions.
    pub fn sizes(&self) -> impl Iterator<Item = i64> {
        self.words[3..3 + self.rank()]
            .iter()
            .map(|&size| size as i64)
    }

    pub(super) fn as_ptr(&self) -> *const c_void {
        self.words.as_ptr().cast()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_of_a_contiguous_view() {
        let descriptor = Descriptor::contiguous(64 as *mut c_void, &[2, 3, 4]);
        assert_eq!(descriptor.words, [64, 64, 0, 2, 3, 4, 12, 4, 1]);
        assert_eq!(descriptor.rank(), 3);
        assert_eq!(descriptor.sizes().collect::<Vec<_>>(), [2, 3, 4]);
    }

    #[test]
    fn a_scalar_has_no_sizes() {
        let descriptor = Descriptor::contiguous(8 as *mut c_void, &[]);
        assert_eq!(descriptor.words, [8, 8, 0]);
        assert_eq!(descriptor.rank(), 0);
    }
}
