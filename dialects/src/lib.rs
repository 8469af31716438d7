//! Janus's MLIR dialects: pydyn, dataflow and nn, and the safe layer over MLIR that passes use.
