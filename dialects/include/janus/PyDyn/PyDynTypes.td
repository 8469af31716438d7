//===- PyDynTypes.td - Types of the pydyn dialect ----------*- tablegen -*-===//

#ifndef JANUS_PYDYN_TYPES
#define JANUS_PYDYN_TYPES

include "janus/PyDyn/PyDynBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinTypes.td"

class PyDyn_Type<string name, string typeMnemonic, list<Trait> traits = []>
    : TypeDef<PyDyn_Dialect, name, traits> {
  let mnemonic = typeMnemonic;
}

def PyDyn_ObjectType : PyDyn_Type<"Object", "object"> {
  let summary = "any Python object";
  let description = "The top of the type lattice: nothing is known about the value.";
}
def PyDyn_NoneType : PyDyn_Type<"None", "none"> { let summary = "the type of `None`"; }
def PyDyn_BoolType : PyDyn_Type<"Bool", "bool"> { let summary = "`bool`"; }
def PyDyn_IntType : PyDyn_Type<"Int", "int"> {
  let summary = "`int`, of any size";
  let description = [{
    Arithmetic on `!pydyn.int` has Python's meaning: it never wraps. A lowering
    to machine integers must assert that the result fits.
  }];
}
def PyDyn_FloatType : PyDyn_Type<"Float", "float"> { let summary = "`float`, an IEEE double"; }
def PyDyn_ComplexType : PyDyn_Type<"Complex", "complex"> { let summary = "`complex`"; }
def PyDyn_StrType : PyDyn_Type<"Str", "str"> { let summary = "`str`"; }
def PyDyn_BytesType : PyDyn_Type<"Bytes", "bytes"> { let summary = "`bytes`"; }
def PyDyn_EllipsisType : PyDyn_Type<"Ellipsis", "ellipsis"> { let summary = "the type of `...`"; }
def PyDyn_SliceType : PyDyn_Type<"Slice", "slice"> { let summary = "`slice`"; }
def PyDyn_FunctionType : PyDyn_Type<"Function", "function"> { let summary = "a callable: function, method or builtin"; }
def PyDyn_ModuleType : PyDyn_Type<"Module", "module"> { let summary = "an imported module"; }
def PyDyn_ClassType : PyDyn_Type<"Class", "class"> { let summary = "a class object"; }

def PyDyn_TupleType : PyDyn_Type<"Tuple", "tuple"> {
  let summary = "a tuple whose elements' types are known";
  let description = [{
    ```mlir
    !pydyn.tuple<!pydyn.int, !pydyn.object>
    ```
  }];
  let parameters = (ins OptionalArrayRefParameter<"::mlir::Type">:$elements);
  let assemblyFormat = "(`<` $elements^ `>`)?";
}
def PyDyn_ListType : PyDyn_Type<"List", "list"> {
  let summary = "a list, with a type that all its elements have";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def PyDyn_SetType : PyDyn_Type<"Set", "set"> {
  let summary = "a set, with a type that all its elements have";
  let parameters = (ins "::mlir::Type":$element);
  let assemblyFormat = "`<` $element `>`";
}
def PyDyn_DictType : PyDyn_Type<"Dict", "dict"> {
  let summary = "a dict, with types that all its keys and all its values have";
  let parameters = (ins "::mlir::Type":$key, "::mlir::Type":$value);
  let assemblyFormat = "`<` $key `,` $value `>`";
}
def PyDyn_InstanceType : PyDyn_Type<"Instance", "instance"> {
  let summary = "an instance of exactly one class";
  let description = [{
    The class is named by module and qualified name; a subclass is another type.

    ```mlir
    !pydyn.instance<"torch.nn.modules.conv.Conv2d">
    ```
  }];
  let parameters = (ins StringRefParameter<"qualified class name">:$className);
  let assemblyFormat = "`<` $className `>`";
}
def PyDyn_TensorType : PyDyn_Type<"Tensor", "tensor"> {
  let summary = "a mutable reference to a tensor";
  let description = [{
    What a Python variable that holds a `torch.Tensor` has: a reference, through
    which the contents may be replaced (`x += 1`). The contents are values of
    the builtin tensor type it wraps; `pydyn.read` and `pydyn.write` go between
    the two, and `lift-state` removes this type.

    ```mlir
    !pydyn.tensor<tensor<?x10xf32>>
    ```
  }];
  let parameters = (ins "::mlir::TensorType":$value);
  let assemblyFormat = "`<` $value `>`";
}

#endif // JANUS_PYDYN_TYPES
