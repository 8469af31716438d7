//! `janus-lower-views`: buffers whose dimensions are taken apart by several sizes of the run.

use super::edit;
use janus_dialects::{Diagnostic, Dialect, Pass, PassContext, PassResult, StatisticSpec};
use melior::ir::{
    OperationRef, ShapedTypeLike, ValueLike,
    operation::OperationLike,
    r#type::{DimSize, MemRefType},
};
use std::fmt::Write;

/// Rewrites an expansion whose groups have several sizes of the run as a cast with strides of its own, for upstream's
/// `expand-strided-metadata` finds no strides for it and crashes.
///
/// ```text
///   memref.expand_shape %a [[0, 1]] output_shape [%m, %n] : memref<?xf32> into memref<?x?xf32>
/// ⇒
///   memref.reinterpret_cast %a to offset: [0], sizes: [%m, %n], strides: [%n, 1] : memref<?xf32> to memref<?x?xf32>
/// ```
///
/// # Errors
/// Where the buffer is not contiguous, which nothing makes: a cast cannot know the strides.
#[derive(Clone, Default)]
pub struct LowerViews;

impl Pass for LowerViews {
    const ARGUMENT: &'static str = "janus-lower-views";
    const DESCRIPTION: &'static str = "rewrite expansions by several sizes of the run into casts";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Arith, Dialect::MemRef]
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new("rewritten", "Views rewritten")];
        SPECS
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for expand in edit::named(module, "memref.expand_shape") {
            let (Ok(source), Ok(result)) = (expand.operand(0), expand.result(0)) else {
                continue;
            };
            let (Ok(from), Ok(to)) = (
                MemRefType::try_from(source.r#type()),
                MemRefType::try_from(result.r#type()),
            ) else {
                continue;
            };
            let sizes = sizes(to);
            if !groups(expand)
                .iter()
                .any(|group| group.iter().filter(|axis| sizes[**axis].is_none()).count() > 1)
            {
                continue;
            }
            if is_strided(from) || is_strided(to) {
                let message = "a view by several sizes of the run of a buffer with gaps";
                return Err(Diagnostic::error(expand.location(), message).into());
            }
            let operands: Vec<_> = expand.operands().collect();
            let text = cast(from, to, &sizes);
            let cast = edit::inline_text(pass.context(), expand, &text, &operands)?;
            if let [cast] = cast.as_slice() {
                edit::replace_uses(result.into(), *cast);
                edit::erase(expand);
                pass.count("rewritten", 1);
            }
        }
        Ok(())
    }
}

fn sizes(memref: MemRefType<'_>) -> Vec<Option<i64>> {
    (0..memref.rank())
        .map(|axis| match memref.dim_size(axis) {
            Ok(DimSize::Static(size)) => i64::try_from(size).ok(),
            _ => None,
        })
        .collect()
}

fn is_strided(memref: MemRefType<'_>) -> bool {
    let text = memref.to_string();
    text.contains("strided<") || text.contains("affine_map<")
}

/// The dimensions that each dimension of the source is taken apart into.
fn groups(expand: OperationRef<'_, '_>) -> Vec<Vec<usize>> {
    let text = expand
        .attribute("reassociation")
        .map_or_else(|_| String::new(), |attribute| attribute.to_string());
    text.trim_matches(['[', ']'])
        .split("],")
        .map(|group| {
            group
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|digits| digits.parse().ok())
                .collect()
        })
        .collect()
}

/// The cast as a function of the buffer and its sizes of the run.
fn cast(from: MemRefType<'_>, to: MemRefType<'_>, sizes: &[Option<i64>]) -> String {
    let mut names = vec![];
    let mut open = 0;
    for size in sizes {
        names.push(match size {
            Some(size) => size.to_string(),
            None => {
                open += 1;
                format!("%s{}", open - 1)
            }
        });
    }
    let mut text = format!("func.func @view(%source: {from}");
    for place in 0..open {
        let _ = write!(text, ", %s{place}: index");
    }
    let _ = writeln!(text, ") -> {to} {{");
    // From the last dimension on: how many elements lie behind one step.
    let mut strides = vec!["1".to_owned(); sizes.len()];
    let mut stride = Ok::<i64, String>(1);
    for axis in (0..sizes.len()).rev() {
        strides[axis] = match &stride {
            Ok(known) => known.to_string(),
            Err(name) => name.clone(),
        };
        stride = match (stride, sizes[axis]) {
            (Ok(known), Some(size)) => Ok(known * size),
            (Ok(1), None) => Err(names[axis].clone()),
            (factor, _) => {
                let factors = [
                    factor.map_or_else(|name| name, |known| known.to_string()),
                    names[axis].clone(),
                ];
                let [a, b] = [0, 1].map(|place| {
                    let value = &factors[place];
                    if value.starts_with('%') {
                        return value.clone();
                    }
                    let name = format!("%c{axis}_{place}");
                    let _ = writeln!(text, "{name} = arith.constant {value} : index");
                    name
                });
                let _ = writeln!(text, "%p{axis} = arith.muli {a}, {b} : index");
                Err(format!("%p{axis}"))
            }
        };
    }
    let _ = writeln!(
        text,
        "%view = memref.reinterpret_cast %source to offset: [0], sizes: [{}], strides: [{}] : {from} to {to}\n\
         return %view : {to}\n}}",
        names.join(", "),
        strides.join(", ")
    );
    text
}
