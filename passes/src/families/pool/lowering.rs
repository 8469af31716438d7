//! Pooling as loops over windows.
//!
//! The window's shape is that of an empty tensor that no loop reads: a structured op finds the
//! bounds of its loops in its operands.

use crate::families::{
    builder::{Builder, flag, int_attribute, ints_attribute},
    conv::pad,
    linalg::{Iterator, Map, dims, iterators},
    nn::Predicate,
    registry::{Lowered, Lowering},
    types::{DType, Shape, dtype_of, element_of, shape_of},
};
use janus_dialects::melior::ir::{Type, Value, operation::OperationRef};

/// The attributes of a pooling.
struct Geometry {
    kernel: Vec<i64>,
    stride: Vec<i64>,
    padding: Vec<i64>,
    dilation: Vec<i64>,
}

impl Geometry {
    fn of(op: OperationRef<'_, '_>) -> Self {
        let kernel = ints_attribute(op, "kernel");
        let mut dilation = ints_attribute(op, "dilation");
        dilation.resize(kernel.len(), 1);
        Self {
            stride: ints_attribute(op, "stride"),
            padding: ints_attribute(op, "padding"),
            kernel,
            dilation,
        }
    }

    fn spatial(&self) -> usize {
        self.kernel.len()
    }

    /// How far the windows reach past the end of the input; at least the padding.
    fn high(&self, input: &[Option<i64>], output: &[Option<i64>]) -> Vec<i64> {
        (0..self.spatial())
            .map(|i| {
                let (Some(size), Some(count)) = (input[2 + i], output[2 + i]) else {
                    return self.padding[i];
                };
                let reach =
                    (count - 1) * self.stride[i] + (self.kernel[i] - 1) * self.dilation[i] + 1;
                self.padding[i].max(reach - size - self.padding[i])
            })
            .collect()
    }

    /// The places of the padded input, with loops (n, c, windows, kernel).
    fn places(&self) -> Map {
        let spatial = self.spatial();
        let mut map = dims([0, 1]);
        map.extend((0..spatial).map(|i| {
            let (window, element) = (format!("d{}", 2 + i), format!("d{}", 2 + spatial + i));
            crate::families::conv::place(&window, self.stride[i], &element, self.dilation[i])
        }));
        map
    }

    /// The empty tensor that has the window's shape, and its map.
    fn window<'c: 'a, 'a>(&self, b: &Builder<'c, 'a>) -> (Value<'c, 'a>, Map) {
        let shape: Shape = self.kernel.iter().map(|&size| Some(size)).collect();
        let spatial = self.spatial();
        let window = b.empty(&shape, &[], Type::float32(b.context));
        (window, dims(2 + spatial..2 + 2 * spatial))
    }

    /// `kernel index` in row-major order, inside a loop over windows.
    fn position<'c: 'a, 'a>(&self, b: &Builder<'c, 'a>) -> Value<'c, 'a> {
        let spatial = self.spatial();
        let index = Type::index(b.context);
        let mut position = b.loop_index(2 + spatial);
        for i in 1..spatial {
            let scaled = b.value(
                "arith.muli",
                &[position, b.index(self.kernel[i])],
                &[],
                index,
            );
            let element = b.loop_index(2 + spatial + i);
            position = b.value("arith.addi", &[scaled, element], &[], index);
        }
        b.value(
            "arith.index_cast",
            &[position],
            &[],
            DType::I32.mlir(b.context),
        )
    }
}

