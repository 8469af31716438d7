use super::*;

#[test]
fn numbers_only_raise_the_kind() {
    let promote = |operands: &[&Operand]| result_type(operands, DType::F32);
    assert_eq!(
        promote(&[&Operand::Int(1), &Operand::Float(0.5)]),
        Ok(DType::F32)
    );
    assert_eq!(
        promote(&[&Operand::Bool(true), &Operand::Int(1)]),
        Ok(DType::I64)
    );
    assert!(promote(&[&Operand::None]).is_err());
}

#[test]
fn symbols_broadcast_with_themselves_and_one() {
    let s = Dim::Symbol(3);
    assert_eq!(
        broadcast_dims(&[s, Dim::Known(1)], &[Dim::Known(4)]),
        Ok(vec![s, Dim::Known(4)])
    );
    assert_eq!(broadcast_dims(&[s], &[s]), Ok(vec![s]));
    assert_eq!(
        broadcast_dims(&[s], &[Dim::Known(4)]).unwrap_err().code,
        "dynamic-shape"
    );
    let (a, b) = (Dim::Known(2), Dim::Known(3));
    assert_eq!(broadcast_dims(&[a], &[b]).unwrap_err().code, "call-raises");
}
