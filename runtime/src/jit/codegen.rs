//! The `llvm` dialect to an object file for the host.

use super::{Error, vector_math};
use inkwell::{
    AddressSpace, OptimizationLevel,
    attributes::{Attribute, AttributeLoc},
    context::Context,
    memory_buffer::MemoryBuffer,
    module::{Linkage, Module},
    passes::PassBuilderOptions,
    targets::{
        CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple,
    },
    types::BasicMetadataTypeEnum,
    values::BasicValueEnum,
};
use melior::ir::OperationRef;
use mlir_sys::mlirTranslateModuleToLLVMIR;
use std::{ffi::c_void, sync::OnceLock};

/// The symbol of the uniform entry of the function at this index among the entries.
pub(super) fn entry_symbol(index: usize) -> String {
    format!("janus_entry_{index}")
}

/// The uniform entry: an array of pointers, each to a memref descriptor or to a scalar. The result is the function's own
/// where that is an `i32`, and otherwise 0.
pub(super) type Entry = unsafe extern "C" fn(arguments: *const *const c_void) -> i32;

/// The machine that the process runs on.
pub(super) struct Host {
    triple: String,
    cpu: String,
    features: String,
}

impl Host {
    /// Initializes LLVM's target once.
    pub(super) fn get() -> Result<&'static Self, Error> {
        static HOST: OnceLock<Result<Host, String>> = OnceLock::new();
        HOST.get_or_init(|| {
            Target::initialize_native(&InitializationConfig::default())?;
            let text = |string: &inkwell::support::LLVMString| string.to_string();
            Ok(Self {
                triple: TargetMachine::get_default_triple()
                    .as_str()
                    .to_string_lossy()
                    .into_owned(),
                cpu: text(&TargetMachine::get_host_cpu_name()),
                features: text(&TargetMachine::get_host_cpu_features()),
            })
        })
        .as_ref()
        .map_err(|message| Error::Codegen(message.clone()))
    }

    fn machine(&self) -> Result<TargetMachine, Error> {
        let triple = TargetTriple::create(&self.triple);
        Target::from_triple(&triple)
            .map_err(|error| Error::Codegen(error.to_string()))?
            .create_target_machine(
                &triple,
                &self.cpu,
                &self.features,
                OptimizationLevel::Default,
                RelocMode::PIC,
                CodeModel::Default,
            )
            .ok_or_else(|| Error::Codegen(format!("no code generator for {}", self.triple)))
    }
}

/// A module of LLVM IR on its way.
pub(super) struct Unit<'l> {
    module: Module<'l>,
    machine: TargetMachine,
    arguments: Vec<usize>,
}

impl<'l> Unit<'l> {
    /// Translates a module of the `llvm` dialect, and adds uniform entries to it.
    pub(super) fn translate(
        llvm: &'l Context,
        operation: OperationRef,
        host: &Host,
        entries: &[String],
    ) -> Result<Self, Error> {
        let machine = host.machine()?;
        // SAFETY: both are live; the result is null where the translation fails, and otherwise ours.
        let module = unsafe {
            let raw = mlirTranslateModuleToLLVMIR(operation.to_raw(), llvm.raw().cast());
            if raw.is_null() {
                return Err(Error::Translation(
                    "an operation has no translation to LLVM IR".to_owned(),
                ));
            }
            Module::new(raw.cast())
        };
        module.set_triple(&machine.get_triple());
        module.set_data_layout(&machine.get_target_data().get_data_layout());
        let arguments = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| add_entry(llvm, &module, entry, &entry_symbol(index)))
            .collect::<Result<_, _>>()?;
        vector_math::link(llvm, &module, &host.features)
            .map_err(|error| Error::Translation(error.to_string()))?;
        tune(llvm, &module, host);
        module
            .verify()
            .map_err(|error| Error::Translation(error.to_string()))?;
        Ok(Self {
            module,
            machine,
            arguments,
        })
    }

    /// Runs LLVM's passes.
    pub(super) fn optimize(&self, passes: &str) -> Result<(), Error> {
        let options = PassBuilderOptions::create();
        // Straight-line code is already in vectors and register tiles; the few scalar loops that are left gain from
        // LLVM's loop vectorizer, and nothing gains from unrolling what was tiled to fit the registers.
        options.set_loop_unrolling(false);
        options.set_loop_slp_vectorization(false);
        options.set_loop_interleaving(false);
        self.module
            .run_passes(passes, &self.machine, options)
            .map_err(|error| Error::Codegen(error.to_string()))
    }

    pub(super) fn object(&self) -> Result<MemoryBuffer<'static>, Error> {
        self.machine
            .write_to_memory_buffer(&self.module, FileType::Object)
            .map_err(|error| Error::Codegen(error.to_string()))
    }

    pub(super) fn text(&self) -> String {
        self.module.print_to_string().to_string()
    }

    /// The number of arguments of each entry.
    pub(super) fn arguments(&self) -> &[usize] {
        &self.arguments
    }
}

