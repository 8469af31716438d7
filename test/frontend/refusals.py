# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# What has no lowering stands at its place, with its operands evaluated.

# CHECK-LABEL: pydyn.func @"<module>"
# CHECK: %[[G:.*]] = pydyn.unsupported "JL0101" "a function with type parameters is not lowered" -> !pydyn.object
# CHECK: pydyn.store name "generic", %[[G]]
def generic[T](x: T):
    pass


# CHECK: pydyn.unsupported "JL0102"
class Generic[T]:
    pass


# CHECK: pydyn.unsupported "JL0103"
type Alias = int

# CHECK: pydyn.unsupported "JL0305"
t"{Alias}"


# CHECK-LABEL: pydyn.func @asynchronous
# CHECK-SAME: kind = "coroutine"
async def asynchronous(x):
    # CHECK: %[[X:.*]] = pydyn.load local "x"
    # CHECK: pydyn.unsupported "JL0303" "'await' is not lowered"(%[[X]] : !pydyn.object) -> !pydyn.object
    await x
    # CHECK: pydyn.unsupported "JL0201"
    async for y in x:
        pass
    # CHECK: pydyn.unsupported "JL0202"
    async with x:
        pass
    # CHECK: pydyn.unsupported "JL0304"
    return [y async for y in x]


# CHECK-LABEL: pydyn.func @generator
# CHECK-SAME: kind = "generator"
def generator(xs):
    # CHECK: pydyn.unsupported "JL0301"
    # CHECK: pydyn.store local "sent"
    sent = yield 1
    # CHECK: pydyn.unsupported "JL0302"
    yield from xs


# CHECK-LABEL: pydyn.func @groups
def groups():
    # CHECK: pydyn.unsupported "JL0203"
    try:
        pass
    except* ValueError:
        pass


# CHECK-LABEL: pydyn.func @surrogate
def surrogate():
    # CHECK: pydyn.unsupported "JL0306"
    return "\ud800"


# CHECK-LABEL: pydyn.func @patterns
def patterns(x):
    # CHECK: pydyn.unsupported "JL0402"
    # CHECK: pydyn.unsupported "JL0403"
    match x:
        case {x.a: 1, x.b: 2}:
            pass
        case x.c(1):
            pass
