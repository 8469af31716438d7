//! `janus-select-schedule`: which schedule, with which tile sizes, for which operation.

use super::{
    edit,
    linalg::{Body, Generic, Index, Iterator, array},
    lower_convolution::COLUMNS,
    tiles::{Machine, dot_tile, outer_tile, tasks, tasks_in_order},
};
use janus_dialects::{Dialect, OptionSpec, Pass, PassContext, PassResult, StatisticSpec};
use melior::{
    Context,
    ir::{
        OperationRef,
        attribute::ArrayAttribute,
        operation::{OperationLike, OperationMutLike, OperationRefMut},
    },
};
use std::collections::HashSet;

/// The attribute with the name of the schedule.
pub const SCHEDULE: &str = "janus.schedule";
/// The attribute with its parameters.
pub const TILES: &str = "janus.tiles";
/// The attribute that ties the operations of a group together, on the operation that the schedule takes second.
pub const PARTNER: &str = "janus.partner";

/// Annotates structured operations with the named sequence that schedules them and with its parameters.
///
/// ```text
///   linalg.generic {(m, n, k) …}
/// ⇒
///   linalg.generic {(m, n, k) …} {janus.schedule = "outer_ppr", janus.tiles = array<i64: 10, 128, 5, 64, 1>}
/// ```
///
/// The choice is by the kind of the operation, which the indexing maps tell, and the sizes, never by where it came from:
///
/// - `outer_…`: a contraction or reduction whose result is contiguous along a dimension of an input: vectors along it.
/// - `dot_…`: one whose inputs are contiguous along a reduction: vectors along that, summed up at the end; `dot_half_…` and
///   `dot_quarter_…` with parts of a register, `tail_…` with a rest.
/// - `convolution_…`, `convolution_gradient_…`, `columns_…`: contractions with the window copies around them.
/// - `flat`, `elementwise_…`: everything parallel.
/// - `tasks`: scalar loops, in parallel over the outermost dimension; `scalar`: those of a single task whose result others read.
///
/// The letters say which dimensions the loop nest has, `p` parallel and `r` reduction. An operation that already has a
/// `janus.schedule` keeps it, so that a user can choose by hand; one with `janus.schedule = ""`, of a kind without a
/// schedule, or without iterations, becomes plain loops.
#[derive(Clone, Default)]
pub struct SelectSchedule;

impl Pass for SelectSchedule {
    const ARGUMENT: &'static str = "janus-select-schedule";
    const DESCRIPTION: &'static str =
        "choose a schedule and tile sizes for each structured operation";

    fn options() -> &'static [OptionSpec] {
        const SPECS: &[OptionSpec] = &[OptionSpec::int(
            "lanes",
            "f32 elements of a vector register",
            16,
        )];
        SPECS
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] = &[StatisticSpec::new(
            "scheduled",
            "Operations given a schedule",
        )];
        SPECS
    }

    fn dependent_dialects() -> &'static [Dialect] {
        &[]
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        let machine = Machine {
            lanes: pass.options().int("lanes").max(1),
        };
        let mut taken = HashSet::new();
        let mut groups = 0;
        for operation in edit::named(module, "linalg.generic") {
            let Some(generic) = Generic::new(operation) else {
                continue;
            };
            if operation.has_attribute(SCHEDULE)
                || taken.contains(&operation.to_raw().ptr)
                || generic.sizes.contains(&Some(0))
                || is_initial(operation)
            {
                continue;
            }
            let Some(choice) = choose(&generic, machine).or_else(|| split(&generic)) else {
                continue;
            };
            let target = choice.target.unwrap_or(operation);
            edit::annotate(
                pass.context(),
                target,
                SCHEDULE,
                &format!("{:?}", choice.schedule),
            );
            edit::annotate(
                pass.context(),
                target,
                TILES,
                &format!("array<i64: {}>", super::text::list(&choice.tiles)),
            );
            rows_first(pass.context(), target);
            if let Some(partner) = choice.partner {
                let group = format!("{groups} : i64");
                edit::annotate(pass.context(), target, PARTNER, &group);
                edit::annotate(pass.context(), partner, PARTNER, &group);
                taken.insert(partner.to_raw().ptr);
                taken.insert(target.to_raw().ptr);
                groups += 1;
            }
            pass.count("scheduled", 1);
        }
        Ok(())
    }
}

