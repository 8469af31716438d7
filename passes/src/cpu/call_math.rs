//! `janus-call-math`: elementary functions that LLVM has no intrinsics for, as calls.

use super::edit;
use janus_dialects::{Dialect, Pass, PassContext, PassResult, StatisticSpec};
use melior::ir::{OperationRef, Value, ValueLike, operation::OperationLike};
use std::{collections::BTreeSet, fmt::Write};

/// Calls a function for each row of a vector, which the JIT defines: those of upstream go number by number.
///
/// ```text
///   %y = math.erf %x : vector<16xf32>
/// ⇒
///   %y = call @janus.erf.v16f32(%x) : (vector<16xf32>) -> vector<16xf32>
/// ```
///
/// A power of single `f64` numbers is libm's too, under a name that LLVM makes no assumptions about: CPython's is the same.
///
/// Upstream computes `log1p` as `log(1 + x)` and `expm1` as `exp(x) - 1`, which are 0 for a small number; here both are
/// libm's, of numbers and of vectors of any type. Other functions of single numbers, and of vectors of `f64`, stay for `convert-math-to-libm`.
#[derive(Clone, Default)]
pub struct CallMath;

const FUNCTIONS: &[&str] = &["atan", "atan2", "erf", "expm1", "log1p", "powf"];

impl Pass for CallMath {
    const ARGUMENT: &'static str = "janus-call-math";
    const DESCRIPTION: &'static str = "call elementary functions that LLVM has no intrinsics for";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Arith, Dialect::Func, Dialect::Ub, Dialect::Vector]
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new("calls", "Calls made")];
        SPECS
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let mut declared = BTreeSet::new();
        for operation in edit::collect(module, |operation| function_of(operation).is_some()) {
            let Some((function, shape)) = function_of(operation).zip(Shape::of(operation)) else {
                continue;
            };
            let Some(call) = shape.call(function, operation.operand_count()) else {
                continue;
            };
            let operands: Vec<Value> = operation.operands().collect();
            let results = edit::inline_text(
                pass.context(),
                operation,
                &format!("{}\n{}", call.body, call.declaration),
                &operands,
            )?;
            for (old, new) in operation.results().zip(results) {
                edit::replace_uses(old.into(), new);
            }
            edit::erase(operation);
            pass.count("calls", call.count);
            declared.insert(call.declaration);
        }
        for declaration in declared {
            edit::append(module, &declaration, pass.context())?;
        }
        Ok(())
    }
}

fn function_of<'f>(operation: OperationRef) -> Option<&'f str> {
    let name = edit::name(operation);
    let name = name.strip_prefix("math.")?;
    FUNCTIONS.iter().copied().find(|known| *known == name)
}

/// The type of what an operation computes.
struct Shape {
    r#type: String,
    element: String,
    /// Those of a vector; a number has none.
    sizes: Option<Vec<usize>>,
}

/// A call instead of an operation.
struct Call {
    body: String,
    declaration: String,
    count: u64,
}

impl Shape {
    fn of(operation: OperationRef) -> Option<Self> {
        let r#type = operation.result(0).ok()?.r#type().to_string();
        let Some(inner) = r#type.strip_prefix("vector<") else {
            let element = r#type.clone();
            return Some(Self {
                r#type,
                element,
                sizes: None,
            });
        };
        let mut parts: Vec<_> = inner.strip_suffix('>')?.split('x').collect();
        let element = parts.pop()?.to_owned();
        let sizes: Result<_, _> = parts.into_iter().map(str::parse).collect();
        Some(Self {
            sizes: Some(sizes.ok()?),
            element,
            r#type,
        })
    }

    /// `None` for what stays.
    fn call(&self, function: &str, operands: usize) -> Option<Call> {
        let suffix = match self.element.as_str() {
            "f32" => "f",
            "f64" => "",
            _ => return None,
        };
        // LLVM knows `pow`, and makes a square root of some.
        if function == "powf" && (suffix == "f" || self.sizes.is_some()) {
            return None;
        }
        let rows = match self.sizes.as_deref() {
            Some([.., row]) if suffix == "f" => Some(*row),
            _ if matches!(function, "expm1" | "log1p" | "powf") => None,
            _ => return None,
        };
        let (symbol, part) = match rows {
            Some(row) => (
                format!("janus.{function}.v{row}f32"),
                format!("vector<{row}xf32>"),
            ),
            None if function == "powf" => ("janus_pow".to_owned(), self.element.clone()),
            None => (format!("{function}{suffix}"), self.element.clone()),
        };
        let outer = match (self.sizes.as_deref().unwrap_or_default(), rows) {
            ([outer @ .., _], Some(_)) => outer,
            (all, _) => all,
        };
        let list =
            |text: &dyn Fn(usize) -> String| (0..operands).map(text).collect::<Vec<_>>().join(", ");
        let (types, whole) = (list(&|_| part.clone()), &self.r#type);
        let arguments = list(&|operand| format!("%x{operand}: {whole}"));
        let mut body = format!("func.func @body({arguments}) -> {whole} {{\n");
        if *whole == part {
            let values = list(&|operand| format!("%x{operand}"));
            let _ = writeln!(
                body,
                "%y = func.call @{symbol}({values}) : ({types}) -> {part}"
            );
        } else {
            let _ = writeln!(body, "%y0 = ub.poison : {whole}");
            for (number, index) in indices(outer).iter().enumerate() {
                for operand in 0..operands {
                    let _ = writeln!(
                        body,
                        "%x{operand}_{number} = vector.extract %x{operand}{index} : {part} from {whole}"
                    );
                }
                let values = list(&|operand| format!("%x{operand}_{number}"));
                let _ = writeln!(
                    body,
                    "%r{number} = func.call @{symbol}({values}) : ({types}) -> {part}\n\
                     %y{} = vector.insert %r{number}, %y{number}{index} : {part} into {whole}",
                    number + 1
                );
            }
        }
        let count: usize = outer.iter().product();
        let result = if *whole == part {
            "%y".to_owned()
        } else {
            format!("%y{count}")
        };
        let _ = writeln!(body, "return {result} : {whole}\n}}");
        Some(Call {
            body,
            declaration: format!("func.func private @{symbol}({types}) -> {part}"),
            count: count as u64,
        })
    }
}

/// All positions of these dimensions, as text.
fn indices(sizes: &[usize]) -> Vec<String> {
    let mut all = vec![vec![]];
    for &size in sizes {
        all = all
            .into_iter()
            .flat_map(|index: Vec<String>| {
                (0..size).map(move |i| [index.as_slice(), &[i.to_string()]].concat())
            })
            .collect();
    }
    all.into_iter()
        .map(|index| format!("[{}]", index.join(", ")))
        .collect()
}
