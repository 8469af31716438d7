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

def NN_WithSlopesOp : NN_Op<"with_slopes", [SameOperandsAndResultType,
    SameVariadicOperandSize]> {
  let summary = "A value with derivatives that its computation does not have";
  let description = [{
    `value`, whose derivative with respect to each of `inputs` is the slope in its
    place, element by element, and with respect to nothing else is zero. It is how
    a function keeps the derivative that PyTorch gives it in one formula, which the
    derivatives of the ops that it is composed of do not round to, nor agree with
    in the sign of zeros.

    Where no gradient is taken `-nn-to-linalg` replaces it by `value`, and the
    slopes are dead.

    ```mlir
    // silu: s + x s (1 - s) is its slope
    %y = nn.with_slopes %value wrt(%x) slopes(%slope) : tensor<8xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$value, Variadic<NN_FloatTensor>:$inputs,
                       Variadic<NN_FloatTensor>:$slopes);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $value `wrt` `(` $inputs `)` `slopes` `(` $slopes `)` attr-dict `:`
    type($result)
  }];
}

#endif // JANUS_NN_GRADIENT_OPS
