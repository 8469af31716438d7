//! Tests of the IR layer.

use super::*;
use crate::new_context;
use melior::{
    Context,
    ir::{Location, Module, OperationRef, operation::OperationLike},
};

const LOOP: &str = r#"
func.func @f(%n: index, %x: f64) -> f64 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %sum = scf.for %i = %zero to %n step %one iter_args(%acc = %x) -> f64 {
    %next = arith.addf %acc, %x : f64
    scf.yield %next : f64
  }
  return %sum : f64
}
"#;

fn parse<'c>(context: &'c Context, source: &str) -> Module<'c> {
    parse_module(context, source).unwrap()
}

fn only<'c: 'a, 'a>(root: OperationRef<'c, 'a>, name: &str) -> OperationRef<'c, 'a> {
    let found = root.find_all(name);
    assert_eq!(found.len(), 1, "{name}");
    found[0]
}

fn valid(module: &Module) {
    assert!(module.as_operation().verify());
}

#[test]
fn walks() {
    let context = new_context();
    let module = parse(&context, LOOP);
    let names = |order| {
        module
            .as_operation()
            .walk(order)
            .into_iter()
            .map(|operation| operation.op_name())
            .collect::<Vec<_>>()
    };
    let pre = names(Order::Pre);
    let post = names(Order::Post);
    assert_eq!(pre[0], "builtin.module");
    assert_eq!(pre[4], "scf.for");
    assert_eq!(pre[5], "arith.addf");
    assert_eq!(post.last(), Some(&"builtin.module"));
    assert_eq!(pre.len(), post.len());

    let add = only(module.as_operation(), "arith.addf");
    assert_eq!(
        add.ancestors().map(|op| op.op_name()).collect::<Vec<_>>(),
        ["scf.for", "func.func", "builtin.module"]
    );
    assert!(module.as_operation().contains(add));
    assert_eq!(add.ancestor("func.func").and_then(symbol_name), Some("f"));
    assert_eq!(add.dialect_name(), "arith");
}

