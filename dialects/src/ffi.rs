//! The C interface of the shim, as in `include/janus/CAPI/Janus.h`.

use mlir_sys::{
    MlirAttribute, MlirBlock, MlirContext, MlirDialectRegistry, MlirLocation, MlirOperation,
    MlirRegion, MlirStringCallback, MlirStringRef, MlirType, MlirValue,
};
use std::ffi::{c_char, c_int, c_void};

/// The values of the options of a pass or pipeline.
#[repr(C)]
pub struct JanusOptions {
    _opaque: [u8; 0],
}

/// A running pass.
#[repr(C)]
pub struct JanusPass {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct JanusOptionSpec {
    pub name: MlirStringRef,
    pub description: MlirStringRef,
    pub kind: i32,
    pub initial: MlirStringRef,
}

pub const OPTION_STRING: i32 = 0;
pub const OPTION_BOOL: i32 = 1;
pub const OPTION_INT: i32 = 2;
pub const OPTION_FLOAT: i32 = 3;
pub const OPTION_STRING_LIST: i32 = 4;
pub const OPTION_INT_LIST: i32 = 5;

#[repr(C)]
pub struct JanusStatisticSpec {
    pub name: *const c_char,
    pub description: *const c_char,
}

#[repr(C)]
pub struct JanusPassDescriptor {
    pub argument: MlirStringRef,
    pub description: MlirStringRef,
    pub anchor: MlirStringRef,
    pub num_options: isize,
    pub options: *const JanusOptionSpec,
    pub num_statistics: isize,
    pub statistics: *const JanusStatisticSpec,
    pub num_dialects: isize,
    pub dialects: *const MlirStringRef,
    pub create: unsafe extern "C" fn() -> *mut c_void,
    pub clone: unsafe extern "C" fn(*const c_void) -> *mut c_void,
    pub destroy: unsafe extern "C" fn(*mut c_void),
    pub initialize: unsafe extern "C" fn(*mut c_void, MlirContext, *const JanusOptions) -> bool,
    pub run: unsafe extern "C" fn(
        *mut c_void,
        MlirOperation,
        *mut JanusPass,
        *const JanusOptions,
    ) -> bool,
}

#[repr(C)]
pub struct JanusPipelineDescriptor {
    pub argument: MlirStringRef,
    pub description: MlirStringRef,
    pub num_options: isize,
    pub options: *const JanusOptionSpec,
    pub build: unsafe extern "C" fn(
        *const c_void,
        *const JanusOptions,
        MlirStringCallback,
        *mut c_void,
    ) -> bool,
    pub this: *const c_void,
}

#[repr(C)]
pub struct JanusNote {
    pub location: MlirLocation,
    pub message: MlirStringRef,
}

/// A dominator tree.
#[repr(C)]
pub struct JanusDominance {
    _opaque: [u8; 0],
}

/// A map from values to their copies.
#[repr(C)]
pub struct JanusMapping {
    _opaque: [u8; 0],
}

pub type JanusTranslateToMlir =
    unsafe extern "C" fn(*const c_void, MlirStringRef, MlirStringRef, MlirContext) -> MlirOperation;

unsafe extern "C" {
    pub fn janusOptionString(options: *const JanusOptions, index: isize) -> MlirStringRef;
    pub fn janusOptionBool(options: *const JanusOptions, index: isize) -> bool;
    pub fn janusOptionInt(options: *const JanusOptions, index: isize) -> i64;
    pub fn janusOptionFloat(options: *const JanusOptions, index: isize) -> f64;
    pub fn janusOptionListSize(options: *const JanusOptions, index: isize) -> isize;
    pub fn janusOptionListString(
        options: *const JanusOptions,
        index: isize,
        element: isize,
    ) -> MlirStringRef;
    pub fn janusOptionListInt(options: *const JanusOptions, index: isize, element: isize) -> i64;

    pub fn janusRegisterPass(descriptor: *const JanusPassDescriptor) -> bool;
    pub fn janusPassAddStatistic(pass: *mut JanusPass, index: isize, amount: u64);
    pub fn janusPassPreserveAnalyses(pass: *mut JanusPass);
    pub fn janusPassRunPipeline(
        pass: *mut JanusPass,
        operation: MlirOperation,
        pipeline: MlirStringRef,
        error: MlirStringCallback,
        user_data: *mut c_void,
    ) -> bool;
    pub fn janusRegisterPipeline(descriptor: *const JanusPipelineDescriptor);

    pub fn janusRegisterAllDialects(registry: MlirDialectRegistry);
    pub fn janusRegisterAllPasses();

    pub fn janusEmitDiagnostic(
        location: MlirLocation,
        severity: i32,
        message: MlirStringRef,
        num_notes: isize,
        notes: *const JanusNote,
    );

    pub fn janusBlockSplitBefore(operation: MlirOperation) -> MlirBlock;
    pub fn janusBlockMove(block: MlirBlock, other: MlirBlock, region: MlirRegion);
    pub fn janusBlockInline(
        source: MlirBlock,
        operation: MlirOperation,
        destination: MlirBlock,
        num_arguments: isize,
        arguments: *const MlirValue,
    );
    pub fn janusOperationIsPure(operation: MlirOperation) -> bool;
    pub fn janusOperationIsRemovable(operation: MlirOperation) -> bool;
    pub fn janusOperationIsTerminator(operation: MlirOperation) -> bool;
    pub fn janusDominanceCreate(root: MlirOperation) -> *mut JanusDominance;
    pub fn janusDominanceDestroy(dominance: *mut JanusDominance);
    pub fn janusValueDominates(
        dominance: *mut JanusDominance,
        value: MlirValue,
        operation: MlirOperation,
    ) -> bool;
    pub fn janusOperationDominates(
        dominance: *mut JanusDominance,
        a: MlirOperation,
        b: MlirOperation,
    ) -> bool;
    pub fn janusMappingCreate() -> *mut JanusMapping;
    pub fn janusMappingDestroy(mapping: *mut JanusMapping);
    pub fn janusMappingMap(mapping: *mut JanusMapping, from: MlirValue, to: MlirValue);
    pub fn janusMappingLookup(mapping: *const JanusMapping, from: MlirValue) -> MlirValue;
    pub fn janusMappingClone(
        mapping: *mut JanusMapping,
        operation: MlirOperation,
        regions: bool,
    ) -> MlirOperation;
    pub fn janusMappingCloneRegion(
        mapping: *mut JanusMapping,
        source: MlirRegion,
        destination: MlirRegion,
    );

    pub fn janusPyDynTypeKind(r#type: MlirType) -> i32;
    pub fn janusPyDynTypeGet(
        context: MlirContext,
        kind: i32,
        num_types: isize,
        types: *const MlirType,
        name: MlirStringRef,
    ) -> MlirType;
    pub fn janusPyDynTypeNumTypes(r#type: MlirType) -> isize;
    pub fn janusPyDynTypeType(r#type: MlirType, index: isize) -> MlirType;
    pub fn janusPyDynTypeName(r#type: MlirType) -> MlirStringRef;
    pub fn janusPyDynAttributeKind(attribute: MlirAttribute) -> i32;
    pub fn janusPyDynAttributeGet(
        context: MlirContext,
        kind: i32,
        bytes: MlirStringRef,
        number: MlirAttribute,
    ) -> MlirAttribute;
    pub fn janusPyDynAttributeBytes(attribute: MlirAttribute) -> MlirStringRef;
    pub fn janusPyDynAttributeNumber(attribute: MlirAttribute) -> MlirAttribute;

    pub fn janusOptMain(argc: c_int, argv: *mut *mut c_char) -> c_int;
    pub fn janusRegisterToMLIR(
        name: MlirStringRef,
        description: MlirStringRef,
        function: JanusTranslateToMlir,
        this: *const c_void,
    );
    pub fn janusTranslateMain(argc: c_int, argv: *mut *mut c_char) -> c_int;
}

/// Lends a string to C++.
pub fn string_ref(string: &str) -> MlirStringRef {
    bytes_ref(string.as_bytes())
}

/// Lends bytes to C++.
pub fn bytes_ref(bytes: &[u8]) -> MlirStringRef {
    MlirStringRef {
        data: bytes.as_ptr().cast(),
        length: bytes.len(),
    }
}

/// The bytes of a string that C++ lends.
///
/// # Safety
///
/// The string must stay valid for `'a`.
pub unsafe fn bytes<'a>(string: MlirStringRef) -> &'a [u8] {
    if string.length == 0 {
        return &[];
    }
    // SAFETY: a non-empty string reference points to `length` bytes, valid as
    // the caller says.
    unsafe { std::slice::from_raw_parts(string.data.cast(), string.length) }
}

/// A callback for C++ that appends to the `Vec<u8>` in the user data.
pub unsafe extern "C" fn append_bytes(part: MlirStringRef, buffer: *mut c_void) {
    // SAFETY: whoever passes this function passes a `Vec<u8>` with it, and the
    // part lives for the call.
    unsafe { (*buffer.cast::<Vec<u8>>()).extend_from_slice(bytes(part)) }
}

/// The text that C++ lends, where it is UTF-8.
///
/// # Safety
///
/// The string must stay valid for `'a`.
pub unsafe fn text<'a>(string: MlirStringRef) -> Option<&'a str> {
    // SAFETY: as the caller says.
    std::str::from_utf8(unsafe { bytes(string) }).ok()
}

/// What a printing function of MLIR's C interface prints.
pub fn print_to_string(print: impl FnOnce(MlirStringCallback, *mut c_void)) -> String {
    let mut buffer = Vec::<u8>::new();
    print(Some(append_bytes), (&raw mut buffer).cast());
    String::from_utf8_lossy(&buffer).into_owned()
}
