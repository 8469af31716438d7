//! `janus-lower-copies`: copies between strided buffers as vector moves.

use super::{edit, text};
use janus_dialects::{Dialect, Pass, PassContext, PassResult, StatisticSpec};
use melior::ir::{
    OperationRef, ShapedTypeLike, Type, TypeLike, Value, ValueLike,
    operation::OperationLike,
    r#type::{DimSize, MemRefType},
};
use mlir_sys::mlirMemRefTypeGetStridesAndOffset;
use std::fmt::Write;

/// Rewrites a copy between buffers of static size whose rows are contiguous, but which are not contiguous as a whole, into
/// loops over the rows. A short row is one vector; a long one stays a copy, of one row.
///
/// ```text
///   memref.copy %a, %b : memref<5x28xf32, strided<[32, 1]>> to memref<5x28xf32>
/// ⇒
///   scf.for %i = %c0 to %c5 step %c1 {
///     %row = vector.transfer_read %a[%i, %c0] … : vector<28xf32>
///     vector.transfer_write %row, %b[%i, %c0]
///   }
/// ```
///
/// A copy of a buffer into itself, by way of a view, goes. The outermost loop of a large copy, outside of other parallel loops, is parallel. What is left of `memref.copy` is
/// contiguous (LLVM's `memcpy`), dynamic, or has no contiguous rows, and goes through the runtime's strided copy.
#[derive(Clone, Default)]
pub struct LowerCopies;

/// Rows of up to so many bits are one vector: four registers of 512.
const ROW_BITS: i64 = 4 * 512;
/// Copies of fewer elements are not worth several threads.
const PARALLEL: i64 = 1 << 15;

impl Pass for LowerCopies {
    const ARGUMENT: &'static str = "janus-lower-copies";
    const DESCRIPTION: &'static str = "rewrite copies between strided buffers into vector moves";

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Arith,
            Dialect::MemRef,
            Dialect::Scf,
            Dialect::Ub,
            Dialect::Vector,
        ]
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new("rewritten", "Copies rewritten")];
        SPECS
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for copy in edit::named(module, "memref.copy") {
            let (Ok(source), Ok(target)) = (copy.operand(0), copy.operand(1)) else {
                continue;
            };
            if is_same_memory(source, target) {
                edit::erase(copy);
                pass.count("rewritten", 1);
                continue;
            }
            let Some(replacement) = replacement(copy, source.r#type(), target.r#type()) else {
                continue;
            };
            edit::inline_text(pass.context(), copy, &replacement, &[source, target])?;
            edit::erase(copy);
            pass.count("rewritten", 1);
        }
        Ok(())
    }
}

/// Whether the source is the target with dimensions joined and taken apart again. That a copy has one shape on both sides says
/// the rest, which types of open sizes do not.
fn is_same_memory(source: Value<'_, '_>, target: Value<'_, '_>) -> bool {
    let view = |value, name: &str| {
        edit::definition(value).filter(|operation| edit::name(*operation) == name)
    };
    let Some(expand) = view(source, "memref.expand_shape") else {
        return false;
    };
    let joined = expand.operand(0).ok();
    let Some(collapse) = joined.and_then(|joined| view(joined, "memref.collapse_shape")) else {
        return false;
    };
    let groups = |operation: OperationRef| {
        operation
            .attribute("reassociation")
            .ok()
            .map(|a| a.to_string())
    };
    collapse.operand(0).is_ok_and(|base| base == target)
        && source.r#type() == target.r#type()
        && groups(expand) == groups(collapse)
}

/// The layout of a buffer of static size.
struct Layout {
    sizes: Vec<i64>,
    strides: Vec<i64>,
    element: String,
    bits: i64,
}

