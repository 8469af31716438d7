//! Scheduled code against plain loops: every form of `docs/cpu-pipeline.md`, in even and odd sizes, static and dynamic.

use super::*;
use janus_passes::pipelines::cpu::{CpuOptions, cpu_pipeline};

/// A function of tensors, with the sizes to call it with: inputs, then results.
struct Case {
    name: String,
    text: String,
    shapes: Vec<Vec<i64>>,
    inputs: usize,
}

/// Numbers between -1 and 1 for every argument, the same at each call.
fn random(case: &Case) -> Vec<Vec<f32>> {
    let mut seed = 1_u32;
    case.shapes
        .iter()
        .map(|shape| {
            (0..shape.iter().product())
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
                })
                .collect()
        })
        .collect()
}

fn run(case: &Case, pipeline: &str) -> Vec<Vec<f32>> {
    let context = janus_dialects::new_context();
    janus_dialects::register_upstream_passes();
    janus_passes::register_all();
    let mut module = Module::parse(&context, &case.text)
        .unwrap_or_else(|| panic!("{} does not parse:\n{}", case.name, case.text));
    let compiled = Compiled::lower_and_compile(
        &context,
        &mut module,
        &format!("builtin.module({pipeline})"),
        &Options::default(),
    )
    .unwrap_or_else(|error| panic!("{}: {error}\n{}", case.name, case.text));
    let mut buffers = random(case);
    let views: Vec<_> = buffers
        .iter_mut()
        .zip(&case.shapes)
        .map(|(buffer, shape)| Descriptor::contiguous(buffer.as_mut_ptr().cast(), shape))
        .collect();
    // SAFETY: the shapes are those of the arguments, and each buffer is its own.
    unsafe { compiled.call(&views) }.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    buffers.split_off(case.inputs)
}

fn check(case: &Case) {
    let pipeline = cpu_pipeline(&CpuOptions {
        threads: 2,
        schedule: None,
    });
    let plain: Vec<_> = cpu_pipeline(&CpuOptions {
        threads: 1,
        schedule: None,
    })
    .split(',')
    .filter(|pass| !matches!(*pass, "janus-lower-convolution" | "janus-select-schedule"))
    .map(str::to_owned)
    .collect();
    let (scheduled, plain) = (run(case, &pipeline), run(case, &plain.join(",")));
    for (number, (scheduled, plain)) in scheduled.iter().zip(&plain).enumerate() {
        let scale = plain
            .iter()
            .fold(1e-3_f32, |scale, value| scale.max(value.abs()));
        for (index, (a, b)) in scheduled.iter().zip(plain).enumerate() {
            assert!(
                (a - b).abs() <= 2e-5 * scale,
                "{}: element {index} of result {number} is {a}, plain loops say {b}",
                case.name
            );
        }
    }
}

fn tensor(sizes: &[i64], dynamic: bool) -> String {
    let sizes: Vec<_> = sizes
        .iter()
        .enumerate()
        .map(|(axis, size)| {
            if axis == 0 && dynamic {
                "?x".to_owned()
            } else {
                format!("{size}x")
            }
        })
        .collect();
    format!("tensor<{}f32>", sizes.concat())
}

/// `out += lhs * rhs` from zero, by maps.
fn contraction(
    name: &str,
    dims: &str,
    iterators: &str,
    maps: [&str; 3],
    shapes: [&[i64]; 3],
    dynamic: [bool; 3],
) -> Case {
    let types: Vec<_> = (0..3)
        .map(|index| tensor(shapes[index], dynamic[index]))
        .collect();
    let maps = maps
        .map(|map| format!("affine_map<({dims}) -> ({map})>"))
        .join(", ");
    let iterators: Vec<_> = iterators
        .chars()
        .map(|letter| {
            if letter == 'p' {
                "\"parallel\""
            } else {
                "\"reduction\""
            }
        })
        .collect();
    let size = if dynamic[2] { "%n" } else { "" };
    let text = format!(
        "func.func @main(%a: {a}, %b: {b}) -> {c} {{
           %c0 = arith.constant 0 : index
           %zero = arith.constant 0.0 : f32
           %n = tensor.dim %a, %c0 : {a}
           %e = tensor.empty({size}) : {c}
           %f = linalg.fill ins(%zero : f32) outs(%e : {c}) -> {c}
           %r = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{its}]}} ins(%a, %b : {a}, {b}) outs(%f : {c}) {{
           ^bb0(%x: f32, %y: f32, %z: f32):
             %p = arith.mulf %x, %y : f32
             %s = arith.addf %z, %p : f32
             linalg.yield %s : f32
           }} -> {c}
           return %r : {c}
         }}",
        a = types[0],
        b = types[1],
        c = types[2],
        its = iterators.join(", "),
    );
    Case {
        name: format!("{name} {shapes:?}"),
        text,
        shapes: shapes.iter().map(|shape| shape.to_vec()).collect(),
        inputs: 2,
    }
}

