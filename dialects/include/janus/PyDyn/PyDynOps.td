//===- PyDynOps.td - Operations of the pydyn dialect -------*- tablegen -*-===//
//
// In the order of a Python reference: definitions, names, constants, objects,
// operators, containers, control flow, and what `specialize-types` adds.
//
//===----------------------------------------------------------------------===//

#ifndef JANUS_PYDYN_OPS
#define JANUS_PYDYN_OPS

include "janus/PyDyn/PyDynBase.td"
include "janus/PyDyn/PyDynTypes.td"
include "janus/PyDyn/PyDynAttrs.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

//===----------------------------------------------------------------------===//
// Definitions
//===----------------------------------------------------------------------===//

def PyDyn_FuncOp : PyDyn_Op<"func", [IsolatedFromAbove, FunctionOpInterface]> {
  let summary = "the code of a Python function";
  let description = [{
    A code object: what a `def` statement, a lambda, a comprehension's generator
    or a module's top level compiles to. It is not a function object; evaluating
    `def` creates one with `pydyn.make_function`.

    `parameters` names the entry block's arguments in CPython's order of local
    variables: positional-only, positional-or-keyword, keyword-only, then
    `*args` and `**kwargs` with their stars. `cells` are locals that nested
    functions use, `free` are variables of enclosing functions.
    `kind` is `function`, `lambda`, `module`, `generator` or `coroutine`.

    ```mlir
    pydyn.func @scale(%x: !pydyn.object, %factor: !pydyn.object) -> !pydyn.object
        attributes {qualname = "scale", parameters = ["x", "factor"]} {
      %0 = pydyn.load local "x" : !pydyn.object
      %1 = pydyn.load local "factor" : !pydyn.object
      %2 = pydyn.binary mul %0, %1 : (!pydyn.object, !pydyn.object) -> !pydyn.object
      pydyn.return %2 : !pydyn.object
    }
    ```

    On entry each parameter's local is bound to the block argument of the same
    position.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
                       TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<StrAttr>:$sym_visibility,
                       OptionalAttr<DictArrayAttr>:$arg_attrs,
                       OptionalAttr<DictArrayAttr>:$res_attrs,
                       StrAttr:$qualname,
                       StrArrayAttr:$parameters,
                       DefaultValuedAttr<I64Attr, "0">:$positional_only,
                       DefaultValuedAttr<I64Attr, "0">:$keyword_only,
                       DefaultValuedAttr<StrArrayAttr, "{}">:$cells,
                       DefaultValuedAttr<StrArrayAttr, "{}">:$free,
                       DefaultValuedAttr<StrAttr, "\"function\"">:$kind);
  let regions = (region AnyRegion:$body);
  let extraClassDeclaration = [{
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
  }];
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def PyDyn_MakeFunctionOp : PyDyn_Op<"make_function", [AttrSizedOperandSegments]> {
  let summary = "evaluate a `def` or a `lambda`";
  let description = [{
    Creates a function object from code. `defaults` belong to the last
    positional parameters, `keyword_defaults` to the keyword-only parameters
    that `keyword_default_names` names.

    ```mlir
    %f = pydyn.make_function @scale defaults(%one : !pydyn.int) : !pydyn.function
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$code,
                       Variadic<AnyType>:$defaults,
                       Variadic<AnyType>:$keyword_defaults,
                       DefaultValuedAttr<StrArrayAttr, "{}">:$keyword_default_names);
  let results = (outs AnyType:$function);
  let assemblyFormat = [{
    $code (`defaults` `(` $defaults^ `:` type($defaults) `)`)?
    (`keyword_defaults` `(` $keyword_defaults^ `:` type($keyword_defaults) `)` $keyword_default_names)?
    attr-dict `:` type($function)
  }];
}

def PyDyn_ClassOp : PyDyn_Op<"class", [SingleBlock]> {
  let summary = "evaluate a class statement";
  let description = [{
    The body runs once, with names of scope `name`; `kinds` says of each argument
    what it says in `pydyn.call`.
  }];
  let arguments = (ins StrAttr:$class_name, StrAttr:$qualname,
                       Variadic<AnyType>:$arguments, StrArrayAttr:$kinds);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs AnyType:$class_object);
  let assemblyFormat = [{
    $class_name `qualname` $qualname custom<Arguments>($arguments, type($arguments), $kinds)
    $body attr-dict `:` type($class_object)
  }];
  let hasVerifier = 1;
}

def PyDyn_ReturnOp : PyDyn_Op<"return", [Terminator]> {
  let summary = "return from the function, from any depth of control flow";
  let arguments = (ins AnyType:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def PyDyn_ImportOp : PyDyn_Op<"import"> {
  let summary = "import a module, or a name from one";
  let description = [{
    Without `name`, `import a.b` binds the package `a`, or with `as_leaf` the
    module `a.b`. With `name` it is `from module import name`; `level` counts leading dots.

    ```mlir
    %F = pydyn.import "torch.nn" from "functional" : !pydyn.object
    ```
  }];
  let arguments = (ins StrAttr:$module, OptionalAttr<StrAttr>:$name, UnitAttr:$as_leaf,
                       DefaultValuedAttr<I64Attr, "0">:$level);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$module (`name` $name^)? (`as_leaf` $as_leaf^)? attr-dict `:` type($result)";
}

//===----------------------------------------------------------------------===//
// Names and constants
//===----------------------------------------------------------------------===//

def PyDyn_LoadOp : PyDyn_Op<"load"> {
  let summary = "the value a name is bound to";
  let description = [{
    Raises `NameError` or `UnboundLocalError` where the name is unbound.

    ```mlir
    %0 = pydyn.load global "F" : !pydyn.object
    ```
  }];
  let arguments = (ins PyDyn_Scope:$scope, StrAttr:$name);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$scope $name attr-dict `:` type($value)";
}

def PyDyn_StoreOp : PyDyn_Op<"store"> {
  let summary = "bind a name";
  let arguments = (ins PyDyn_Scope:$scope, StrAttr:$name, AnyType:$value);
  let assemblyFormat = "$scope $name `,` $value attr-dict `:` type($value)";
}

def PyDyn_UnbindOp : PyDyn_Op<"unbind"> {
  let summary = "unbind a name: `del x`";
  let arguments = (ins PyDyn_Scope:$scope, StrAttr:$name);
  let assemblyFormat = "$scope $name attr-dict";
}

def PyDyn_ConstantOp : PyDyn_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a Python constant";
  let description = [{
    ```mlir
    %0 = pydyn.constant 3 : i64 -> !pydyn.int
    %1 = pydyn.constant "mean" -> !pydyn.str
    %2 = pydyn.constant #pydyn.none -> !pydyn.none
    ```
    `True` and `False` are `true` and `false`, floats are `f64`.
  }];
  let arguments = (ins AnyAttr:$value);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$value attr-dict `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

def PyDyn_GetAttrOp : PyDyn_Op<"get_attr"> {
  let summary = "`object.name`";
  let arguments = (ins AnyType:$object, StrAttr:$name);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$object $name attr-dict `:` functional-type($object, $result)";
}
def PyDyn_SetAttrOp : PyDyn_Op<"set_attr"> {
  let summary = "`object.name = value`";
  let arguments = (ins AnyType:$object, StrAttr:$name, AnyType:$value);
  let assemblyFormat = "$object $name `=` $value attr-dict `:` type($object) `,` type($value)";
}
def PyDyn_DelAttrOp : PyDyn_Op<"del_attr"> {
  let summary = "`del object.name`";
  let arguments = (ins AnyType:$object, StrAttr:$name);
  let assemblyFormat = "$object $name attr-dict `:` type($object)";
}
def PyDyn_GetItemOp : PyDyn_Op<"get_item"> {
  let summary = "`object[key]`";
  let arguments = (ins AnyType:$object, AnyType:$key);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$object `[` $key `]` attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_SetItemOp : PyDyn_Op<"set_item"> {
  let summary = "`object[key] = value`";
  let arguments = (ins AnyType:$object, AnyType:$key, AnyType:$value);
  let assemblyFormat = "$object `[` $key `]` `=` $value attr-dict `:` type(operands)";
}
def PyDyn_DelItemOp : PyDyn_Op<"del_item"> {
  let summary = "`del object[key]`";
  let arguments = (ins AnyType:$object, AnyType:$key);
  let assemblyFormat = "$object `[` $key `]` attr-dict `:` type(operands)";
}

def PyDyn_CallOp : PyDyn_Op<"call"> {
  let summary = "call an object";
  let description = [{
    Arguments are written as in Python: `%x`, `*%xs`, `name = %x`, `**%xs`. The
    attribute `kinds` has one string for each: `""`, `"*"`, the keyword, `"**"`.

    ```mlir
    %1 = pydyn.call %f(%x, *%rest, dim = %d) : (!pydyn.object, !pydyn.object, !pydyn.int) from !pydyn.object -> !pydyn.object
    ```
  }];
  let arguments = (ins AnyType:$callee, Variadic<AnyType>:$arguments, StrArrayAttr:$kinds);
  let results = (outs AnyType:$result);
  let assemblyFormat = [{
    $callee custom<Arguments>($arguments, type($arguments), $kinds) attr-dict
    `from` type($callee) `->` type($result)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

def PyDyn_BinaryOp : PyDyn_Op<"binary"> {
  let summary = "a binary operator, reflected methods included";
  let arguments = (ins PyDyn_BinaryOperator:$operator_, AnyType:$lhs, AnyType:$rhs);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$operator_ $lhs `,` $rhs attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_InplaceOp : PyDyn_Op<"inplace"> {
  let summary = "the operator of an augmented assignment";
  let description = "`x += y`: `__iadd__` where there is one, else as `pydyn.binary`. The result is stored by the ops that follow.";
  let arguments = (ins PyDyn_BinaryOperator:$operator_, AnyType:$lhs, AnyType:$rhs);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$operator_ $lhs `,` $rhs attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_UnaryOp : PyDyn_Op<"unary"> {
  let summary = "a unary operator";
  let arguments = (ins PyDyn_UnaryOperator:$operator_, AnyType:$operand);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$operator_ $operand attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_CompareOp : PyDyn_Op<"compare"> {
  let summary = "one comparison; a chain is lowered to several";
  let arguments = (ins PyDyn_ComparePredicate:$predicate, AnyType:$lhs, AnyType:$rhs);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$predicate $lhs `,` $rhs attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_TruthOp : PyDyn_Op<"truth"> {
  let summary = "`bool(operand)`, as a condition takes it";
  let arguments = (ins AnyType:$operand);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$operand attr-dict `:` functional-type(operands, $result)";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Containers and strings
//===----------------------------------------------------------------------===//

class PyDyn_SequenceOp<string mnemonic, string what> : PyDyn_Op<mnemonic> {
  let summary = "a " # what # " display; `*%x` unpacks";
  let arguments = (ins Variadic<AnyType>:$elements, StrArrayAttr:$kinds);
  let results = (outs AnyType:$result);
  let assemblyFormat = "custom<Arguments>($elements, type($elements), $kinds) attr-dict `->` type($result)";
  let hasVerifier = 1;
}
def PyDyn_MakeTupleOp : PyDyn_SequenceOp<"tuple", "tuple">;
def PyDyn_MakeListOp : PyDyn_SequenceOp<"list", "list">;
def PyDyn_MakeSetOp : PyDyn_SequenceOp<"set", "set">;
def PyDyn_MakeDictOp : PyDyn_Op<"dict", [SameVariadicOperandSize]> {
  let summary = "a dict display";
  let description = [{
    Keys and values in pairs; an absent key, the unit constant `#pydyn.ellipsis`
    never being one, is written as `**` by passing the mapping in both places.
  }];
  let arguments = (ins Variadic<AnyType>:$keys, Variadic<AnyType>:$values,
                       DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$unpacked);
  let results = (outs AnyType:$result);
  let assemblyFormat = [{
    (`keys` `(` $keys^ `:` type($keys) `)` `values` `(` $values `:` type($values) `)`)? attr-dict `->` type($result)
  }];
}
def PyDyn_AppendOp : PyDyn_Op<"append"> {
  let summary = "add an element to the list, set or dict that a comprehension builds";
  let description = "With `key`, the container is a dict.";
  let arguments = (ins AnyType:$container, AnyType:$value, Optional<AnyType>:$key);
  let assemblyFormat = "$container `,` $value (`key` $key^ `:` type($key))? attr-dict `:` type($container) `,` type($value)";
}
def PyDyn_MakeSliceOp : PyDyn_Op<"slice"> {
  let summary = "`lower:upper:step`, each `None` where it is left out";
  let arguments = (ins AnyType:$lower, AnyType:$upper, AnyType:$step);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$lower `,` $upper `,` $step attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_UnpackOp : PyDyn_Op<"unpack"> {
  let summary = "the targets of `a, *b, c = iterable`";
  let description = "`star` is the index of the starred target, or -1.";
  let arguments = (ins AnyType:$iterable, DefaultValuedAttr<I64Attr, "-1">:$star);
  let results = (outs Variadic<AnyType>:$targets);
  let assemblyFormat = "$iterable attr-dict `:` type($iterable) `->` type($targets)";
}
def PyDyn_FormatOp : PyDyn_Op<"format"> {
  let summary = "a replacement field of an f-string";
  let description = "`conversion` is `s`, `r`, `a` or empty.";
  let arguments = (ins AnyType:$value, AnyType:$spec, DefaultValuedAttr<StrAttr, "\"\"">:$conversion);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$value `,` $spec attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_JoinOp : PyDyn_Op<"join"> {
  let summary = "the parts of an f-string, joined";
  let arguments = (ins Variadic<AnyType>:$parts);
  let results = (outs AnyType:$result);
  let assemblyFormat = "(`(` $parts^ `:` type($parts) `)`)? attr-dict `->` type($result)";
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

def PyDyn_YieldOp : PyDyn_Op<"yield", [Pure, ReturnLike, Terminator]> {
  let summary = "the end of a region, with its results";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}
def PyDyn_BreakOp : PyDyn_Op<"break", [Terminator]> {
  let summary = "leave the innermost loop";
  let assemblyFormat = "attr-dict";
}
def PyDyn_ContinueOp : PyDyn_Op<"continue", [Terminator]> {
  let summary = "go on with the innermost loop";
  let assemblyFormat = "attr-dict";
}

def PyDyn_IfOp : PyDyn_Op<"if", [NoRegionArguments]> {
  let summary = "`if`, conditional expressions, `and` and `or`";
  let description = [{
    The condition has been through `pydyn.truth`. A statement has no results; an
    expression yields one from both regions.

    ```mlir
    pydyn.if %c {
      pydyn.return %a : !pydyn.object
    }
    ```
  }];
  let arguments = (ins AnyType:$condition);
  let regions = (region SizedRegion<1>:$then_region, AnyRegion:$else_region);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = [{
    $condition `:` type($condition) (`->` type($results)^)? $then_region (`else` $else_region^)? attr-dict
  }];
  let hasVerifier = 1;
}

def PyDyn_ConditionOp : PyDyn_Op<"condition", [Terminator]> {
  let summary = "the end of a `while` loop's test";
  let arguments = (ins AnyType:$condition);
  let assemblyFormat = "$condition attr-dict `:` type($condition)";
}
def PyDyn_WhileOp : PyDyn_Op<"while", [NoRegionArguments]> {
  let summary = "`while` with its `else`";
  let description = [{
    ```mlir
    pydyn.while {
      %c = pydyn.truth %x : (!pydyn.object) -> !pydyn.bool
      pydyn.condition %c : !pydyn.bool
    } do {
      pydyn.break
    }
    ```
  }];
  let regions = (region SizedRegion<1>:$test, SizedRegion<1>:$body, AnyRegion:$else_region);
  let assemblyFormat = "$test `do` $body (`else` $else_region^)? attr-dict";
  let hasVerifier = 1;
}
def PyDyn_ForOp : PyDyn_Op<"for"> {
  let summary = "`for` with its `else`";
  let description = [{
    The body's argument is the element; the ops that follow it bind the target.

    ```mlir
    pydyn.for %item in %iterable : !pydyn.object {
      pydyn.store local "x", %item : !pydyn.object
      pydyn.yield
    }
    ```
  }];
  let arguments = (ins AnyType:$iterable);
  let regions = (region SizedRegion<1>:$body, AnyRegion:$else_region);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}
def PyDyn_WithOp : PyDyn_Op<"with"> {
  let summary = "`with manager as target`";
  let description = "The body's argument is what `__enter__` returned.";
  let arguments = (ins AnyType:$manager);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}
def PyDyn_TryOp : PyDyn_Op<"try"> {
  let summary = "`try` with its `except`, `else` and `finally`";
  let description = [{
    The handlers are one region whose argument is the exception: a chain of
    `pydyn.if` on `pydyn.exception_match` that ends in `pydyn.reraise`.

    ```mlir
    pydyn.try {
      pydyn.yield
    } except %e {
      pydyn.reraise
    } finally {
      pydyn.yield
    }
    ```
  }];
  let regions = (region SizedRegion<1>:$body, AnyRegion:$handlers, AnyRegion:$else_region, AnyRegion:$finally);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}
def PyDyn_ExceptionMatchOp : PyDyn_Op<"exception_match"> {
  let summary = "whether an `except` clause takes the exception";
  let arguments = (ins AnyType:$exception, AnyType:$type);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$exception `,` $type attr-dict `:` functional-type(operands, $result)";
}
def PyDyn_RaiseOp : PyDyn_Op<"raise", [Terminator]> {
  let summary = "`raise exception from cause`";
  let arguments = (ins AnyType:$exception, Optional<AnyType>:$cause);
  let assemblyFormat = "$exception (`from` $cause^ `:` type($cause))? attr-dict `:` type($exception)";
}
def PyDyn_ReraiseOp : PyDyn_Op<"reraise", [Terminator]> {
  let summary = "raise the exception being handled again";
  let assemblyFormat = "attr-dict";
}
def PyDyn_UnsupportedOp : PyDyn_Op<"unsupported"> {
  let summary = "a construct that has no lowering";
  let description = [{
    Parsed but not lowered: `code` is the stable code of the refusal, `message`
    its sentence. A path of execution that does not come here may still be
    converted; one that does is left to CPython.
  }];
  let arguments = (ins StrAttr:$code, StrAttr:$message, Variadic<AnyType>:$operands_);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = "$code $message (`(` $operands_^ `:` type($operands_) `)`)? attr-dict (`->` type($results)^)?";
}

//===----------------------------------------------------------------------===//
// What specialize-types adds
//===----------------------------------------------------------------------===//

def PyDyn_ObjectRefOp : PyDyn_Op<"object_ref", [Pure]> {
  let summary = "an object that existed before the call";
  let description = [{
    Names a `dataflow.object`; two references to one symbol are one object.

    ```mlir
    %w = pydyn.object_ref @conv1.weight : !pydyn.tensor<tensor<6x1x5x5xf32>>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$object);
  let results = (outs AnyType:$result);
  let assemblyFormat = "$object attr-dict `:` type($result)";
}
def PyDyn_ReadOp : PyDyn_Op<"read", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "the present contents of a tensor";
  let description = [{
    ```mlir
    %v = pydyn.read %w : !pydyn.tensor<tensor<4xf32>> -> tensor<4xf32>
    ```
    On a `!pydyn.int`, `!pydyn.float` or `!pydyn.bool`, the machine number.
  }];
  let arguments = (ins AnyType:$reference);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$reference attr-dict `:` type($reference) `->` type($value)";
}
def PyDyn_BoxOp : PyDyn_Op<"box", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "a new tensor object with these contents, or a Python number";
  let description = [{
    `strides` is where a tensor's elements lie: each stride a product, a factor and then the
    dimensions whose sizes multiply it; contiguous where there is none. `bumps` is its `_version`.

    ```mlir
    %t = pydyn.box %v {strides = [array<i64: 1>, array<i64: 1, 0>]} : tensor<?x3xf32> -> !pydyn.tensor<tensor<?x3xf32>>
    ```
  }];
  let arguments = (ins AnyType:$value, UnitAttr:$requires_grad, OptionalAttr<ArrayAttr>:$strides,
                       OptionalAttr<I64Attr>:$bumps);
  let results = (outs AnyType:$reference);
  let assemblyFormat = "$value (`requires_grad` $requires_grad^)? attr-dict `:` type($value) `->` type($reference)";
}
def PyDyn_WriteOp : PyDyn_Op<"write", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "replace the contents of a tensor in place";
  let description = [{
    `bumps` is by how much the tensor's `_version` goes up, 1 where it is missing.

    ```mlir
    pydyn.write %w, %v {bumps = 2 : i64} : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    ```
  }];
  let arguments = (ins PyDyn_TensorType:$reference, AnyType:$value, OptionalAttr<I64Attr>:$bumps);
  let assemblyFormat = "$reference `,` $value attr-dict `:` type($reference) `,` type($value)";
}
def PyDyn_ViewOp : PyDyn_Op<"view", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "a new tensor object over another one's memory";
  let description = [{
    `sizes` and `strides` are products, each a factor and then the dimensions of the base whose
    sizes multiply it; `offset` counts from the base's first element. `requires_grad` says that
    autograd follows it.

    ```mlir
    %row = pydyn.view %t {sizes = [array<i64: 1, 1>], strides = [array<i64: 1>], offset = 0 : i64}
        : !pydyn.tensor<tensor<4x?xf32>> -> !pydyn.tensor<tensor<?xf32>>
    ```
  }];
  let arguments = (ins PyDyn_TensorType:$base, ArrayAttr:$sizes, ArrayAttr:$strides, I64Attr:$offset,
                       UnitAttr:$requires_grad);
  let results = (outs PyDyn_TensorType:$reference);
  let assemblyFormat = "$base attr-dict `:` type($base) `->` type($reference)";
}
def PyDyn_BackwardOp : PyDyn_Op<"backward", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "gradients of a tensor with respect to leaves";
  let description = [{
    What `loss.backward()` computes before it accumulates: the gradient of
    `root`, weighted by `seed`, with respect to the contents that each leaf had
    when it was read. `specialize-types` emits the stores to `.grad`.

    ```mlir
    %g = pydyn.backward %loss, %seed wrt (%w) : tensor<f32>, tensor<f32> wrt (!pydyn.tensor<tensor<4xf32>>) -> tensor<4xf32>
    ```
  }];
  let arguments = (ins AnyType:$root, AnyType:$seed, Variadic<AnyType>:$leaves);
  let results = (outs Variadic<AnyType>:$gradients);
  let assemblyFormat = [{
    $root `,` $seed `wrt` `(` $leaves `)` attr-dict `:` type($root) `,` type($seed) `wrt` `(` type($leaves) `)` `->` type($gradients)
  }];
}

#endif // JANUS_PYDYN_OPS
