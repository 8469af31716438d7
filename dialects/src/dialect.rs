//! Dialects by name.

macro_rules! dialects {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),* $(,)?) => {
        /// A dialect that a pass may depend on.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Dialect {
            $($(#[$doc])* #[doc = concat!("The `", $name, "` dialect.")] $variant),*
        }

        impl Dialect {
            /// Every dialect of the table in the shim.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in MLIR.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }
        }
    };
}

dialects! {
    PyDyn = "pydyn",
    Dataflow = "dataflow",
    Nn = "nn",
    Affine = "affine",
    Arith = "arith",
    Async = "async",
    Bufferization = "bufferization",
    Complex = "complex",
    ControlFlow = "cf",
    Func = "func",
    Gpu = "gpu",
    Index = "index",
    Linalg = "linalg",
    Llvm = "llvm",
    Math = "math",
    MemRef = "memref",
    Nvvm = "nvvm",
    Scf = "scf",
    Shape = "shape",
    Tensor = "tensor",
    Transform = "transform",
    Ub = "ub",
    Vector = "vector",
}