/// Puts the input that is contiguous along the result's innermost dimension second in a contraction: the rank-one updates
/// into which contractions are lowered are then rows of the result, not of its transpose.
fn rows_first<'c>(context: &'c Context, operation: OperationRef<'c, '_>) {
    let Some(generic) = Generic::new(operation) else {
        return;
    };
    let Some(inner) = generic.innermost(generic.maps.len() - 1) else {
        return;
    };
    if generic.body != Body::MultiplyAdd || !generic.uses(0, inner) || generic.uses(1, inner) {
        return;
    }
    let (Ok(first), Ok(second)) = (operation.operand(0), operation.operand(1)) else {
        return;
    };
    let Some(maps) = operation.attribute("indexing_maps").ok().and_then(array) else {
        return;
    };
    let mut maps: Vec<_> = maps.collect();
    maps.swap(0, 1);
    // SAFETY: no other reference is used meanwhile. The product in the body does not depend on the order.
    let mut operation = unsafe { OperationRefMut::from_raw(operation.to_raw()) };
    operation.set_operand(0, second);
    operation.set_operand(1, first);
    operation.set_inherent_attribute("indexing_maps", ArrayAttribute::new(context, &maps).into());
}

struct Choice<'c, 'a> {
    schedule: String,
    tiles: Vec<i64>,
    /// The operation to annotate, where it is not the one looked at.
    target: Option<OperationRef<'c, 'a>>,
    /// The operation that the schedule fuses with it.
    partner: Option<OperationRef<'c, 'a>>,
}

impl Choice<'_, '_> {
    fn new(schedule: String, tiles: Vec<i64>) -> Self {
        Self {
            schedule,
            tiles,
            target: None,
            partner: None,
        }
    }
}

fn letters(generic: &Generic) -> String {
    generic
        .iterators
        .iter()
        .map(|iterator| match iterator {
            Iterator::Parallel => 'p',
            Iterator::Reduction => 'r',
        })
        .collect()
}

/// Anything else: scalar loops, a task for some iterations of the outermost dimension.
fn split<'c: 'a, 'a>(generic: &Generic<'c, 'a>) -> Option<Choice<'c, 'a>> {
    let work = (0..generic.rank())
        .map(|dim| generic.sizes[dim].unwrap_or(64))
        .fold(SCALAR_WORK, i64::saturating_mul);
    if generic.iterators.first() != Some(&Iterator::Parallel) {
        return None;
    }
    let tiles = tasks(&generic.sizes[..1], &[1], work);
    if generic.sizes[0] != Some(tiles[0]) && tiles[0] > 0 {
        return Some(Choice::new("tasks".to_owned(), tiles));
    }
    is_read(generic.operation).then(|| Choice::new("scalar".to_owned(), vec![1]))
}

/// Whether another structured operation reads the result, whose tiles would take this one in and make vectors of it.
fn is_read(operation: OperationRef) -> bool {
    operation.results().any(|result| {
        let users = edit::users(result.into());
        users.iter().any(|&user| {
            Generic::new(user).is_some_and(|user| {
                let mut inputs = user.operation.operands().take(user.inputs);
                inputs.any(|operand| operand == result.into())
            })
        })
    })
}

/// What an iteration of a scalar loop costs, in vectorized multiplications.
const SCALAR_WORK: i64 = 32;

/// Whether an operation only makes the initial value of accumulators: it is fused where they are.
fn is_initial(operation: OperationRef) -> bool {
    let Some(generic) = Generic::new(operation) else {
        return false;
    };
    if generic.body != Body::Copy
        || operation.has_attribute(COLUMNS)
        || operation.result_count() != 1
    {
        return false;
    }
    let Ok(result) = operation.result(0) else {
        return false;
    };
    let users = edit::users(result.into());
    !users.is_empty()
        && users.iter().all(|&user| {
            Generic::new(user).is_some_and(|user| {
                !user.is_parallel()
                    && user.is_projected()
                    && user
                        .operation
                        .operands()
                        .take(user.inputs)
                        .all(|operand| operand != result.into())
            })
        })
}

fn choose<'c: 'a, 'a>(generic: &Generic<'c, 'a>, machine: Machine) -> Option<Choice<'c, 'a>> {
    if generic.operation.has_attribute(COLUMNS) {
        return columns(generic, machine);
    }
    if generic.is_parallel() {
        return parallel(generic, machine);
    }
    if !matches!(generic.body, Body::MultiplyAdd | Body::Reduce) {
        return None;
    }
    if !generic.is_projected() {
        return scatter(generic, machine);
    }
    let (schedule, tiles) = reduction(generic, machine)?;
    Some(Choice::new(schedule, tiles))
}

