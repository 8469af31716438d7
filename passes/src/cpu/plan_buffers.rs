//! `janus-plan-buffers`: all temporaries of a function in one arena.

use super::edit;
use janus_dialects::{Dialect, Pass, PassContext, PassResult, StatisticSpec};
use melior::ir::{
    BlockLike, BlockRef, OperationRef, RegionLike, Value, ValueLike, operation::OperationLike,
};
use std::collections::HashSet;

/// Replaces allocations of static size by parts of one arena for each scope, a function or the body of a parallel loop.
/// Two buffers share memory where their live ranges, in operations of the scope, do not overlap.
///
/// ```text
///   %a = memref.alloc() : memref<1024xf32>
///   "produce"(%a) ; "consume"(%a)
///   %b = memref.alloc() : memref<512xf32>
///   "produce"(%b) …
/// ⇒
///   %arena = memref.alloc() {alignment = 64} : memref<4096xi8>
///   %a = memref.view %arena[%c0][] : memref<4096xi8> to memref<1024xf32>
///   "produce"(%a) ; "consume"(%a)
///   %b = memref.view %arena[%c0][] : memref<4096xi8> to memref<512xf32>
///   …
///   memref.dealloc %arena
/// ```
///
/// In a parallel loop the arena is scratch of one thread: on its stack (`memref.alloca`) up to 128 KiB,
/// which leaves room on the stack of a small thread too.
///
/// An allocation of dynamic size keeps its own `memref.alloc`, and gets a `memref.dealloc` at the end of its scope, or, where it
/// leaves a branch as its result, at the end of the block that the branch is in, if that side was taken: how
/// ranges of unknown size fit together could only be found out at run time, call by call, while the runtime's allocator
/// behind both, which caches blocks, makes each such call about as cheap as the plan.
#[derive(Clone, Default)]
pub struct PlanBuffers;

impl Pass for PlanBuffers {
    const ARGUMENT: &'static str = "janus-plan-buffers";
    const DESCRIPTION: &'static str = "put temporary buffers into one arena, by their live ranges";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Arith, Dialect::MemRef]
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[
            StatisticSpec::new("buffers", "Allocations planned"),
            StatisticSpec::new("requested", "Bytes of all allocations"),
            StatisticSpec::new("arena", "Bytes of all arenas"),
        ];
        SPECS
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for function in edit::named(module, "func.func") {
            let Some(block) = function
                .first_region()
                .and_then(|region| region.first_block())
            else {
                continue;
            };
            let outermost = edit::collect(function, |operation| {
                edit::name(operation) == "scf.forall" && !edit::inside_forall(operation)
            });
            for forall in outermost {
                if let Some(body) = forall
                    .first_region()
                    .and_then(|region| region.first_block())
                {
                    plan(body, true, pass)?;
                }
            }
            plan(block, false, pass)?;
        }
        Ok(())
    }
}

/// Arenas of parallel bodies up to this size are on the stack.
const STACK: usize = 128 << 10;
const ALIGNMENT: usize = 64;

/// A buffer: its size and when it is alive, in positions of the scope's operations.
struct Buffer<'c, 'a> {
    alloc: OperationRef<'c, 'a>,
    size: usize,
    first: usize,
    last: usize,
    offset: usize,
}

fn plan<'c>(block: BlockRef<'c, '_>, parallel: bool, pass: &PassContext<'c, '_>) -> PassResult<'c> {
    let mut operations = vec![];
    let mut next = block.first_operation();
    while let Some(operation) = next {
        operations.push(operation);
        next = operation.next_in_block();
    }
    let Some((&start, &end)) = operations.first().zip(operations.last()) else {
        return Ok(());
    };
    let mut buffers = vec![];
    for (position, &operation) in operations.iter().enumerate() {
        let mut allocs = vec![];
        if edit::name(operation) == "memref.alloc" {
            allocs.push(operation);
        } else {
            allocs.extend(edit::named(operation, "memref.alloc"));
        }
        for alloc in allocs {
            if !parallel && edit::inside_forall(alloc) {
                continue;
            }
            let Some(size) = byte_size(alloc) else {
                if let Some(branch) = leaves_by(alloc)? {
                    free_after(alloc, branch, start, pass)?;
                } else if alloc == operation {
                    free(alloc, end, pass)?;
                } else if let Some(last) = alloc.block().and_then(|block| block.terminator()) {
                    free(alloc, last, pass)?;
                }
                continue;
            };
            let last = last_use(alloc, &operations, block).max(position);
            buffers.push(Buffer {
                alloc,
                size: size.next_multiple_of(ALIGNMENT),
                first: position,
                last,
                offset: 0,
            });
        }
    }
    if buffers.is_empty() {
        return Ok(());
    }
    let total = assign(&mut buffers);
    pass.count("buffers", buffers.len() as u64);
    pass.count(
        "requested",
        buffers.iter().map(|buffer| buffer.size as u64).sum(),
    );
    pass.count("arena", total as u64);
    let arena_type = format!("memref<{total}xi8>");
    let stack = parallel && total <= STACK;
    let op = if stack { "alloca" } else { "alloc" };
    let arena = edit::inline_text(
        pass.context(),
        start,
        &format!(
            "func.func @arena() -> {arena_type} {{\n\
             %arena = memref.{op}() {{alignment = {ALIGNMENT} : i64}} : {arena_type}\nreturn %arena : {arena_type}\n}}"
        ),
        &[],
    )?;
    if !stack {
        edit::inline_text(
            pass.context(),
            end,
            &format!(
                "func.func @free(%arena: {arena_type}) {{\nmemref.dealloc %arena : {arena_type}\nreturn\n}}"
            ),
            &arena,
        )?;
    }
    for buffer in buffers {
        let result = buffer
            .alloc
            .result(0)
            .map_err(|error| janus_dialects::Diagnostic::unlocated(error.to_string()))?;
        let r#type = result.r#type();
        let view = edit::inline_text(
            pass.context(),
            buffer.alloc,
            &format!(
                "func.func @view(%arena: {arena_type}) -> {type} {{\n%offset = arith.constant {} : index\n\
                 %view = memref.view %arena[%offset][] : {arena_type} to {type}\nreturn %view : {type}\n}}",
                buffer.offset
            ),
            &arena,
        )?;
        for value in view {
            edit::replace_uses(result.into(), value);
        }
        edit::erase(buffer.alloc);
    }
    Ok(())
}

