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

    /// Each element of the windows as an operand with loops (n, c, windows), in row-major order; `None` where a size that
    /// this needs is dynamic.
    fn elements<'c: 'a, 'a>(
        &self,
        b: &Builder<'c, 'a>,
        input: Value<'c, 'a>,
        windows: &[Option<i64>],
    ) -> Option<Vec<(Value<'c, 'a>, Map)>> {
        if self.kernel.iter().product::<i64>() > UNROLLED {
            return None;
        }
        let shape = shape_of(input);
        // A plain dimension in a map runs over all of the operand: windows that move by one see slices.
        let sliced = |i: usize| self.stride[i] == 1;
        if (0..self.spatial())
            .any(|i| sliced(i) && windows[2 + i].is_none() || shape[2 + i].is_none())
        {
            return None;
        }
        let mut offsets = vec![vec![]];
        for i in 0..self.spatial() {
            let elements = (0..self.kernel[i]).map(|element| element * self.dilation[i]);
            offsets = offsets
                .iter()
                .flat_map(|before: &Vec<i64>| {
                    let with = |offset| [before.as_slice(), &[offset]].concat();
                    elements.clone().map(with).collect::<Vec<_>>()
                })
                .collect();
        }
        let outer: Vec<_> = (0..2)
            .filter(|&i| shape[i].is_none())
            .map(|i| b.size(input, i))
            .collect();
        let operand = |offsets: Vec<i64>| {
            let mut start = vec![0; 2];
            let mut size = shape[..2].to_vec();
            let mut map = dims([0, 1]);
            for (i, offset) in offsets.into_iter().enumerate() {
                let window = format!("d{}", 2 + i);
                if sliced(i) {
                    start.push(offset);
                    size.push(windows[2 + i]);
                    map.push(window);
                } else {
                    start.push(0);
                    size.push(shape[2 + i]);
                    map.push(format!("{window} * {} + {offset}", self.stride[i]));
                }
            }
            let value = match (0..self.spatial()).any(sliced) {
                true => b.crop(input, &start, &size, &outer),
                false => input,
            };
            (value, map)
        };
        Some(offsets.into_iter().map(operand).collect())
    }

    /// Whether the windows lie side by side and cover the whole input.
    fn tiles(&self, input: &[Option<i64>], output: &[Option<i64>]) -> bool {
        (0..self.spatial()).all(|i| {
            self.kernel[i] == self.stride[i]
                && self.padding[i] == 0
                && (self.dilation[i] == 1 || self.kernel[i] == 1)
                && input[2 + i].is_some()
                && input[2 + i] == output[2 + i].map(|count| count * self.stride[i])
        })
    }

    /// The empty tensor that has the window's shape, and its map.
    fn window<'c: 'a, 'a>(&self, b: &Builder<'c, 'a>) -> (Value<'c, 'a>, Map) {
        let shape: Shape = self.kernel.iter().map(|&size| Some(size)).collect();
        let spatial = self.spatial();
        let window = b.empty(&shape, &[], Type::float32(b.context));
        (window, dims(2 + spatial..2 + 2 * spatial))
    }

    /// The position in the window of its first element that is no padding, of a loop over (n, c, windows):
    /// where nothing is greater than the least number, it is the greatest.
    fn first<'c: 'a, 'a>(&self, b: &Builder<'c, 'a>) -> Value<'c, 'a> {
        let r#type = DType::I32;
        let number = |value: i64| b.number(value, r#type);
        let op = |name: &str, x, y| b.value(name, &[x, y], &[], r#type.mlir(b.context));
        let mut position = number(0);
        for i in 0..self.spatial() {
            position = op("arith.muli", position, number(self.kernel[i]));
            if self.padding[i] == 0 {
                continue;
            }
            let window = b.value(
                "arith.index_cast",
                &[b.loop_index(2 + i)],
                &[],
                r#type.mlir(b.context),
            );
            let start = op("arith.muli", window, number(self.stride[i]));
            let lead = op("arith.subi", number(self.padding[i]), start);
            let lead = op("arith.maxsi", lead, number(0));
            // Rounded up.
            let lead = op("arith.addi", lead, number(self.dilation[i] - 1));
            let skipped = op("arith.divsi", lead, number(self.dilation[i]));
            position = op("arith.addi", position, skipped);
        }
        position
    }

    /// The position in the window, in row-major order, where `element` tells the loop over each of its dimensions.
    fn position<'c: 'a, 'a>(
        &self,
        b: &Builder<'c, 'a>,
        element: &dyn Fn(usize) -> usize,
    ) -> Value<'c, 'a> {
        let spatial = self.spatial();
        let index = Type::index(b.context);
        let mut position = b.loop_index(element(0));
        for i in 1..spatial {
            let scaled = b.value(
                "arith.muli",
                &[position, b.index(self.kernel[i])],
                &[],
                index,
            );
            let element = b.loop_index(element(i));
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

/// Windows of at most so many elements are read element by element, without loops.
const UNROLLED: i64 = 16;

/// The greatest elements of windows and where they are, in one pass without accumulators in memory: each element of the
/// window is an input of its own, so that the only loops are those over windows.
fn max_pool_unrolled<'c: 'a, 'a>(
    b: &Builder<'c, 'a>,
    inputs: &[(Value<'c, 'a>, Map)],
    like: Value<'c, 'a>,
    take: impl Fn(&Builder<'c, 'a>, Value<'c, 'a>, Value<'c, 'a>) -> Value<'c, 'a>,
    geometry: &Geometry,
) -> Vec<Value<'c, 'a>> {
    let (shape, sizes) = (shape_of(like), b.sizes(like));
    let parallel = shape.len();
    let outputs = [element_of(like), DType::I32.mlir(b.context)]
        .map(|element| (b.empty(&shape, &sizes, element), dims(0..parallel)));
    b.generic(inputs, &outputs, &iterators(parallel, 0), |b, elements| {
        let mut best = elements[0];
        let mut position = geometry.first(b);
        for (index, &x) in elements[1..inputs.len()].iter().enumerate() {
            let take = take(b, x, best);
            let here = b.number(index as i64 + 1, DType::I32);
            best = b.scalar_select(take, x, best);
            position = b.scalar_select(take, here, position);
        }
        vec![best, position]
    })
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
    let positions_are_used = lowering.uses_of(lowering.results[1]) > 0;
    if positions_are_used && let Some(elements) = geometry.elements(b, input, &shape) {
        return Ok(max_pool_unrolled(b, &elements, result, take, &geometry));
    }
    if !positions_are_used {
        let value = b.generic(&inputs, &[values], &loops, |b, elements| {
            let (x, best) = (elements[0], elements[2]);
            if dtype.is_float() {
                return vec![b.value("arith.maximumf", &[best, x], &[], element_of(result))];
            }
            vec![b.scalar_select(take(b, x, best), x, best)]
        })[0];
        return Ok(vec![value, positions.0]);
    }
    let positions = match geometry.padding.iter().any(|&width| width != 0) {
        true => {
            let first = b.generic(&[], &[positions], &iterators(parallel, 0), |b, _| {
                vec![geometry.first(b)]
            });
            (first[0], dims(0..parallel))
        }
        false => positions,
    };
    Ok(
        b.generic(&inputs, &[values, positions], &loops, |b, elements| {
            let [x, best, position] = [elements[0], elements[2], elements[3]];
            let take = take(b, x, best);
            vec![
                b.scalar_select(take, x, best),
                b.scalar_select(take, geometry.position(b, &|i| 2 + spatial + i), position),
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

/// The transpose of a pooling whose windows tile the input: each place is in one window, so nothing is added up.
/// `give` makes what a place gets of its window's elements and of its position in the window.
fn spread<'c: 'a, 'a>(
    lowering: &Lowering<'_, 'c, 'a>,
    geometry: &Geometry,
    grads: &[Value<'c, 'a>],
    give: impl FnOnce(&Builder<'c, 'a>, &[Value<'c, 'a>], &dyn Fn(usize) -> usize) -> Value<'c, 'a>,
) -> Value<'c, 'a> {
    let b = &lowering.builder;
    let result = lowering.result();
    let (shape, spatial) = (shape_of(result), geometry.spatial());
    // Loops: n, c, then a window and an element for each spatial dimension.
    let (window, element) = (|i: usize| 2 + 2 * i, |i: usize| 3 + 2 * i);
    let mut expanded = shape[..2].to_vec();
    let mut groups = vec![vec![0], vec![1]];
    let mut places = dims([0, 1]);
    for i in 0..spatial {
        expanded.push(shape_of(grads[0])[2 + i]);
        expanded.push(Some(geometry.kernel[i]));
        groups.push(vec![window(i) as i64, element(i) as i64]);
        places.push(format!("d{}", window(i)));
    }
    let inputs: Vec<_> = grads.iter().map(|&grad| (grad, places.clone())).collect();
    let output = b.empty(&expanded, &b.sizes(result), element_of(result));
    let loops = 2 + 2 * spatial;
    let value = b.generic(
        &inputs,
        &[(output, dims(0..loops))],
        &iterators(loops, 0),
        |b, elements| vec![give(b, elements, &element)],
    )[0];
    b.collapse(value, &groups, &shape)
}

pub fn max_pool_grad<'c, 'a>(lowering: &Lowering<'_, 'c, 'a>) -> Lowered<'c, 'a> {
    let geometry = Geometry::of(lowering.op);
    let dtype = dtype_of(lowering.result());
    let grads = &lowering.operands[..2];
    let choose = |b: &Builder<'c, 'a>, elements: &[Value<'c, 'a>], position| {
        let here = b.scalar_compare(Predicate::Eq, DType::I32, elements[1], position);
        b.scalar_select(here, elements[0], b.number(0, dtype))
    };
    if geometry.tiles(&shape_of(lowering.result()), &shape_of(grads[0])) {
        let value = spread(lowering, &geometry, grads, |b, elements, element| {
            choose(b, elements, geometry.position(b, element))
        });
        return Ok(vec![value]);
    }
    let element = |i: usize| 2 + geometry.spatial() + i;
    scatter(lowering, &geometry, grads, |b, elements| {
        choose(b, elements, geometry.position(b, &element))
    })
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
    if geometry.tiles(&shape_of(lowering.result()), &shape_of(grad)) {
        let value = spread(lowering, &geometry, &[scaled], |_, elements, _| elements[0]);
        return Ok(vec![value]);
    }
    scatter(lowering, &geometry, &[scaled], |_, elements| elements[0])
}
