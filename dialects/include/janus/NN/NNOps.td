//===- NNOps.td - Operations of the nn dialect ----------------*- tablegen -*-===//
//
// One file per op family, as in the passes that know the families.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_NN_OPS
#define JANUS_NN_OPS

include "janus/NN/NNElementwiseOps.td"
include "janus/NN/NNViewOps.td"
include "janus/NN/NNReductionOps.td"
include "janus/NN/NNLinearOps.td"
include "janus/NN/NNConvOps.td"
include "janus/NN/NNPoolOps.td"
include "janus/NN/NNEmbeddingOps.td"
include "janus/NN/NNGradientOps.td"

#endif // JANUS_NN_OPS