fn free<'c>(
    alloc: OperationRef<'c, '_>,
    end: OperationRef<'c, '_>,
    pass: &PassContext<'c, '_>,
) -> PassResult<'c> {
    let Ok(result) = alloc.result(0) else {
        return Ok(());
    };
    let value: Value = result.into();
    if edit::users(value)
        .iter()
        .any(|&user| edit::name(user) == "memref.dealloc")
    {
        return Ok(());
    }
    let r#type = value.r#type();
    edit::inline_text(
        pass.context(),
        end,
        &format!(
            "func.func @free(%buffer: {type}) {{\nmemref.dealloc %buffer : {type}\nreturn\n}}"
        ),
        &[value],
    )?;
    Ok(())
}

/// The outermost branch by whose results a buffer leaves the block that it is allocated in.
fn leaves_by<'c, 'a>(
    alloc: OperationRef<'c, 'a>,
) -> Result<Option<OperationRef<'c, 'a>>, janus_dialects::Diagnostic<'c>> {
    let mut branch: Option<OperationRef<'c, 'a>> = None;
    let mut seen = HashSet::new();
    let mut values: Vec<Value> = alloc.results().map(Value::from).collect();
    while let Some(value) = values.pop() {
        if !seen.insert(value.to_raw().ptr) {
            continue;
        }
        for user in edit::users(value) {
            let name = edit::name(user);
            if is_view(&name) {
                // A number that is read from it is not the buffer.
                let results = user.results().map(Value::from);
                values.extend(results.filter(|value: &Value| {
                    let text = value.r#type().to_string();
                    text.starts_with("memref<") || text.starts_with("tensor<")
                }));
                continue;
            }
            if name != "scf.yield" && name != "scf.condition" {
                continue;
            }
            let Some(parent) = user.parent_operation() else {
                continue;
            };
            // SAFETY: a parent lives as long as its child.
            let parent = unsafe { OperationRef::from_raw(parent.to_raw()) };
            if edit::name(parent) != "scf.if" {
                return Err(janus_dialects::Diagnostic::error(
                    alloc.location(),
                    "a loop hands on a buffer of open size",
                ));
            }
            let results = user.operands().enumerate();
            let results = results.filter(|(_, operand)| *operand == value);
            values.extend(
                results.filter_map(|(index, _)| parent.result(index).ok().map(Value::from)),
            );
            if branch.is_none_or(|inner| encloses(parent, inner)) {
                branch = Some(parent);
            }
        }
    }
    Ok(branch)
}

/// Whether one operation is inside of another.
fn encloses(outer: OperationRef, inner: OperationRef) -> bool {
    let mut parent = inner.parent_operation();
    while let Some(operation) = parent {
        if operation == outer {
            return true;
        }
        parent = operation.parent_operation();
    }
    false
}

