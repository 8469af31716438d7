//! Types: making them and reading them.

use crate::ffi;
use melior::{
    Context,
    ir::{
        Type, TypeLike,
        r#type::{FunctionType, IntegerType},
    },
};
use mlir_sys::{
    mlirAttributeGetNull, mlirBF16TypeGet, mlirFloatTypeGetWidth, mlirIntegerTypeGetWidth,
    mlirRankedTensorTypeGet, mlirShapedTypeGetDimSize, mlirShapedTypeGetElementType,
    mlirShapedTypeGetRank, mlirShapedTypeHasRank, mlirTypeIsABF16, mlirTypeIsAFloat,
    mlirTypeIsAFunction, mlirTypeIsAIndex, mlirTypeIsAInteger, mlirTypeIsAMemRef,
    mlirTypeIsARankedTensor, mlirTypeIsAShaped, mlirTypePrint,
};

/// The size of a dimension that is not known, as in C++.
pub const DYNAMIC: i64 = i64::MIN;

/// Makes an integer type without sign.
pub fn int_type(context: &Context, width: u32) -> Type<'_> {
    IntegerType::new(context, width).into()
}

/// The `index` type.
pub fn index_type(context: &Context) -> Type<'_> {
    Type::index(context)
}

/// The `f32` type.
pub fn f32_type(context: &Context) -> Type<'_> {
    Type::float32(context)
}

/// The `f64` type.
pub fn f64_type(context: &Context) -> Type<'_> {
    Type::float64(context)
}

/// The `f16` type.
pub fn f16_type(context: &Context) -> Type<'_> {
    Type::float16(context)
}

/// The `bf16` type.
pub fn bf16_type(context: &Context) -> Type<'_> {
    // SAFETY: a live context.
    unsafe { Type::from_raw(mlirBF16TypeGet(context.to_raw())) }
}

/// Makes a function type.
pub fn function_type<'c>(
    context: &'c Context,
    inputs: &[Type<'c>],
    results: &[Type<'c>],
) -> Type<'c> {
    FunctionType::new(context, inputs, results).into()
}

/// Makes a ranked tensor type; unknown sizes are [`DYNAMIC`]. The element type
/// must be one that tensors can have.
pub fn tensor_type<'c>(shape: &[i64], element: Type<'c>) -> Type<'c> {
    // SAFETY: MLIR copies the shape; a null encoding is none.
    unsafe {
        Type::from_raw(mlirRankedTensorTypeGet(
            shape.len() as isize,
            shape.as_ptr(),
            element.to_raw(),
            mlirAttributeGetNull(),
        ))
    }
}

/// Parses a type. `None` where the text is wrong, of which the reason goes to
/// MLIR's diagnostics.
pub fn parse_type<'c>(context: &'c Context, text: &str) -> Option<Type<'c>> {
    Type::parse(context, text)
}

/// Reads types. Every method gives `None` for a type of another kind.
pub trait TypeExt<'c>: Copy {
    /// The handle that the methods work on.
    fn ty(self) -> Type<'c>;

    /// Whether it is a ranked tensor.
    fn is_tensor(self) -> bool {
        // SAFETY: a live type.
        unsafe { mlirTypeIsARankedTensor(self.ty().to_raw()) }
    }

    /// Whether it is a memref.
    fn is_memref(self) -> bool {
        // SAFETY: a live type.
        unsafe { mlirTypeIsAMemRef(self.ty().to_raw()) }
    }

    /// The sizes of a ranked tensor, memref or vector, unknown ones as
    /// [`DYNAMIC`].
    fn shape(self) -> Option<Vec<i64>> {
        let raw = self.ty().to_raw();
        // SAFETY: asked by what it is, with dimensions in bounds.
        unsafe {
            (mlirTypeIsAShaped(raw) && mlirShapedTypeHasRank(raw)).then(|| {
                (0..mlirShapedTypeGetRank(raw))
                    .map(|dimension| mlirShapedTypeGetDimSize(raw, dimension as isize))
                    .collect()
            })
        }
    }

    /// The number of dimensions.
    fn rank(self) -> Option<usize> {
        self.shape().map(|shape| shape.len())
    }

    /// The number of elements, where all sizes are known and it fits.
    fn element_count(self) -> Option<i64> {
        self.shape()?.into_iter().try_fold(1i64, |count, size| {
            (size != DYNAMIC).then(|| count.checked_mul(size)).flatten()
        })
    }

    /// Whether all sizes are known.
    fn is_static(self) -> bool {
        self.shape().is_some_and(|shape| !shape.contains(&DYNAMIC))
    }

    /// The type of the elements of a shaped type.
    fn element_type(self) -> Option<Type<'c>> {
        let raw = self.ty().to_raw();
        // SAFETY: asked by what it is.
        unsafe { mlirTypeIsAShaped(raw).then(|| Type::from_raw(mlirShapedTypeGetElementType(raw))) }
    }

    /// Whether it is an integer, not `index`.
    fn is_int(self) -> bool {
        // SAFETY: a live type.
        unsafe { mlirTypeIsAInteger(self.ty().to_raw()) }
    }

    /// Whether it is an integer of that width.
    fn is_int_of(self, width: usize) -> bool {
        self.is_int() && self.bit_width() == Some(width)
    }

    /// Whether it is `index`.
    fn is_index_type(self) -> bool {
        // SAFETY: a live type.
        unsafe { mlirTypeIsAIndex(self.ty().to_raw()) }
    }

    /// Whether it is a floating-point number.
    fn is_float(self) -> bool {
        // SAFETY: a live type.
        unsafe { mlirTypeIsAFloat(self.ty().to_raw()) }
    }

    /// Whether it is `bf16`.
    fn is_bf16(self) -> bool {
        // SAFETY: a live type.
        unsafe { mlirTypeIsABF16(self.ty().to_raw()) }
    }

    /// The width in bits of an integer or a floating-point number.
    fn bit_width(self) -> Option<usize> {
        let raw = self.ty().to_raw();
        // SAFETY: asked by what it is.
        unsafe {
            if mlirTypeIsAInteger(raw) {
                Some(mlirIntegerTypeGetWidth(raw) as usize)
            } else if mlirTypeIsAFloat(raw) {
                Some(mlirFloatTypeGetWidth(raw) as usize)
            } else {
                None
            }
        }
    }

    /// The inputs and the results of a function type.
    fn signature(self) -> Option<(Vec<Type<'c>>, Vec<Type<'c>>)> {
        let raw = self.ty().to_raw();
        // SAFETY: asked by what it is, with positions in bounds.
        unsafe {
            mlirTypeIsAFunction(raw).then(|| {
                (
                    (0..mlir_sys::mlirFunctionTypeGetNumInputs(raw))
                        .map(|index| Type::from_raw(mlir_sys::mlirFunctionTypeGetInput(raw, index)))
                        .collect(),
                    (0..mlir_sys::mlirFunctionTypeGetNumResults(raw))
                        .map(|index| {
                            Type::from_raw(mlir_sys::mlirFunctionTypeGetResult(raw, index))
                        })
                        .collect(),
                )
            })
        }
    }

    /// Its text.
    fn text(self) -> String {
        // SAFETY: a live type.
        ffi::print_to_string(|callback, data| unsafe {
            mlirTypePrint(self.ty().to_raw(), callback, data);
        })
    }
}

impl<'c> TypeExt<'c> for Type<'c> {
    fn ty(self) -> Type<'c> {
        self
    }
}
