//===- NNTypes.td - Type constraints of the nn dialect --------*- tablegen -*-===//
//
// The dialect has no types of its own: its values are builtin tensors. What is
// here are the constraints that ops put on them.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_NN_TYPES
#define JANUS_NN_TYPES

include "janus/NN/NNBase.td"
include "mlir/IR/CommonTypeConstraints.td"

def NN_Bool : TypeAlias<I1, "bool">;
def NN_Float : AnyTypeOf<[F16, BF16, F32, F64], "floating-point number">;
def NN_Int : AnyTypeOf<[I8, I16, I32, I64], "integer">;
def NN_BoolOrInt : AnyTypeOf<[I1, I8, I16, I32, I64], "bool or integer">;
def NN_Number
    : AnyTypeOf<[I8, I16, I32, I64, F16, BF16, F32, F64], "number">;
def NN_Element
    : AnyTypeOf<[I1, I8, I16, I32, I64, F16, BF16, F32, F64], "bool or number">;

def NN_Tensor : RankedTensorOf<[NN_Element]>;
def NN_NumberTensor : RankedTensorOf<[NN_Number]>;
def NN_FloatTensor : RankedTensorOf<[NN_Float]>;
def NN_BoolOrIntTensor : RankedTensorOf<[NN_BoolOrInt]>;
def NN_BoolTensor : RankedTensorOf<[I1]>;
def NN_IndexTensor : RankedTensorOf<[I64]>;

#endif // JANUS_NN_TYPES