/// A contraction or reduction by itself.
fn reduction(generic: &Generic, machine: Machine) -> Option<(String, Vec<i64>)> {
    let parallel = generic.dims(Iterator::Parallel);
    let reduced = generic.dims(Iterator::Reduction);
    // Parallel dimensions come first in the schedules.
    if parallel.iter().any(|&dim| dim >= parallel.len()) || parallel.is_empty() {
        return None;
    }
    let out = generic.maps.len() - 1;
    let size = |dim: usize| generic.sizes[dim];
    let work: i64 = (0..generic.rank())
        .map(|dim| size(dim).unwrap_or(64))
        .product();
    let inner = generic.innermost(out)?;
    let along = |dim: usize| {
        (0..generic.inputs)
            .all(|operand| !generic.uses(operand, dim) || generic.innermost(operand) == Some(dim))
    };
    let letters = letters(generic);
    let mut register = vec![1; parallel.len()];
    let last = *reduced.last()?;
    let schedule = if along(inner) && !along(last) || (along(inner) && !generic.uses(0, last)) {
        // The rows: a dimension of the result that the contiguous input lacks.
        let row = parallel.iter().copied().rev().find(|&dim| {
            dim != inner
                && (0..generic.inputs)
                    .any(|operand| generic.uses(operand, inner) && !generic.uses(operand, dim))
        });
        let (rows, columns) = outer_tile(machine, row.and_then(size), row.is_some(), size(inner));
        register[inner] = columns;
        if let Some(row) = row {
            register[row] = rows;
        }
        "outer"
    } else if along(last) {
        let mut free = parallel.iter().rev().copied();
        let (first, second) = (free.next()?, free.next());
        let (rows, columns) = dot_tile(
            machine,
            second.map(|dim| size(dim).unwrap_or(1)),
            size(first).unwrap_or(1),
            reduced.iter().map(|&dim| size(dim).unwrap_or(64)).product(),
        );
        register[first] = columns;
        if let Some(second) = second {
            register[second] = rows;
        }
        dot(size(last), machine)
    } else {
        return None;
    };
    let sizes: Vec<_> = parallel.iter().map(|&dim| size(dim)).collect();
    let mut tiles = tasks_in_order(&split_order(generic, &parallel), &sizes, &register, work);
    tiles.extend(&register);
    match schedule {
        "outer" => tiles.extend(reduced.iter().map(|_| 1)),
        // Where the part begins that fills no register.
        "tail" => tiles.push(size(last)? / machine.lanes * machine.lanes),
        _ => {}
    }
    Some((format!("{schedule}_{letters}"), tiles))
}

/// The parallel dimensions in the order in which they are best split into tasks. A task reads its part of the inputs that
/// have the dimension, and all of those that lack it: so those of the largest inputs come first.
fn split_order(generic: &Generic, parallel: &[usize]) -> Vec<usize> {
    let elements = |operand: usize| -> i64 {
        (0..generic.rank())
            .filter(|&dim| generic.uses(operand, dim))
            .map(|dim| generic.sizes[dim].unwrap_or(64))
            .fold(1, i64::saturating_mul)
    };
    let read = |dim: usize| -> i64 {
        (0..generic.inputs)
            .filter(|&operand| generic.uses(operand, dim))
            .map(elements)
            .fold(0, i64::saturating_add)
    };
    let mut order = parallel.to_vec();
    order.sort_by_key(|&dim| std::cmp::Reverse(read(dim)));
    order
}

/// The schedule for vectors along a reduction of that size: whole registers, with a masked tail where something is left
/// over; of a size below a register, halves or quarters of one.
fn dot(size: Option<i64>, machine: Machine) -> &'static str {
    match size {
        Some(size) if size % machine.lanes == 0 => "dot",
        Some(size) if size > machine.lanes => "tail",
        Some(size) if size % (machine.lanes / 2) == 0 => "dot_half",
        Some(size) if size % (machine.lanes / 4) == 0 => "dot_quarter",
        _ => "dot",
    }
}

/// The copy of windows: with the contraction that reads it, or by itself.
fn columns<'c: 'a, 'a>(copy: &Generic<'c, 'a>, machine: Machine) -> Option<Choice<'c, 'a>> {
    let rank = copy.rank();
    let row = row(copy.sizes[rank - 1]?, machine);
    let fused = || {
        let contraction = sole_user(
            sole_user(copy.operation, "tensor.collapse_shape")?,
            "linalg.generic",
        )?;
        let generic = Generic::new(contraction)?;
        // The batch must be the outermost loop.
        let single = generic.sizes[0] == Some(1);
        if generic.body != Body::MultiplyAdd || generic.iterators[0] != Iterator::Parallel || single
        {
            return None;
        }
        let operand = (0..2).find(|&operand| {
            contraction
                .operand(operand)
                .ok()
                .and_then(edit::definition)
                .and_then(|collapse| edit::definition(collapse.operand(0).ok()?))
                == Some(copy.operation)
        })?;
        if generic.indices[operand].first() != Some(&Index::Dim(0)) {
            return None;
        }
        let (schedule, mut tiles) = reduction(&generic, machine)?;
        let letters = schedule.strip_prefix("outer_")?.to_owned();
        let parallel = generic.dims(Iterator::Parallel).len();
        // A task is an image: its columns stay in the cache.
        tiles[0] = 1;
        // Zero is the whole dimension: slices of the columns are whole matrices.
        tiles[1..parallel].fill(0);
        tiles.push(row);
        Some(Choice {
            target: Some(contraction),
            partner: Some(copy.operation),
            ..Choice::new(format!("convolution_{letters}_{rank}"), tiles)
        })
    };
    fused().or_else(|| Some(Choice::new(format!("columns_{rank}"), vec![row])))
}

