// What is wrong on the command line is an error with the exit code 1.

// RUN: not janus-opt %s --no-such-pass 2>&1 | FileCheck %s --check-prefix=FLAG
// FLAG: Unknown command line argument '--no-such-pass'

// RUN: not janus-opt %s --canonicalize="no-such-option=1" 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: error: {{.*}}no such option no-such-option

// RUN: not janus-opt %s --pass-pipeline="builtin.module(no-such-pass)" 2>&1 | FileCheck %s --check-prefix=PASS
// PASS: 'no-such-pass' does not refer to a registered pass or pass pipeline

// RUN: not janus-opt %s --pass-pipeline="builtin.module(cse" 2>&1 | FileCheck %s --check-prefix=PARENTHESIS
// PARENTHESIS: error: {{.*}}

// RUN: not janus-opt %t/no-such-file.mlir 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: cannot open input file '{{.*}}no-such-file.mlir'

// RUN: not janus-translate %s 2>&1 | FileCheck %s --check-prefix=TRANSLATION
// TRANSLATION: {{.+}}

// RUN: not janus-translate --python-to-pydyn %t/no-such-file.py 2>&1 | FileCheck %s --check-prefix=FILE2
// FILE2: cannot open input file '{{.*}}no-such-file.py'
