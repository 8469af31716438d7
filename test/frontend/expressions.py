# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @constants
def constants():
    # CHECK: pydyn.constant 9223372036854775807 : i64
    # CHECK: pydyn.constant #pydyn.bigint<"9223372036854775808">
    # CHECK: pydyn.constant -9223372036854775808 : i64
    # CHECK: pydyn.constant #pydyn.bigint<"123456789012345678901234567890">
    # CHECK: pydyn.constant -1.500000e+00 : f64
    # CHECK: pydyn.constant #pydyn.imaginary<2.000000e+00 : f64>
    # CHECK: pydyn.constant "caf\C3\A9\0A"
    # CHECK: pydyn.constant #pydyn.bytes<"\00\22\FF\\">
    # CHECK: pydyn.constant true
    # CHECK: pydyn.constant false
    # CHECK: pydyn.constant #pydyn.ellipsis
    return (9223372036854775807, 9223372036854775808, -9223372036854775808,
            123456789012345678901234567890, -1.5, 2j, "café\n", b"\0\"\xff\\", True, False, ...)


# CHECK-LABEL: pydyn.func @operators
def operators(a, b):
    # CHECK: pydyn.binary add
    a + b
    # CHECK: pydyn.binary floordiv
    a // b
    # CHECK: pydyn.binary truediv
    a / b
    # CHECK: pydyn.binary mod
    a % b
    # CHECK: pydyn.binary lshift
    a << b
    # CHECK: pydyn.binary rshift
    a >> b
    # CHECK: pydyn.binary and
    a & b
    # CHECK: pydyn.binary or
    a | b
    # CHECK: pydyn.binary xor
    a ^ b
    # CHECK: pydyn.unary neg
    -a
    # CHECK: pydyn.unary pos
    +a
    # CHECK: pydyn.unary invert
    ~a
    # CHECK: pydyn.compare eq
    a == b
    # CHECK: pydyn.compare ne
    a != b
    # CHECK: pydyn.compare le
    a <= b
    # CHECK: pydyn.compare gt
    a > b
    # CHECK: pydyn.compare is %
    a is b
    # CHECK: pydyn.compare is_not
    a is not b
    # CHECK: pydyn.compare in
    a in b
    # CHECK: pydyn.compare not_in
    a not in b


# CHECK-LABEL: pydyn.func @displays
def displays(a, b):
    # CHECK: pydyn.tuple (%{{.*}}, *%{{.*}} : !pydyn.object, !pydyn.object) -> !pydyn.object
    (a, *b)
    # CHECK: pydyn.list (*%{{.*}} : !pydyn.object)
    [*a]
    # CHECK: pydyn.set (
    {a, b}
    # CHECK: %[[K:.*]] = pydyn.constant "k"
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: %[[B:.*]] = pydyn.load local "b"
    # CHECK: pydyn.dict keys(%[[K]], %[[B]] : !pydyn.object, !pydyn.object) values(%[[A]], %[[B]] : !pydyn.object, !pydyn.object) {unpacked = array<i64: 1>}
    {"k": a, **b}


# CHECK-LABEL: pydyn.func @calls
def calls(f, a, b):
    # CHECK: pydyn.call %{{.*}} (%{{.*}}, *%{{.*}}, key = %{{.*}}, **%{{.*}} : !pydyn.object, !pydyn.object, !pydyn.object, !pydyn.object) from !pydyn.object
    f(a, *b, key=1, **a)
    # CHECK: %[[F:.*]] = pydyn.load local "f"
    # CHECK: %[[M:.*]] = pydyn.get_attr %[[F]] "method"
    # CHECK: pydyn.call %[[M]] () from
    f.method()


# CHECK-LABEL: pydyn.func @items
def items(a, i):
    # CHECK: %[[NONE:.*]] = pydyn.constant #pydyn.none
    # CHECK: %[[TWO:.*]] = pydyn.constant 2 : i64
    # CHECK: %[[S:.*]] = pydyn.slice %{{.*}}, %[[NONE]], %[[TWO]]
    # CHECK: %[[E:.*]] = pydyn.constant #pydyn.ellipsis
    # CHECK: %[[KEY:.*]] = pydyn.tuple (%[[S]], %[[E]]
    # CHECK: pydyn.get_item %{{.*}}[%[[KEY]]]
    a[i::2, ...]


# CHECK-LABEL: pydyn.func @strings
def strings(a, n):
    # CHECK: %[[T:.*]] = pydyn.constant "loss: "
    # CHECK: %[[A:.*]] = pydyn.load local "a"
    # CHECK: %[[DOT:.*]] = pydyn.constant "."
    # CHECK: %[[N:.*]] = pydyn.load local "n"
    # CHECK: %[[EMPTY:.*]] = pydyn.constant ""
    # CHECK: %[[FN:.*]] = pydyn.format %[[N]], %[[EMPTY]]
    # CHECK: %[[SPEC:.*]] = pydyn.join(%[[DOT]], %[[FN]]
    # CHECK: %[[FA:.*]] = pydyn.format %[[A]], %[[SPEC]] {conversion = "r"}
    # CHECK: pydyn.join(%[[T]], %[[FA]] : !pydyn.object, !pydyn.object)
    return f"loss: {a!r:.{n}}"
