//===- NNConvOps.td - Convolutions ----------------------------*- tablegen -*-===//

#ifndef JANUS_NN_CONV_OPS
#define JANUS_NN_CONV_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"

defvar NN_ConvAttrs = (ins NN_PositiveSpatialAttr:$stride,
                           NN_SpatialAttr:$padding,
                           NN_PositiveSpatialAttr:$dilation,
                           ConfinedAttr<I64Attr, [IntPositive]>:$groups);

def NN_ConvolutionOp
    : NN_Op<"convolution", [SameOperandsAndResultElementType]> {
  let summary = "Convolution over 1, 2 or 3 spatial dimensions";
  let description = [{
    The cross-correlation that PyTorch calls convolution. The input is
    `[N, C, spatial…]`, the weight `[F, C / groups, kernel…]`, the result
    `[N, F, spatial…]`. The input is padded by `padding` zeros at both ends of each
    spatial dimension. Channels and filters fall into `groups` equal parts that
    are convolved separately.

    ```mlir
    %y = nn.convolution %x, %w stride [1, 1] padding [2, 2] dilation [1, 1] groups 1 : (tensor<?x1x28x28xf32>, tensor<6x1x5x5xf32>) -> tensor<?x6x28x28xf32>
    ```
  }];
  let arguments = !con((ins NN_FloatTensor:$input, NN_FloatTensor:$weight),
                       NN_ConvAttrs);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $weight `stride` $stride `padding` $padding `dilation` $dilation
    `groups` $groups attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NN_ConvolutionInputGradOp : NN_Op<"convolution_input_grad",
    [AllElementTypesMatch<["grad", "weight", "result"]>]> {
  let summary = "Derivative of a convolution with respect to its input";
  let description = [{
    `grad` is the derivative with respect to the convolution's result. The
    result has the shape of the convolution's input.

    ```mlir
    %dx = nn.convolution_input_grad %g, %w sizes [%n] stride [1, 1] padding [0, 0] dilation [1, 1] groups 1 : (tensor<?x6x24x24xf32>, tensor<6x1x5x5xf32>) -> tensor<?x1x28x28xf32>
    ```
  }];
  let arguments = !con((ins NN_FloatTensor:$grad, NN_FloatTensor:$weight,
                            Variadic<Index>:$sizes),
                       NN_ConvAttrs);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $grad `,` $weight (`sizes` `[` $sizes^ `]`)? `stride` $stride `padding`
    $padding `dilation` $dilation `groups` $groups attr-dict `:` `(` type($grad)
    `,` type($weight) `)` `->` type($result)
  }];
  let hasVerifier = 1;
}

def NN_ConvolutionWeightGradOp : NN_Op<"convolution_weight_grad",
    [SameOperandsAndResultElementType]> {
  let summary = "Derivative of a convolution with respect to its weight";
  let description = [{
    `grad` is the derivative with respect to the convolution's result. The
    result has the shape of the convolution's weight, which is static.

    ```mlir
    %dw = nn.convolution_weight_grad %g, %x stride [1, 1] padding [0, 0] dilation [1, 1] groups 1 : (tensor<?x6x24x24xf32>, tensor<?x1x28x28xf32>) -> tensor<6x1x5x5xf32>
    ```
  }];
  let arguments = !con((ins NN_FloatTensor:$grad, NN_FloatTensor:$input),
                       NN_ConvAttrs);
  let results = (outs StaticShapeTensorOf<[NN_Float]>:$result);
  let assemblyFormat = [{
    $grad `,` $input `stride` $stride `padding` $padding `dilation` $dilation
    `groups` $groups attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

#endif // JANUS_NN_CONV_OPS
