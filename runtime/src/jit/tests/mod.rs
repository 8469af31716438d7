use super::*;
use crate::parallel::set_threads;
use melior::{
    dialect::DialectRegistry,
    utility::{register_all_dialects, register_all_llvm_translations, register_all_passes},
};

fn context() -> Context {
    let registry = DialectRegistry::new();
    register_all_dialects(&registry);
    let context = Context::new();
    context.append_dialect_registry(&registry);
    context.load_all_available_dialects();
    register_all_passes();
    register_all_llvm_translations(&context);
    context
}

const LOWER: &str = "builtin.module(func.func(llvm-request-c-wrappers),convert-scf-to-cf,expand-strided-metadata,\
    convert-to-llvm,reconcile-unrealized-casts)";

fn compile(source: &str, options: &Options) -> Result<Compiled, Error> {
    let context = context();
    let mut module = Module::parse(&context, source).expect("the test's module parses");
    Compiled::lower_and_compile(&context, &mut module, LOWER, options)
}

#[test]
fn runs_a_loop_on_memrefs() {
    let compiled = compile(
        "func.func @main(%x: memref<?xf32>, %scale: f32, %y: memref<?xf32>) {
           %c0 = arith.constant 0 : index
           %c1 = arith.constant 1 : index
           %n = memref.dim %x, %c0 : memref<?xf32>
           scf.for %i = %c0 to %n step %c1 {
             %v = memref.load %x[%i] : memref<?xf32>
             %w = arith.mulf %v, %scale : f32
             %e = math.exp %w : f32
             memref.store %e, %y[%i] : memref<?xf32>
           }
           return
         }",
        &Options {
            keep_ir: true,
            ..Options::default()
        },
    )
    .expect("compiles");
    assert_eq!(compiled.arguments(0), 3);
    assert!(
        compiled
            .ir()
            .is_some_and(|ir| ir.contains("prefer-vector-width"))
    );
    let x: Vec<f32> = (0..100).map(|index| index as f32 / 50.0).collect();
    let mut y = vec![0.0_f32; 100];
    let scale = 0.5_f32;
    let (x_view, y_view) = (
        Descriptor::contiguous(x.as_ptr() as *mut c_void, &[100]),
        Descriptor::contiguous(y.as_mut_ptr().cast(), &[100]),
    );
    let pointers = [
        x_view.as_ptr(),
        (&raw const scale).cast::<c_void>(),
        y_view.as_ptr(),
    ];
    // SAFETY: the descriptors match the arguments, and the third is a vector of its own.
    unsafe { compiled.call_raw(0, pointers.as_ptr()) };
    for (x, y) in x.iter().zip(&y) {
        assert!((y - (x * 0.5).exp()).abs() < 1e-5, "{x} {y}");
    }
}

#[test]
fn calls_the_thread_pool() {
    set_threads(2);
    let compiled = compile(
        "llvm.func @janus_parallel_for(!llvm.ptr, !llvm.ptr, i64, i64, i64)
         llvm.func @body(%context: !llvm.ptr, %lower: i64, %upper: i64) {
           %y = llvm.load %context : !llvm.ptr -> !llvm.ptr
           %one = llvm.mlir.constant(1 : i64) : i64
           llvm.br ^head(%lower : i64)
         ^head(%i: i64):
           %more = llvm.icmp \"slt\" %i, %upper : i64
           llvm.cond_br %more, ^body, ^end
         ^body:
           %p = llvm.getelementptr %y[%i] : (!llvm.ptr, i64) -> !llvm.ptr, i64
           llvm.store %i, %p : i64, !llvm.ptr
           %next = llvm.add %i, %one : i64
           llvm.br ^head(%next : i64)
         ^end:
           llvm.return
         }
         func.func @main(%y: memref<1000xi64>) {
           %base = memref.extract_aligned_pointer_as_index %y : memref<1000xi64> -> index
           %int = arith.index_cast %base : index to i64
           %ptr = llvm.inttoptr %int : i64 to !llvm.ptr
           %one = llvm.mlir.constant(1 : i64) : i64
           %zero = llvm.mlir.constant(0 : i64) : i64
           %size = llvm.mlir.constant(1000 : i64) : i64
           %context = llvm.alloca %one x !llvm.ptr : (i64) -> !llvm.ptr
           llvm.store %ptr, %context : !llvm.ptr, !llvm.ptr
           %body = llvm.mlir.addressof @body : !llvm.ptr
           llvm.call @janus_parallel_for(%body, %context, %zero, %size, %one) : (!llvm.ptr, !llvm.ptr, i64, i64, i64) -> ()
           return
         }",
        &Options::default(),
    )
    .expect("compiles");
    let mut y = vec![-1_i64; 1000];
    // SAFETY: the descriptor matches the argument.
    unsafe { compiled.call(&[Descriptor::contiguous(y.as_mut_ptr().cast(), &[1000])]) }
        .expect("one argument");
    assert!(
        y.iter()
            .enumerate()
            .all(|(index, &value)| index as i64 == value)
    );
}

#[test]
fn errors_are_values() {
    let options = Options::default();
    let no_entry = compile("func.func @other() { return }", &options);
    assert!(matches!(no_entry, Err(Error::Translation(message)) if message.contains("'main'")));
    let undefined = compile(
        "func.func private @nowhere_to_be_found()
         func.func @main() { call @nowhere_to_be_found() : () -> () return }",
        &options,
    );
    assert!(matches!(undefined, Err(Error::Link(message)) if message.contains("nowhere")));
    let wrong_passes = compile(
        "func.func @main() { return }",
        &Options {
            passes: "no-such-pass".to_owned(),
            ..Options::default()
        },
    );
    assert!(matches!(wrong_passes, Err(Error::Codegen(_))));
    let compiled =
        compile("func.func @main(%a: memref<f32>) { return }", &options).expect("compiles");
    // SAFETY: the call is refused.
    let refused = unsafe { compiled.call(&[]) };
    assert!(matches!(
        refused,
        Err(Error::Arguments {
            expected: 1,
            given: 0
        })
    ));
}

mod schedules;
