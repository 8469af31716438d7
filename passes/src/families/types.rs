//! Element types and shapes of builtin tensors, as the families see them.

use janus_dialects::melior::{
    Context,
    ir::{
        Type, TypeLike, Value, ValueLike,
        r#type::{DimSize, RankedTensorType, ShapedTypeLike},
    },
};
use std::fmt::{self, Display, Formatter};

/// An element type, ordered by PyTorch's promotion: bool, integers, floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DType {
    Bool,
    I8,
    I16,
    I32,
    I64,
    F16,
    BF16,
    F32,
    F64,
}

/// The rungs of type promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Bool,
    Int,
    Float,
}

impl DType {
    const NAMES: [(Self, &'static str); 9] = [
        (Self::Bool, "bool"),
        (Self::I8, "int8"),
        (Self::I16, "int16"),
        (Self::I32, "int32"),
        (Self::I64, "int64"),
        (Self::F16, "float16"),
        (Self::BF16, "bfloat16"),
        (Self::F32, "float32"),
        (Self::F64, "float64"),
    ];

    /// The size of an element in memory, in bytes.
    pub fn bytes(self) -> u64 {
        match self {
            Self::Bool | Self::I8 => 1,
            Self::I16 | Self::F16 | Self::BF16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::I64 | Self::F64 => 8,
        }
    }

    /// The least and the greatest finite number that PyTorch converts to the type. It converts any to bools and `float64`.
    pub fn range(self) -> Option<(f64, f64)> {
        let symmetric = |greatest: f64| Some((-greatest, greatest));
        match self {
            Self::Bool | Self::F64 => None,
            Self::I8 => Some((i8::MIN.into(), i8::MAX.into())),
            Self::I16 => Some((i16::MIN.into(), i16::MAX.into())),
            Self::I32 => Some((i32::MIN.into(), i32::MAX.into())),
            // The greatest `float64` that is one.
            Self::I64 => Some((i64::MIN as f64, (i64::MAX - 1023) as f64)),
            Self::F16 => symmetric(65504.0),
            Self::BF16 => symmetric(f64::from(f32::from_bits(0x7f7f_0000))),
            Self::F32 => symmetric(f32::MAX.into()),
        }
    }

    /// The type with PyTorch's name, such as `float32`, `long` or `torch.float32`.
    pub fn from_torch(name: &str) -> Option<Self> {
        let name = name.strip_prefix("torch.").unwrap_or(name);
        let name = match name {
            "float" => "float32",
            "double" => "float64",
            "half" => "float16",
            "short" => "int16",
            "int" => "int32",
            "long" => "int64",
            other => other,
        };
        Self::NAMES
            .into_iter()
            .find(|(_, known)| *known == name)
            .map(|(dtype, _)| dtype)
    }

    /// PyTorch's name, such as `float32`.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .into_iter()
            .find(|(dtype, _)| *dtype == self)
            .map_or("", |(_, name)| name)
    }

    /// The rung of type promotion.
    pub fn kind(self) -> Kind {
        match self {
            Self::Bool => Kind::Bool,
            Self::I8 | Self::I16 | Self::I32 | Self::I64 => Kind::Int,
            Self::F16 | Self::BF16 | Self::F32 | Self::F64 => Kind::Float,
        }
    }

    pub fn is_float(self) -> bool {
        self.kind() == Kind::Float
    }

