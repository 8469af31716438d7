//! Elementary functions of `float`s, computed in `double` and rounded once.
//!
//! PyTorch's kernels are within about half a unit in the last place. So is what `double` gives, whoever computes it: four
//! units in its last place are nothing here. For whole registers that is glibc's libmvec, whose functions of `float`s are
//! a third of the time but off in every other number; for single ones the C library, whose functions of `float`s take as
//! long.

use inkwell::{
    attributes::{Attribute, AttributeLoc},
    builder::{Builder, BuilderError},
    context::Context,
    llvm_sys::{core::LLVMReplaceAllUsesWith, support::LLVMLoadLibraryPermanently},
    module::{Linkage, Module},
    types::{BasicMetadataTypeEnum, BasicType, BasicTypeEnum, VectorType},
    values::{AsValueRef, BasicMetadataValueEnum, BasicValueEnum, FunctionValue},
};
use std::sync::OnceLock;

/// Functions that libmvec has, with the letters of their arguments.
const VECTORS: &[(&str, &str)] = &[
    ("acos", "v"),
    ("asin", "v"),
    ("atan", "v"),
    ("atan2", "vv"),
    ("cos", "v"),
    ("cosh", "v"),
    ("erf", "v"),
    ("exp", "v"),
    ("exp2", "v"),
    ("expm1", "v"),
    ("log", "v"),
    ("log10", "v"),
    ("log1p", "v"),
    ("log2", "v"),
    ("pow", "vv"),
    ("sin", "v"),
    ("sinh", "v"),
    ("tan", "v"),
    ("tanh", "v"),
];

/// Functions of single `float`s in the C library that are off by more than rounding.
const SCALARS: &[&str] = &[
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cosh", "erf", "erfc",
    "expm1", "log10", "log1p", "sinh", "tan", "tanh",
];

/// How many `double`s a function of libmvec takes, and the letter of their registers.
#[derive(Clone, Copy)]
struct Width {
    lanes: u32,
    letter: char,
}

impl Width {
    /// What the host has; `None` where it has no libmvec, or one older than all functions (glibc 2.35).
    fn of(features: &str) -> Option<Self> {
        let width = if features.contains("+avx512f") {
            Self {
                lanes: 8,
                letter: 'e',
            }
        } else if features.contains("+avx2") {
            Self {
                lanes: 4,
                letter: 'd',
            }
        } else {
            return None;
        };
        available().then_some(width)
    }

    fn symbol(self, name: &str, arguments: &str) -> String {
        format!("_ZGV{}N{}{arguments}_{name}", self.letter, self.lanes)
    }
}

/// Whether the process has libmvec. Loads it.
fn available() -> bool {
    static AVAILABLE: OnceLock<bool> = OnceLock::new();
    *AVAILABLE.get_or_init(|| {
        // SAFETY: a library of the system, which stays.
        unsafe {
            LLVMLoadLibraryPermanently(c"libmvec.so.1".as_ptr()) == 0
                && !inkwell::llvm_sys::support::LLVMSearchForAddressOfSymbol(
                    c"_ZGVeN8v_tanh".as_ptr(),
                )
                .is_null()
        }
    })
}

/// Lets calls of functions of `float`s call those of `double`s.
pub(super) fn link<'l>(
    llvm: &'l Context,
    module: &Module<'l>,
    features: &str,
) -> Result<(), BuilderError> {
    let wide = Wide { llvm, module };
    let declared: Vec<_> = module
        .get_functions()
        .filter(|function| function.count_basic_blocks() == 0)
        .collect();
    let width = Width::of(features);
    for function in declared {
        let symbol = function.get_name().to_string_lossy().into_owned();
        let Some((name, lanes)) = parts(&symbol) else {
            continue;
        };
        match lanes {
            None if SCALARS.contains(&name) => wide.scalar(function, name)?,
            Some(_) => {
                let known = VECTORS.iter().find(|(known, _)| *known == name);
                match (known, width) {
                    (Some((name, arguments)), Some(width)) => {
                        wide.vector(function, &width.symbol(name, arguments), width.lanes)?;
                    }
                    // LLVM takes its intrinsics apart itself.
                    _ if symbol.starts_with(OWN) => wide.vector(function, name, 1)?,
                    _ => {}
                }
            }
            None => {}
        }
    }
    Ok(())
}

/// What functions begin with that `janus-call-math` calls.
const OWN: &str = "janus.";

/// The function of `float`s that a symbol names, and of how many: `tanhf`, `llvm.tanh.f32`, `llvm.tanh.v16f32`,
/// `janus.erf.v16f32`.
fn parts(symbol: &str) -> Option<(&str, Option<u32>)> {
    let intrinsic = symbol.strip_prefix("llvm.");
    let Some(intrinsic) = intrinsic.or_else(|| symbol.strip_prefix(OWN)) else {
        return Some((symbol.strip_suffix('f')?, None));
    };
    let (name, r#type) = intrinsic.split_once('.')?;
    if r#type == "f32" {
        return Some((name, None));
    }
    let lanes = r#type.strip_prefix('v')?.strip_suffix("f32")?;
    Some((name, Some(lanes.parse().ok()?)))
}

/// Makes functions of `float`s out of functions of `double`s.
struct Wide<'m, 'l> {
    llvm: &'l Context,
    module: &'m Module<'l>,
}

