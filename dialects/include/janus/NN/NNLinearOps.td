//===- NNLinearOps.td - Matrix products -----------------------*- tablegen -*-===//

#ifndef JANUS_NN_LINEAR_OPS
#define JANUS_NN_LINEAR_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"

def NN_MatmulOp : NN_Op<"matmul", [SameOperandsAndResultElementType]> {
  let summary = "Product of matrices, or of batches of them";
  let description = [{
    Multiplies operands of rank 2, or pairwise the matrices of operands of rank 3
    with equal first dimensions. `transpose_lhs` and `transpose_rhs` say that an
    operand's matrices are stored transposed, as the weight of a linear layer is.

    ```mlir
    %y = nn.matmul %x, %w transpose_rhs : (tensor<?x84xf32>, tensor<10x84xf32>) -> tensor<?x10xf32>
    %z = nn.matmul %q, %k : (tensor<8x?x64xf32>, tensor<8x64x?xf32>) -> tensor<8x?x?xf32>
    ```
  }];
  let arguments = (ins NN_NumberTensor:$lhs, NN_NumberTensor:$rhs,
                       UnitAttr:$transpose_lhs, UnitAttr:$transpose_rhs);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs (`transpose_lhs` $transpose_lhs^)?
    (`transpose_rhs` $transpose_rhs^)? attr-dict `:`
    functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

#endif // JANUS_NN_LINEAR_OPS
