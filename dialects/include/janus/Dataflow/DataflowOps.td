//===- DataflowOps.td - Operations of the dataflow dialect -*- tablegen -*-===//

#ifndef JANUS_DATAFLOW_OPS
#define JANUS_DATAFLOW_OPS

include "janus/Dataflow/DataflowBase.td"
include "janus/Dataflow/DataflowTypes.td"
include "janus/Dataflow/DataflowAttrs.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"

//===----------------------------------------------------------------------===//
// The graph and its surface: assumptions, inputs, effects
//===----------------------------------------------------------------------===//

def Dataflow_ObjectOp : Dataflow_Op<"object", [Symbol]> {
  let summary = "a Python object that a graph depends on, and what it assumes of it";
  let description = [{
    The object is reached in one step from its `parent`, or from the call
    itself; `check` is asked at entry, in the order of declaration, so that a parent has been
    checked before its children are looked at. A failed check means that this graph is not the
    one to run, and nothing has happened yet.

    ```mlir
    dataflow.object @model = argument 0 : i64 checks identity as !pydyn.instance<"lenet.LeNet">
    dataflow.object @model.training = dict "training" of @model checks value true as !pydyn.bool
    dataflow.object @x = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<?x1x28x28xf32>> {dims = ["batch", "", "", ""]}
    dataflow.object @grad = attribute "grad" of @w checks value #pydyn.none as !pydyn.none
    ```

    Two objects that check `tensor` must be two tensors: where one object is reached
    in two ways, the second declaration checks `same`.

    `dims` gives dimensions that must be equal the same name, `""` where the
    type says it all; a named dimension is assumed to be at least 2.
    `strides` is where its elements must lie: each stride a product, a factor and then the
    dimensions whose sizes multiply it; those of a contiguous tensor where there is none.
    `requires_grad` and `leaf` are what the tensor's properties must be.
    `object_id` is the number that the world which the graph was made in gave the
    object. A `member` is found by it alone: its class checks `unchanged`, so what was found once stays true.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
                       Dataflow_Access:$access,
                       OptionalAttr<AnyAttr>:$key,
                       OptionalAttr<FlatSymbolRefAttr>:$parent,
                       Dataflow_Check:$check,
                       OptionalAttr<AnyAttr>:$expected,
                       TypeAttr:$type,
                       OptionalAttr<StrArrayAttr>:$dims,
                       OptionalAttr<ArrayAttr>:$strides,
                       UnitAttr:$requires_grad,
                       UnitAttr:$leaf,
                       OptionalAttr<I64Attr>:$object_id);
  let assemblyFormat = [{
    $sym_name `=` $access ($key^)? (`of` $parent^)? `checks` $check ($expected^)? `as` $type attr-dict
  }];
  let hasVerifier = 1;
}

def Dataflow_GraphOp : Dataflow_Op<"graph", [IsolatedFromAbove, Symbol, SingleBlock]> {
  let summary = "what one converted call computes";
  let description = [{
    ```mlir
    dataflow.graph @scale {
      %x = dataflow.state.read @x : tensor<4xf32>
      %y = nn.mul %x, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
      dataflow.commit(%y : tensor<4xf32>) {
      ^bb0(%v: tensor<4xf32>):
        %t = pydyn.box %v : tensor<4xf32> -> !pydyn.tensor<tensor<4xf32>>
        pydyn.return %t : !pydyn.tensor<tensor<4xf32>>
      }
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
  let hasVerifier = 1;
}

def Dataflow_StateReadOp : Dataflow_Op<"state.read", [Pure]> {
  let summary = "what an object held at entry: a tensor's contents or a number";
  let arguments = (ins FlatSymbolRefAttr:$object);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$object attr-dict `:` type($value)";
}

def Dataflow_DrawOp : Dataflow_Op<"draw", [MemoryEffects<[MemWrite]>]> {
  let summary = "random numbers, from PyTorch's generator";
  let description = [{
    Draws are made in program order and cannot be removed: a draw that nobody
    uses still advances the generator. `distribution` names the in-place method of
    `torch.Tensor` that fills the buffer, `parameters` are its arguments;
    `sizes` are the dynamic dimensions. Numbers come in the order of memory, which `strides` gives
    as in `dataflow.object`.

    ```mlir
    %mask = dataflow.draw "bernoulli_"(0.5 : f64) : tensor<8x16xf32>
    ```
  }];
  let arguments = (ins StrAttr:$distribution, ArrayAttr:$parameters, Variadic<Index>:$sizes,
                       OptionalAttr<ArrayAttr>:$strides);
  let results = (outs AnyType:$value);
  let assemblyFormat = "$distribution $parameters (`sizes` `(` $sizes^ `)`)? attr-dict `:` type($value)";
}

def Dataflow_AssertOp : Dataflow_Op<"assert", [MemoryEffects<[MemWrite]>]> {
  let summary = "an assumption that only the run can check";
  let description = [{
    Where it fails the graph is abandoned before anything is committed.

    ```mlir
    dataflow.assert %taken, "the branch at line 12 is taken"
    ```
  }];
  let arguments = (ins I1:$condition, StrAttr:$assumption);
  let assemblyFormat = "$condition `,` $assumption attr-dict";
}

def Dataflow_CommitOp : Dataflow_Op<"commit", [Terminator, SingleBlock]> {
  let summary = "all that the call changes, and what it returns";
  let description = [{
    Ends a graph. The region is a straight line of pydyn ops that the runtime
    executes once every assertion has held: tensors written in place, objects made, attributes
    and items stored, in the program's order; `pydyn.return` ends it.
  }];
  let arguments = (ins Variadic<AnyType>:$values);
  let regions = (region SizedRegion<1>:$effects);
  let assemblyFormat = "(`(` $values^ `:` type($values) `)`)? $effects attr-dict";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

def Dataflow_YieldOp : Dataflow_Op<"yield", [Pure, ReturnLike, Terminator]> {
  let summary = "the results of a region";
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Dataflow_CondOp : Dataflow_Op<"cond", [SingleBlock, NoRegionArguments, RecursiveMemoryEffects, RecursivelySpeculatable]> {
  let summary = "one of two regions' values";
  let description = [{
    The paper's Switch and Merge.

    ```mlir
    %r = dataflow.cond %c -> tensor<4xf32> {
      dataflow.yield %a : tensor<4xf32>
    } else {
      dataflow.yield %b : tensor<4xf32>
    }
    ```
  }];
  let arguments = (ins I1:$condition);
  let regions = (region SizedRegion<1>:$then_region, SizedRegion<1>:$else_region);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = "$condition (`->` type($results)^)? $then_region `else` $else_region attr-dict";
  let hasVerifier = 1;
}

def Dataflow_ConditionOp : Dataflow_Op<"condition", [Terminator]> {
  let summary = "whether a `dataflow.while` goes on, and with which values";
  let arguments = (ins I1:$condition, Variadic<AnyType>:$values);
  let assemblyFormat = "$condition (`,` $values^ `:` type($values))? attr-dict";
}

def Dataflow_WhileOp : Dataflow_Op<"while", [SingleBlock, RecursiveMemoryEffects]> {
  let summary = "a loop with a condition";
  let description = [{
    The paper's Enter, Merge, LoopCond, Switch, Exit and NextIteration. Both
    regions take the loop's values; the first ends in `dataflow.condition`.
  }];
  let arguments = (ins Variadic<AnyType>:$inits);
  let regions = (region SizedRegion<1>:$before, SizedRegion<1>:$after);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = "(`(` $inits^ `:` type($inits) `)`)? (`->` type($results)^)? $before `do` $after attr-dict";
  let hasVerifier = 1;
}

def Dataflow_ForOp : Dataflow_Op<"for", [SingleBlock, RecursiveMemoryEffects]> {
  let summary = "a loop whose trip count is known when it starts";
  let description = [{
    The region's arguments are the induction value, counting from `lower` below
    `upper` (above it, where `step` is negative) as Python's `range` does, and the loop's values.

    ```mlir
    %s = dataflow.for %lower to %upper step %step (%init : f64) -> f64 {
    ^bb0(%i: i64, %acc: f64):
      dataflow.yield %acc : f64
    }
    ```
  }];
  let arguments = (ins I64:$lower, I64:$upper, I64:$step, Variadic<AnyType>:$inits);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = "$lower `to` $upper `step` $step (`(` $inits^ `:` type($inits) `)`)? (`->` type($results)^)? $body attr-dict";
  let hasVerifier = 1;
}

def Dataflow_FunctionOp : Dataflow_Op<"function", [IsolatedFromAbove, Symbol, SingleBlock]> {
  let summary = "a subgraph that is invoked, perhaps by itself";
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name $function_type attr-dict-with-keyword $body";
  let hasVerifier = 1;
}

def Dataflow_InvokeOp : Dataflow_Op<"invoke"> {
  let summary = "the results of a subgraph; recursion is allowed";
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$arguments);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = "$callee `(` $arguments `)` attr-dict `:` functional-type($arguments, $results)";
}

def Dataflow_RecordOp : Dataflow_Op<"record", [Pure]> {
  let summary = "keeps values for a derivative until the call of the graph ends";
  let description = [{
    The result says where they are. An activation of a function that calls itself
    keeps what its own calls gave it, and where these have kept theirs.

    ```mlir
    %h, %inner = dataflow.invoke @g.forward(%x) : (tensor<4xf32>) -> (tensor<4xf32>, i64)
    %own = dataflow.record %h, %inner : tensor<4xf32>, i64
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$values);
  let results = (outs I64:$record);
  let assemblyFormat = "$values attr-dict `:` type($values)";
}

def Dataflow_RecallOp : Dataflow_Op<"recall", [Pure]> {
  let summary = "values of a record";
  let description = [{
    `layout` has the types of all values of the record, `first` says which is
    the first one that is wanted. With a `callee`, they are what its invocation on the `arguments` gave.

    ```mlir
    %h, %inner = dataflow.recall %own[0] invoke @g.forward(%x)
        {layout = [tensor<4xf32>, i64]} : (tensor<4xf32>) -> (tensor<4xf32>, i64)
    ```
  }];
  let arguments = (ins I64:$record, I64Attr:$first, TypeArrayAttr:$layout,
                       OptionalAttr<FlatSymbolRefAttr>:$callee, Variadic<AnyType>:$arguments);
  let results = (outs Variadic<AnyType>:$results);
  let assemblyFormat = [{
    $record `[` $first `]` (`invoke` $callee^)? `(` $arguments `)` attr-dict `:` functional-type($arguments, $results)
  }];
}

//===----------------------------------------------------------------------===//
// Objects that only the run knows
//===----------------------------------------------------------------------===//

def Dataflow_LoadAttrOp : Dataflow_Op<"load_attr", [Pure]> {
  let summary = "what an instance holds under a name, and whether it does";
  let description = [{
    Looks into the instance alone: its class has nothing of that name, and is
    known not to change.

    ```mlir
    %found, %left = dataflow.load_attr %node "left"
    ```
  }];
  let arguments = (ins Dataflow_Reference:$object, StrAttr:$name);
  let results = (outs I1:$found, Dataflow_Reference:$value);
  let assemblyFormat = "$object $name attr-dict";
}

def Dataflow_LoadItemOp : Dataflow_Op<"load_item", [Pure]> {
  let summary = "an item of a list or tuple, and whether there is one; the index is not negative";
  let arguments = (ins Dataflow_Reference:$object, I64:$index);
  let results = (outs I1:$found, Dataflow_Reference:$value);
  let assemblyFormat = "$object `[` $index `]` attr-dict";
}

def Dataflow_LengthOp : Dataflow_Op<"length", [Pure]> {
  let summary = "the length of a list or tuple";
  let arguments = (ins Dataflow_Reference:$object);
  let results = (outs I64:$length);
  let assemblyFormat = "$object attr-dict";
}

def Dataflow_TypeIsOp : Dataflow_Op<"type_is", [Pure]> {
  let summary = "whether a class is the very type of an object";
  let arguments = (ins Dataflow_Reference:$object, Dataflow_Reference:$type);
  let results = (outs I1:$holds);
  let assemblyFormat = "$object `,` $type attr-dict";
}

def Dataflow_IsOp : Dataflow_Op<"is", [Pure]> {
  let summary = "whether two objects are one";
  let arguments = (ins Dataflow_Reference:$a, Dataflow_Reference:$b);
  let results = (outs I1:$holds);
  let assemblyFormat = "$a `,` $b attr-dict";
}

def Dataflow_LoadTensorOp : Dataflow_Op<"load_tensor", [Pure]> {
  let summary = "the contents of a tensor, and whether it is one of this type";
  let description = [{
    That is a contiguous one in the host's memory that does not require grad.
    Where it is not, nobody may look at the contents.

    ```mlir
    %fits, %x = dataflow.load_tensor %word : tensor<4xf32>
    ```
  }];
  let arguments = (ins Dataflow_Reference:$object);
  let results = (outs I1:$fits, AnyType:$contents);
  let assemblyFormat = "$object attr-dict `:` type($contents)";
}

def Dataflow_LoadNumberOp : Dataflow_Op<"load_number", [Pure]> {
  let summary = "an `int`, `float` or `bool`, and whether it is one, of 64 bits at most";
  let arguments = (ins Dataflow_Reference:$object);
  let results = (outs I1:$fits, AnyType:$number);
  let assemblyFormat = "$object attr-dict `:` type($number)";
}

#endif // JANUS_DATAFLOW_OPS
