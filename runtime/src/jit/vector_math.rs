//! Elementary functions of whole registers, from glibc's libmvec.

use inkwell::{
    llvm_sys::{
        core::{
            LLVMAddFunction, LLVMGetNamedFunction, LLVMGlobalGetValueType, LLVMReplaceAllUsesWith,
        },
        support::LLVMLoadLibraryPermanently,
    },
    module::Module,
};
use std::{ffi::CString, sync::OnceLock};

/// Intrinsics that libmvec has for sixteen floats, with the letters of their arguments. Each is within 4 units in the
/// last place.
const FUNCTIONS: &[(&str, &str)] = &[
    ("acos", "v"),
    ("asin", "v"),
    ("atan", "v"),
    ("cos", "v"),
    ("cosh", "v"),
    ("exp", "v"),
    ("exp2", "v"),
    ("log", "v"),
    ("log10", "v"),
    ("log2", "v"),
    ("pow", "vv"),
    ("sin", "v"),
    ("sinh", "v"),
    ("tan", "v"),
    ("tanh", "v"),
];

/// Whether the process has libmvec, of the version (glibc 2.35) that has all of them. Loads it.
fn available() -> bool {
    static AVAILABLE: OnceLock<bool> = OnceLock::new();
    *AVAILABLE.get_or_init(|| {
        // SAFETY: a library of the system, which stays.
        unsafe {
            LLVMLoadLibraryPermanently(c"libmvec.so.1".as_ptr()) == 0
                && !inkwell::llvm_sys::support::LLVMSearchForAddressOfSymbol(
                    c"_ZGVeN16v_tanhf".as_ptr(),
                )
                .is_null()
        }
    })
}

/// Lets calls of vector intrinsics, which LLVM would take apart into scalar calls, call libmvec.
pub(super) fn link(module: &Module<'_>, features: &str) {
    if !features.contains("+avx512f") || !available() {
        return;
    }
    for (name, arguments) in FUNCTIONS {
        let (Ok(intrinsic), Ok(vector)) = (
            CString::new(format!("llvm.{name}.v16f32")),
            CString::new(format!("_ZGVeN16{arguments}_{name}f")),
        ) else {
            continue;
        };
        // SAFETY: the module is live, and both functions have the same type.
        unsafe {
            let raw = module.as_mut_ptr();
            let intrinsic = LLVMGetNamedFunction(raw, intrinsic.as_ptr());
            if !intrinsic.is_null() {
                let function =
                    LLVMAddFunction(raw, vector.as_ptr(), LLVMGlobalGetValueType(intrinsic));
                LLVMReplaceAllUsesWith(intrinsic, function);
            }
        }
    }
}
