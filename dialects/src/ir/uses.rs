//! Uses of values.

use melior::ir::{Value, ValueLike};
use mlir_sys::{mlirOpOperandIsNull, mlirValueGetFirstUse};

/// Whether anything uses a value.
pub fn is_used(value: Value<'_, '_>) -> bool {
    // SAFETY: the value is live as long as its lifetime says.
    unsafe { !mlirOpOperandIsNull(mlirValueGetFirstUse(value.to_raw())) }
}
