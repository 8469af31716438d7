//===- NNBase.td - The nn dialect -----------------------------*- tablegen -*-===//
//
// The dialect itself and the class that every op of it derives from.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_NN_BASE
#define JANUS_NN_BASE

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def NN_Dialect : Dialect {
  let name = "nn";
  let cppNamespace = "::janus::nn";
  let summary = "Tensor operations at the level where derivatives are written";
  let description = [{
    `nn` is the tensor half of the dataflow graph: what PyTorch's operators
    compute, on builtin ranked `tensor` types, without any effect. Every op is
    pure; order is by data alone.

    Conventions that hold for all ops:

    - **Element types** are `i1` (bool), `i8`, `i16`, `i32`, `i64`, `f16`,
      `bf16`, `f32` and `f64`. Ops do not promote: operands of an elementwise op
      have one element type, and PyTorch's promotion shows as `nn.cast`.
    - **Dynamic dimensions** (`?`) are allowed everywhere. A dynamic dimension is
      neither 0 nor 1: it never broadcasts. Two dynamic dimensions that meet in
      one op are equal. Both are assumptions that the graph has asserted before;
      the behaviour is undefined where they do not hold.
    - Where a dynamic result dimension does not follow from the operands, the op
      takes it as an `index` operand in `sizes`: one value for each dynamic
      dimension of the result, in order.
    - **Dimensions in attributes** are counted from 0 and never negative.
    - **Scalars** are tensors of rank 0, so that one broadcast rule covers them.

    `-autodiff` replaces `nn.gradient` by derivative ops of this dialect;
    `-nn-to-linalg` lowers all others to `linalg`, `tensor`, `arith` and `math`.
  }];
  let hasConstantMaterializer = 1;
}

/// An op of the dialect. All are pure; there is nothing to mark on the op itself.
class NN_Op<string mnemonic, list<Trait> traits = []>
    : Op<NN_Dialect, mnemonic, !listconcat([Pure], traits)>;

#endif // JANUS_NN_BASE
