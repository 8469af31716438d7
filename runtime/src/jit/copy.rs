//! Copies between buffers of different layouts, which compiled code leaves to the runtime.

/// A memref whose rank is known at run time: MLIR's `UnrankedMemRefType`.
#[repr(C)]
pub(super) struct Unranked {
    rank: i64,
    /// Allocated and aligned pointer, offset, sizes, strides.
    descriptor: *const usize,
}

/// One side of a copy.
struct Side<'d> {
    data: *mut u8,
    sizes: &'d [usize],
    strides: &'d [usize],
}

impl<'d> Side<'d> {
    /// # Safety
    ///
    /// The descriptor is one of that rank.
    unsafe fn new(memref: &'d Unranked, bytes: usize) -> Self {
        let rank = usize::try_from(memref.rank).unwrap_or(0);
        // SAFETY: as the caller says.
        let words = unsafe { std::slice::from_raw_parts(memref.descriptor, 3 + 2 * rank) };
        Side {
            data: (words[1] as *mut u8).wrapping_add(words[2] * bytes),
            sizes: &words[3..3 + rank],
            strides: &words[3 + rank..],
        }
    }
}

/// Copies `from` to `to`, which have the same sizes and elements of that many bytes. Called by compiled code.
///
/// # Safety
///
/// Both are descriptors of live memory.
pub(super) unsafe extern "C" fn memref_copy(bytes: i64, from: *const Unranked, to: *const Unranked) {
    let Ok(bytes) = usize::try_from(bytes) else {
        return;
    };
    // SAFETY: as the caller says.
    unsafe {
        let (from, to) = (Side::new(&*from, bytes), Side::new(&*to, bytes));
        if from.sizes.contains(&0) {
            return;
        }
        copy(&from, &to, 0, from.data, to.data, bytes);
    }
}

/// # Safety
///
/// The pointers are to the first of the elements of `dimension` and those after it.
unsafe fn copy(
    from: &Side<'_>,
    to: &Side<'_>,
    dimension: usize,
    source: *const u8,
    target: *mut u8,
    bytes: usize,
) {
    // SAFETY: offsets stay inside the buffers, as sizes and strides say.
    unsafe {
        let Some(&size) = from.sizes.get(dimension) else {
            std::ptr::copy(source, target, bytes);
            return;
        };
        let last = dimension + 1 == from.sizes.len();
        if last && from.strides[dimension] == 1 && to.strides[dimension] == 1 {
            std::ptr::copy(source, target, size * bytes);
            return;
        }
        for index in 0..size {
            copy(
                from,
                to,
                dimension + 1,
                source.add(index * from.strides[dimension] * bytes),
                target.add(index * to.strides[dimension] * bytes),
                bytes,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_copy() {
        let mut from = [1i32, 2, 3, 4, 5, 6];
        let mut to = [0i32; 6];
        let descriptor = |data: *mut i32, strides: [usize; 2]| {
            [data as usize, data as usize, 0, 2, 3, strides[0], strides[1]]
        };
        let source = descriptor(from.as_mut_ptr(), [3, 1]);
        let target = descriptor(to.as_mut_ptr(), [1, 2]);
        let unranked = |words: &[usize; 7]| Unranked {
            rank: 2,
            descriptor: words.as_ptr(),
        };
        // SAFETY: both arrays have six elements.
        unsafe { memref_copy(4, &unranked(&source), &unranked(&target)) };
        assert_eq!(to, [1, 4, 2, 5, 3, 6]);
    }
}
