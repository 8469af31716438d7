//! Symbols.

use super::{BlockExt, OperationExt, RegionExt};
use crate::ffi;
use melior::ir::{Operation, OperationRef, operation::OperationLike};
use mlir_sys::{
    mlirSymbolTableCreate, mlirSymbolTableDestroy, mlirSymbolTableInsert,
    mlirSymbolTableReplaceAllSymbolUses,
};
use std::mem::forget;

/// The name that an operation defines, without the `@`.
pub fn symbol_name<'c>(operation: OperationRef<'c, '_>) -> Option<&'c str> {
    operation.str_attr("sym_name")
}

/// The symbols that the operations in a module, or another symbol table,
/// define.
pub fn symbols<'c: 'a, 'a>(
    table: OperationRef<'c, 'a>,
) -> impl Iterator<Item = (&'c str, OperationRef<'c, 'a>)> {
    table
        .region_at(0)
        .and_then(RegionExt::entry)
        .into_iter()
        .flat_map(BlockExt::operations)
        .filter_map(|operation| Some((symbol_name(operation)?, operation)))
}

/// The operation in a module, or another symbol table, that defines a symbol.
/// Searches; gather [`symbols`] into a map to look up many.
pub fn lookup_symbol<'c: 'a, 'a>(
    table: OperationRef<'c, 'a>,
    name: &str,
) -> Option<OperationRef<'c, 'a>> {
    symbols(table).find_map(|(other, operation)| (other == name).then_some(operation))
}

/// Adds an operation that defines a symbol to the end of a module, renaming
/// it where the name is taken. `None` where `table` is no symbol table or the
/// operation defines no symbol.
pub fn insert_symbol<'c: 'a, 'a>(
    table: OperationRef<'c, 'a>,
    operation: impl Into<Operation<'c>>,
) -> Option<OperationRef<'c, 'a>> {
    let operation = operation.into();
    // SAFETY: the symbol table lives until it is destroyed, and takes over the
    // operation; what it requires of both is checked first.
    unsafe {
        let raw = operation.to_raw();
        symbol_name(OperationRef::from_raw(raw))?;
        table.region_at(0).and_then(RegionExt::entry)?;
        let symbols = mlirSymbolTableCreate(table.to_raw());
        if symbols.ptr.is_null() {
            return None;
        }
        mlirSymbolTableInsert(symbols, raw);
        mlirSymbolTableDestroy(symbols);
        forget(operation);
        Some(OperationRef::from_raw(raw))
    }
}

/// Renames all references to a symbol inside `root`. Fails where some of them
/// cannot be known.
pub fn rename_symbol_uses(root: OperationRef<'_, '_>, from: &str, to: &str) -> bool {
    // SAFETY: a live operation; MLIR copies the names.
    unsafe {
        mlirSymbolTableReplaceAllSymbolUses(
            ffi::string_ref(from),
            ffi::string_ref(to),
            root.to_raw(),
        )
        .value
            != 0
    }
}