pub fn max_pool<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let geometry = Geometry::of(lowering.op);
    let result = lowering.result();
    let (shape, dtype) = (shape_of(result), dtype_of(result));
    let least: crate::families::builder::Number = match dtype {
        DType::I8 => i64::from(i8::MIN).into(),
        DType::I16 => i64::from(i16::MIN).into(),
        DType::I32 => i64::from(i32::MIN).into(),
        DType::I64 => i64::MIN.into(),
        _ => f64::NEG_INFINITY.into(),
    };
    let high = geometry.high(&shape_of(lowering.operands[0]), &shape);
    let input = pad(b, lowering.operands[0], &geometry.padding, &high, least);
    let sizes = b.sizes(result);
    let spatial = geometry.spatial();
    let parallel = 2 + spatial;
    let values = (b.filled(&shape, &sizes, least, dtype), dims(0..parallel));
    let positions = (b.filled(&shape, &sizes, 0, DType::I32), dims(0..parallel));
    let inputs = [(input, geometry.places()), geometry.window(b)];
    let loops = iterators(parallel, spatial);
    let take = |b: &Builder<'c, 'a>, x, best| {
        let greater = b.scalar_compare(Predicate::Gt, dtype, x, best);
        if !dtype.is_float() {
            return greater;
        }
        let nan = b.scalar_compare(Predicate::Ne, dtype, x, x);
        b.value(
            "arith.ori",
            &[greater, nan],
            &[],
            DType::Bool.mlir(b.context),
        )
    };
    if lowering.uses_of(lowering.results[1]) == 0 {
        let value = b.generic(&inputs, &[values], &loops, |b, elements| {
            let (x, best) = (elements[0], elements[2]);
            if dtype.is_float() {
                return vec![b.value("arith.maximumf", &[best, x], &[], element_of(result))];
            }
            vec![b.scalar_select(take(b, x, best), x, best)]
        })[0];
        return Ok(vec![value, positions.0]);
    }
    Ok(
        b.generic(&inputs, &[values, positions], &loops, |b, elements| {
            let [x, best, position] = [elements[0], elements[2], elements[3]];
            let take = take(b, x, best);
            vec![
                b.scalar_select(take, x, best),
                b.scalar_select(take, geometry.position(b), position),
            ]
        }),
    )
}

/// Adds what `add` makes of a window's elements to the places under it: the transpose of a pooling.
fn scatter<'c: 'a, 'a>(
    lowering: &Lowering<'_, 'c, 'a>,
    geometry: &Geometry,
    grads: &[Value<'c, 'a>],
    add: impl FnOnce(&Builder<'c, 'a>, &[Value<'c, 'a>]) -> Value<'c, 'a>,
) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let result = lowering.result();
    let (shape, dtype) = (shape_of(result), dtype_of(result));
    let high = geometry.high(&shape, &shape_of(grads[0]));
    let padded_at_all = geometry
        .padding
        .iter()
        .chain(&high)
        .any(|&width| width != 0);
    if padded_at_all && shape[2..].iter().any(Option::is_none) {
        return lowering.unsupported("a padded dimension has a dynamic size");
    }
    let mut padded = shape.clone();
    for i in 0..geometry.spatial() {
        padded[2 + i] = padded[2 + i].map(|size| size + geometry.padding[i] + high[i]);
    }
    let sizes = b.sizes(result);
    let spatial = geometry.spatial();
    let zero = b.filled(&padded, &sizes, 0, dtype);
    let mut inputs: Vec<_> = grads
        .iter()
        .map(|&grad| (grad, dims(0..2 + spatial)))
        .collect();
    inputs.push(geometry.window(b));
    let mut loops = vec![Iterator::Parallel; 2];
    loops.resize(2 + 2 * spatial, Iterator::Reduction);
    let value = b.generic(
        &inputs,
        &[(zero, geometry.places())],
        &loops,
        |b, elements| {
            let Some((&accumulator, rest)) = elements.split_last() else {
                return vec![];
            };
            let term = add(b, rest);
            vec![b.value("arith.addf", &[accumulator, term], &[], element_of(result))]
        },
    )[0];
    if !padded_at_all {
        return Ok(vec![value]);
    }
    let offsets = [&[0, 0], geometry.padding.as_slice()].concat();
    Ok(vec![b.crop(value, &offsets, &shape, &sizes)])
}

