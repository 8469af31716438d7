// RUN: janus-opt --show-dialects | tr ',' '\n' | FileCheck %s

// CHECK-DAG: {{(^| )}}dataflow
// CHECK-DAG: {{(^| )}}linalg
// CHECK-DAG: {{(^| )}}nn
// CHECK-DAG: {{(^| )}}nvvm
// CHECK-DAG: {{(^| )}}pydyn
// CHECK-DAG: {{(^| )}}transform
