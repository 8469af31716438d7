//===- NNGradientOps.td - Derivatives, before -autodiff -------*- tablegen -*-===//

#ifndef JANUS_NN_GRADIENT_OPS
#define JANUS_NN_GRADIENT_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"

def NN_GradientOp : NN_Op<"gradient", [RangedTypesMatchWith<
    "derivatives have the types of the values", "inputs", "gradients",
    "$_self">, AllTypesMatch<["output", "seed"]>]> {
  let summary = "Derivatives of one value with respect to others";
  let description = [{
    What `backward()` computes: for each value after `wrt`, the derivative of
    `output` with respect to it, multiplied from the left by `seed`, which has
    `output`'s type. Values are SSA values: a derivative is taken along every path
    of uses from the value to `output`, except through `nn.detach`. Where there is
    no path the derivative is zero.

    `-autodiff` replaces it by derivative ops. No other pass does, and none but
    `-autodiff` looks inside.

    ```mlir
    %dw, %db = nn.gradient %loss, %one wrt %w, %b : tensor<f32> wrt tensor<10x84xf32>, tensor<10xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$output, NN_FloatTensor:$seed,
                       Variadic<NN_FloatTensor>:$inputs);
  let results = (outs Variadic<NN_FloatTensor>:$gradients);
  let assemblyFormat = [{
    $output `,` $seed `wrt` $inputs attr-dict `:` type($output) `wrt`
    type($inputs)
  }];
  let hasVerifier = 1;
}

#endif // JANUS_NN_GRADIENT_OPS
