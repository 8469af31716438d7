//! What compiled code needs to know of a tensor's memory.

use std::ffi::c_void;

use smallvec::SmallVec;

/// Element types that PyTorch, MLIR and DLPack all have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DType {
    Bool,
    U8,
    I8,
    I16,
    I32,
    I64,
    F16,
    BF16,
    F32,
    F64,
}

impl DType {
    /// PyTorch's name.
    pub fn name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::U8 => "uint8",
            DType::I8 => "int8",
            DType::I16 => "int16",
            DType::I32 => "int32",
            DType::I64 => "int64",
            DType::F16 => "float16",
            DType::BF16 => "bfloat16",
            DType::F32 => "float32",
            DType::F64 => "float64",
        }
    }

    /// By PyTorch's name, without `torch.`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dtype| dtype.name() == name)
    }

    /// By the spelling of the element type in MLIR. PyTorch's `uint8` is `ui8` there, its `bool` is `i1`.
    pub fn from_mlir(name: &str) -> Option<Self> {
        Some(match name {
            "i1" => DType::Bool,
            "ui8" => DType::U8,
            "i8" => DType::I8,
            "i16" => DType::I16,
            "i32" => DType::I32,
            "i64" => DType::I64,
            "f16" => DType::F16,
            "bf16" => DType::BF16,
            "f32" => DType::F32,
            "f64" => DType::F64,
            _ => return None,
        })
    }

    /// Bytes of one element in memory.
    pub fn size(self) -> usize {
        match self {
            DType::Bool | DType::U8 | DType::I8 => 1,
            DType::I16 | DType::F16 | DType::BF16 => 2,
            DType::I32 | DType::F32 => 4,
            DType::I64 | DType::F64 => 8,
        }
    }

    const ALL: [DType; 10] = [
        DType::Bool,
        DType::U8,
        DType::I8,
        DType::I16,
        DType::I32,
        DType::I64,
        DType::F16,
        DType::BF16,
        DType::F32,
        DType::F64,
    ];
}

/// Sizes or strides. Four dimensions need no allocation.
pub type Dims = SmallVec<[i64; 4]>;

/// A tensor's memory on the CPU. Valid while the tensor is alive and nobody resizes it.
#[derive(Clone, Debug)]
pub struct TensorView {
    /// The first element.
    pub data: *mut c_void,
    pub dtype: DType,
    pub sizes: Dims,
    /// In elements.
    pub strides: Dims,
}

// SAFETY: a view is only an address and numbers; whoever follows the address answers for it.
unsafe impl Send for TensorView {}
// SAFETY: as above.
unsafe impl Sync for TensorView {}

impl TensorView {
    /// Number of elements.
    pub fn elements(&self) -> i64 {
        self.sizes.iter().product()
    }

    /// Row-major without gaps. Strides of dimensions of size 1 do not matter, nor those of a tensor without elements.
    pub fn is_contiguous(&self) -> bool {
        if self.elements() == 0 {
            return true;
        }
        let mut expected = 1;
        for (&size, &stride) in self.sizes.iter().zip(&self.strides).rev() {
            if size != 1 {
                if stride != expected {
                    return false;
                }
                expected *= size;
            }
        }
        true
    }

    /// The strides of a new contiguous tensor, also those that do not matter.
    pub fn has_contiguous_strides(&self) -> bool {
        let mut expected = 1;
        self.sizes
            .iter()
            .zip(&self.strides)
            .rev()
            .all(|(&size, &stride)| {
                let holds = stride == expected;
                expected *= size.max(1);
                holds
            })
    }

    /// The addresses that its elements lie in, end excluded.
    pub fn extent(&self) -> (usize, usize) {
        let start = self.data as usize;
        let mut last = 0;
        for (&size, &stride) in self.sizes.iter().zip(&self.strides) {
            if size == 0 {
                return (start, start);
            }
            last += (size - 1) * stride;
        }
        // PyTorch has no negative strides.
        (start, start + (last as usize + 1) * self.dtype.size())
    }
}

/// Row-major strides.
pub fn contiguous_strides(sizes: &[i64]) -> Dims {
    let mut strides: Dims = SmallVec::from_elem(1, sizes.len());
    for index in (1..sizes.len()).rev() {
        strides[index - 1] = strides[index] * sizes[index].max(1);
    }
    strides
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(sizes: &[i64], strides: &[i64]) -> TensorView {
        TensorView {
            data: 64 as *mut c_void,
            dtype: DType::F32,
            sizes: sizes.into(),
            strides: strides.into(),
        }
    }

    #[test]
    fn contiguity_ignores_dimensions_of_size_one() {
        assert!(view(&[2, 1, 3], &[3, 99, 1]).is_contiguous());
        assert!(!view(&[2, 3], &[1, 2]).is_contiguous());
        assert!(view(&[0, 3], &[7, 7]).is_contiguous());
        assert!(view(&[], &[]).is_contiguous());
    }

    #[test]
    fn the_extent_of_a_slice_includes_its_gaps() {
        assert_eq!(view(&[2, 3], &[8, 1]).extent(), (64, 64 + 11 * 4));
        assert_eq!(view(&[0], &[1]).extent(), (64, 64));
        assert_eq!(view(&[4], &[0]).extent(), (64, 68));
    }

    #[test]
    fn strides_of_an_empty_tensor_are_those_of_pytorch() {
        assert_eq!(contiguous_strides(&[0, 3]).as_slice(), [3, 1]);
        assert_eq!(contiguous_strides(&[2, 0, 3]).as_slice(), [3, 3, 1]);
    }
}