const MATMULS: [(i64, i64, i64); 6] = [
    (50, 120, 256),
    (50, 10, 84),
    (7, 13, 31),
    (1, 33, 5),
    (64, 64, 64),
    (3, 1, 169),
];

#[test]
fn matmuls_of_every_transposition() {
    for (m, n, k) in MATMULS {
        for dynamic in [false, true] {
            let d = [dynamic, false, dynamic];
            check(&contraction(
                "nt",
                "m, n, k",
                "ppr",
                ["m, k", "n, k", "m, n"],
                [&[m, k], &[n, k], &[m, n]],
                d,
            ));
            check(&contraction(
                "nn",
                "m, n, k",
                "ppr",
                ["m, k", "k, n", "m, n"],
                [&[m, k], &[k, n], &[m, n]],
                d,
            ));
        }
        let static_ = [false; 3];
        check(&contraction(
            "tn",
            "m, n, k",
            "ppr",
            ["k, m", "k, n", "m, n"],
            [&[k, m], &[k, n], &[m, n]],
            static_,
        ));
        let dynamic = [true, true, false];
        check(&contraction(
            "tn",
            "m, n, k",
            "ppr",
            ["k, m", "k, n", "m, n"],
            [&[k, m], &[k, n], &[m, n]],
            dynamic,
        ));
    }
}

#[test]
fn batched_matmul() {
    let shapes: [&[i64]; 3] = [&[3, 9, 20], &[3, 20, 40], &[3, 9, 40]];
    check(&contraction(
        "batched",
        "b, m, n, k",
        "pppr",
        ["b, m, k", "b, k, n", "b, m, n"],
        shapes,
        [false; 3],
    ));
}

/// A convolution's three forms, from the size of its result.
#[allow(clippy::too_many_arguments)] // The sizes and attributes of a convolution.
fn convolutions(
    n: i64,
    c: i64,
    f: i64,
    out: (i64, i64),
    kernel: (i64, i64),
    stride: i64,
    dilation: i64,
    dynamic: bool,
) {
    let size = |out: i64, kernel: i64| (out - 1) * stride + (kernel - 1) * dilation + 1;
    let x: &[i64] = &[n, c, size(out.0, kernel.0), size(out.1, kernel.1)];
    let w: &[i64] = &[f, c, kernel.0, kernel.1];
    let y: &[i64] = &[n, f, out.0, out.1];
    let window = format!("n, c, oh * {stride} + kh * {dilation}, ow * {stride} + kw * {dilation}");
    check(&contraction(
        "conv",
        "n, f, oh, ow, c, kh, kw",
        "pppprrr",
        [&window, "f, c, kh, kw", "n, f, oh, ow"],
        [x, w, y],
        [dynamic, false, dynamic],
    ));
    check(&contraction(
        "conv grad weight",
        "f, c, kh, kw, n, oh, ow",
        "pppprrr",
        ["n, f, oh, ow", &window, "f, c, kh, kw"],
        [y, x, w],
        [dynamic, dynamic, false],
    ));
    check(&contraction(
        "conv grad input",
        "n, c, kh, kw, oh, ow, f",
        "pprrrrr",
        ["n, f, oh, ow", "f, c, kh, kw", &window],
        [y, w, x],
        [dynamic, false, dynamic],
    ));
}

