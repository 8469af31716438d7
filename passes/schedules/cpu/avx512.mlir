module attributes {transform.with_named_sequence} {
  transform.named_sequence @vectorize_1(%op: !transform.any_op {transform.consumed}, %row: !transform.param<i64> {transform.readonly}) {
    transform.structured.vectorize %op vector_sizes [%row] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @outer_pr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_pr failures(propagate) (%t, %r0, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_tile_pr(%t: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %v, %j0 = transform.structured.tile_using_for %u tile_sizes [0, %k0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %v vector_sizes [%r0, %k0] {create_named_contraction} : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %zero = transform.structured.match ops{["linalg.fill"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %zero vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_pr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, 16] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, 16] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, 16] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_half_pr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, 8] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, 8] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, 8] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_quarter_pr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, 4] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, 4] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, 4] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @tail_pr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %point: !transform.param<i64> {transform.readonly}) {
    %parts = transform.structured.split %op after %point {dimension = 1} : !transform.any_op, !transform.param<i64>
    %whole, %rest = transform.split_handle %parts : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @dot_pr failures(propagate) (%whole, %t0, %r0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @dot_pr failures(propagate) (%rest, %t0, %r0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_ppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_ppr failures(propagate) (%t, %r0, %r1, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_tile_ppr(%t: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %v, %j0 = transform.structured.tile_using_for %u tile_sizes [0, 0, %k0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %v vector_sizes [%r0, %r1, %k0] {create_named_contraction} : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %zero = transform.structured.match ops{["linalg.fill"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %zero vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    %row, %i0 = transform.structured.tile_using_for %init tile_sizes [1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %row vector_sizes [1, %r1] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_ppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_half_ppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_quarter_ppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @tail_ppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %point: !transform.param<i64> {transform.readonly}) {
    %parts = transform.structured.split %op after %point {dimension = 2} : !transform.any_op, !transform.param<i64>
    %whole, %rest = transform.split_handle %parts : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @dot_ppr failures(propagate) (%whole, %t0, %t1, %r0, %r1) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @dot_ppr failures(propagate) (%rest, %t0, %t1, %r0, %r1) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_pppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_pppr failures(propagate) (%t, %r0, %r1, %r2, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_tile_pppr(%t: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %v, %j0 = transform.structured.tile_using_for %u tile_sizes [0, 0, 0, %k0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %v vector_sizes [%r0, %r1, %r2, %k0] {create_named_contraction} : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %zero = transform.structured.match ops{["linalg.fill"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %zero vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    %row, %i0, %i1 = transform.structured.tile_using_for %init tile_sizes [1, 1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %row vector_sizes [1, 1, %r2] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_pppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_half_pppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_quarter_pppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @tail_pppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %point: !transform.param<i64> {transform.readonly}) {
    %parts = transform.structured.split %op after %point {dimension = 3} : !transform.any_op, !transform.param<i64>
    %whole, %rest = transform.split_handle %parts : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @dot_pppr failures(propagate) (%whole, %t0, %t1, %t2, %r0, %r1, %r2) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @dot_pppr failures(propagate) (%rest, %t0, %t1, %t2, %r0, %r1, %r2) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_ppppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2, %t3] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_ppppr failures(propagate) (%t, %r0, %r1, %r2, %r3, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_tile_ppppr(%t: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}) {
    %u, %l0, %l1, %l2, %l3 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2, %r3] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %v, %j0 = transform.structured.tile_using_for %u tile_sizes [0, 0, 0, 0, %k0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %v vector_sizes [%r0, %r1, %r2, %r3, %k0] {create_named_contraction} : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %zero = transform.structured.match ops{["linalg.fill"]} in %l3 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %zero vector_sizes [%r0, %r1, %r2, %r3] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.generic"]} in %l3 : (!transform.any_op) -> !transform.any_op
    %row, %i0, %i1, %i2 = transform.structured.tile_using_for %init tile_sizes [1, 1, 1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %row vector_sizes [1, 1, 1, %r3] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_ppppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2, %t3] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2, %l3 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2, %r3] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 0, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, %r3, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, %r3, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, %r3, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l3 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2, %r3] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_half_ppppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2, %t3] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2, %l3 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2, %r3] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 0, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, %r3, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, %r3, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, %r3, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l3 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2, %r3] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_quarter_ppppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2, %t3] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2, %l3 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2, %r3] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 0, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, %r3, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, %r3, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, %r3, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l3 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2, %r3] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @tail_ppppr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}, %point: !transform.param<i64> {transform.readonly}) {
    %parts = transform.structured.split %op after %point {dimension = 4} : !transform.any_op, !transform.param<i64>
    %whole, %rest = transform.split_handle %parts : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @dot_ppppr failures(propagate) (%whole, %t0, %t1, %t2, %t3, %r0, %r1, %r2, %r3) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @dot_ppppr failures(propagate) (%rest, %t0, %t1, %t2, %t3, %r0, %r1, %r2, %r3) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_prr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %k1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_prr failures(propagate) (%t, %r0, %k0, %k1) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_tile_prr(%t: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %k1: !transform.param<i64> {transform.readonly}) {
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %v, %j0, %j1 = transform.structured.tile_using_for %u tile_sizes [0, %k0, %k1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %v vector_sizes [%r0, %k0, %k1] {create_named_contraction} : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %zero = transform.structured.match ops{["linalg.fill"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %zero vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_prr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 1, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, 1, 16] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, 1, 16] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, 1, 16] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_half_prr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 1, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, 1, 8] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, 1, 8] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, 1, 8] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_quarter_prr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0 = transform.structured.fuse %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 1, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, 1, 4] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, 1, 4] : !transform.any_op, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, 1, 4] : !transform.any_op, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l0 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @tail_prr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %point: !transform.param<i64> {transform.readonly}) {
    %parts = transform.structured.split %op after %point {dimension = 2} : !transform.any_op, !transform.param<i64>
    %whole, %rest = transform.split_handle %parts : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @dot_prr failures(propagate) (%whole, %t0, %r0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @dot_prr failures(propagate) (%rest, %t0, %r0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_pprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %k1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_pprr failures(propagate) (%t, %r0, %r1, %k0, %k1) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_tile_pprr(%t: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %k1: !transform.param<i64> {transform.readonly}) {
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %v, %j0, %j1 = transform.structured.tile_using_for %u tile_sizes [0, 0, %k0, %k1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %v vector_sizes [%r0, %r1, %k0, %k1] {create_named_contraction} : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %zero = transform.structured.match ops{["linalg.fill"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %zero vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    %row, %i0 = transform.structured.tile_using_for %init tile_sizes [1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %row vector_sizes [1, %r1] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_pprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 1, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, 1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, 1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, 1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_half_pprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 1, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, 1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, 1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, 1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_quarter_pprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1 = transform.structured.fuse %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 1, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, 1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, 1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, 1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l1 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @tail_pprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %point: !transform.param<i64> {transform.readonly}) {
    %parts = transform.structured.split %op after %point {dimension = 3} : !transform.any_op, !transform.param<i64>
    %whole, %rest = transform.split_handle %parts : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @dot_pprr failures(propagate) (%whole, %t0, %t1, %r0, %r1) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @dot_pprr failures(propagate) (%rest, %t0, %t1, %r0, %r1) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_ppprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %k1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_ppprr failures(propagate) (%t, %r0, %r1, %r2, %k0, %k1) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @outer_tile_ppprr(%t: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %k1: !transform.param<i64> {transform.readonly}) {
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %v, %j0, %j1 = transform.structured.tile_using_for %u tile_sizes [0, 0, 0, %k0, %k1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %v vector_sizes [%r0, %r1, %r2, %k0, %k1] {create_named_contraction} : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %zero = transform.structured.match ops{["linalg.fill"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %zero vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    %row, %i0, %i1 = transform.structured.tile_using_for %init tile_sizes [1, 1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %row vector_sizes [1, 1, %r2] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_ppprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 1, 16] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, 1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, 1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, 1, 16] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_half_ppprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 1, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, 1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, 1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, 1, 8] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @dot_quarter_ppprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2 = transform.structured.fuse %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    %fill, %part, %sum, %loop = transform.structured.tile_reduction_using_for %u by tile_sizes = [0, 0, 0, 1, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %part vector_sizes [%r0, %r1, %r2, 1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %fill vector_sizes [%r0, %r1, %r2, 1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.structured.vectorize %sum vector_sizes [%r0, %r1, %r2, 1, 4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    %init = transform.structured.match ops{["linalg.fill", "linalg.generic"]} in %l2 : (!transform.any_op) -> !transform.any_op
    transform.structured.vectorize %init vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @tail_ppprr(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %point: !transform.param<i64> {transform.readonly}) {
    %parts = transform.structured.split %op after %point {dimension = 4} : !transform.any_op, !transform.param<i64>
    %whole, %rest = transform.split_handle %parts : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @dot_ppprr failures(propagate) (%whole, %t0, %t1, %t2, %r0, %r1, %r2) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @dot_ppprr failures(propagate) (%rest, %t0, %t1, %t2, %r0, %r1, %r2) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @elementwise_p(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [%t0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0 = transform.structured.tile_using_for %t tile_sizes [%r0] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %u vector_sizes [%r0] : !transform.any_op, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @elementwise_pp(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [%t0, %t1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1 = transform.structured.tile_using_for %t tile_sizes [%r0, %r1] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %u vector_sizes [%r0, %r1] : !transform.any_op, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @elementwise_ppp(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [%t0, %t1, %t2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2 = transform.structured.tile_using_for %t tile_sizes [%r0, %r1, %r2] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %u vector_sizes [%r0, %r1, %r2] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @elementwise_pppp(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [%t0, %t1, %t2, %t3] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2, %l3 = transform.structured.tile_using_for %t tile_sizes [%r0, %r1, %r2, %r3] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %u vector_sizes [%r0, %r1, %r2, %r3] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @elementwise_ppppp(%op: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %t4: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}, %r4: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [%t0, %t1, %t2, %t3, %t4] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    %u, %l0, %l1, %l2, %l3, %l4 = transform.structured.tile_using_for %t tile_sizes [%r0, %r1, %r2, %r3, %r4] : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %u vector_sizes [%r0, %r1, %r2, %r3, %r4] : !transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>
    transform.yield
  }
  transform.named_sequence @flat(%op: !transform.any_op {transform.consumed}, %t: !transform.param<i64> {transform.readonly}, %r: !transform.param<i64> {transform.readonly}) {
    %f = transform.structured.flatten_elementwise %op : (!transform.any_op) -> !transform.any_op
    transform.include @elementwise_p failures(propagate) (%f, %t, %r) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @tasks(%op: !transform.any_op {transform.consumed}, %t: !transform.param<i64> {transform.readonly}) {
    %loops, %task = transform.structured.fuse %op tile_sizes [%t] {use_forall} : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
  transform.named_sequence @scalar(%op: !transform.any_op {transform.consumed}, %t: !transform.param<i64> {transform.readonly}) {
    %one, %loop = transform.structured.tile_using_for %op tile_sizes [%t] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
  transform.named_sequence @columns_5(%op: !transform.any_op {transform.consumed}, %row: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @columns_rows_5 failures(propagate) (%t, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @columns_rows_5(%t: !transform.any_op {transform.consumed}, %row: !transform.param<i64> {transform.readonly}) {
    %u, %rows = transform.structured.tile_using_forall %t tile_sizes [1, 1, 1, 1, %row] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %rows { transform.apply_patterns.linalg.fold_unit_extent_dims_via_slices } : !transform.any_op
    %copy = transform.structured.match ops{["linalg.generic"]} in %rows : (!transform.any_op) -> !transform.any_op
    transform.include @vectorize_1 failures(suppress) (%copy, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @columns_6(%op: !transform.any_op {transform.consumed}, %row: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @columns_rows_6 failures(propagate) (%t, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @columns_rows_6(%t: !transform.any_op {transform.consumed}, %row: !transform.param<i64> {transform.readonly}) {
    %u, %rows = transform.structured.tile_using_forall %t tile_sizes [1, 1, 1, 1, 1, %row] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %rows { transform.apply_patterns.linalg.fold_unit_extent_dims_via_slices } : !transform.any_op
    %copy = transform.structured.match ops{["linalg.generic"]} in %rows : (!transform.any_op) -> !transform.any_op
    transform.include @vectorize_1 failures(suppress) (%copy, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @columns_7(%op: !transform.any_op {transform.consumed}, %row: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.tile_using_forall %op tile_sizes [1] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @columns_rows_7 failures(propagate) (%t, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @columns_rows_7(%t: !transform.any_op {transform.consumed}, %row: !transform.param<i64> {transform.readonly}) {
    %u, %rows = transform.structured.tile_using_forall %t tile_sizes [1, 1, 1, 1, 1, 1, %row] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %rows { transform.apply_patterns.linalg.fold_unit_extent_dims_via_slices } : !transform.any_op
    %copy = transform.structured.match ops{["linalg.generic"]} in %rows : (!transform.any_op) -> !transform.any_op
    transform.include @vectorize_1 failures(suppress) (%copy, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @convolution_pppr_6(%op: !transform.any_op {transform.consumed}, %columns: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %row: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %task { transform.apply_patterns.tensor.bubble_up_extract_slice } : !transform.any_op
    %c, %task2 = transform.structured.fuse_into_containing_op %columns into %task : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_pppr failures(propagate) (%t, %r0, %r1, %r2, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @columns_rows_6 failures(propagate) (%c, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @convolution_gradient_pppr_6(%op: !transform.any_op {transform.consumed}, %scatter: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %row: !transform.param<i64> {transform.readonly}) {
    %zero = transform.get_producer_of_operand %op[2] : (!transform.any_op) -> !transform.any_op
    %t, %task = transform.structured.fuse %scatter tile_sizes [1] {use_forall} : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %task { transform.apply_patterns.tensor.bubble_up_extract_slice } : !transform.any_op
    %c, %task2 = transform.structured.fuse_into_containing_op %op into %task : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    %z, %task3 = transform.structured.fuse_into_containing_op %zero into %task2 : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_pppr failures(propagate) (%c, %r0, %r1, %r2, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    %u, %l0, %l1, %l2, %l3, %l4, %l5 = transform.structured.tile_using_for %t tile_sizes [1, 1, 1, 1, 1, %row] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.apply_patterns to %l4 { transform.apply_patterns.linalg.fold_unit_extent_dims_via_slices } : !transform.any_op
    %add = transform.structured.match ops{["linalg.generic"]} in %l4 : (!transform.any_op) -> !transform.any_op
    transform.include @vectorize_1 failures(suppress) (%add, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @convolution_pppr_5(%op: !transform.any_op {transform.consumed}, %columns: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %row: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %task { transform.apply_patterns.tensor.bubble_up_extract_slice } : !transform.any_op
    %c, %task2 = transform.structured.fuse_into_containing_op %columns into %task : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_pppr failures(propagate) (%t, %r0, %r1, %r2, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @columns_rows_5 failures(propagate) (%c, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @convolution_gradient_pppr_5(%op: !transform.any_op {transform.consumed}, %scatter: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %row: !transform.param<i64> {transform.readonly}) {
    %zero = transform.get_producer_of_operand %op[2] : (!transform.any_op) -> !transform.any_op
    %t, %task = transform.structured.fuse %scatter tile_sizes [1] {use_forall} : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %task { transform.apply_patterns.tensor.bubble_up_extract_slice } : !transform.any_op
    %c, %task2 = transform.structured.fuse_into_containing_op %op into %task : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    %z, %task3 = transform.structured.fuse_into_containing_op %zero into %task2 : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_pppr failures(propagate) (%c, %r0, %r1, %r2, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    %u, %l0, %l1, %l2, %l3, %l4 = transform.structured.tile_using_for %t tile_sizes [1, 1, 1, 1, %row] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.apply_patterns to %l3 { transform.apply_patterns.linalg.fold_unit_extent_dims_via_slices } : !transform.any_op
    %add = transform.structured.match ops{["linalg.generic"]} in %l3 : (!transform.any_op) -> !transform.any_op
    transform.include @vectorize_1 failures(suppress) (%add, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @convolution_ppppr_7(%op: !transform.any_op {transform.consumed}, %columns: !transform.any_op {transform.consumed}, %t0: !transform.param<i64> {transform.readonly}, %t1: !transform.param<i64> {transform.readonly}, %t2: !transform.param<i64> {transform.readonly}, %t3: !transform.param<i64> {transform.readonly}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %row: !transform.param<i64> {transform.readonly}) {
    %t, %task = transform.structured.fuse %op tile_sizes [%t0, %t1, %t2, %t3] {use_forall} : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %task { transform.apply_patterns.tensor.bubble_up_extract_slice } : !transform.any_op
    %c, %task2 = transform.structured.fuse_into_containing_op %columns into %task : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_ppppr failures(propagate) (%t, %r0, %r1, %r2, %r3, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    transform.include @columns_rows_7 failures(propagate) (%c, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @convolution_gradient_ppppr_7(%op: !transform.any_op {transform.consumed}, %scatter: !transform.any_op {transform.consumed}, %r0: !transform.param<i64> {transform.readonly}, %r1: !transform.param<i64> {transform.readonly}, %r2: !transform.param<i64> {transform.readonly}, %r3: !transform.param<i64> {transform.readonly}, %k0: !transform.param<i64> {transform.readonly}, %row: !transform.param<i64> {transform.readonly}) {
    %zero = transform.get_producer_of_operand %op[2] : (!transform.any_op) -> !transform.any_op
    %t, %task = transform.structured.fuse %scatter tile_sizes [1] {use_forall} : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.apply_patterns to %task { transform.apply_patterns.tensor.bubble_up_extract_slice } : !transform.any_op
    %c, %task2 = transform.structured.fuse_into_containing_op %op into %task : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    %z, %task3 = transform.structured.fuse_into_containing_op %zero into %task2 : (!transform.any_op, !transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.include @outer_tile_ppppr failures(propagate) (%c, %r0, %r1, %r2, %r3, %k0) : (!transform.any_op, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>, !transform.param<i64>) -> ()
    %u, %l0, %l1, %l2, %l3, %l4, %l5, %l6 = transform.structured.tile_using_for %t tile_sizes [1, 1, 1, 1, 1, 1, %row] : (!transform.any_op, !transform.param<i64>) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.apply_patterns to %l5 { transform.apply_patterns.linalg.fold_unit_extent_dims_via_slices } : !transform.any_op
    %add = transform.structured.match ops{["linalg.generic"]} in %l5 : (!transform.any_op) -> !transform.any_op
    transform.include @vectorize_1 failures(suppress) (%add, %row) : (!transform.any_op, !transform.param<i64>) -> ()
    transform.yield
  }
  transform.named_sequence @finish(%function: !transform.any_op {transform.consumed}) {
    transform.apply_patterns to %function {
      transform.apply_patterns.vector.transfer_permutation_patterns
      transform.apply_patterns.vector.reduction_to_contract
    } : !transform.any_op
    transform.apply_patterns to %function { transform.apply_patterns.vector.lower_masked_transfers } : !transform.any_op
    transform.apply_patterns to %function {
      transform.apply_patterns.tensor.merge_consecutive_insert_extract_slice
      transform.apply_patterns.tensor.fold_tensor_subset_ops_into_vector_transfers
    } : !transform.any_op
    transform.apply_patterns to %function {
      transform.apply_patterns.linalg.tiling_canonicalization
      transform.apply_patterns.scf.for_loop_canonicalization
      transform.apply_patterns.vector.transfer_permutation_patterns
      transform.apply_patterns.vector.cast_away_vector_leading_one_dim
      transform.apply_patterns.vector.reduction_to_contract
      transform.apply_patterns.tensor.fold_tensor_subset_ops_into_vector_transfers
      transform.apply_patterns.canonicalization
    } : !transform.any_op
    transform.apply_cse to %function : !transform.any_op
    // Masks first: an accumulator is carried by its loop only if its mask is the same in each iteration.
    %moved = transform.apply_registered_pass "loop-invariant-code-motion" to %function : (!transform.any_op) -> !transform.any_op
    %hoisted = transform.apply_registered_pass "loop-invariant-subset-hoisting" to %moved : (!transform.any_op) -> !transform.any_op
    transform.apply_patterns to %hoisted { transform.apply_patterns.canonicalization } : !transform.any_op
    transform.yield
  }
  transform.named_sequence @lower(%function: !transform.any_op {transform.readonly}) {
    transform.apply_patterns to %function {
      transform.apply_patterns.vector.lower_masked_transfers
      transform.apply_patterns.vector.lower_masks
      transform.apply_patterns.vector.materialize_masks
      transform.apply_patterns.vector.lower_create_mask
      transform.apply_patterns.vector.lower_contraction lowering_strategy = "outerproduct"
      transform.apply_patterns.vector.lower_multi_reduction lowering_strategy = "innerreduction"
      transform.apply_patterns.vector.lower_outerproduct
      transform.apply_patterns.vector.lower_broadcast
      transform.apply_patterns.vector.lower_transpose lowering_strategy = "shuffle_1d"
      transform.apply_patterns.vector.lower_shape_cast
      transform.apply_patterns.vector.lower_transfer max_transfer_rank = 1
      transform.apply_patterns.vector.transfer_to_scf max_transfer_rank = 1 full_unroll = true
    } : !transform.any_op
    transform.yield
  }
}
