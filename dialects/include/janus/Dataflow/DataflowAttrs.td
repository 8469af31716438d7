//===- DataflowAttrs.td - Attributes of the dataflow dialect -*- tablegen -*-===//

#ifndef JANUS_DATAFLOW_ATTRS
#define JANUS_DATAFLOW_ATTRS

include "janus/Dataflow/DataflowBase.td"
include "mlir/IR/EnumAttr.td"

// Enums are stored as i32 and printed as their keyword.
def Dataflow_Access : I32EnumAttr<"Access", "how an object is reached from its parent", [
  I32EnumAttrCase<"Argument", 0, "argument">,      // key: index among the function's parameters
  I32EnumAttrCase<"Function", 1, "function">,      // the converted function itself
  I32EnumAttrCase<"Global", 2, "global">,          // parent: a function; key: name in its globals, then builtins
  I32EnumAttrCase<"Cell", 3, "cell">,              // parent: a function; key: name of a free variable
  I32EnumAttrCase<"Attribute", 4, "attribute">,    // getattr(parent, key)
  I32EnumAttrCase<"Dict", 5, "dict">,              // parent.__dict__[key], no descriptor or __getattr__ runs
  I32EnumAttrCase<"Item", 6, "item">,              // parent[key]: dict with a constant key, list or tuple with an index
  I32EnumAttrCase<"Lookup", 7, "lookup">,          // parent[key object]: dict, key is another dataflow.object
  I32EnumAttrCase<"Type", 8, "type">,              // type(parent)
  I32EnumAttrCase<"Length", 9, "length">,          // len(parent), a number
  I32EnumAttrCase<"Keys", 10, "keys">,             // tuple(parent) of a dict
  I32EnumAttrCase<"Default", 11, "default">,       // parent: a function; key: parameter name
  I32EnumAttrCase<"Constant", 12, "constant">,     // a Python constant, key: its value
  I32EnumAttrCase<"Import", 13, "import">,         // sys.modules[key]
  I32EnumAttrCase<"Query", 14, "query">,           // the result of the nullary builtin that key names, such as torch.is_grad_enabled
  I32EnumAttrCase<"Member", 15, "member">,         // what the class `parent` or a base of it holds as key, unbound; found when the graph was made, as object_id
  I32EnumAttrCase<"Referent", 16, "referent">      // what the weak reference `parent` refers to, None where that is gone
]> { let cppNamespace = "::janus::dataflow"; }

def Dataflow_Check : I32EnumAttr<"Check", "what is asked of an object at entry", [
  I32EnumAttrCase<"None", 0, "nothing">,
  I32EnumAttrCase<"Identity", 1, "identity">, // the very object that was there at generation
  I32EnumAttrCase<"Value", 2, "value">,       // equal, and of the same type, to `expected`
  I32EnumAttrCase<"Type", 3, "type">,         // exactly of the recorded class
  I32EnumAttrCase<"Tensor", 4, "tensor">,     // a tensor of this dtype, shape and kind
  I32EnumAttrCase<"Absent", 5, "absent">,     // there is no such attribute or item
  I32EnumAttrCase<"Same", 6, "same">,         // the object that another dataflow.object, `expected`, names
  I32EnumAttrCase<"Unchanged", 7, "unchanged"> // a class: identity, and no attribute of it or its bases has changed
]> { let cppNamespace = "::janus::dataflow"; }

#endif // JANUS_DATAFLOW_ATTRS