pub fn max_pool_grad<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let geometry = Geometry::of(lowering.op);
    let dtype = dtype_of(lowering.result());
    scatter(
        lowering,
        &geometry,
        &lowering.operands[..2],
        |b, elements| {
            let position = geometry.position(b);
            let here = b.scalar_compare(Predicate::Eq, DType::I32, elements[1], position);
            b.scalar_select(here, elements[0], b.number(0, dtype))
        },
    )
}

/// What a window's sum is divided by: one number, or a tensor that depends on the window.
fn divisor<'c, 'a>(
    lowering: &Lowering<'_, 'c, 'a>,
    geometry: &Geometry,
    input: &[Option<i64>],
    output: Value<'c, 'a>,
) -> Result<Value<'c, 'a>, janus_dialects::Diagnostic<'c>> {
    let b = &lowering.builder;
    let dtype = dtype_of(output);
    if let Some(divisor) = int_attribute(lowering.op, "divisor") {
        return Ok(b.scalar(divisor, dtype));
    }
    let exclude = flag(lowering.op, "exclude_padding");
    let windows = shape_of(output);
    let rank = windows.len();
    let mut product = b.scalar(1, dtype);
    let mut uniform = 1;
    for i in 0..geometry.spatial() {
        let (kernel, stride, padding) =
            (geometry.kernel[i], geometry.stride[i], geometry.padding[i]);
        let (Some(size), Some(count)) = (input[2 + i], windows[2 + i]) else {
            if padding != 0 && exclude {
                return lowering.unsupported("a padded dimension has a dynamic size");
            }
            uniform *= kernel;
            continue;
        };
        let counts: Vec<i64> = (0..count)
            .map(|window| {
                let start = window * stride - padding;
                let end = (start + kernel).min(size + padding);
                if exclude {
                    end.min(size) - start.max(0)
                } else {
                    end - start
                }
            })
            .collect();
        if counts.iter().all(|&count| count == counts[0]) {
            uniform *= counts[0];
            continue;
        }
        let counts: Vec<f64> = counts.into_iter().map(|count| count as f64).collect();
        let mut shape = vec![Some(1); rank];
        shape[2 + i] = Some(count);
        let counts = b.reshape(b.vector(&counts, dtype), &shape, vec![]);
        product = b.mul(product, counts);
    }
    let uniform = b.scalar(uniform, dtype);
    let constant = shape_of(product).is_empty();
    Ok(if constant {
        uniform
    } else {
        b.mul(product, uniform)
    })
}

pub fn avg_pool<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let geometry = Geometry::of(lowering.op);
    let (input, result) = (lowering.operands[0], lowering.result());
    let shape = shape_of(result);
    let divisor = divisor(lowering, &geometry, &shape_of(input), result)?;
    let high = geometry.high(&shape_of(input), &shape);
    let padded = pad(b, input, &geometry.padding, &high, 0);
    let spatial = geometry.spatial();
    let zero = b.filled(&shape, &b.sizes(result), 0, dtype_of(result));
    let inputs = [(padded, geometry.places()), geometry.window(b)];
    let outputs = [(zero, dims(0..2 + spatial))];
    let sum = b.generic(
        &inputs,
        &outputs,
        &iterators(2 + spatial, spatial),
        |b, elements| {
            vec![b.value(
                "arith.addf",
                &[elements[2], elements[0]],
                &[],
                element_of(result),
            )]
        },
    )[0];
    Ok(vec![b.div(sum, divisor)])
}

pub fn avg_pool_grad<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let b = &lowering.builder;
    let geometry = Geometry::of(lowering.op);
    let grad = lowering.operands[0];
    let divisor = divisor(lowering, &geometry, &shape_of(lowering.result()), grad)?;
    let scaled = b.div(grad, divisor);
    scatter(lowering, &geometry, &[scaled], |_, elements| elements[0])
}