impl<'l> Wide<'_, 'l> {
    fn scalar(&self, function: FunctionValue<'l>, name: &str) -> Result<(), BuilderError> {
        let (float, double) = (self.llvm.f32_type(), self.llvm.f64_type());
        let count = function.count_params();
        let floats = vec![BasicMetadataTypeEnum::from(float); count as usize];
        if function.get_type() != float.fn_type(&floats, false) {
            return Ok(());
        }
        let called = self.declare(name, double, count);
        self.define(function, |builder| {
            let mut arguments: Vec<BasicMetadataValueEnum<'l>> = vec![];
            for value in function_arguments(builder) {
                let value = builder.build_float_ext(value.into_float_value(), double, "")?;
                arguments.push(value.into());
            }
            let result = builder.build_call(called, &arguments, "")?;
            let result = value_of(result)?.into_float_value();
            Ok(builder.build_float_trunc(result, float, "")?.into())
        })
    }

    /// Register by register, or number by number where a register has one lane.
    fn vector(
        &self,
        function: FunctionValue<'l>,
        symbol: &str,
        lanes: u32,
    ) -> Result<(), BuilderError> {
        let (float, double) = (self.llvm.f32_type(), self.llvm.f64_type());
        let Some(BasicTypeEnum::VectorType(whole)) = function.get_type().get_return_type() else {
            return Ok(());
        };
        let size = whole.get_size();
        let count = function.count_params();
        let called = match lanes {
            1 => self.declare(symbol, double, count),
            _ => self.declare(symbol, double.vec_type(lanes), count),
        };
        let i32 = self.llvm.i32_type();
        let mask = |indices: &mut dyn Iterator<Item = u32>| {
            let indices: Vec<_> = indices
                .map(|index| i32.const_int(u64::from(index), false))
                .collect();
            VectorType::const_vector(&indices)
        };
        self.define(function, |builder| {
            let mut result = whole.get_poison();
            for first in (0..size).step_by(lanes as usize) {
                // Lanes that are left over compute the last number again.
                let part = mask(&mut (first..first + lanes).map(|lane| lane.min(size - 1)));
                let mut arguments: Vec<BasicMetadataValueEnum<'l>> = vec![];
                for value in function_arguments(builder) {
                    let value = value.into_vector_value();
                    let value = builder.build_shuffle_vector(value, value, part, "")?;
                    let value = builder.build_float_ext(value, double.vec_type(lanes), "")?;
                    arguments.push(match lanes {
                        1 => builder
                            .build_extract_element(value, i32.const_zero(), "")?
                            .into(),
                        _ => value.into(),
                    });
                }
                let part = match value_of(builder.build_call(called, &arguments, "")?)? {
                    BasicValueEnum::VectorValue(part) => part,
                    number => builder.build_insert_element(
                        double.vec_type(1).get_poison(),
                        number.into_float_value(),
                        i32.const_zero(),
                        "",
                    )?,
                };
                let part = builder.build_float_trunc(part, float.vec_type(lanes), "")?;
                let spread = (0..size).map(|lane| lane.saturating_sub(first).min(lanes - 1));
                let part =
                    builder.build_shuffle_vector(part, part, mask(&mut spread.clone()), "")?;
                let merge = (0..size).map(|lane| if lane < first { lane } else { size + lane });
                result =
                    builder.build_shuffle_vector(result, part, mask(&mut merge.clone()), "")?;
            }
            Ok(result.into())
        })
    }

    /// A function of the C library that takes and gives one type.
    fn declare(
        &self,
        name: &str,
        r#type: impl BasicType<'l> + Copy,
        count: u32,
    ) -> FunctionValue<'l> {
        self.module.get_function(name).unwrap_or_else(|| {
            let given = vec![r#type.as_basic_type_enum().into(); count as usize];
            self.module
                .add_function(name, r#type.fn_type(&given, false), None)
        })
    }

    /// Puts a function of our own in the place of one that is only declared.
    fn define(
        &self,
        function: FunctionValue<'l>,
        body: impl FnOnce(&Builder<'l>) -> Result<BasicValueEnum<'l>, BuilderError>,
    ) -> Result<(), BuilderError> {
        let name = format!("janus.{}", function.get_name().to_string_lossy());
        let own = self
            .module
            .add_function(&name, function.get_type(), Some(Linkage::Internal));
        let always = Attribute::get_named_enum_kind_id("alwaysinline");
        own.add_attribute(
            AttributeLoc::Function,
            self.llvm.create_enum_attribute(always, 0),
        );
        let builder = self.llvm.create_builder();
        builder.position_at_end(self.llvm.append_basic_block(own, ""));
        let result = body(&builder)?;
        builder.build_return(Some(&result))?;
        // SAFETY: both are functions of the module, of one type.
        unsafe {
            LLVMReplaceAllUsesWith(function.as_value_ref(), own.as_value_ref());
        }
        Ok(())
    }
}

/// The arguments of the function that a builder is in.
fn function_arguments<'l>(builder: &Builder<'l>) -> Vec<BasicValueEnum<'l>> {
    builder
        .get_insert_block()
        .and_then(|block| block.get_parent())
        .map(|function| function.get_params())
        .unwrap_or_default()
}

fn value_of<'l>(
    call: inkwell::values::CallSiteValue<'l>,
) -> Result<BasicValueEnum<'l>, BuilderError> {
    call.try_as_basic_value()
        .basic()
        .ok_or(BuilderError::UnsetPosition)
}
