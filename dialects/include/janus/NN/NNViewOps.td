//===- NNViewOps.td - Constants, shapes and views -------------*- tablegen -*-===//

#ifndef JANUS_NN_VIEW_OPS
#define JANUS_NN_VIEW_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def NN_ConstantOp : NN_Op<"constant",
    [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "A constant tensor";
  let description = [{
    Scalars that the program wrote down are constants of rank 0. A large tensor
    of one value is `nn.expand` of such a constant.

    ```mlir
    %rate = nn.constant dense<1.0e-2> : tensor<f32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
}

def NN_IotaOp : NN_Op<"iota"> {
  let summary = "The integers from 0 on";
  let description = [{
    ```mlir
    %i = nn.iota : tensor<10xi64>
    %j = nn.iota sizes [%n] : tensor<?xi64>
    ```
  }];
  let arguments = (ins Variadic<Index>:$sizes);
  let results = (outs 1DTensorOf<[I32, I64]>:$result);
  let assemblyFormat = "(`sizes` `[` $sizes^ `]`)? attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def NN_NumelOp : NN_Op<"numel"> {
  let summary = "The number of elements along some dimensions";
  let description = [{
    The product of the sizes of `dims`, as a scalar of any type: what a mean
    divides by.

    ```mlir
    %n = nn.numel %x dims [0, 2] : tensor<?x3x8xf32> -> tensor<f32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, NN_DimsAttr:$dims);
  let results = (outs 0DTensorOf<[NN_Number]>:$result);
  let assemblyFormat = [{
    $input `dims` $dims attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def NN_DetachOp : NN_Op<"detach", [SameOperandsAndResultType]> {
  let summary = "The same values, cut off from differentiation";
  let description = [{
    An identity through which no derivative flows. It never folds away before
    `-autodiff` has run.

    ```mlir
    %y = nn.detach %x : tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
}

def NN_CopyOp : NN_Op<"copy", [SameOperandsAndResultType]> {
  let summary = "The same values, as a tensor of its own";
  let description = [{
    An identity whose result is another tensor than its operand to who gets both:
    what `clone()` makes of a tensor that is on the tape. Its derivative is the
    identity. It never folds away before `-nn-to-linalg`.

    ```mlir
    %y = nn.copy %x : tensor<4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
}

/// A view that changes the shape: `nn.reshape %x sizes [%n] : t -> t`.
class NN_ShapeOp<string mnemonic>
    : NN_Op<mnemonic, [AllElementTypesMatch<["input", "result"]>]> {
  let arguments = (ins NN_Tensor:$input, Variadic<Index>:$sizes);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $input (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($input) `->`
    type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def NN_ReshapeOp : NN_ShapeOp<"reshape"> {
  let summary = "The same elements in another shape";
  let description = [{
    Elements keep their row-major order. The number of elements must not change;
    with dynamic dimensions the behaviour is undefined where it does.

    ```mlir
    %y = nn.reshape %x : tensor<4x16x5x5xf32> -> tensor<4x400xf32>
    %z = nn.reshape %x sizes [%n] : tensor<?x16x5x5xf32> -> tensor<?x400xf32>
    ```
  }];
}

def NN_ExpandOp : NN_ShapeOp<"expand"> {
  let summary = "Repeats a tensor along dimensions of size 1 and new ones";
  let description = [{
    Broadcasts to the result's shape: shapes are aligned at their last
    dimension, and a missing or a static 1 is repeated.

    ```mlir
    %y = nn.expand %x sizes [%n] : tensor<1x10xf32> -> tensor<?x10xf32>
    %zeros = nn.expand %zero : tensor<f32> -> tensor<100x100xf32>
    ```
  }];
}

def NN_PermuteOp : NN_Op<"permute",
    [AllElementTypesMatch<["input", "result"]>]> {
  let summary = "Reorders dimensions";
  let description = [{
    Dimension `i` of the result is dimension `permutation[i]` of the operand.

    ```mlir
    %t = nn.permute %x [1, 0] : tensor<?x10xf32> -> tensor<10x?xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, NN_DimsAttr:$permutation);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $input $permutation attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def NN_SliceOp : NN_Op<"slice", [AttrSizedOperandSegments,
    AllElementTypesMatch<["input", "result"]>]> {
  let summary = "Every step-th element along one dimension";
  let description = [{
    Takes the elements `start`, `start + step`, … of dimension `dim`; the result's
    type says how many. A start that is known at run time only is an operand,
    `from`, which is added to `start`; a dynamic size of the result is `size`.
    Undefined where this leaves the operand.

    ```mlir
    %y = nn.slice %x dim 1 start 2 step 1 : tensor<?x10xf32> -> tensor<?x4xf32>
    %z = nn.slice %x dim 0 start 0 step 1 from %i size %n : tensor<100xf32> -> tensor<?xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input, Optional<Index>:$offset,
                       Optional<Index>:$size, NN_DimAttr:$dim,
                       ConfinedAttr<I64Attr, [IntNonNegative]>:$start,
                       ConfinedAttr<I64Attr, [IntPositive]>:$step);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $input `dim` $dim `start` $start `step` $step (`from` $offset^)?
    (`size` $size^)? attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def NN_SliceScatterOp : NN_Op<"slice_scatter",
    [AllElementTypesMatch<["base", "source", "result"]>,
     AllTypesMatch<["base", "result"]>]> {
  let summary = "A tensor with a slice of it replaced";
  let description = [{
    The elements that `nn.slice` with the same attributes would take of `base`
    are those of `source`; the others are those of `base`.

    ```mlir
    %y = nn.slice_scatter %row into %x dim 0 start 3 step 1 : tensor<1x4xf32> into tensor<8x4xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$source, NN_Tensor:$base,
                       Optional<Index>:$offset, NN_DimAttr:$dim,
                       ConfinedAttr<I64Attr, [IntNonNegative]>:$start,
                       ConfinedAttr<I64Attr, [IntPositive]>:$step);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $source `into` $base `dim` $dim `start` $start `step` $step
    (`from` $offset^)? attr-dict `:` type($source) `into` type($base)
  }];
  let hasVerifier = 1;
}

def NN_ConcatOp : NN_Op<"concat", [SameOperandsAndResultElementType]> {
  let summary = "Tensors joined along one dimension";
  let description = [{
    All other dimensions are equal.

    ```mlir
    %y = nn.concat %a, %b dim 0 : (tensor<2x4xf32>, tensor<3x4xf32>) -> tensor<5x4xf32>
    ```
  }];
  let arguments = (ins Variadic<NN_Tensor>:$inputs, NN_DimAttr:$dim);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $inputs `dim` $dim attr-dict `:` functional-type($inputs, results)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

#endif // JANUS_NN_VIEW_OPS
