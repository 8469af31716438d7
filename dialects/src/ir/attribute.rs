//! Attributes: making them and reading them.

use crate::ffi;
use melior::{
    Context,
    ir::{
        Attribute, AttributeLike, Identifier, Type, TypeLike,
        attribute::{
            ArrayAttribute, BoolAttribute, DenseI32ArrayAttribute, DenseI64ArrayAttribute,
            DictionaryAttribute, FlatSymbolRefAttribute, FloatAttribute, IntegerAttribute,
            TypeAttribute,
        },
        r#type::IntegerType,
    },
};
use mlir_sys::{
    mlirAttributeIsABool, mlirAttributeIsADenseElements, mlirAttributeIsADenseI32Array,
    mlirAttributeIsADenseI64Array, mlirAttributeIsADictionary, mlirAttributeIsAFlatSymbolRef,
    mlirAttributeIsAFloat, mlirAttributeIsAInteger, mlirAttributeIsAString, mlirAttributeIsAType,
    mlirAttributeIsAUnit, mlirAttributePrint, mlirBoolAttrGetValue, mlirDenseArrayGetNumElements,
    mlirDenseElementsAttrGetRawData, mlirDenseElementsAttrIsSplat, mlirDenseI32ArrayGetElement,
    mlirDenseI64ArrayGetElement, mlirDictionaryAttrGetElement, mlirDictionaryAttrGetElementByName,
    mlirDictionaryAttrGetNumElements, mlirElementsAttrGetNumElements,
    mlirFlatSymbolRefAttrGetValue, mlirFloatAttrGetValueDouble, mlirIdentifierStr,
    mlirIntegerAttrGetValueInt, mlirIntegerAttrGetValueSInt, mlirIntegerAttrGetValueUInt,
    mlirIntegerTypeIsSigned, mlirIntegerTypeIsUnsigned, mlirStringAttrGet, mlirStringAttrGetValue,
    mlirTypeAttrGetValue, mlirTypeIsAInteger,
};

/// Makes a string attribute.
pub fn string_attr<'c>(context: &'c Context, value: &str) -> Attribute<'c> {
    // SAFETY: MLIR copies the string.
    unsafe { Attribute::from_raw(mlirStringAttrGet(context.to_raw(), ffi::string_ref(value))) }
}

/// Makes an integer attribute of a type.
pub fn int_attr<'c>(r#type: Type<'c>, value: i64) -> Attribute<'c> {
    IntegerAttribute::new(r#type, value).into()
}

/// Makes a 64-bit integer attribute.
pub fn i64_attr(context: &Context, value: i64) -> Attribute<'_> {
    int_attr(IntegerType::new(context, 64).into(), value)
}

/// Makes a 32-bit integer attribute, which is what enums are stored as.
pub fn i32_attr(context: &Context, value: i32) -> Attribute<'_> {
    int_attr(IntegerType::new(context, 32).into(), i64::from(value))
}

/// Makes an index attribute.
pub fn index_attr(context: &Context, value: i64) -> Attribute<'_> {
    int_attr(Type::index(context), value)
}

/// Makes a floating-point attribute of a type.
pub fn float_attr<'c>(context: &'c Context, r#type: Type<'c>, value: f64) -> Attribute<'c> {
    FloatAttribute::new(context, r#type, value).into()
}

/// Makes an `f64` attribute.
pub fn f64_attr(context: &Context, value: f64) -> Attribute<'_> {
    float_attr(context, Type::float64(context), value)
}

/// Makes a truth value.
pub fn bool_attr(context: &Context, value: bool) -> Attribute<'_> {
    BoolAttribute::new(context, value).into()
}

/// Makes a unit attribute.
pub fn unit_attr(context: &Context) -> Attribute<'_> {
    Attribute::unit(context)
}

/// Makes a reference to a symbol; `name` is without the `@`.
pub fn symbol_attr<'c>(context: &'c Context, name: &str) -> Attribute<'c> {
    FlatSymbolRefAttribute::new(context, name).into()
}

/// Makes an attribute out of a type.
pub fn type_attr<'c>(r#type: impl Into<Type<'c>>) -> Attribute<'c> {
    TypeAttribute::new(r#type.into()).into()
}

