//===- NNReductionOps.td - Reductions and normalization -------*- tablegen -*-===//

#ifndef JANUS_NN_REDUCTION_OPS
#define JANUS_NN_REDUCTION_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Combines all elements along `dims`, which are left out of the result, or
/// stay with size 1 if `keepdim` is set.
class NN_ReductionOp<string mnemonic, Type tensor, string what, string details>
    : NN_Op<mnemonic, [SameOperandsAndResultElementType]> {
  let summary = what # " along dimensions";
  let description = details # [{

    `dims` are ascending. They are left out of the result, or stay with size 1
    where `keepdim` is set.

    ```mlir
    %a = nn.}] # mnemonic # [{ %x dims [0, 2] : tensor<?x3x8xf32> -> tensor<3xf32>
    %b = nn.}] # mnemonic # [{ %x dims [1] keepdim : tensor<?x3xf32> -> tensor<?x1xf32>
    ```
  }];
  let arguments = (ins tensor:$input, NN_DimsAttr:$dims, UnitAttr:$keepdim);
  let results = (outs tensor:$result);
  let assemblyFormat = [{
    $input `dims` $dims (`keepdim` $keepdim^)? attr-dict `:` type($input) `->`
    type($result)
  }];
  let hasVerifier = 1;
}

def NN_SumOp : NN_ReductionOp<"sum", NN_NumberTensor, "Sum",
    "In an unspecified order. The sum of no elements is 0."> {
  let hasFolder = 1;
}
def NN_ProdOp : NN_ReductionOp<"prod", NN_NumberTensor, "Product",
    "In an unspecified order. The product of no elements is 1.">;
def NN_AmaxOp : NN_ReductionOp<"amax", NN_Tensor, "Maximum",
    "NaN if any element is NaN; whether any is set, on bools. A derivative is "
    "shared equally by the elements that are maximal.">;
def NN_AminOp : NN_ReductionOp<"amin", NN_Tensor, "Minimum",
    "NaN if any element is NaN; whether all are set, on bools. A derivative is "
    "shared equally by the elements that are minimal.">;

/// The place of an extreme along one dimension.
class NN_ArgReductionOp<string mnemonic, string what>
    : NN_Op<mnemonic> {
  let summary = "Index of the " # what # " along one dimension";
  let description = "The first index of the " # what # [{, where the first NaN
    counts as more extreme than any number.

    ```mlir
    %i = nn.}] # mnemonic # [{ %x dim 1 : tensor<?x10xf32> -> tensor<?xi64>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, NN_DimAttr:$dim, UnitAttr:$keepdim);
  let results = (outs NN_IndexTensor:$result);
  let assemblyFormat = [{
    $input `dim` $dim (`keepdim` $keepdim^)? attr-dict `:` type($input) `->`
    type($result)
  }];
  let hasVerifier = 1;
}

def NN_ArgmaxOp : NN_ArgReductionOp<"argmax", "maximum">;
def NN_ArgminOp : NN_ArgReductionOp<"argmin", "minimum">;

def NN_CumsumOp : NN_Op<"cumsum", [SameOperandsAndResultType]> {
  let summary = "Running sum along one dimension";
  let description = [{
    Element `i` is the sum of the operand's elements `0` to `i`; with `reverse`,
    from `i` to the last.

    ```mlir
    %y = nn.cumsum %x dim 1 : tensor<?x10xf32>
    ```
  }];
  let arguments =
      (ins NN_NumberTensor:$input, NN_DimAttr:$dim, UnitAttr:$reverse);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = [{
    $input `dim` $dim (`reverse` $reverse^)? attr-dict `:` type($result)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Normalization
//===----------------------------------------------------------------------===//

def NN_SoftmaxOp : NN_Op<"softmax", [SameOperandsAndResultType]> {
  let summary = "Exponentials scaled to a sum of 1 along one dimension";
  let description = [{
    Computes `exp(x - max) / sum(exp(x - max))`, which does not overflow.

    ```mlir
    %p = nn.softmax %x dim 1 : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_DimAttr:$dim);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input `dim` $dim attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def NN_LogSoftmaxOp : NN_Op<"log_softmax", [SameOperandsAndResultType]> {
  let summary = "The logarithm of softmax";
  let description = [{
    Computes `x - max - log(sum(exp(x - max)))`, which neither overflows nor
    loses small probabilities.

    ```mlir
    %p = nn.log_softmax %x dim 1 : tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_DimAttr:$dim);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input `dim` $dim attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def NN_NormalizeOp : NN_Op<"normalize", [
    SameOperandsAndResultElementType, AllTypesMatch<["input", "result"]>,
    AllTypesMatch<["mean", "variance"]>]> {
  let summary = "Shifts and scales to mean 0 and variance 1";
  let description = [{
    The common core of layer, group and instance normalization: results
    in `(x - mean) / sqrt(variance + eps)`, with mean and (biased) variance taken
    over `dims`, and in both of them, where `dims` have size 1.

    ```mlir
    // LayerNorm of 16 features
    %y, %mean, %var = nn.normalize %x dims [1] eps 1.0e-5 : tensor<?x16xf32> -> tensor<?x1xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_DimsAttr:$dims, F64Attr:$eps);
  let results = (outs NN_FloatTensor:$result, NN_FloatTensor:$mean,
                      NN_FloatTensor:$variance);
  let assemblyFormat = [{
    $input `dims` $dims `eps` $eps attr-dict `:` type($input) `->` type($mean)
  }];
  let hasVerifier = 1;
}

def NN_BatchNormOp : NN_Op<"batch_norm", [
    SameOperandsAndResultElementType, AllTypesMatch<["input", "result"]>,
    AllTypesMatch<["weight", "bias", "mean", "squares"]>]> {
  let summary = "Normalizes each channel by its statistics in the batch";
  let description = [{
    Results in `(x - mean) / sqrt(squares / n + eps) * weight + bias`, in the mean
    of each channel, and in the sum of the squares of what is left without it. The
    channels are dimension 1, and `n` is the number of elements of each. The order
    of the operations, and which of them are in `float64`, is PyTorch's, so that
    what is left of a sum that cancels is the same. With `threads`, for rows of
    channels alone, each of so many threads adds up its part of the rows in their own
    type. With `centered`, for inputs that lie in no format of PyTorch's kernels, the
    formula is computed as it is written, and the mean in the type of the input, else
    there is one multiplication and addition for each element. Only `result` has a derivative.

    ```mlir
    // BatchNorm2d in training
    %y, %mean, %squares = nn.batch_norm %x, %w, %b eps 1.0e-5 : tensor<?x16x8x8xf32>, tensor<16xf32>
    // BatchNorm1d of features
    %z, %m, %s = nn.batch_norm %f, %w, %b eps 1.0e-5 threads 2 : tensor<50x16xf32>, tensor<16xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_FloatTensor:$weight,
                       NN_FloatTensor:$bias, F64Attr:$eps,
                       OptionalAttr<I64Attr>:$threads,
                       UnitAttr:$centered);
  let results = (outs NN_FloatTensor:$result, NN_FloatTensor:$mean,
                      NN_FloatTensor:$squares);
  let assemblyFormat = [{
    $input `,` $weight `,` $bias `eps` $eps (`threads` $threads^)?
    (`centered` $centered^)? attr-dict `:`
    type($input) `,` type($weight)
  }];
  let hasVerifier = 1;
}

#endif // JANUS_NN_REDUCTION_OPS
