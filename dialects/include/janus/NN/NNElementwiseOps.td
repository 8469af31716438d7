//===- NNElementwiseOps.td - Elementwise operations -----------*- tablegen -*-===//

#ifndef JANUS_NN_ELEMENTWISE_OPS
#define JANUS_NN_ELEMENTWISE_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

/// `nn.exp %x : tensor<2x3xf32>`
class NN_UnaryOp<string mnemonic, Type tensor, list<Trait> traits = []>
    : NN_Op<mnemonic,
            !listconcat([SameOperandsAndResultType, Elementwise], traits)> {
  let arguments = (ins tensor:$input);
  let results = (outs tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($result)";
}

/// A function of one floating-point number. `formula` is what it computes.
class NN_MathOp<string mnemonic, string formula>
    : NN_UnaryOp<mnemonic, NN_FloatTensor> {
  let summary = "Elementwise " # formula;
  let description =
      "Computes " # formula # [{ of every element, as IEEE 754 and PyTorch do:
    outside of the function's domain the result is NaN or an infinity.

    ```mlir
    %y = nn.}] # mnemonic # [{ %x : tensor<?x10xf32>
    ```
  }];
}

def NN_ExpOp : NN_MathOp<"exp", "e to the power of x">;
def NN_Expm1Op : NN_MathOp<"expm1", "exp(x) - 1, precise near 0">;
def NN_LogOp : NN_MathOp<"log", "the natural logarithm">;
def NN_Log1pOp : NN_MathOp<"log1p", "log(1 + x), precise near 0">;
def NN_SqrtOp : NN_MathOp<"sqrt", "the square root">;
def NN_RsqrtOp : NN_MathOp<"rsqrt", "the reciprocal of the square root">;
def NN_SinOp : NN_MathOp<"sin", "the sine">;
def NN_CosOp : NN_MathOp<"cos", "the cosine">;
def NN_TanOp : NN_MathOp<"tan", "the tangent">;
def NN_AtanOp : NN_MathOp<"atan", "the inverse tangent">;
def NN_TanhOp : NN_MathOp<"tanh", "the hyperbolic tangent">;
def NN_ErfOp : NN_MathOp<"erf", "the Gauss error function">;
def NN_SigmoidOp : NN_MathOp<"sigmoid", "1 / (1 + exp(-x))">;
def NN_FloorOp : NN_MathOp<"floor", "the greatest integer not above x">;
def NN_CeilOp : NN_MathOp<"ceil", "the least integer not below x">;
def NN_TruncOp : NN_MathOp<"trunc", "x rounded towards zero">;
def NN_RoundOp : NN_MathOp<"round", "x rounded to nearest, ties to even">;

def NN_NegOp : NN_UnaryOp<"neg", NN_NumberTensor> {
  let summary = "Elementwise negation";
  let description = [{
    Integers wrap around.

    ```mlir
    %y = nn.neg %x : tensor<4xf32>
    ```
  }];
}

def NN_AbsOp : NN_UnaryOp<"abs", NN_NumberTensor> {
  let summary = "Elementwise absolute value";
  let description = [{
    The least integer of a type is its own absolute value.

    ```mlir
    %y = nn.abs %x : tensor<4xi64>
    ```
  }];
}

def NN_SignOp : NN_UnaryOp<"sign", NN_NumberTensor> {
  let summary = "Elementwise sign: -1, 0 or 1";
  let description = [{
    The sign of NaN is 0, as PyTorch has it.

    ```mlir
    %y = nn.sign %x : tensor<4xf32>
    ```
  }];
}

def NN_ReluOp : NN_UnaryOp<"relu", NN_NumberTensor, [Idempotent]> {
  let summary = "Elementwise maximum with zero";
  let description = [{
    NaN stays NaN. The derivative at 0 is 0.

    ```mlir
    %y = nn.relu %x : tensor<?x6x24x24xf32>
    ```
  }];
}

def NN_NotOp : NN_UnaryOp<"not", NN_BoolOrIntTensor, [Involution]> {
  let summary = "Elementwise complement of bits";
  let description = [{
    On bools this is the logical negation.

    ```mlir
    %y = nn.not %mask : tensor<4xi1>
    ```
  }];
}

