# RUN: janus-translate --python-to-pydyn %s | FileCheck %s

# CHECK-LABEL: pydyn.func @"<module>"
# CHECK: %[[BASE:.*]] = pydyn.load name "Base"
# CHECK: %[[META:.*]] = pydyn.load name "Meta"
# CHECK: %[[C:.*]] = pydyn.class "Net" qualname "Net" (%[[BASE]], metaclass = %[[META]] : !pydyn.object, !pydyn.object) {
# CHECK: %[[DOC:.*]] = pydyn.constant "A network."
# CHECK: pydyn.store name "__doc__", %[[DOC]]
# CHECK: pydyn.dict
# CHECK: pydyn.store name "__annotations__"
# CHECK: pydyn.constant 3 : i64
# CHECK: pydyn.store name "size"
# CHECK: pydyn.load name "int"
# CHECK: pydyn.load name "__annotations__"
# CHECK: pydyn.set_item
# CHECK: pydyn.make_function @Net.__init__ :
# CHECK: pydyn.store name "__init__"
# CHECK: pydyn.make_function @Net.__private
# CHECK: pydyn.store name "_Net__private"
# CHECK: pydyn.class "Inner" qualname "Net.Inner"
# CHECK: pydyn.yield
# CHECK: } : !pydyn.object
# CHECK: pydyn.store name "Net", %[[C]]

class Net(Base, metaclass=Meta):
    """A network."""

    size: int = 3

    # super() needs the class, which is a cell that the class statement fills.
    # CHECK-LABEL: pydyn.func @Net.__init__
    # CHECK-SAME: free = ["__class__"]
    # CHECK: pydyn.load global "super"
    # CHECK: pydyn.set_attr %{{.*}} "_Net__hidden" =
    def __init__(self):
        super().__init__()
        self.__hidden = self.__special__

    # CHECK-LABEL: pydyn.func @Net.__private
    # CHECK-SAME: parameters = ["self", "_Net__x"]
    # CHECK: pydyn.load local "_Net__x"
    # CHECK: pydyn.call %{{.*}} (__x = %{{.*}}
    def __private(self, __x):
        return f(__x=__x)

    class Inner:
        # CHECK-LABEL: pydyn.func @Net.Inner.method
        # A class's names are not visible in its methods.
        # CHECK: pydyn.load global "size"
        def method(self):
            return size


# CHECK-LABEL: pydyn.func @make
# CHECK-SAME: cells = ["limit"]
def make(limit):
    # CHECK: pydyn.class "Local" qualname "make.<locals>.Local"
    class Local:
        # CHECK: pydyn.load cell "limit"
        # CHECK: pydyn.store name "bound"
        bound = limit
        # CHECK: pydyn.load name "bound"
        # CHECK: pydyn.store name "twice"
        twice = bound
        # CHECK: pydyn.load name "undefined"
        undefined

    # CHECK: pydyn.return
    return Local