#[test]
fn convolutions_of_every_shape() {
    convolutions(4, 1, 6, (24, 24), (5, 5), 1, 1, false);
    convolutions(4, 6, 16, (8, 8), (5, 5), 1, 1, true);
    convolutions(2, 3, 5, (6, 7), (3, 3), 2, 1, false);
    convolutions(3, 2, 4, (5, 5), (3, 2), 1, 2, true);
    convolutions(2, 8, 8, (13, 13), (1, 1), 1, 1, false);
    convolutions(1, 3, 64, (9, 9), (11, 11), 4, 1, false);
}

#[test]
fn grouped_convolution() {
    let (x, w, y): (&[i64], &[i64], &[i64]) =
        (&[2, 2, 3, 10, 10], &[2, 4, 3, 3, 3], &[2, 2, 4, 8, 8]);
    let window = "n, g, c, oh + kh, ow + kw";
    check(&contraction(
        "grouped conv",
        "n, g, f, oh, ow, c, kh, kw",
        "ppppprrr",
        [window, "g, f, c, kh, kw", "n, g, f, oh, ow"],
        [x, w, y],
        [false; 3],
    ));
    check(&contraction(
        "grouped conv grad weight",
        "g, f, c, kh, kw, n, oh, ow",
        "ppppprrr",
        ["n, g, f, oh, ow", window, "g, f, c, kh, kw"],
        [y, x, w],
        [false; 3],
    ));
    check(&contraction(
        "grouped conv grad input",
        "n, g, c, kh, kw, oh, ow, f",
        "ppprrrrr",
        ["n, g, f, oh, ow", "g, f, c, kh, kw", window],
        [y, w, x],
        [false; 3],
    ));
}

/// Sum or maximum of one operand.
fn reduction(
    op: &str,
    start: &str,
    dims: &str,
    iterators: &str,
    maps: [&str; 2],
    shapes: [&[i64]; 2],
) -> Case {
    let (a, c) = (tensor(shapes[0], false), tensor(shapes[1], false));
    let maps = maps
        .map(|map| format!("affine_map<({dims}) -> ({map})>"))
        .join(", ");
    let its: Vec<_> = iterators
        .chars()
        .map(|letter| {
            if letter == 'p' {
                "\"parallel\""
            } else {
                "\"reduction\""
            }
        })
        .collect();
    let text = format!(
        "func.func @main(%a: {a}) -> {c} {{
           %start = arith.constant {start} : f32
           %e = tensor.empty() : {c}
           %f = linalg.fill ins(%start : f32) outs(%e : {c}) -> {c}
           %r = linalg.generic {{indexing_maps = [{maps}], iterator_types = [{its}]}} ins(%a : {a}) outs(%f : {c}) {{
           ^bb0(%x: f32, %z: f32):
             %s = {op} %z, %x : f32
             linalg.yield %s : f32
           }} -> {c}
           return %r : {c}
         }}",
        its = its.join(", "),
    );
    Case {
        name: format!("{op} {shapes:?}"),
        text,
        shapes: shapes.iter().map(|shape| shape.to_vec()).collect(),
        inputs: 1,
    }
}

#[test]
fn reductions_along_rows_and_columns() {
    for (m, n) in [(50, 10), (5, 300), (64, 64), (3, 7)] {
        check(&reduction(
            "arith.addf",
            "0.0",
            "m, k",
            "pr",
            ["m, k", "m"],
            [&[m, n], &[m]],
        ));
        check(&reduction(
            "arith.maximumf",
            "0xFF800000",
            "m, k",
            "pr",
            ["m, k", "m"],
            [&[m, n], &[m]],
        ));
        check(&reduction(
            "arith.addf",
            "0.0",
            "n, m",
            "pr",
            ["m, n", "n"],
            [&[m, n], &[n]],
        ));
        check(&reduction(
            "arith.addf",
            "0.0",
            "m, k",
            "rr",
            ["m, k", ""],
            [&[m, n], &[]],
        ));
    }
    check(&reduction(
        "arith.addf",
        "0.0",
        "f, n, s",
        "prr",
        ["n, f, s", "f"],
        [&[5, 6, 576], &[6]],
    ));
    check(&reduction(
        "arith.addf",
        "0.0",
        "f, n, s",
        "prr",
        ["n, f, s", "f"],
        [&[5, 7, 13], &[7]],
    ));
}

