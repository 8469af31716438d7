// RUN: not janus-opt %s --specialize-types 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not janus-opt %s --specialize-types="profile=%t.missing" 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not janus-opt %s --specialize-types="profile=%s" 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not janus-opt %s --specialize-types="profile=%S/Inputs/basic.json function=other" 2>&1 | FileCheck %s --check-prefix=FUNCTION

// NONE: needs a profile
// MISSING: No such file or directory
// FORMAT: options.mlir: no profile
// FUNCTION: the profile holds no graph 0 of the function 'other'
module {}
