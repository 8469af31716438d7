//===- NNPoolOps.td - Pooling ---------------------------------*- tablegen -*-===//

#ifndef JANUS_NN_POOL_OPS
#define JANUS_NN_POOL_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"

def NN_MaxPoolOp : NN_Op<"max_pool",
    [AllElementTypesMatch<["input", "result"]>]> {
  let summary = "Maximum of each window, and where it is";
  let description = [{
    The input is `[N, C, spatial…]`. Each window's maximum is taken over the
    places that lie inside the input; padding never wins. `positions` says where
    in its window a maximum is, counted in row-major order. The first maximum is
    taken, and the last NaN where there is one, as in PyTorch.

    ```mlir
    %y, %p = nn.max_pool %x kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : tensor<?x6x24x24xf32> -> tensor<?x6x12x12xf32>, tensor<?x6x12x12xi32>
    ```
  }];
  let arguments = (ins NN_NumberTensor:$input, NN_PositiveSpatialAttr:$kernel,
                       NN_PositiveSpatialAttr:$stride, NN_SpatialAttr:$padding,
                       NN_PositiveSpatialAttr:$dilation);
  let results = (outs NN_NumberTensor:$result, RankedTensorOf<[I32]>:$positions);
  let assemblyFormat = [{
    $input `kernel` $kernel `stride` $stride `padding` $padding `dilation`
    $dilation attr-dict `:` type($input) `->` type(results)
  }];
  let hasVerifier = 1;
}

def NN_MaxPoolGradOp : NN_Op<"max_pool_grad",
    [AllElementTypesMatch<["grad", "result"]>]> {
  let summary = "Derivative of a maximum pooling with respect to its input";
  let description = [{
    Adds each element of `grad` to the place of its window that `positions` names.
    The attributes are those of the pooling; the result has its input's shape.

    ```mlir
    %dx = nn.max_pool_grad %g, %p sizes [%n] kernel [2, 2] stride [2, 2] padding [0, 0] dilation [1, 1] : (tensor<?x6x12x12xf32>, tensor<?x6x12x12xi32>) -> tensor<?x6x24x24xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$grad, RankedTensorOf<[I32]>:$positions,
                       Variadic<Index>:$sizes, NN_PositiveSpatialAttr:$kernel,
                       NN_PositiveSpatialAttr:$stride, NN_SpatialAttr:$padding,
                       NN_PositiveSpatialAttr:$dilation);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $grad `,` $positions (`sizes` `[` $sizes^ `]`)? `kernel` $kernel `stride`
    $stride `padding` $padding `dilation` $dilation attr-dict `:` `(`
    type($grad) `,` type($positions) `)` `->` type($result)
  }];
  let hasVerifier = 1;
}

def NN_AvgPoolOp : NN_Op<"avg_pool", [SameOperandsAndResultElementType]> {
  let summary = "Mean of each window";
  let description = [{
    The input is `[N, C, spatial…]`, padded with zeros. The sum of a window is
    divided by its size, padding included; with `exclude_padding`, by the number
    of places inside the input. A window that reaches past the padding at the end
    (PyTorch's `ceil_mode`) is cut off there.

    ```mlir
    %y = nn.avg_pool %x kernel [2, 2] stride [2, 2] padding [0, 0] : tensor<?x6x24x24xf32> -> tensor<?x6x12x12xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$input, NN_PositiveSpatialAttr:$kernel,
                       NN_PositiveSpatialAttr:$stride, NN_SpatialAttr:$padding,
                       UnitAttr:$exclude_padding,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$divisor);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `kernel` $kernel `stride` $stride `padding` $padding
    (`exclude_padding` $exclude_padding^)? (`divisor` $divisor^)? attr-dict `:`
    type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

def NN_AvgPoolGradOp : NN_Op<"avg_pool_grad",
    [AllElementTypesMatch<["grad", "result"]>]> {
  let summary = "Derivative of an average pooling with respect to its input";
  let description = [{
    The attributes are those of the pooling; the result has its input's shape.

    ```mlir
    %dx = nn.avg_pool_grad %g kernel [2, 2] stride [2, 2] padding [0, 0] : tensor<4x6x12x12xf32> -> tensor<4x6x24x24xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$grad, Variadic<Index>:$sizes,
                       NN_PositiveSpatialAttr:$kernel,
                       NN_PositiveSpatialAttr:$stride, NN_SpatialAttr:$padding,
                       UnitAttr:$exclude_padding,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$divisor);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $grad (`sizes` `[` $sizes^ `]`)? `kernel` $kernel `stride` $stride `padding`
    $padding (`exclude_padding` $exclude_padding^)? (`divisor` $divisor^)?
    attr-dict `:` type($grad) `->` type($result)
  }];
  let hasVerifier = 1;
}

def NN_AdaptiveAvgPoolOp
    : NN_Op<"adaptive_avg_pool", [SameOperandsAndResultElementType]> {
  let summary = "Means of as many windows as the result has elements";
  let description = [{
    The input is `[N, C, spatial…]`. Along a spatial dimension of size `I` that
    becomes `O`, window `o` covers the places from `floor(o * I / O)` up to, not
    including, `ceil((o + 1) * I / O)`. The result's spatial dimensions are
    static.

    ```mlir
    %y = nn.adaptive_avg_pool %x : tensor<?x256x13x13xf32> -> tensor<?x256x6x6xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$input);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def NN_AdaptiveAvgPoolGradOp : NN_Op<"adaptive_avg_pool_grad",
    [AllElementTypesMatch<["grad", "result"]>]> {
  let summary = "Derivative of `nn.adaptive_avg_pool` with respect to its input";
  let description = [{
    ```mlir
    %dx = nn.adaptive_avg_pool_grad %g : tensor<4x256x6x6xf32> -> tensor<4x256x13x13xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$grad, Variadic<Index>:$sizes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $grad (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($grad) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // JANUS_NN_POOL_OPS
