//! `janus-outline-parallel`: bodies of parallel loops as functions for the thread pool.

use super::{edit, text};
use janus_dialects::{
    Diagnostic, Dialect, OptionSpec, Pass, PassContext, PassResult, StatisticSpec, ir::symbol_name,
};
use melior::ir::{
    BlockLike, OperationRef, RegionLike, Value, ValueLike,
    attribute::DenseI64ArrayAttribute,
    operation::{OperationLike, OperationMutLike, OperationRefMut},
};
use mlir_sys::{
    mlirBlockInsertOwnedOperationBefore, mlirOperationGetBlock, mlirOperationRemoveFromParent,
};
use std::fmt::Write;

/// Moves the body of each outermost `scf.forall` on memrefs into a function of its own, which the runtime calls, on
/// several threads, for parts of the linearized iteration space.
///
/// ```text
///   scf.forall (%i) in (50) { … %m … }
/// ⇒
///   func.func private @f_parallel_0(%context: !llvm.ptr, %lower: i64, %upper: i64) {
///     %m = … loaded from the context …
///     scf.for %i = %lower to %upper step 1 { … %m … }
///   }
///   …
///   llvm.store …(%m), %context
///   call @janus_parallel_for(@f_parallel_0, %context, 0, 50, 1)
/// ```
///
/// Constants, and views that only need them, are made again inside rather than passed. Scratch buffers at the top of
/// the body move in front of the loop: one for each call, not for each iteration.
///
/// With `threads=1`, or where the body uses a value that cannot be passed (a vector of several dimensions), the loop
/// stays for `scf-forall-to-for`. Its scratch moves in front of it too, and from the stack to the heap: there it would
/// stay until the function returns, once for each time that the loop is reached.
#[derive(Clone, Default)]
pub struct OutlineParallel;

impl Pass for OutlineParallel {
    const ARGUMENT: &'static str = "janus-outline-parallel";
    const DESCRIPTION: &'static str = "outline parallel loops into functions for the thread pool";

    fn options() -> &'static [OptionSpec] {
        const SPECS: &[OptionSpec] = &[OptionSpec::int(
            "threads",
            "Threads to expect; 1 leaves loops as they are, 0 means unknown",
            0,
        )];
        SPECS
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new("outlined", "Loops outlined")];
        SPECS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Arith, Dialect::Func, Dialect::Llvm, Dialect::Scf]
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let serial = pass.options().int("threads") == 1;
        let mut count = 0;
        for function in edit::named(module, "func.func") {
            let name = symbol_name(function).unwrap_or_default();
            for forall in outermost(function) {
                let symbol = text::symbol(&format!("{name}_parallel_{count}"));
                match Region::new(forall).filter(|_| !serial) {
                    Some(region) => {
                        region.outline(module, &symbol, pass)?;
                        pass.count("outlined", 1);
                        count += 1;
                    }
                    None => scratch_to_heap(forall, pass)?,
                }
            }
        }
        if count > 0 && !declared(module) {
            declare(module, pass)?;
        }
        Ok(())
    }
}

/// Gives the scratch of a loop that stays to the heap, while the loop runs.
fn scratch_to_heap<'c>(forall: OperationRef<'c, '_>, pass: &PassContext<'c, '_>) -> PassResult<'c> {
    for scratch in edit::named(forall, "memref.alloca") {
        if scratch.operand_count() > 0 {
            continue;
        }
        let value: Value = scratch
            .result(0)
            .map_err(|error| Diagnostic::unlocated(error.to_string()))?
            .into();
        let r#type = value.r#type();
        let heap = edit::inline_text(
            pass.context(),
            forall,
            &format!(
                "func.func @scratch() -> {type} {{\n\
                 %scratch = memref.alloc() {{alignment = 64 : i64}} : {type}\nreturn %scratch : {type}\n}}"
            ),
            &[],
        )?;
        if let Some(next) = forall.next_in_block() {
            edit::inline_text(
                pass.context(),
                next,
                &format!(
                    "func.func @free(%scratch: {type}) {{\nmemref.dealloc %scratch : {type}\nreturn\n}}"
                ),
                &heap,
            )?;
        }
        for &heap in &heap {
            edit::replace_uses(value, heap);
        }
        edit::erase(scratch);
    }
    Ok(())
}

