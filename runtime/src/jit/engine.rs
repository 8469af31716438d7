//! Linking an object file into the process, with LLVM's ORC.

use super::{Error, codegen::Entry, memory};
use crate::{
    call::{
        janus_allocate, janus_length, janus_load_attr, janus_load_item, janus_load_number,
        janus_load_tensor, janus_record, janus_type,
    },
    parallel::janus_parallel_for,
};
use inkwell::{
    llvm_sys::{
        error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage},
        orc2::{
            LLVMJITEvaluatedSymbol, LLVMJITSymbolFlags, LLVMOrcAbsoluteSymbols,
            LLVMOrcCSymbolMapPair, LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess,
            LLVMOrcExecutionSessionSetErrorReporter, LLVMOrcJITDylibAddGenerator,
            LLVMOrcJITDylibDefine,
            lljit::{
                LLVMOrcCreateLLJIT, LLVMOrcDisposeLLJIT, LLVMOrcLLJITAddObjectFile,
                LLVMOrcLLJITGetExecutionSession, LLVMOrcLLJITGetGlobalPrefix,
                LLVMOrcLLJITGetMainJITDylib, LLVMOrcLLJITLookup, LLVMOrcLLJITMangleAndIntern,
                LLVMOrcLLJITRef,
            },
        },
    },
    memory_buffer::MemoryBuffer,
};
use std::{
    ffi::{CStr, CString, c_void},
    ptr::null_mut,
    sync::{Mutex, PoisonError},
};

/// `LLVMJITSymbolGenericFlagsExported | LLVMJITSymbolGenericFlagsCallable`.
const EXPORTED_FUNCTION: u8 = 1 | 4;

/// libm's `pow`, which is CPython's.
extern "C" fn janus_pow(x: f64, y: f64) -> f64 {
    x.powf(y)
}

/// Linked code.
pub(super) struct Engine {
    jit: LLVMOrcLLJITRef,
    /// What the linker says beside the errors that it returns, which name no symbol. Boxed, as the JIT points to it.
    report: Box<Mutex<String>>,
}

impl Engine {
    /// Links an object file. It may call the runtime, libm and libc.
    pub(super) fn link(object: MemoryBuffer<'static>) -> Result<Self, Error> {
        let mut jit = null_mut();
        // SAFETY: a null builder asks for the defaults.
        check(unsafe { LLVMOrcCreateLLJIT(&raw mut jit, null_mut()) })?;
        let engine = Self {
            jit,
            report: Box::default(),
        };
        // SAFETY: the JIT is live, and the report outlives it.
        unsafe {
            LLVMOrcExecutionSessionSetErrorReporter(
                LLVMOrcLLJITGetExecutionSession(jit),
                report,
                (&raw const *engine.report).cast_mut().cast(),
            );
        }
        engine.define("janus_parallel_for", janus_parallel_for as *const c_void)?;
        engine.define("janus_pow", janus_pow as *const c_void)?;
        engine.define(
            "_mlir_memref_to_llvm_alloc",
            memory::allocate as *const c_void,
        )?;
        engine.define(
            "_mlir_memref_to_llvm_aligned_alloc",
            memory::allocate_aligned as *const c_void,
        )?;
        engine.define("memrefCopy", memory::copy as *const c_void)?;
        engine.define("_mlir_memref_to_llvm_free", memory::free as *const c_void)?;
        engine.define("janus_allocate", janus_allocate as *const c_void)?;
        for (name, function) in [
            ("janus_record", janus_record as *const c_void),
            ("janus_load_attr", janus_load_attr as *const c_void),
            ("janus_load_item", janus_load_item as *const c_void),
            ("janus_length", janus_length as *const c_void),
            ("janus_type", janus_type as *const c_void),
            ("janus_load_tensor", janus_load_tensor as *const c_void),
            ("janus_load_number", janus_load_number as *const c_void),
        ] {
            engine.define(name, function)?;
        }
        // SAFETY: the JIT is live, and takes the generator and the object file over.
        unsafe {
            let library = LLVMOrcLLJITGetMainJITDylib(jit);
            let mut process = null_mut();
            check(LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(
                &raw mut process,
                LLVMOrcLLJITGetGlobalPrefix(jit),
                None,
                null_mut(),
            ))?;
            LLVMOrcJITDylibAddGenerator(library, process);
            let buffer = object.as_mut_ptr();
            std::mem::forget(object);
            check(LLVMOrcLLJITAddObjectFile(jit, library, buffer))?;
        }
        Ok(engine)
    }

    /// The address of the uniform entry.
    pub(super) fn entry(&self, name: &str) -> Result<Entry, Error> {
        let name = CString::new(name).map_err(|error| Error::Link(error.to_string()))?;
        let mut address = 0;
        // SAFETY: the JIT is live.
        let found = check(unsafe { LLVMOrcLLJITLookup(self.jit, &raw mut address, name.as_ptr()) });
        if let Err(error) = found {
            let report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
            return Err(if report.is_empty() {
                error
            } else {
                Error::Link(report.clone())
            });
        }
        if address == 0 {
            return Err(Error::Link("the entry has no address".to_owned()));
        }
        // SAFETY: the code generator gave this symbol the type `Entry`.
        Ok(unsafe { std::mem::transmute::<usize, Entry>(address as usize) })
    }

    fn define(&self, name: &str, address: *const c_void) -> Result<(), Error> {
        let name = CString::new(name).map_err(|error| Error::Link(error.to_string()))?;
        // SAFETY: the JIT is live, and takes the interned name and the definition over.
        unsafe {
            let mut pair = LLVMOrcCSymbolMapPair {
                Name: LLVMOrcLLJITMangleAndIntern(self.jit, name.as_ptr()),
                Sym: LLVMJITEvaluatedSymbol {
                    Address: address as u64,
                    Flags: LLVMJITSymbolFlags {
                        GenericFlags: EXPORTED_FUNCTION,
                        TargetFlags: 0,
                    },
                },
            };
            check(LLVMOrcJITDylibDefine(
                LLVMOrcLLJITGetMainJITDylib(self.jit),
                LLVMOrcAbsoluteSymbols(&raw mut pair, 1),
            ))
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // SAFETY: made by `link`, and no code of it runs any more, as `Compiled` is borrowed by its callers. What a
        // failing disposal would say, nobody could act on.
        let _ = check(unsafe { LLVMOrcDisposeLLJIT(self.jit) });
    }
}

/// Collects what the linker reports.
extern "C" fn report(report: *mut c_void, error: LLVMErrorRef) {
    if error.is_null() {
        return;
    }
    // SAFETY: the engine's report, and an error that is ours to consume.
    unsafe {
        let mut report = (*report.cast::<Mutex<String>>())
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !report.is_empty() {
            report.push_str("; ");
        }
        report.push_str(&message(error));
    }
}

fn check(error: LLVMErrorRef) -> Result<(), Error> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: an error that is ours to consume.
    Err(Error::Link(unsafe { message(error) }))
}

/// The text of an error.
///
/// # Safety
///
/// The error is not null, and gone afterwards.
unsafe fn message(error: LLVMErrorRef) -> String {
    // SAFETY: asking for the message consumes the error, and the message is ours to free.
    unsafe {
        let message = LLVMGetErrorMessage(error);
        let text = CStr::from_ptr(message).to_string_lossy().into_owned();
        LLVMDisposeErrorMessage(message);
        text
    }
}