/// Makes an array.
pub fn array_attr<'c>(context: &'c Context, values: &[Attribute<'c>]) -> Attribute<'c> {
    ArrayAttribute::new(context, values).into()
}

/// Makes an array of strings.
pub fn str_array_attr<'c>(
    context: &'c Context,
    values: impl IntoIterator<Item = impl AsRef<str>>,
) -> Attribute<'c> {
    let values: Vec<_> = values
        .into_iter()
        .map(|value| string_attr(context, value.as_ref()))
        .collect();
    array_attr(context, &values)
}

/// Makes a dense array of 64-bit integers.
pub fn i64_array_attr<'c>(context: &'c Context, values: &[i64]) -> Attribute<'c> {
    DenseI64ArrayAttribute::new(context, values).into()
}

/// Makes a dense array of 32-bit integers.
pub fn i32_array_attr<'c>(context: &'c Context, values: &[i32]) -> Attribute<'c> {
    DenseI32ArrayAttribute::new(context, values).into()
}

/// Makes a dictionary.
pub fn dict_attr<'c>(context: &'c Context, entries: &[(&str, Attribute<'c>)]) -> Attribute<'c> {
    let entries: Vec<_> = entries
        .iter()
        .map(|(name, value)| (Identifier::new(context, name), *value))
        .collect();
    DictionaryAttribute::new(context, &entries).into()
}

/// Reads attributes. Every method gives `None` for an attribute of another
/// kind.
pub trait AttributeExt<'c>: Copy {
    /// The handle that the methods work on.
    fn attribute(self) -> Attribute<'c>;

    /// The text of a string.
    fn as_str(self) -> Option<&'c str> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is; attributes live as long as the context.
        unsafe {
            mlirAttributeIsAString(raw)
                .then(|| ffi::text(mlirStringAttrGetValue(raw)))
                .flatten()
        }
    }

    /// The value of an integer of at most 64 bits, extended by its sign where
    /// its type has one or does not say. `None` for a truth value.
    fn as_int(self) -> Option<i64> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is, with the function for its signedness.
        unsafe {
            if !mlirAttributeIsAInteger(raw) || mlirAttributeIsABool(raw) {
                return None;
            }
            let r#type = melior::ir::AttributeLike::r#type(&self.attribute()).to_raw();
            if !mlirTypeIsAInteger(r#type) {
                return Some(mlirIntegerAttrGetValueInt(raw));
            }
            if mlir_sys::mlirIntegerTypeGetWidth(r#type) > 64 {
                return None;
            }
            Some(if mlirIntegerTypeIsSigned(r#type) {
                mlirIntegerAttrGetValueSInt(raw)
            } else if mlirIntegerTypeIsUnsigned(r#type) {
                mlirIntegerAttrGetValueUInt(raw) as i64
            } else {
                mlirIntegerAttrGetValueInt(raw)
            })
        }
    }

    /// A truth value.
    fn as_bool(self) -> Option<bool> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is.
        unsafe { mlirAttributeIsABool(raw).then(|| mlirBoolAttrGetValue(raw)) }
    }

    /// The value of a floating-point number.
    fn as_float(self) -> Option<f64> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is.
        unsafe { mlirAttributeIsAFloat(raw).then(|| mlirFloatAttrGetValueDouble(raw)) }
    }

    /// The name that a reference to a symbol refers to, without the `@`.
    fn as_symbol(self) -> Option<&'c str> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is; attributes live as long as the context.
        unsafe {
            mlirAttributeIsAFlatSymbolRef(raw)
                .then(|| ffi::text(mlirFlatSymbolRefAttrGetValue(raw)))
                .flatten()
        }
    }

    /// A type.
    fn as_type(self) -> Option<Type<'c>> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is.
        unsafe { mlirAttributeIsAType(raw).then(|| Type::from_raw(mlirTypeAttrGetValue(raw))) }
    }

    /// Whether it is a unit attribute.
    fn is_unit(self) -> bool {
        // SAFETY: a live attribute.
        unsafe { mlirAttributeIsAUnit(self.attribute().to_raw()) }
    }

    /// The elements of an array.
    fn as_array(self) -> Option<Vec<Attribute<'c>>> {
        let array = ArrayAttribute::try_from(self.attribute()).ok()?;
        (0..array.len())
            .map(|index| array.element(index).ok())
            .collect()
    }

    /// The elements of an array of strings.
    fn as_str_array(self) -> Option<Vec<&'c str>> {
        self.as_array()?.into_iter().map(Self::str_of).collect()
    }

    #[doc(hidden)]
    fn str_of(attribute: Attribute<'c>) -> Option<&'c str> {
        attribute.as_str()
    }

    /// The elements of a dense array of 64-bit integers.
    fn as_i64_array(self) -> Option<Vec<i64>> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is, with positions in bounds.
        unsafe {
            mlirAttributeIsADenseI64Array(raw).then(|| {
                (0..mlirDenseArrayGetNumElements(raw))
                    .map(|index| mlirDenseI64ArrayGetElement(raw, index))
                    .collect()
            })
        }
    }

    /// The elements of a dense array of 32-bit integers.
    fn as_i32_array(self) -> Option<Vec<i32>> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is, with positions in bounds.
        unsafe {
            mlirAttributeIsADenseI32Array(raw).then(|| {
                (0..mlirDenseArrayGetNumElements(raw))
                    .map(|index| mlirDenseI32ArrayGetElement(raw, index))
                    .collect()
            })
        }
    }

    /// The entries of a dictionary.
    fn as_dict(self) -> Option<Vec<(&'c str, Attribute<'c>)>> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is, with positions in bounds; names live as
        // long as the context.
        unsafe {
            mlirAttributeIsADictionary(raw).then(|| {
                (0..mlirDictionaryAttrGetNumElements(raw))
                    .filter_map(|index| {
                        let entry = mlirDictionaryAttrGetElement(raw, index);
                        Some((
                            ffi::text(mlirIdentifierStr(entry.name))?,
                            Attribute::from_raw(entry.attribute),
                        ))
                    })
                    .collect()
            })
        }
    }

    /// An entry of a dictionary.
    fn dict_entry(self, name: &str) -> Option<Attribute<'c>> {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is; a null attribute becomes `None`.
        unsafe {
            mlirAttributeIsADictionary(raw)
                .then(|| {
                    Attribute::from_option_raw(mlirDictionaryAttrGetElementByName(
                        raw,
                        ffi::string_ref(name),
                    ))
                })
                .flatten()
        }
    }

    /// The bytes of dense elements whose type has whole bytes, as the machine
    /// lays them out: every element, or only one where all are equal
    /// ([`AttributeExt::is_splat`]).
    fn dense_bytes(self) -> Option<&'c [u8]> {
        use super::types::TypeExt;

        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is; attributes live as long as the context.
        unsafe {
            if !mlirAttributeIsADenseElements(raw) {
                return None;
            }
            let shaped = melior::ir::AttributeLike::r#type(&self.attribute());
            let width = shaped.element_type()?.bit_width()?;
            if width % 8 != 0 {
                return None;
            }
            let count = if mlirDenseElementsAttrIsSplat(raw) {
                1
            } else {
                usize::try_from(mlirElementsAttrGetNumElements(raw)).ok()?
            };
            let data = mlirDenseElementsAttrGetRawData(raw);
            if count == 0 || data.is_null() {
                return Some(&[]);
            }
            Some(std::slice::from_raw_parts(data.cast(), count * width / 8))
        }
    }

    /// Whether it is dense elements that are all equal.
    fn is_splat(self) -> bool {
        let raw = self.attribute().to_raw();
        // SAFETY: asked by what it is.
        unsafe { mlirAttributeIsADenseElements(raw) && mlirDenseElementsAttrIsSplat(raw) }
    }

    /// Its text.
    fn text(self) -> String {
        // SAFETY: a live attribute.
        ffi::print_to_string(|callback, data| unsafe {
            mlirAttributePrint(self.attribute().to_raw(), callback, data);
        })
    }
}

impl<'c> AttributeExt<'c> for Attribute<'c> {
    fn attribute(self) -> Attribute<'c> {
        self
    }
}
