//! The types and attributes of the `pydyn` dialect as Rust enums.

use crate::ffi;
use melior::{
    Context,
    ir::{Attribute, AttributeLike, Type, TypeLike},
};
use mlir_sys::MlirAttribute;

/// A type of the `pydyn` dialect.
#[derive(Clone, Debug, PartialEq)]
pub enum PyType<'c> {
    /// Any object.
    Object,
    /// The type of `None`.
    None,
    /// `bool`.
    Bool,
    /// `int`.
    Int,
    /// `float`.
    Float,
    /// `complex`.
    Complex,
    /// `str`.
    Str,
    /// `bytes`.
    Bytes,
    /// The type of `...`.
    Ellipsis,
    /// `slice`.
    Slice,
    /// A callable.
    Function,
    /// A module.
    Module,
    /// A class object.
    Class,
    /// A tuple with the types of its elements.
    Tuple(Vec<Type<'c>>),
    /// A list with the type of its elements.
    List(Type<'c>),
    /// A set with the type of its elements.
    Set(Type<'c>),
    /// A dict with the types of its keys and of its values.
    Dict(Type<'c>, Type<'c>),
    /// An instance of exactly the class of that qualified name.
    Instance(String),
    /// A mutable reference to a tensor, with the builtin tensor type of its
    /// contents.
    Tensor(Type<'c>),
}

impl<'c> PyType<'c> {
    /// Which type of the dialect `type` is; `None` where it is none of them.
    pub fn of(r#type: Type<'c>) -> Option<Self> {
        let raw = r#type.to_raw();
        // SAFETY: a live type; the shim answers for any, and a parameter is
        // asked for where its kind has it.
        let (kind, types) = unsafe {
            (
                ffi::janusPyDynTypeKind(raw),
                (0..ffi::janusPyDynTypeNumTypes(raw))
                    .map(|index| Type::from_raw(ffi::janusPyDynTypeType(raw, index)))
                    .collect::<Vec<_>>(),
            )
        };
        Some(match (kind, types.as_slice()) {
            (0, _) => Self::Object,
            (1, _) => Self::None,
            (2, _) => Self::Bool,
            (3, _) => Self::Int,
            (4, _) => Self::Float,
            (5, _) => Self::Complex,
            (6, _) => Self::Str,
            (7, _) => Self::Bytes,
            (8, _) => Self::Ellipsis,
            (9, _) => Self::Slice,
            (10, _) => Self::Function,
            (11, _) => Self::Module,
            (12, _) => Self::Class,
            (13, _) => Self::Tuple(types),
            (14, &[element]) => Self::List(element),
            (15, &[element]) => Self::Set(element),
            (16, &[key, value]) => Self::Dict(key, value),
            (17, _) => Self::Instance(
                // SAFETY: copied at once.
                String::from_utf8_lossy(unsafe { ffi::bytes(ffi::janusPyDynTypeName(raw)) })
                    .into_owned(),
            ),
            (18, &[value]) => Self::Tensor(value),
            _ => return None,
        })
    }

    /// The type in MLIR. `None` where the contents of a tensor are no builtin
    /// tensor type.
    pub fn to_type(&self, context: &'c Context) -> Option<Type<'c>> {
        let (kind, types): (i32, Vec<Type<'c>>) = match self {
            Self::Object => (0, vec![]),
            Self::None => (1, vec![]),
            Self::Bool => (2, vec![]),
            Self::Int => (3, vec![]),
            Self::Float => (4, vec![]),
            Self::Complex => (5, vec![]),
            Self::Str => (6, vec![]),
            Self::Bytes => (7, vec![]),
            Self::Ellipsis => (8, vec![]),
            Self::Slice => (9, vec![]),
            Self::Function => (10, vec![]),
            Self::Module => (11, vec![]),
            Self::Class => (12, vec![]),
            Self::Tuple(elements) => (13, elements.clone()),
            Self::List(element) => (14, vec![*element]),
            Self::Set(element) => (15, vec![*element]),
            Self::Dict(key, value) => (16, vec![*key, *value]),
            Self::Instance(_) => (17, vec![]),
            Self::Tensor(value) => (18, vec![*value]),
        };
        let name = match self {
            Self::Instance(name) => name,
            _ => "",
        };
        let types: Vec<_> = types.iter().map(TypeLike::to_raw).collect();
        // SAFETY: the dialect is loaded, or loading it is what `get` does
        // first; the shim copies the parameters.
        unsafe {
            let raw = ffi::janusPyDynTypeGet(
                context.to_raw(),
                kind,
                types.len() as isize,
                types.as_ptr(),
                ffi::string_ref(name),
            );
            (!raw.ptr.is_null()).then(|| Type::from_raw(raw))
        }
    }

    /// `!pydyn.object`.
    pub fn object(context: &'c Context) -> Type<'c> {
        Self::simple(context, 0)
    }

    fn simple(context: &'c Context, kind: i32) -> Type<'c> {
        // SAFETY: a kind without parameters is never null.
        unsafe {
            Type::from_raw(ffi::janusPyDynTypeGet(
                context.to_raw(),
                kind,
                0,
                std::ptr::null(),
                ffi::string_ref(""),
            ))
        }
    }
}

/// A constant that only the `pydyn` dialect has an attribute for. The others
/// are builtin: a string, an `i64`, an `f64` or a truth value.
#[derive(Clone, Debug, PartialEq)]
pub enum PyConstant {
    /// `None`.
    None,
    /// `...`.
    Ellipsis,
    /// An integer of more than 64 bits, as decimal digits.
    BigInt(String),
    /// A `bytes` constant.
    Bytes(Vec<u8>),
    /// An imaginary number.
    Imaginary(f64),
}

impl PyConstant {
    /// Which constant of the dialect `attribute` is; `None` where it is none
    /// of them.
    pub fn of(attribute: Attribute<'_>) -> Option<Self> {
        let raw = attribute.to_raw();
        // SAFETY: a live attribute; the shim answers for any, and the bytes are
        // copied at once.
        unsafe {
            Some(match ffi::janusPyDynAttributeKind(raw) {
                0 => Self::None,
                1 => Self::Ellipsis,
                2 => Self::BigInt(
                    String::from_utf8_lossy(ffi::bytes(ffi::janusPyDynAttributeBytes(raw)))
                        .into_owned(),
                ),
                3 => Self::Bytes(ffi::bytes(ffi::janusPyDynAttributeBytes(raw)).to_vec()),
                4 => Self::Imaginary(mlir_sys::mlirFloatAttrGetValueDouble(
                    ffi::janusPyDynAttributeNumber(raw),
                )),
                _ => return None,
            })
        }
    }

    /// The attribute in MLIR.
    pub fn to_attribute<'c>(&self, context: &'c Context) -> Attribute<'c> {
        let null = MlirAttribute {
            ptr: std::ptr::null_mut(),
        };
        let (kind, bytes, number): (i32, &[u8], _) = match self {
            Self::None => (0, &[], null),
            Self::Ellipsis => (1, &[], null),
            Self::BigInt(digits) => (2, digits.as_bytes(), null),
            Self::Bytes(bytes) => (3, bytes, null),
            Self::Imaginary(value) => (4, &[], crate::ir::f64_attr(context, *value).to_raw()),
        };
        // SAFETY: the parameters suit the kind; the shim copies them.
        unsafe {
            Attribute::from_raw(ffi::janusPyDynAttributeGet(
                context.to_raw(),
                kind,
                ffi::bytes_ref(bytes),
                number,
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{DYNAMIC, f32_type, tensor_type};

    #[test]
    fn types_go_back_and_forth() {
        let context = crate::new_context();
        let object = PyType::object(&context);
        for r#type in [
            PyType::Object,
            PyType::None,
            PyType::Class,
            PyType::Tuple(vec![]),
            PyType::Tuple(vec![object, object]),
            PyType::List(object),
            PyType::Dict(object, object),
            PyType::Instance("a.B".into()),
            PyType::Tensor(tensor_type(&[2, DYNAMIC], f32_type(&context))),
        ] {
            let mlir = r#type.to_type(&context).unwrap();
            assert_eq!(PyType::of(mlir), Some(r#type));
        }
        assert_eq!(PyType::of(f32_type(&context)), None);
        assert_eq!(PyType::Tensor(object).to_type(&context), None);
    }

    #[test]
    fn constants_go_back_and_forth() {
        let context = crate::new_context();
        for constant in [
            PyConstant::None,
            PyConstant::Ellipsis,
            PyConstant::BigInt("18446744073709551616".into()),
            PyConstant::Bytes(vec![0, 255]),
            PyConstant::Bytes(vec![]),
            PyConstant::Imaginary(2.5),
        ] {
            let attribute = constant.to_attribute(&context);
            assert_eq!(PyConstant::of(attribute), Some(constant));
        }
        assert_eq!(PyConstant::of(crate::ir::i64_attr(&context, 1)), None);
    }
}