/// Frees a buffer that leaves a branch at the end of the block that the branch is in, if it was allocated: which side has
/// been taken is kept in memory, in an order that a loop around it may repeat.
fn free_after<'c>(
    alloc: OperationRef<'c, '_>,
    branch: OperationRef<'c, '_>,
    start: OperationRef<'c, '_>,
    pass: &PassContext<'c, '_>,
) -> PassResult<'c> {
    let Some(last) = branch.block().and_then(|block| block.terminator()) else {
        return Ok(());
    };
    let buffer: Value = alloc
        .result(0)
        .map_err(|error| janus_dialects::Diagnostic::unlocated(error.to_string()))?
        .into();
    let r#type = buffer.r#type();
    let context = pass.context();
    let places = edit::inline_text(
        context,
        start,
        &format!(
            "func.func @places() -> (memref<{type}>, memref<i1>) {{\n\
             %kept = memref.alloca() : memref<{type}>\n%made = memref.alloca() : memref<i1>\n\
             return %kept, %made : memref<{type}>, memref<i1>\n}}"
        ),
        &[],
    )?;
    let set = |value: bool| {
        format!("%is = arith.constant {value}\nmemref.store %is, %made[] : memref<i1>\n")
    };
    edit::inline_text(
        context,
        branch,
        &format!(
            "func.func @none(%made: memref<i1>) {{\n{}return\n}}",
            set(false)
        ),
        &places[1..],
    )?;
    let Some(next) = alloc.next_in_block() else {
        return Ok(());
    };
    edit::inline_text(
        context,
        next,
        &format!(
            "func.func @keep(%kept: memref<{type}>, %made: memref<i1>, %buffer: {type}) {{\n\
             memref.store %buffer, %kept[] : memref<{type}>\n{}return\n}}",
            set(true)
        ),
        &[places[0], places[1], buffer],
    )?;
    edit::inline_text(
        context,
        last,
        &format!(
            "func.func @free(%kept: memref<{type}>, %made: memref<i1>) {{\n\
             %is = memref.load %made[] : memref<i1>\nscf.if %is {{\n\
             %buffer = memref.load %kept[] : memref<{type}>\nmemref.dealloc %buffer : {type}\n}}\nreturn\n}}"
        ),
        &places,
    )?;
    Ok(())
}

/// Whether an operation gives a buffer another name.
fn is_view(name: &str) -> bool {
    name.starts_with("memref.")
        || name == "builtin.unrealized_conversion_cast"
        || name == "bufferization.to_tensor"
}

/// The size in bytes of an allocation whose type says it.
fn byte_size(alloc: OperationRef) -> Option<usize> {
    if alloc.operand_count() > 0 {
        return None;
    }
    let text = alloc.result(0).ok()?.r#type().to_string();
    let inner = text.strip_prefix("memref<")?.strip_suffix('>')?;
    if inner.contains(',') || inner.contains('?') {
        return None;
    }
    let (sizes, element) = inner.rsplit_once('x').unwrap_or(("", inner));
    let bits: usize = match element {
        "index" => 64,
        other => other
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .parse()
            .ok()?,
    };
    sizes
        .split('x')
        .filter(|size| !size.is_empty())
        .try_fold(bits.div_ceil(8), |bytes, size| {
            bytes.checked_mul(size.parse().ok()?)
        })
}

/// The position of the last operation of the scope that uses a buffer, or a view of it.
fn last_use(alloc: OperationRef, operations: &[OperationRef], block: BlockRef) -> usize {
    let mut last = 0;
    let mut seen = HashSet::new();
    let mut values: Vec<Value> = alloc.results().map(Value::from).collect();
    while let Some(value) = values.pop() {
        if !seen.insert(value.to_raw().ptr) {
            continue;
        }
        for user in edit::users(value) {
            match position(user, operations, block) {
                Some(position) => last = last.max(position),
                None => return operations.len(),
            }
            let name = edit::name(user);
            let view = is_view(&name);
            let carries = user
                .results()
                .any(|result| result.r#type().to_string().contains("memref<"));
            if view {
                values.extend(user.results().map(Value::from));
            } else if carries || name == "scf.yield" || name.starts_with("llvm.") {
                // It goes on under another name, through a loop or a branch.
                return operations.len();
            }
        }
    }
    last
}

/// The position of the scope's operation that contains another.
fn position(
    operation: OperationRef,
    operations: &[OperationRef],
    block: BlockRef,
) -> Option<usize> {
    let mut operation = operation;
    loop {
        if operation.block() == Some(block) {
            return operations.iter().position(|&other| other == operation);
        }
        // SAFETY: a parent lives as long as its child.
        operation = unsafe { OperationRef::from_raw(operation.parent_operation()?.to_raw()) };
    }
}

/// Gives each buffer the lowest offset that no buffer alive at the same time has, large ones first. Returns the size of
/// the arena.
fn assign(buffers: &mut [Buffer]) -> usize {
    let mut order: Vec<_> = (0..buffers.len()).collect();
    order.sort_by_key(|&index| (std::cmp::Reverse(buffers[index].size), buffers[index].first));
    let mut placed: Vec<usize> = vec![];
    let mut total = ALIGNMENT;
    for index in order {
        let (size, first, last) = {
            let buffer = &buffers[index];
            (buffer.size, buffer.first, buffer.last)
        };
        let mut taken: Vec<_> = placed
            .iter()
            .map(|&other| &buffers[other])
            .filter(|other| other.first <= last && first <= other.last)
            .map(|other| (other.offset, other.offset + other.size))
            .collect();
        taken.sort_unstable();
        let mut offset = 0;
        for (start, end) in taken {
            if offset + size <= start {
                break;
            }
            offset = offset.max(end);
        }
        buffers[index].offset = offset;
        total = total.max(offset + size);
        placed.push(index);
    }
    total
}
