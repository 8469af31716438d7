//===- PyDynAttrs.td - Attributes of the pydyn dialect -----*- tablegen -*-===//

#ifndef JANUS_PYDYN_ATTRS
#define JANUS_PYDYN_ATTRS

include "janus/PyDyn/PyDynBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

class PyDyn_Attr<string name, string attrMnemonic> : AttrDef<PyDyn_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def PyDyn_NoneAttr : PyDyn_Attr<"None", "none"> { let summary = "the constant `None`"; }
def PyDyn_EllipsisAttr : PyDyn_Attr<"Ellipsis", "ellipsis"> { let summary = "the constant `...`"; }
def PyDyn_BigIntAttr : PyDyn_Attr<"BigInt", "bigint"> {
  let summary = "an integer constant that does not fit 64 bits";
  let description = "Decimal digits: `#pydyn.bigint<\"18446744073709551616\">`.";
  let parameters = (ins StringRefParameter<"decimal digits">:$digits);
  let assemblyFormat = "`<` $digits `>`";
}
def PyDyn_BytesAttr : PyDyn_Attr<"Bytes", "bytes"> {
  let summary = "a `bytes` constant";
  let parameters = (ins StringRefParameter<"the bytes">:$value);
  let assemblyFormat = "`<` $value `>`";
}
def PyDyn_ImaginaryAttr : PyDyn_Attr<"Imaginary", "imaginary"> {
  let summary = "an imaginary literal such as `2j`";
  let parameters = (ins "::mlir::FloatAttr":$value);
  let assemblyFormat = "`<` $value `>`";
}

// Stored as an i32 and printed as its keyword, so that Rust reads a number.
class PyDyn_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::janus::pydyn";
}

def PyDyn_Scope : PyDyn_Enum<"Scope", "where a name lives", [
  I32EnumAttrCase<"Local", 0, "local">,   // a function's own variable
  I32EnumAttrCase<"Cell", 1, "cell">,     // own variable that a nested function uses, or one of an enclosing function
  I32EnumAttrCase<"Global", 2, "global">, // the module's dict, then builtins
  I32EnumAttrCase<"Name", 3, "name">      // class body or module level: namespace, then globals, then builtins
]>;

def PyDyn_BinaryOperator : PyDyn_Enum<"BinaryOperator", "a binary operator", [
  I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"Sub", 1, "sub">,
  I32EnumAttrCase<"Mul", 2, "mul">, I32EnumAttrCase<"MatMul", 3, "matmul">,
  I32EnumAttrCase<"TrueDiv", 4, "truediv">, I32EnumAttrCase<"FloorDiv", 5, "floordiv">,
  I32EnumAttrCase<"Mod", 6, "mod">, I32EnumAttrCase<"Pow", 7, "pow">,
  I32EnumAttrCase<"LShift", 8, "lshift">, I32EnumAttrCase<"RShift", 9, "rshift">,
  I32EnumAttrCase<"And", 10, "and">, I32EnumAttrCase<"Or", 11, "or">,
  I32EnumAttrCase<"Xor", 12, "xor">
]>;

def PyDyn_UnaryOperator : PyDyn_Enum<"UnaryOperator", "a unary operator", [
  I32EnumAttrCase<"Neg", 0, "neg">, I32EnumAttrCase<"Pos", 1, "pos">,
  I32EnumAttrCase<"Invert", 2, "invert">, I32EnumAttrCase<"Not", 3, "not">
]>;

def PyDyn_ComparePredicate : PyDyn_Enum<"ComparePredicate", "a comparison", [
  I32EnumAttrCase<"Eq", 0, "eq">, I32EnumAttrCase<"Ne", 1, "ne">,
  I32EnumAttrCase<"Lt", 2, "lt">, I32EnumAttrCase<"Le", 3, "le">,
  I32EnumAttrCase<"Gt", 4, "gt">, I32EnumAttrCase<"Ge", 5, "ge">,
  I32EnumAttrCase<"Is", 6, "is">, I32EnumAttrCase<"IsNot", 7, "is_not">,
  I32EnumAttrCase<"In", 8, "in">, I32EnumAttrCase<"NotIn", 9, "not_in">
]>;

#endif // JANUS_PYDYN_ATTRS