impl Layout {
    fn new(r#type: Type) -> Option<Self> {
        let memref = MemRefType::try_from(r#type).ok()?;
        let sizes: Vec<i64> = (0..memref.rank())
            .map(|axis| match memref.dim_size(axis).ok()? {
                DimSize::Static(size) => i64::try_from(size).ok(),
                DimSize::Dynamic => None,
            })
            .collect::<Option<_>>()?;
        let mut strides = vec![0; sizes.len()];
        let mut offset = 0;
        // SAFETY: a live memref type, and room for a stride for each of its dimensions.
        let strided = unsafe {
            mlirMemRefTypeGetStridesAndOffset(
                memref.to_raw(),
                strides.as_mut_ptr(),
                &raw mut offset,
            )
        };
        let element = memref.element();
        let bits = match element.to_string().as_str() {
            "f64" | "i64" => 64,
            "f32" | "i32" => 32,
            "f16" | "bf16" | "i16" => 16,
            "i8" => 8,
            _ => return None,
        };
        (strided.value != 0).then(|| Self {
            sizes,
            strides,
            element: element.to_string(),
            bits,
        })
    }

    /// Whether the elements lie one after another, in row-major order, from this axis on.
    fn contiguous_from(&self, axis: usize) -> bool {
        let mut expected = 1;
        for axis in (axis..self.sizes.len()).rev() {
            if self.sizes[axis] != 1 && self.strides[axis] != expected {
                return false;
            }
            expected *= self.sizes[axis];
        }
        true
    }
}

/// The loops as a function of the two buffers.
fn replacement(copy: OperationRef, source: Type, target: Type) -> Option<String> {
    let (from, to) = (Layout::new(source)?, Layout::new(target)?);
    let rank = from.sizes.len();
    if from.sizes != to.sizes || from.element != to.element || from.sizes.contains(&0) {
        return None;
    }
    let row = from.sizes.last()?;
    let last = rank - 1;
    if !from.contiguous_from(last) || !to.contiguous_from(last) {
        return None;
    }
    // LLVM has no code for vectors of half-precision numbers of every length.
    let half = from.element.ends_with("f16");
    let short = row * from.bits <= ROW_BITS && (!half || row.count_ones() == 1);
    let whole = from.contiguous_from(0) && to.contiguous_from(0);
    // What is contiguous is a memcpy already, unless it is one short row.
    let row_alone = rank == 1;
    if (row_alone && !short) || (whole && !row_alone) {
        return None;
    }
    let mut body = String::new();
    let _ = writeln!(
        body,
        "func.func @copy(%source: {source}, %target: {target}) {{"
    );
    let _ = writeln!(body, "%c0 = arith.constant 0 : index");
    let _ = writeln!(body, "%c1 = arith.constant 1 : index");
    let outer = &from.sizes[..last];
    let parallel = from.sizes.iter().product::<i64>() >= PARALLEL && !edit::inside_forall(copy);
    for (axis, size) in outer.iter().enumerate() {
        if axis == 0 && parallel {
            let _ = writeln!(body, "scf.forall (%i0) in ({size}) {{");
        } else {
            let _ = writeln!(body, "%n{axis} = arith.constant {size} : index");
            let _ = writeln!(body, "scf.for %i{axis} = %c0 to %n{axis} step %c1 {{");
        }
    }
    let mut indices: Vec<_> = (0..last).map(|axis| format!("%i{axis}")).collect();
    if short {
        indices.push("%c0".to_owned());
        let at = text::list(&indices);
        let vector = format!("vector<{row}x{}>", from.element);
        let _ = writeln!(body, "%none = ub.poison : {}", from.element);
        let _ = writeln!(
            body,
            "%row = vector.transfer_read %source[{at}], %none {{in_bounds = [true]}} : {source}, {vector}\n\
             vector.transfer_write %row, %target[{at}] {{in_bounds = [true]}} : {vector}, {target}"
        );
    } else {
        indices.push("0".to_owned());
        let at = text::list(&indices);
        let ones = vec!["1"; rank].join(", ");
        let mut sizes = vec!["1".to_owned(); last];
        sizes.push(row.to_string());
        let sizes = sizes.join(", ");
        let slice = format!("memref<{row}x{}, strided<[1], offset: ?>>", from.element);
        let _ = writeln!(
            body,
            "%a = memref.subview %source[{at}] [{sizes}] [{ones}] : {source} to {slice}\n\
             %b = memref.subview %target[{at}] [{sizes}] [{ones}] : {target} to {slice}\n\
             memref.copy %a, %b : {slice} to {slice}"
        );
    }
    body.push_str(&"}\n".repeat(last));
    body.push_str("return\n}\n");
    Some(body)
}