const RUNTIME: &str = "janus_parallel_for";
const BODY: &str = "(!llvm.ptr, i64, i64) -> ()";
const ARGUMENTS: &str = "!llvm.ptr, !llvm.ptr, i64, i64, i64";

fn declared(module: OperationRef) -> bool {
    edit::named(module, "func.func")
        .into_iter()
        .any(|function| symbol_name(function) == Some(RUNTIME))
}

fn declare<'c>(module: OperationRef<'c, '_>, pass: &PassContext<'c, '_>) -> PassResult<'c> {
    edit::append(
        module,
        &format!("func.func private @{RUNTIME}({ARGUMENTS})"),
        pass.context(),
    )?;
    Ok(())
}

fn outermost<'c, 'a>(function: OperationRef<'c, 'a>) -> Vec<OperationRef<'c, 'a>> {
    let all = edit::named(function, "scf.forall");
    all.iter()
        .copied()
        .filter(|&forall| {
            !all.iter()
                .any(|&other| other != forall && contains(other, forall))
        })
        .collect()
}

fn contains(outer: OperationRef, inner: OperationRef) -> bool {
    let mut parent = inner.parent_operation();
    while let Some(operation) = parent {
        if operation == outer {
            return true;
        }
        parent = operation.parent_operation();
    }
    false
}

/// One bound of the loop: a number, or one of the operation's operands.
enum Bound<'c, 'a> {
    Static(i64),
    Dynamic(Value<'c, 'a>),
}

/// A parallel loop that can be outlined.
struct Region<'c, 'a> {
    forall: OperationRef<'c, 'a>,
    lower: Vec<Bound<'c, 'a>>,
    upper: Vec<Bound<'c, 'a>>,
    step: Vec<Bound<'c, 'a>>,
    /// What the body uses from outside, as arguments.
    captured: Vec<Value<'c, 'a>>,
    /// What is made again inside, in order.
    cloned: Vec<OperationRef<'c, 'a>>,
}

