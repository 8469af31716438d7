//! Types and constants of MLIR as those of the runtime.

use janus_dialects::ir::{AttributeExt, DYNAMIC, OperationExt, TypeExt};
use janus_dialects::melior::ir::attribute::DenseI64ArrayAttribute;
use janus_dialects::melior::ir::operation::OperationRef;
use janus_dialects::melior::ir::{Attribute, Type};
use janus_dialects::{PyConstant, PyType};

use super::read::Malformed;
use super::{Literal, Product, ValueType};
use crate::torch::DType;

/// The element type and sizes of `!pydyn.tensor<…>`.
pub fn tensor_type(r#type: Type<'_>) -> Result<(DType, Vec<Option<i64>>), Malformed> {
    let Some(PyType::Tensor(inner)) = PyType::of(r#type) else {
        return Err(format!("{type} is no tensor"));
    };
    match value_type(inner)? {
        ValueType::Tensor { dtype, sizes } => Ok((dtype, sizes)),
        _ => Err(format!("{type} holds no tensor")),
    }
}

/// A type that crosses the border: a ranked tensor, a memref or a number.
pub fn value_type(r#type: Type<'_>) -> Result<ValueType, Malformed> {
    if let (Some(shape), Some(element)) = (r#type.shape(), r#type.element_type()) {
        let name = TypeExt::text(element);
        let dtype =
            DType::from_mlir(&name).ok_or_else(|| format!("PyTorch has no dtype for {name}"))?;
        let sizes = shape
            .into_iter()
            .map(|size| (size != DYNAMIC).then_some(size))
            .collect();
        return Ok(ValueType::Tensor { dtype, sizes });
    }
    match TypeExt::text(r#type).as_str() {
        "i1" => Ok(ValueType::Bool),
        "i64" => Ok(ValueType::Int),
        "f64" => Ok(ValueType::Float),
        other => Err(format!("a value of type {other} cannot leave a graph")),
    }
}

/// The number that a memref of rank 0 with this element type holds.
pub fn number(dtype: DType) -> Result<ValueType, Malformed> {
    match dtype {
        DType::Bool => Ok(ValueType::Bool),
        DType::I64 => Ok(ValueType::Int),
        DType::F64 => Ok(ValueType::Float),
        other => Err(format!("a Python number is passed as {}", other.name())),
    }
}

/// An array of products, as `strides` attributes hold them; `None` where there is no such attribute.
pub fn products(
    operation: OperationRef<'_, '_>,
    name: &str,
) -> Result<Option<Vec<Product>>, Malformed> {
    let Some(products) = operation.array_attr(name) else {
        return Ok(None);
    };
    let product = |attribute: Attribute<'_>| {
        let array = DenseI64ArrayAttribute::try_from(attribute).ok()?;
        let dims: Option<_> = (1..array.len())
            .map(|index| usize::try_from(array.element(index).ok()?).ok())
            .collect();
        Some(Product {
            factor: array.element(0).ok()?,
            dims: dims?,
        })
    };
    products
        .into_iter()
        .map(|attribute| product(attribute).ok_or_else(|| format!("{attribute} is no product")))
        .collect::<Result<_, _>>()
        .map(Some)
}

/// A Python constant, as `pydyn.constant` holds it.
pub fn literal(attribute: Attribute<'_>) -> Result<Literal, Malformed> {
    if let Some(value) = attribute.as_bool() {
        return Ok(Literal::Bool(value));
    }
    if let Some(value) = attribute.as_int() {
        return Ok(Literal::Int(value));
    }
    if let Some(value) = attribute.as_float() {
        return Ok(Literal::Float(value));
    }
    if let Some(value) = attribute.as_str() {
        return Ok(Literal::Str(value.to_owned()));
    }
    if let Some(items) = attribute.as_array() {
        return items
            .into_iter()
            .map(literal)
            .collect::<Result<_, _>>()
            .map(Literal::Tuple);
    }
    match PyConstant::of(attribute) {
        Some(PyConstant::None) => Ok(Literal::None),
        Some(PyConstant::Ellipsis) => Ok(Literal::Ellipsis),
        Some(PyConstant::BigInt(digits)) => Ok(Literal::BigInt(digits)),
        Some(PyConstant::Bytes(bytes)) => Ok(Literal::Bytes(bytes)),
        Some(PyConstant::Imaginary(_)) | None => {
            Err(format!("{attribute} is no constant that a graph can hold"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_and_types_are_read() {
        let context = janus_dialects::new_context();
        let read = |text: &str| literal(Attribute::parse(&context, text).unwrap());
        assert_eq!(read("true"), Ok(Literal::Bool(true)));
        assert_eq!(read("3 : i64"), Ok(Literal::Int(3)));
        assert_eq!(read("-0.5 : f64"), Ok(Literal::Float(-0.5)));
        assert_eq!(read("\"\""), Ok(Literal::Str(String::new())));
        assert_eq!(read("#pydyn.none"), Ok(Literal::None));
        let digits = "18446744073709551616".to_owned();
        assert_eq!(
            read("#pydyn.bigint<\"18446744073709551616\">"),
            Ok(Literal::BigInt(digits))
        );
        assert_eq!(
            read("[1, true]"),
            Ok(Literal::Tuple(vec![Literal::Int(1), Literal::Bool(true)]))
        );
        assert!(read("affine_map<(d0) -> (d0)>").is_err());
        let tensor = Type::parse(&context, "!pydyn.tensor<tensor<?x84xf32>>").unwrap();
        assert_eq!(tensor_type(tensor), Ok((DType::F32, vec![None, Some(84)])));
    }
}
