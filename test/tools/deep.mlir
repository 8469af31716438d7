// Nesting far beyond what the ordinary stack of a thread can hold.

// RUN: %python -c 'n = 20000; print("func.func private @f(" + "tuple<" * n + "i1" + ">" * n + ")")' > %t
// RUN: janus-opt %t -o /dev/null
// RUN: %python -c 'print("func.func private @f(" + "tuple<" * 200000)' > %t
// RUN: not janus-opt %t -o /dev/null