#[test]
fn uses_and_captures() {
    let context = new_context();
    let module = parse(&context, LOOP);
    let r#for = only(module.as_operation(), "scf.for");
    let function = only(module.as_operation(), "func.func");
    let x = function.region_block(0).unwrap().argument_value(1).unwrap();

    assert_eq!(x.uses().len(), 2);
    assert_eq!(x.block_argument().unwrap().1, 1);
    assert!(x.defining_op().is_none());
    assert!(x.is_defined_in(function));
    assert!(!x.is_defined_in(r#for));
    assert_eq!(r#for.region_at(0).unwrap().captures(), [x]);
    assert_eq!(r#for.users()[0].op_name(), "func.return");

    let n = function.region_block(0).unwrap().argument_value(0).unwrap();
    assert!(n.has_one_use());
    assert!(
        function
            .region_block(0)
            .unwrap()
            .remove_argument(0)
            .is_err()
    );
}

#[test]
fn replaces_and_erases() {
    let context = new_context();
    let module = parse(&context, LOOP);
    let add = only(module.as_operation(), "arith.addf");
    assert!(add.erase().is_err());

    let builder = Builder::before(add);
    let product = builder
        .value(
            OpSpec::new("arith.mulf")
                .operands(&add.operand_values())
                .infer_results(),
        )
        .unwrap();
    assert!(add.replace_with(&[]).is_err());
    add.replace_with(&[product]).unwrap();
    assert!(module.as_operation().find_all("arith.addf").is_empty());
    valid(&module);

    let r#for = only(module.as_operation(), "scf.for");
    let start = r#for.operand_value(3).unwrap();
    r#for.replace_with(&[start]).unwrap();
    valid(&module);
}

#[test]
fn attributes_have_types() {
    let context = new_context();
    let module = parse(
        &context,
        r#"module attributes {a.s = "", a.i = -3 : i64, a.u = 255 : ui8, a.b = true, a.f = 0.5 : f64,
            a.list = ["x", "y"], a.dense = array<i64: 1, 2>, a.sym = @f, a.ty = f32, a.d = {k = 1 : i64}, a.unit,
            a.splat = dense<2.0> : tensor<4xf32>, a.data = dense<[1, 2]> : tensor<2xi16>} {}"#,
    );
    let op = module.as_operation();
    assert_eq!(op.str_attr("a.s"), Some(""));
    assert_eq!(op.int_attr("a.i"), Some(-3));
    assert_eq!(op.int_attr("a.u"), Some(255));
    assert_eq!(op.int_attr("a.b"), None);
    assert_eq!(op.bool_attr("a.b"), Some(true));
    assert_eq!(op.bool_attr("a.i"), None);
    assert_eq!(op.float_attr("a.f"), Some(0.5));
    assert_eq!(op.str_array_attr("a.list"), Some(vec!["x", "y"]));
    assert_eq!(op.i64_array_attr("a.dense"), Some(vec![1, 2]));
    assert_eq!(op.symbol_attr("a.sym"), Some("f"));
    assert_eq!(op.type_attr("a.ty"), Some(f32_type(&context)));
    assert_eq!(
        op.attr("a.d").unwrap().dict_entry("k").unwrap().as_int(),
        Some(1)
    );
    assert_eq!(op.attr("a.d").unwrap().as_dict().unwrap()[0].0, "k");
    assert!(op.attr("a.unit").unwrap().is_unit());
    assert!(op.attr("a.splat").unwrap().is_splat());
    assert_eq!(
        op.attr("a.splat").unwrap().dense_bytes(),
        Some(&2.0f32.to_ne_bytes()[..])
    );
    assert_eq!(
        op.attr("a.data").unwrap().dense_bytes().map(<[u8]>::len),
        Some(4)
    );
    assert_eq!(op.attr("a.none"), None);

    op.set_attr("a.i", i64_attr(&context, 4));
    assert_eq!(op.int_attr("a.i"), Some(4));
    assert!(op.remove_attr("a.i"));
    assert!(!op.remove_attr("a.i"));
}

#[test]
fn types_have_shapes() {
    let context = new_context();
    let tensor = tensor_type(&[2, DYNAMIC], f32_type(&context));
    assert_eq!(tensor.text(), "tensor<2x?xf32>");
    assert_eq!(tensor.shape(), Some(vec![2, DYNAMIC]));
    assert_eq!(tensor.rank(), Some(2));
    assert_eq!(tensor.element_count(), None);
    assert!(!tensor.is_static());
    assert_eq!(tensor.element_type(), Some(f32_type(&context)));
    assert_eq!(
        tensor_type(&[2, 3], f32_type(&context)).element_count(),
        Some(6)
    );
    assert_eq!(f32_type(&context).shape(), None);
    assert!(bf16_type(&context).is_bf16());
    assert_eq!(int_type(&context, 8).bit_width(), Some(8));
    let function = function_type(&context, &[tensor], &[]);
    assert_eq!(function.signature(), Some((vec![tensor], vec![])));
}

#[test]
fn builders_fail_without_panic() {
    let context = new_context();
    let location = Location::unknown(&context);
    let module = Module::new(location);
    let builder = Builder::at_end(module.body(), location);
    assert!(builder.create(OpSpec::new("no.such_op")).is_err());
    let (result, diagnostics) = crate::diagnostic::capture(&context, || {
        builder.create(OpSpec::new("arith.addf").infer_results())
    });
    assert!(result.is_err());
    assert!(diagnostics.len() <= 1);
}

#[test]
fn operand_groups() {
    let context = new_context();
    let location = Location::unknown(&context);
    let module = Module::new(location);
    let builder = Builder::at_end(module.body(), location);
    let one = builder
        .value(
            OpSpec::new("arith.constant")
                .attr("value", index_attr(&context, 1))
                .results(&[index_type(&context)]),
        )
        .unwrap();
    let memref = parse_type(&context, "memref<?xf32>").unwrap();
    let alloc = builder
        .create(
            OpSpec::new("memref.alloc")
                .operand_groups(&[&[one], &[]])
                .results(&[memref]),
        )
        .unwrap();
    assert_eq!(alloc.operand_group(0), [one]);
    assert_eq!(alloc.operand_group(1), []);
    assert_eq!(alloc.operand_group(2), []);
    valid(&module);
}

#[test]
fn moves_blocks() {
    let context = new_context();
    let module = parse(&context, LOOP);
    let r#for = only(module.as_operation(), "scf.for");
    let body = r#for.region_block(0).unwrap();
    let (zero, x) = (
        r#for.operand_value(0).unwrap(),
        r#for.operand_value(3).unwrap(),
    );
    let last = body.terminator_op().unwrap();
    let next = last.operand_value(0).unwrap();
    last.erase().unwrap();
    assert!(body.inline_before(r#for, &[zero]).is_err());
    body.inline_before(r#for, &[zero, x]).unwrap();
    r#for.replace_with(&[next]).unwrap();
    valid(&module);

    let function = only(module.as_operation(), "func.func");
    let block = function.region_block(0).unwrap();
    let rest = block.split_before(only(module.as_operation(), "arith.addf"));
    assert_eq!(function.region_at(0).unwrap().blocks().len(), 2);
    rest.inline_at_end(block, &[]).unwrap();
    valid(&module);
    assert_eq!(block.body_operations().count(), 3);
}

#[test]
fn copies_with_a_mapping() {
    let context = new_context();
    let module = parse(&context, LOOP);
    let r#for = only(module.as_operation(), "scf.for");
    let body = r#for.region_block(0).unwrap();
    let x = r#for.operand_value(3).unwrap();
    let next = body.terminator_op().unwrap().operand_value(0).unwrap();

    let builder = Builder::before(r#for);
    let mut mapping = Mapping::new();
    mapping.map(body.argument_value(1).unwrap(), x);
    mapping.clone_body(body, |operation| {
        builder.insert(operation);
    });
    let copy = mapping.get(next).unwrap();
    assert_eq!(copy.defining_op().unwrap().operand_values(), [x, x]);
    assert_eq!(mapping.get(r#for.operand_value(0).unwrap()), None);
    valid(&module);

    let dominance = Dominance::new(module.as_operation());
    assert!(dominance.value_dominates(copy, r#for));
    assert!(!dominance.value_dominates(next, r#for));
}

#[test]
fn knows_effects() {
    let context = new_context();
    let module = parse(&context, LOOP);
    let root = module.as_operation();
    assert!(only(root, "arith.addf").is_pure());
    assert!(only(root, "func.return").is_terminator());
    assert!(!only(root, "func.return").is_removable());
    assert!(only(root, "scf.for").is_removable());
}

#[test]
fn symbols_are_found_and_renamed() {
    let context = new_context();
    let module = parse(
        &context,
        "func.func private @f() func.func @g() { call @f() : () -> () return }",
    );
    let root = module.as_operation();
    let f = lookup_symbol(root, "f").unwrap();
    let copy = insert_symbol(root, f.clone_detached()).unwrap();
    assert_ne!(symbol_name(copy), Some("f"));
    assert!(rename_symbol_uses(root, "f", symbol_name(copy).unwrap()));
    f.erase().unwrap();
    valid(&module);
    assert_eq!(symbols(root).count(), 2);
}

#[test]
fn rewrites_by_patterns() {
    let context = new_context();
    let module = parse(&context, LOOP);
    rewrite_greedily(
        module.as_operation(),
        vec![Pattern::new("arith.addf", |operation, rewriter| {
            if operation.attr("done").is_some() {
                return Err(NoMatch::new("done already"));
            }
            let value = rewriter.value(
                OpSpec::new("arith.mulf")
                    .operands(&operation.operand_values())
                    .results(&operation.result_types()),
            )?;
            rewriter.replace(operation, &[value])?;
            Ok(())
        })],
    )
    .unwrap();
    assert_eq!(module.as_operation().find_all("arith.mulf").len(), 1);
    valid(&module);
}

#[test]
fn panics_in_patterns_unwind_past_mlir() {
    let context = new_context();
    let module = parse(&context, LOOP);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        rewrite_greedily(
            module.as_operation(),
            vec![Pattern::new("arith.addf", |_, _| panic!("on purpose"))],
        )
    }));
    assert_eq!(
        *result.unwrap_err().downcast::<&str>().unwrap(),
        "on purpose"
    );
    valid(&module);
}

#[test]
fn locations_lead_to_the_source() {
    let context = new_context();
    let inner = range(&context, "a.py", (3, 5), (3, 9));
    let location = fused(
        &context,
        &[
            Location::unknown(&context),
            named(&context, "x", call_site(inner, Location::unknown(&context))),
        ],
    );
    let place = place(location).unwrap();
    assert_eq!(place.to_string(), "a.py:3:5");
    assert_eq!((place.end_line, place.end_column), (3, 9));
    // MLIR's name for no name.
    assert_eq!(
        super::place(range(&context, "", (1, 1), (1, 1)))
            .unwrap()
            .file,
        "-"
    );
    assert_eq!(super::place(Location::unknown(&context)), None);
}

#[test]
fn deep_nesting_does_not_overflow_the_walk() {
    let context = new_context();
    let depth = 300;
    let source = "scf.execute_region {".repeat(depth) + &"scf.yield }".repeat(depth);
    let module = parse(&context, &source);
    assert_eq!(
        module.as_operation().find_all("scf.execute_region").len(),
        depth
    );
}