    /// The element type in MLIR.
    pub fn mlir(self, context: &Context) -> Type<'_> {
        let integer =
            |width| janus_dialects::melior::ir::r#type::IntegerType::new(context, width).into();
        match self {
            Self::Bool => integer(1),
            Self::I8 => integer(8),
            Self::I16 => integer(16),
            Self::I32 => integer(32),
            Self::I64 => integer(64),
            Self::F16 => Type::float16(context),
            Self::BF16 => Type::bfloat16(context),
            Self::F32 => Type::float32(context),
            Self::F64 => Type::float64(context),
        }
    }

    /// The element type that `element` stands for.
    pub fn from_mlir(element: Type<'_>) -> Option<Self> {
        use janus_dialects::melior::ir::r#type::IntegerType;
        if let Ok(integer) = IntegerType::try_from(element) {
            return match integer.width() {
                1 => Some(Self::Bool),
                8 => Some(Self::I8),
                16 => Some(Self::I16),
                32 => Some(Self::I32),
                64 => Some(Self::I64),
                _ => None,
            };
        }
        if element.is_f16() {
            Some(Self::F16)
        } else if element.is_bf16() {
            Some(Self::BF16)
        } else if element.is_f32() {
            Some(Self::F32)
        } else if element.is_f64() {
            Some(Self::F64)
        } else {
            None
        }
    }

    /// The least type that both convert to without changing kind, as `torch.promote_types`.
    pub fn promote(self, other: Self) -> Self {
        match (self, other) {
            (Self::F16, Self::BF16) | (Self::BF16, Self::F16) => Self::F32,
            _ => self.max(other),
        }
    }
}

impl Display for DType {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A shape whose dynamic dimensions are `None`.
pub type Shape = Vec<Option<i64>>;

/// The type of tensors of a shape.
pub fn tensor_type<'c>(shape: &[Option<i64>], element: Type<'c>) -> Type<'c> {
    // MLIR's own mark of a dynamic dimension.
    let dims: Vec<u64> = shape
        .iter()
        .map(|size| size.unwrap_or(i64::MIN) as u64)
        .collect();
    RankedTensorType::new(&dims, element, None).into()
}

/// The shape of a tensor; that of a scalar for any other value.
pub fn shape_of(value: Value<'_, '_>) -> Shape {
    shape_of_type(value.r#type())
}

/// The shape of a tensor type; that of a scalar for any other type.
pub fn shape_of_type(r#type: Type<'_>) -> Shape {
    let Ok(tensor) = RankedTensorType::try_from(r#type) else {
        return vec![];
    };
    (0..tensor.rank())
        .map(|dim| match tensor.dim_size(dim) {
            Ok(DimSize::Static(size)) => i64::try_from(size).ok(),
            _ => None,
        })
        .collect()
}

/// The type of a tensor's elements; a value's own type where it is no tensor.
pub fn element_of<'c>(value: Value<'c, '_>) -> Type<'c> {
    RankedTensorType::try_from(value.r#type())
        .map_or_else(|_| value.r#type(), |tensor| tensor.element())
}

/// The element type of a tensor. Every `nn` op has verified that there is one.
pub fn dtype_of(value: Value<'_, '_>) -> DType {
    DType::from_mlir(element_of(value)).unwrap_or(DType::F32)
}

/// The shape that shapes broadcast to; a dynamic dimension gives way to a known one.
pub fn broadcast(a: &[Option<i64>], b: &[Option<i64>]) -> Shape {
    let rank = a.len().max(b.len());
    let at = |shape: &[Option<i64>], i: usize| {
        (i + shape.len())
            .checked_sub(rank)
            .map_or(Some(1), |i| shape[i])
    };
    (0..rank)
        .map(|i| match (at(a, i), at(b, i)) {
            (Some(1), size) | (size, Some(1)) => size,
            (None, size) | (size, None) => size,
            (size, _) => size,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promotes_as_pytorch() {
        use DType::*;
        assert_eq!(Bool.promote(I8), I8);
        assert_eq!(I64.promote(F16), F16);
        assert_eq!(F16.promote(BF16), F32);
        assert_eq!(F32.promote(F64), F64);
    }

    #[test]
    fn broadcasts_known_over_dynamic() {
        assert_eq!(
            broadcast(&[None, Some(1), Some(3)], &[Some(4), Some(1)]),
            vec![None, Some(4), Some(3)]
        );
        assert_eq!(broadcast(&[], &[None]), vec![None]);
        assert_eq!(broadcast(&[None], &[Some(7)]), vec![Some(7)]);
    }

    #[test]
    fn names_round_trip() {
        for (dtype, name) in DType::NAMES {
            assert_eq!(DType::from_torch(name), Some(dtype));
            assert_eq!(dtype.name(), name);
        }
        assert_eq!(DType::from_torch("torch.long"), Some(DType::I64));
        assert_eq!(DType::from_torch("complex64"), None);
    }
}