/// The sum of columns into an image, after the contraction that makes the columns.
fn scatter<'c: 'a, 'a>(generic: &Generic<'c, 'a>, machine: Machine) -> Option<Choice<'c, 'a>> {
    let rank = generic.rank();
    if generic.body != Body::Reduce || generic.inputs != 1 || generic.sizes[0] == Some(1) {
        return None;
    }
    let expand = edit::definition(generic.operation.operand(0).ok()?)?;
    if edit::name(expand) != "tensor.expand_shape" {
        return None;
    }
    let contraction = Generic::new(edit::definition(expand.operand(0).ok()?)?)?;
    let (schedule, tiles) = reduction(&contraction, machine)?;
    let letters = schedule.strip_prefix("outer_")?.to_owned();
    let parallel = contraction.dims(Iterator::Parallel).len();
    let mut tiles = tiles[parallel..].to_vec();
    tiles.push(row(generic.sizes[rank - 1]?, machine));
    Some(Choice {
        partner: Some(generic.operation),
        target: Some(contraction.operation),
        ..Choice::new(format!("convolution_gradient_{letters}_{rank}"), tiles)
    })
}

fn sole_user<'c: 'a, 'a>(
    operation: OperationRef<'c, 'a>,
    name: &str,
) -> Option<OperationRef<'c, 'a>> {
    match edit::users(operation.result(0).ok()?.into())[..] {
        [user] if edit::name(user) == name => Some(user),
        _ => None,
    }
}

/// How much of a row to copy at a time.
fn row(size: i64, machine: Machine) -> i64 {
    if size <= 4 * machine.lanes {
        size
    } else {
        4 * machine.lanes
    }
}

/// The deepest loop nest that has an `elementwise_…` schedule. Deeper ones are scalar, as tasks.
const ELEMENTWISE_RANK: usize = 5;

/// Elementwise operations.
fn parallel<'c, 'a>(generic: &Generic<'c, 'a>, machine: Machine) -> Option<Choice<'c, 'a>> {
    let rank = generic.rank();
    if rank == 0 || !generic.is_projected() {
        return None;
    }
    // A body that picks elements by index stays scalar: it is no vector operation.
    if !edit::named(generic.operation, "tensor.extract").is_empty() {
        return None;
    }
    // Calls of the vector math library take one register.
    let calls = edit::collect(generic.operation, |inner| {
        let name = edit::name(inner);
        name.starts_with("math.") && name != "math.fma"
    });
    let vectors = if calls.is_empty() { 4 } else { 1 };
    let indexed = !edit::named(generic.operation, "linalg.index").is_empty();
    let flat = !indexed && rank > 1 && generic.maps.iter().all(|map| map.is_identity());
    if !flat && rank > ELEMENTWISE_RANK {
        return None;
    }
    let known = |dim: usize| generic.sizes[dim].unwrap_or(64);
    let total: i64 = (0..rank).map(known).product();
    let (name, sizes) = if flat || rank == 1 {
        let all: Option<i64> = generic.sizes.iter().copied().product();
        ("flat".to_owned(), vec![all])
    } else {
        (
            format!("elementwise_{}", letters(generic)),
            generic.sizes.clone(),
        )
    };
    let inner = sizes.last().copied().flatten().unwrap_or(i64::MAX);
    let widest = vectors * machine.lanes;
    let mut register = vec![1; sizes.len()];
    *register.last_mut()? = if inner >= widest {
        widest
    } else {
        (inner + machine.lanes - 1) / machine.lanes * machine.lanes
    };
    // An element costs about as much as a few multiplications.
    let work = total * if calls.is_empty() { 8 } else { 64 };
    let mut tiles = tasks(&sizes, &register, work);
    tiles.extend(register);
    Some(Choice::new(
        if rank == 1 && name == "flat" {
            "elementwise_p".to_owned()
        } else {
            name
        },
        tiles,
    ))
}