/// Adds `int32_t symbol(void **arguments)`, which calls the C interface of `entry`: descriptors by pointer, scalars
/// by value. Returns the number of arguments.
fn add_entry<'l>(
    llvm: &'l Context,
    module: &Module<'l>,
    entry: &str,
    symbol: &str,
) -> Result<usize, Error> {
    let function = module
        .get_function(&format!("_mlir_ciface_{entry}"))
        .ok_or_else(|| {
            Error::Translation(format!(
                "function '{entry}' does not exist or has no C interface (llvm.emit_c_interface)"
            ))
        })?;
    let failed = |error: inkwell::builder::BuilderError| Error::Translation(error.to_string());
    let pointer = llvm.ptr_type(AddressSpace::default());
    let status = llvm.i32_type();
    let wrapper = module.add_function(
        symbol,
        status.fn_type(&[pointer.into()], false),
        Some(Linkage::External),
    );
    let builder = llvm.create_builder();
    builder.position_at_end(llvm.append_basic_block(wrapper, ""));
    let array = wrapper
        .get_first_param()
        .ok_or_else(|| Error::Translation("the entry lost its argument".to_owned()))?
        .into_pointer_value();
    let types = function.get_type().get_param_types();
    let mut values = Vec::with_capacity(types.len());
    for (index, r#type) in types.iter().enumerate() {
        let index = llvm.i64_type().const_int(index as u64, false);
        // SAFETY: the caller of the entry passes as many pointers as there are arguments.
        let slot = unsafe {
            builder
                .build_gep(pointer, array, &[index], "")
                .map_err(failed)?
        };
        let argument = builder
            .build_load(pointer, slot, "")
            .map_err(failed)?
            .into_pointer_value();
        values.push(match *r#type {
            BasicMetadataTypeEnum::PointerType(_) => argument.into(),
            BasicMetadataTypeEnum::IntType(scalar) => builder
                .build_load(scalar, argument, "")
                .map_err(failed)?
                .into(),
            BasicMetadataTypeEnum::FloatType(scalar) => builder
                .build_load(scalar, argument, "")
                .map_err(failed)?
                .into(),
            other => {
                return Err(Error::Translation(format!(
                    "argument of type {other:?} in the entry"
                )));
            }
        });
    }
    // The interface passes hundreds of words: each descriptor's, one by one.
    for inner in [function.get_name().to_str().ok(), Some(entry)] {
        if let Some(inner) = inner.and_then(|name| module.get_function(name)) {
            inner.set_linkage(Linkage::Internal);
            let always = Attribute::get_named_enum_kind_id("alwaysinline");
            inner.add_attribute(
                AttributeLoc::Function,
                llvm.create_enum_attribute(always, 0),
            );
        }
    }
    let call = builder.build_call(function, &values, "").map_err(failed)?;
    let result = match call.try_as_basic_value().basic() {
        Some(BasicValueEnum::IntValue(result)) if result.get_type() == status => result,
        _ => status.const_zero(),
    };
    builder.build_return(Some(&result)).map_err(failed)?;
    Ok(types.len())
}

/// Marks every function for the host's full vector width. Nothing is relaxed here: where a multiplication and an addition
/// may be one operation, they say so themselves (`fastmath<contract>`).
fn tune<'l>(llvm: &'l Context, module: &Module<'l>, host: &Host) {
    let attributes = [
        ("target-cpu", host.cpu.as_str()),
        ("target-features", host.features.as_str()),
        ("prefer-vector-width", "512"),
        ("no-trapping-math", "true"),
    ];
    for function in module.get_functions() {
        if function.count_basic_blocks() == 0 {
            continue;
        }
        for (key, value) in attributes {
            function.add_attribute(
                AttributeLoc::Function,
                llvm.create_string_attribute(key, value),
            );
        }
    }
}
