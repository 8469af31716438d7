//===- NNEmbeddingOps.td - Lookups by index -------------------*- tablegen -*-===//

#ifndef JANUS_NN_EMBEDDING_OPS
#define JANUS_NN_EMBEDDING_OPS

include "janus/NN/NNAttrs.td"
include "janus/NN/NNTypes.td"

def NN_EmbeddingOp : NN_Op<"embedding",
    [AllElementTypesMatch<["table", "result"]>]> {
  let summary = "Rows of a table, picked by index";
  let description = [{
    The result has the shape of `indices`, followed by the table's dimensions
    after the first. Undefined where an index is not in the table: the graph has
    asserted that before. The row of `padding_index` gets no derivative.

    ```mlir
    %y = nn.embedding %table, %i : (tensor<1000x64xf32>, tensor<?x7xi64>) -> tensor<?x7x64xf32>
    ```
  }];
  let arguments = (ins NN_Tensor:$table, NN_IndexTensor:$indices,
                       OptionalAttr<NN_DimAttr>:$padding_index);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $table `,` $indices (`padding_index` $padding_index^)? attr-dict `:`
    functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NN_EmbeddingGradOp : NN_Op<"embedding_grad",
    [AllElementTypesMatch<["grad", "result"]>]> {
  let summary = "Derivative of a lookup with respect to its table";
  let description = [{
    Adds the rows of `grad` to the rows of a zero table that `indices` name, except
    where the index is `padding_index`.

    ```mlir
    %dt = nn.embedding_grad %g, %i padding_index 0 : (tensor<?x7x64xf32>, tensor<?x7xi64>) -> tensor<1000x64xf32>
    ```
  }];
  let arguments = (ins NN_FloatTensor:$grad, NN_IndexTensor:$indices,
                       Variadic<Index>:$sizes,
                       OptionalAttr<NN_DimAttr>:$padding_index);
  let results = (outs NN_FloatTensor:$result);
  let assemblyFormat = [{
    $grad `,` $indices (`sizes` `[` $sizes^ `]`)?
    (`padding_index` $padding_index^)? attr-dict `:` `(` type($grad) `,`
    type($indices) `)` `->` type($result)
  }];
  let hasVerifier = 1;
}

def NN_GatherOp : NN_Op<"gather",
    [AllElementTypesMatch<["input", "result"]>]> {
  let summary = "Elements picked by an index along one dimension";
  let description = [{
    `result[i][j]` is `input[indices[i][j]][j]` for dimension 0, and so on. The
    result has the shape of `indices`, which is nowhere larger than the input in
    other dimensions. Undefined where an index is not in the input.

    ```mlir
    %y = nn.gather %x, %i dim 1 : (tensor<?x10xf32>, tensor<?x1xi64>) -> tensor<?x1xf32>
    ```
  }];
  let arguments =
      (ins NN_Tensor:$input, NN_IndexTensor:$indices, NN_DimAttr:$dim);
  let results = (outs NN_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $indices `dim` $dim attr-dict `:`
    functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def NN_ScatterAddOp : NN_Op<"scatter_add",
    [AllElementTypesMatch<["source", "base", "result"]>,
     AllTypesMatch<["base", "result"]>]> {
  let summary = "A tensor with elements added at places picked by index";
  let description = [{
    Adds `source[i][j]` to `base[indices[i][j]][j]` for dimension 0, and so on:
    the transpose of `nn.gather`.

    ```mlir
    %y = nn.scatter_add %g, %i into %zeros dim 1 : (tensor<?x1xf32>, tensor<?x1xi64>) into tensor<?x10xf32>
    ```
  }];
  let arguments = (ins NN_NumberTensor:$source, NN_IndexTensor:$indices,
                       NN_NumberTensor:$base, NN_DimAttr:$dim);
  let results = (outs NN_NumberTensor:$result);
  let assemblyFormat = [{
    $source `,` $indices `into` $base `dim` $dim attr-dict `:` `(`
    type($source) `,` type($indices) `)` `into` type($base)
  }];
  let hasVerifier = 1;
}

#endif // JANUS_NN_EMBEDDING_OPS