#[test]
fn elementwise_with_broadcasts_and_in_place() {
    let text = "func.func @main(%x: tensor<7x9x35xf32>, %c: tensor<9xf32>, %p: tensor<7x9x35xf32> {janus.inout = 1 : i64}) -> (tensor<7x9x35xf32>, tensor<7x9x35xf32>) {
       %e = tensor.empty() : tensor<7x9x35xf32>
       %y = linalg.generic {indexing_maps = [affine_map<(n, c, s) -> (n, c, s)>, affine_map<(n, c, s) -> (c)>, affine_map<(n, c, s) -> (n, c, s)>], iterator_types = [\"parallel\", \"parallel\", \"parallel\"]}
         ins(%x, %c : tensor<7x9x35xf32>, tensor<9xf32>) outs(%e : tensor<7x9x35xf32>) {
       ^bb0(%a: f32, %b: f32, %o: f32):
         %m = arith.mulf %a, %b : f32
         %t = math.exp %m : f32
         linalg.yield %t : f32
       } -> tensor<7x9x35xf32>
       %q = linalg.generic {indexing_maps = [affine_map<(n, c, s) -> (n, c, s)>, affine_map<(n, c, s) -> (n, c, s)>, affine_map<(n, c, s) -> (n, c, s)>], iterator_types = [\"parallel\", \"parallel\", \"parallel\"]}
         ins(%p, %y : tensor<7x9x35xf32>, tensor<7x9x35xf32>) outs(%e : tensor<7x9x35xf32>) {
       ^bb0(%a: f32, %b: f32, %o: f32):
         %m = arith.subf %a, %b : f32
         linalg.yield %m : f32
       } -> tensor<7x9x35xf32>
       return %y, %q : tensor<7x9x35xf32>, tensor<7x9x35xf32>
     }";
    check(&Case {
        name: "update in place".to_owned(),
        text: text.to_owned(),
        shapes: vec![vec![7, 9, 35], vec![9], vec![7, 9, 35], vec![7, 9, 35]],
        inputs: 2,
    });
}

#[test]
fn elementary_functions_are_accurate() {
    type Function = fn(f64) -> f64;
    let functions: [(&str, Function); 5] = [
        ("math.exp", f64::exp),
        ("math.log", f64::ln),
        ("math.tanh", f64::tanh),
        ("math.sin", f64::sin),
        ("math.cos", f64::cos),
    ];
    for (name, exact) in functions {
        let text = format!(
            "func.func @main(%a: tensor<1000xf32>) -> tensor<1000xf32> {{
               %e = tensor.empty() : tensor<1000xf32>
               %r = linalg.generic {{indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = [\"parallel\"]}}
                 ins(%a : tensor<1000xf32>) outs(%e : tensor<1000xf32>) {{
               ^bb0(%x: f32, %o: f32):
                 %y = {name} %x : f32
                 linalg.yield %y : f32
               }} -> tensor<1000xf32>
               return %r : tensor<1000xf32>
             }}"
        );
        let case = Case {
            name: name.to_owned(),
            text,
            shapes: vec![vec![1000], vec![1000]],
            inputs: 1,
        };
        let pipeline = cpu_pipeline(&CpuOptions::default());
        let inputs = random(&case);
        let outputs = run(&case, &pipeline);
        for (&x, &y) in inputs[0].iter().zip(&outputs[0]) {
            let wanted = exact(f64::from(x));
            if wanted.is_nan() {
                assert!(y.is_nan(), "{name} of {x} is {y}");
            } else {
                assert!(
                    (f64::from(y) - wanted).abs() <= 1e-6 * wanted.abs() + 1e-12,
                    "{name} of {x} is {y}, not {wanted}"
                );
            }
        }
    }
}