def NN_CastOp : NN_Op<"cast", [SameOperandsAndResultShape, Elementwise]> {
  let summary = "Elementwise conversion to another element type";
  let description = [{
    Converts as C does: to integers by truncation, to bool by comparison with
    zero, to narrower integers by dropping high bits. A float outside of an
    integer type's range converts to an unspecified value.

    ```mlir
    %y = nn.cast %x : tensor<?x10xi64> to tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$input);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($result)";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

/// Operands of one element type, broadcast against each other.
///
/// `nn.add %a, %b : (tensor<4x1xf32>, tensor<5xf32>) -> tensor<4x5xf32>`
class NN_BinaryOp<string mnemonic, Type tensor, list<Trait> traits = []>
    : NN_Op<mnemonic, !listconcat([SameOperandsAndResultElementType,
                                   ResultsBroadcastableShape], traits)> {
  let arguments = (ins tensor:$lhs, tensor:$rhs);
  let results = (outs tensor:$result);
  let assemblyFormat =
      "$lhs `,` $rhs attr-dict `:` functional-type(operands, results)";
}

/// A binary op that is described in one sentence.
class NN_ArithOp<string mnemonic, Type tensor, string what, string details,
                 list<Trait> traits = []>
    : NN_BinaryOp<mnemonic, tensor, traits> {
  let summary = "Elementwise " # what;
  let description = details # [{

    Shapes broadcast as in NumPy: they are aligned at their last dimension, and
    a missing or a static 1 is repeated.

    ```mlir
    %r = nn.}] # mnemonic # [{ %a, %b : (tensor<?x10xf32>, tensor<10xf32>) -> tensor<?x10xf32>
    ```
  }];
}

def NN_AddOp : NN_ArithOp<"add", NN_NumberTensor, "sum",
    "Integers wrap around.", [Commutative]> {
  let hasFolder = 1;
}
def NN_SubOp : NN_ArithOp<"sub", NN_NumberTensor, "difference",
    "Integers wrap around."> {
  let hasFolder = 1;
}
def NN_MulOp : NN_ArithOp<"mul", NN_NumberTensor, "product",
    "Integers wrap around.", [Commutative]> {
  let hasFolder = 1;
}
def NN_DivOp : NN_ArithOp<"div", NN_FloatTensor, "quotient",
    "Division by zero gives an infinity or NaN."> {
  let hasFolder = 1;
}
def NN_PowOp : NN_ArithOp<"pow", NN_FloatTensor, "power",
    "A negative base with a non-integral exponent gives NaN."> {
  let hasFolder = 1;
}
def NN_Atan2Op : NN_ArithOp<"atan2", NN_FloatTensor, "angle",
    "The angle of the point (rhs, lhs), in radians.">;
def NN_FloorDivOp : NN_ArithOp<"floor_div", NN_NumberTensor, "floored quotient",
    "Rounds towards negative infinity, as Python's `//` does. Undefined for "
    "integers where rhs is 0.">;
def NN_RemainderOp : NN_ArithOp<"remainder", NN_NumberTensor, "remainder",
    "Has the sign of rhs, as Python's `%` does. Undefined for integers where "
    "rhs is 0.">;
def NN_MaximumOp : NN_ArithOp<"maximum", NN_Tensor, "maximum",
    "NaN if either operand is NaN; the logical or of bools.", [Commutative]>;
def NN_MinimumOp : NN_ArithOp<"minimum", NN_Tensor, "minimum",
    "NaN if either operand is NaN; the logical and of bools.", [Commutative]>;
def NN_AndOp : NN_ArithOp<"and", NN_BoolOrIntTensor, "and of bits",
    "On bools this is the logical and.", [Commutative]>;
def NN_OrOp : NN_ArithOp<"or", NN_BoolOrIntTensor, "or of bits",
    "On bools this is the logical or.", [Commutative]>;
def NN_XorOp : NN_ArithOp<"xor", NN_BoolOrIntTensor, "exclusive or of bits",
    "On bools this is inequality.", [Commutative]>;

def NN_CompareOp
    : NN_Op<"compare", [AllElementTypesMatch<["lhs", "rhs"]>, ResultsBroadcastableShape]> {
  let summary = "Elementwise comparison";
  let description = [{
    With a NaN, `ne` is true and all others are false. Shapes broadcast as for
    `nn.add`.

    ```mlir
    %m = nn.compare le, %x, %zero : (tensor<?x10xf32>, tensor<f32>) -> tensor<?x10xi1>
    ```
  }];
  let arguments =
      (ins NN_ComparePredicate:$predicate, NN_Tensor:$lhs, NN_Tensor:$rhs);
  let results = (outs NN_BoolTensor:$result);
  let assemblyFormat = [{
    $predicate `,` $lhs `,` $rhs attr-dict `:` functional-type(operands, results)
  }];
}

def NN_WhereOp : NN_Op<"where", [ResultsBroadcastableShape,
    AllElementTypesMatch<["on_true", "on_false", "result"]>]> {
  let summary = "Elementwise choice by a mask";
  let description = [{
    Takes `on_true` where the mask is set and `on_false` elsewhere. The value
    not taken has no influence, NaN or not. Shapes broadcast as for `nn.add`.

    ```mlir
    %r = nn.where %m, %zero, %g : (tensor<4xi1>, tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
    ```
  }];
  let arguments =
      (ins NN_BoolTensor:$condition, NN_Tensor:$on_true, NN_Tensor:$on_false);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $condition `,` $on_true `,` $on_false attr-dict `:`
    functional-type(operands, results)
  }];
}

#endif // JANUS_NN_ELEMENTWISE_OPS
