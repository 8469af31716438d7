//===- DataflowTypes.td - Types of the dataflow dialect ----*- tablegen -*-===//
//
// The dialect has no types of its own: its values are builtin tensors and
// numbers, and references to Python objects in a commit are pydyn's.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_DATAFLOW_TYPES
#define JANUS_DATAFLOW_TYPES

include "janus/Dataflow/DataflowBase.td"

#endif // JANUS_DATAFLOW_TYPES