impl<'c: 'a, 'a> Region<'c, 'a> {
    fn new(forall: OperationRef<'c, 'a>) -> Option<Self> {
        if forall.result_count() != 0 {
            return None;
        }
        let mut operands = forall.operands();
        let mut bounds = |name: &str| -> Option<Vec<Bound<'c, 'a>>> {
            let fixed = DenseI64ArrayAttribute::try_from(forall.attribute(name).ok()?).ok()?;
            (0..fixed.len())
                .map(|index| match fixed.element(index).ok()? {
                    i64::MIN => Some(Bound::Dynamic(operands.next()?)),
                    number => Some(Bound::Static(number)),
                })
                .collect()
        };
        let (lower, upper, step) = (
            bounds("staticLowerBound")?,
            bounds("staticUpperBound")?,
            bounds("staticStep")?,
        );
        let mut region = Self {
            forall,
            lower,
            upper,
            step,
            captured: vec![],
            cloned: vec![],
        };
        for operation in edit::collect(forall, |_| true) {
            for operand in operation.operands() {
                region.capture(operand)?;
            }
        }
        Some(region)
    }

    /// Makes an outside value available inside.
    fn capture(&mut self, value: Value<'c, 'a>) -> Option<()> {
        if self.is_inside(value) || self.captured.contains(&value) {
            return Some(());
        }
        if let Some(definition) = edit::definition(value) {
            if self.cloned.contains(&definition) {
                return Some(());
            }
            let name = edit::name(definition);
            if matches!(
                name.as_str(),
                "arith.constant" | "ub.poison" | "memref.get_global"
            ) {
                self.cloned.push(definition);
                return Some(());
            }
        }
        field(&value.r#type().to_string())?;
        self.captured.push(value);
        Some(())
    }

    fn is_inside(&self, value: Value<'c, 'a>) -> bool {
        let owner = match edit::definition(value) {
            Some(definition) => Some(definition),
            None => edit::argument_owner(value),
        };
        owner.is_some_and(|owner| owner == self.forall || contains(self.forall, owner))
    }

    fn outline(
        &self,
        module: OperationRef<'c, 'a>,
        symbol: &str,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let internal = |what: &str| {
            Diagnostic::error(
                self.forall.location(),
                format!("internal error: outlining {what}"),
            )
        };
        let (text, arguments) = self.function(symbol);
        let outlined = edit::append(module, &text, pass.context())?;
        edit::relocate(outlined, self.forall.location());
        let marker = edit::named(outlined, "builtin.unrealized_conversion_cast")
            .into_iter()
            .find(|operation| operation.has_attribute("janus.body"))
            .ok_or_else(|| internal("lost its body"))?;
        let prologue = edit::named(outlined, "builtin.unrealized_conversion_cast")
            .into_iter()
            .find(|operation| operation.has_attribute("janus.prologue"))
            .ok_or_else(|| internal("lost its prologue"))?;
        // Values from outside, under their names inside.
        let mut names: Vec<(Value, Value)> = vec![];
        for &operation in &self.cloned {
            // SAFETY: the copy is inserted before the live prologue at once.
            let copy = unsafe {
                let raw = mlir_sys::mlirOperationClone(operation.to_raw());
                mlirBlockInsertOwnedOperationBefore(
                    mlirOperationGetBlock(prologue.to_raw()),
                    prologue.to_raw(),
                    raw,
                );
                OperationRef::from_raw(raw)
            };
            names.extend(
                operation
                    .results()
                    .zip(copy.results())
                    .map(|(old, new)| (old.into(), new.into())),
            );
        }
        let inner: Vec<Value> = prologue.operands().collect();
        names.extend(self.captured.iter().copied().zip(inner));
        let body = self
            .forall
            .first_region()
            .and_then(|region| region.first_block())
            .ok_or_else(|| internal("found no body"))?;
        for (index, value) in marker.operands().enumerate() {
            let argument = body
                .argument(index)
                .map_err(|error| internal(&error.to_string()))?;
            edit::replace_uses(argument.into(), value);
        }
        let terminator = body.terminator();
        let mut next = body.first_operation();
        while let Some(operation) = next {
            next = operation.next_in_block();
            if Some(operation) == terminator {
                break;
            }
            for inner in edit::collect(operation, |_| true)
                .into_iter()
                .chain([operation])
            {
                // SAFETY: no other reference is used meanwhile.
                let mut inner = unsafe { OperationRefMut::from_raw(inner.to_raw()) };
                for (old, new) in &names {
                    inner.replace_uses_of_with(*old, *new);
                }
            }
            let scratch = edit::name(operation) == "memref.alloca"
                || (edit::name(operation) == "memref.alloc" && operation.operand_count() == 0);
            let freed = edit::name(operation) == "memref.dealloc" && frees_static(operation);
            let place = if scratch {
                prologue
            } else if freed {
                outlined
                    .first_region()
                    .and_then(|region| region.first_block())
                    .and_then(|block| block.terminator())
                    .ok_or_else(|| internal("lost its end"))?
            } else {
                marker
            };
            // SAFETY: moves a live operation to before another.
            unsafe {
                mlirOperationRemoveFromParent(operation.to_raw());
                mlirBlockInsertOwnedOperationBefore(
                    mlirOperationGetBlock(place.to_raw()),
                    place.to_raw(),
                    operation.to_raw(),
                );
            }
        }
        edit::erase(marker);
        edit::erase(prologue);
        let call = self.call(symbol);
        edit::inline_text(pass.context(), self.forall, &call, &arguments)?;
        edit::erase(self.forall);
        Ok(())
    }

    /// The type of the context.
    fn context_type(&self) -> String {
        let fields = self
            .captured
            .iter()
            .chain(self.dynamic_bounds())
            .filter_map(|value| field(&value.r#type().to_string()));
        format!("!llvm.struct<({})>", text::list(fields))
    }

    fn dynamic_bounds(&self) -> impl Iterator<Item = &Value<'c, 'a>> {
        self.lower
            .iter()
            .chain(&self.upper)
            .chain(&self.step)
            .filter_map(|bound| match bound {
                Bound::Dynamic(value) => Some(value),
                Bound::Static(_) => None,
            })
    }

    /// The text of the function, with marks where the body belongs; and the arguments of the call.
    fn function(&self, symbol: &str) -> (String, Vec<Value<'c, 'a>>) {
        let context = self.context_type();
        let mut body = String::new();
        let arguments: Vec<_> = self
            .captured
            .iter()
            .chain(self.dynamic_bounds())
            .copied()
            .collect();
        for (index, value) in arguments.iter().enumerate() {
            let r#type = value.r#type().to_string();
            let Some(field) = field(&r#type) else {
                continue;
            };
            let _ = writeln!(
                body,
                "%p{index} = llvm.getelementptr %context[0, {index}] : (!llvm.ptr) -> !llvm.ptr, {context}\n\
                 %d{index} = llvm.load %p{index} : !llvm.ptr -> {field}"
            );
            if field == r#type {
                let _ = writeln!(
                    body,
                    "%v{index} = llvm.bitcast %d{index} : {field} to {field}"
                );
            } else {
                let _ = writeln!(
                    body,
                    "%v{index} = builtin.unrealized_conversion_cast %d{index} : {field} to {type}"
                );
            }
        }
        let captured = self.captured.len();
        let names = text::list((0..captured).map(|index| format!("%v{index}")));
        let types = text::list(self.captured.iter().map(|value| value.r#type()));
        let (space, ivs) = self.space(captured);
        let iv_types = text::list(ivs.iter().map(|_| "index"));
        (
            format!(
                "func.func private {symbol}(%context: !llvm.ptr, %first: i64, %last: i64) {{\n{body}\
                 \"builtin.unrealized_conversion_cast\"({names}) {{janus.prologue}} : ({types}) -> index\n\
                 %c1 = arith.constant 1 : index\n%from = arith.index_cast %first : i64 to index\n\
                 %to = arith.index_cast %last : i64 to index\n{space}\
                 scf.for %linear = %from to %to step %c1 {{\n{}\
                 \"builtin.unrealized_conversion_cast\"({}) {{janus.body}} : ({iv_types}) -> index\n}}\nreturn\n}}",
                self.split(),
                text::list(&ivs),
            ),
            arguments,
        )
    }

    /// Text that computes the number of iterations of each dimension, and the names of the induction variables.
    fn space(&self, captured: usize) -> (String, Vec<String>) {
        let mut body = String::new();
        let mut dynamic = captured;
        let mut bound = |kind: &str, index: usize, bound: &Bound| match bound {
            Bound::Static(number) => {
                format!("%{kind}{index} = arith.constant {number} : index\n")
            }
            Bound::Dynamic(_) => {
                dynamic += 1;
                format!(
                    "%zero{kind}{index} = arith.constant 0 : index\n\
                     %{kind}{index} = arith.addi %v{}, %zero{kind}{index} : index\n",
                    dynamic - 1
                )
            }
        };
        for (kind, bounds) in [("lb", &self.lower), ("ub", &self.upper), ("st", &self.step)] {
            for (index, value) in bounds.iter().enumerate() {
                body += &bound(kind, index, value);
            }
        }
        let rank = self.lower.len();
        for index in 0..rank {
            let _ = writeln!(
                body,
                "%range{index} = arith.subi %ub{index}, %lb{index} : index\n\
                 %n{index} = arith.ceildivsi %range{index}, %st{index} : index"
            );
        }
        (body, (0..rank).map(|index| format!("%iv{index}")).collect())
    }

    /// Text that splits the linear index, the last dimension running fastest.
    fn split(&self) -> String {
        let mut body = String::new();
        let mut rest = "%linear".to_owned();
        for index in (0..self.lower.len()).rev() {
            if index == 0 {
                let _ = writeln!(
                    body,
                    "%none = arith.constant 0 : index\n%k0 = arith.addi {rest}, %none : index"
                );
            } else {
                let _ = writeln!(
                    body,
                    "%k{index} = arith.remui {rest}, %n{index} : index\n\
                     %rest{index} = arith.divui {rest}, %n{index} : index"
                );
                rest = format!("%rest{index}");
            }
            let _ = writeln!(
                body,
                "%scaled{index} = arith.muli %k{index}, %st{index} : index\n\
                 %iv{index} = arith.addi %lb{index}, %scaled{index} : index"
            );
        }
        body
    }

    /// Text of the call, with the captured values as arguments.
    fn call(&self, symbol: &str) -> String {
        let context = self.context_type();
        let values: Vec<_> = self.captured.iter().chain(self.dynamic_bounds()).collect();
        let arguments = text::list(
            values
                .iter()
                .enumerate()
                .map(|(index, value)| format!("%v{index}: {}", value.r#type())),
        );
        let mut body = String::new();
        for (index, value) in values.iter().enumerate() {
            let r#type = value.r#type().to_string();
            let Some(field) = field(&r#type) else {
                continue;
            };
            let name = if field == r#type {
                format!("%v{index}")
            } else {
                let _ = writeln!(
                    body,
                    "%d{index} = builtin.unrealized_conversion_cast %v{index} : {type} to {field}"
                );
                format!("%d{index}")
            };
            let _ = writeln!(
                body,
                "%p{index} = llvm.getelementptr %context[0, {index}] : (!llvm.ptr) -> !llvm.ptr, {context}\n\
                 llvm.store {name}, %p{index} : {field}, !llvm.ptr"
            );
        }
        let (space, _) = self.space(self.captured.len());
        let mut total = "%n0".to_owned();
        let mut product = String::new();
        for index in 1..self.lower.len() {
            let _ = writeln!(
                product,
                "%total{index} = arith.muli {total}, %n{index} : index"
            );
            total = format!("%total{index}");
        }
        format!(
            "func.func @call({arguments}) {{\n%stack = llvm.intr.stacksave : !llvm.ptr\n\
             %one = llvm.mlir.constant(1 : i64) : i64\n\
             %context = llvm.alloca %one x {context} {{alignment = 16 : i64}} : (i64) -> !llvm.ptr\n{body}{space}{product}\
             %zero = arith.constant 0 : i64\n%count = arith.index_cast {total} : index to i64\n\
             %body = func.constant {symbol} : {BODY}\n\
             %pointer = builtin.unrealized_conversion_cast %body : {BODY} to !llvm.ptr\n\
             func.call @{RUNTIME}(%pointer, %context, %zero, %count, %one) : ({ARGUMENTS}) -> ()\n\
             llvm.intr.stackrestore %stack : !llvm.ptr\nreturn\n}}\n\
             func.func private {symbol}(!llvm.ptr, i64, i64)\nfunc.func private @{RUNTIME}({ARGUMENTS})"
        )
    }
}

fn frees_static(dealloc: OperationRef) -> bool {
    dealloc.operand(0).is_ok_and(|operand| {
        edit::definition(operand)
            .is_some_and(|alloc| edit::name(alloc) == "memref.alloc" && alloc.operand_count() == 0)
    })
}

/// The LLVM type that a value has in the context.
fn field(r#type: &str) -> Option<String> {
    if matches!(r#type, "f16" | "bf16" | "f32" | "f64" | "!llvm.ptr")
        || r#type
            .strip_prefix('i')
            .is_some_and(|bits| bits.parse::<u32>().is_ok())
    {
        return Some(r#type.to_owned());
    }
    if r#type == "index" {
        return Some("i64".to_owned());
    }
    let inner = r#type.strip_prefix("memref<")?;
    let shape = inner.split([',', '>']).next()?;
    let rank = shape.matches('x').count() - usize::from(shape.contains("index"));
    Some(if rank == 0 {
        "!llvm.struct<(ptr, ptr, i64)>".to_owned()
    } else {
        format!("!llvm.struct<(ptr, ptr, i64, array<{rank} x i64>, array<{rank} x i64>)>")
    })
}
