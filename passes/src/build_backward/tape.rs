//! What of a graph is on the tape: the ops that a derivative goes through, and the inputs that it arrives at.

use crate::{
    control_flow_to_dataflow::RUNS,
    rebuild::{
        ValueKey, arguments, key, name, op_key, operands, region_block, region_operations, results,
        symbol, uses, walk,
    },
};
use janus_dialects::melior::ir::{
    OperationRef, Value, ValueLike, operation::OperationLike, r#type::RankedTensorType,
    r#type::ShapedTypeLike,
};
use std::collections::HashSet;

/// A value of the commit that the program may differentiate.
#[derive(Clone, Copy)]
pub struct Root<'c, 'a> {
    /// Its index among the values of the commit.
    pub index: usize,
    pub value: Value<'c, 'a>,
}

/// What the derivative of one root reaches.
#[derive(Default)]
pub struct Reach {
    /// The statements that it goes through, by identity.
    pub statements: HashSet<usize>,
    /// The values that it is handed on to.
    pub values: HashSet<ValueKey>,
}

/// Values of a graph's body that depend on a tensor that requires grad, as autograd follows it.
pub fn active<'c: 'a, 'a>(
    body: &[OperationRef<'c, 'a>],
    differentiable: &HashSet<&str>,
) -> HashSet<ValueKey> {
    let mut active = HashSet::new();
    for statement in body {
        let is_active = match name(*statement).as_str() {
            "dataflow.state.read" => {
                symbol(*statement, "object").is_some_and(|object| differentiable.contains(object))
            }
            "nn.detach" => false,
            _ => uses(*statement)
                .into_iter()
                .any(|value| active.contains(&key(value))),
        };
        if is_active {
            let made = results(*statement).into_iter();
            active.extend(made.filter(|value| is_float(*value)).map(key));
        }
    }
    active
}

impl Reach {
    /// What the derivative of `root` reaches, of what is `active`.
    pub fn of<'c: 'a, 'a>(
        root: Root<'c, 'a>,
        body: &[OperationRef<'c, 'a>],
        active: &HashSet<ValueKey>,
    ) -> Self {
        let values = HashSet::from([key(root.value)]);
        Reach::from(&values & active, body, active)
    }

    fn from<'c: 'a, 'a>(
        values: HashSet<ValueKey>,
        body: &[OperationRef<'c, 'a>],
        active: &HashSet<ValueKey>,
    ) -> Self {
        let mut reach = Reach {
            values,
            ..Reach::default()
        };
        for statement in body.iter().rev() {
            let is_reached = results(*statement)
                .into_iter()
                .any(|value| reach.values.contains(&key(value)));
            if !is_reached || name(*statement) == "dataflow.state.read" {
                continue;
            }
            reach.statements.insert(op_key(*statement));
            let used = uses(*statement).into_iter().map(key);
            reach
                .values
                .extend(used.filter(|value| active.contains(value)));
        }
        reach
    }

    /// A branch on the way that leads to an input on one of its paths only, or of which that cannot be told.
    pub fn one_sided<'c: 'a, 'a>(
        &self,
        body: &[OperationRef<'c, 'a>],
        active: &HashSet<ValueKey>,
    ) -> Option<OperationRef<'c, 'a>> {
        let inputs: HashSet<ValueKey> = body
            .iter()
            .filter(|statement| name(**statement) == "dataflow.state.read")
            .flat_map(|read| results(*read))
            .map(key)
            .collect();
        body.iter().copied().find(|statement| {
            if statement.region_count() == 0 || !self.statements.contains(&op_key(*statement)) {
                return false;
            }
            let mut nested = 0;
            walk(*statement, &mut |inner| {
                nested += usize::from(inner.region_count() > 0);
            });
            let captured: Vec<HashSet<ValueKey>> = match name(*statement).as_str() {
                "dataflow.cond" => (0..statement.region_count())
                    .map(|side| captured(*statement, side, &self.values))
                    .collect(),
                // Of no iteration, where there may be none, of one, and of any number.
                "dataflow.for" => [Trips::None, Trips::One, Trips::Any]
                    .into_iter()
                    .filter(|trips| *trips != Trips::None || !statement.has_attribute(RUNS))
                    .map(|trips| captured_by_loop(*statement, &self.values, trips))
                    .collect(),
                _ => return true,
            };
            let sides: Vec<HashSet<ValueKey>> = captured
                .into_iter()
                .map(|captured| &Reach::from(&captured & active, body, active).values & &inputs)
                .collect();
            nested > 1 || sides.windows(2).any(|pair| pair[0] != pair[1])
        })
    }

    /// Whether two derivatives go through one statement.
    pub fn meets(&self, other: &Reach) -> bool {
        !self.statements.is_disjoint(&other.statements)
    }
}

/// What the derivative of the results in `reached` goes on to from one region of a statement.
fn captured<'c: 'a, 'a>(
    statement: OperationRef<'c, 'a>,
    region: usize,
    reached: &HashSet<ValueKey>,
) -> HashSet<ValueKey> {
    let body = region_operations(statement, region);
    let Some((end, body)) = body.split_last() else {
        return HashSet::new();
    };
    let mut wanted: HashSet<ValueKey> = results(statement)
        .into_iter()
        .zip(operands(*end))
        .filter(|(result, _)| reached.contains(&key(*result)))
        .map(|(_, yielded)| key(yielded))
        .collect();
    for operation in body.iter().rev() {
        let is_wanted = results(*operation)
            .into_iter()
            .any(|value| wanted.contains(&key(value)));
        if is_wanted && name(*operation) != "nn.detach" {
            let used = uses(*operation).into_iter();
            wanted.extend(used.filter(|value| is_float(*value)).map(key));
        }
    }
    wanted
}

/// How many iterations a derivative goes through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trips {
    None,
    One,
    Any,
}

/// What the derivative of the results in `reached` goes on to from a counted loop.
fn captured_by_loop<'c: 'a, 'a>(
    statement: OperationRef<'c, 'a>,
    reached: &HashSet<ValueKey>,
    trips: Trips,
) -> HashSet<ValueKey> {
    let body = region_operations(statement, 0);
    let (Some((end, body)), Some(block)) = (body.split_last(), region_block(statement, 0)) else {
        return HashSet::new();
    };
    let (given, taken) = (operands(*end), arguments(block));
    let inits = operands(statement);
    let mut places: HashSet<usize> = results(statement)
        .into_iter()
        .enumerate()
        .filter(|(_, result)| reached.contains(&key(*result)))
        .map(|(place, _)| place)
        .collect();
    // The bounds and the step come before the values.
    let init = |place: usize| key(inits[place + 3]);
    if trips == Trips::None {
        return places.into_iter().map(init).collect();
    }
    loop {
        let mut wanted: HashSet<ValueKey> = places.iter().map(|place| key(given[*place])).collect();
        for operation in body.iter().rev() {
            let is_wanted = results(*operation)
                .into_iter()
                .any(|value| wanted.contains(&key(value)));
            if is_wanted && name(*operation) != "nn.detach" {
                let used = uses(*operation).into_iter();
                wanted.extend(used.filter(|value| is_float(*value)).map(key));
            }
        }
        // The counter is the first argument.
        let from: HashSet<usize> = (0..given.len())
            .filter(|place| wanted.contains(&key(taken[place + 1])))
            .collect();
        if trips == Trips::One || from.is_subset(&places) {
            wanted.extend(from.into_iter().map(init));
            return wanted;
        }
        places.extend(from);
    }
}

/// Roots in groups: two whose derivatives meet are in one group, each group and its roots in order.
pub fn groups(reaches: &[Reach]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![];
    for (root, reach) in reaches.iter().enumerate() {
        let (joined, apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| group.iter().any(|other| reaches[*other].meets(reach)));
        let mut group: Vec<usize> = joined.into_iter().flatten().collect();
        group.push(root);
        group.sort_unstable();
        groups = apart;
        groups.push(group);
        groups.sort_unstable();
    }
    groups
}

/// Whether a value is a tensor of floating-point numbers.
pub fn is_float(value: Value<'_, '_>) -> bool {
    use janus_dialects::melior::ir::TypeLike;
    RankedTensorType::try_from(value.r#type())
        .is_ok_and(|tensor| !tensor.element().is_integer() && !tensor.element().is_index())
}

/// The statements that values depend on, by identity.
pub fn slice<'c: 'a, 'a>(
    body: &[OperationRef<'c, 'a>],
    values: impl Iterator<Item = Value<'c, 'a>>,
) -> HashSet<usize> {
    let mut wanted: HashSet<_> = values.map(key).collect();
    let mut needed = HashSet::new();
    for statement in body.iter().rev() {
        let is_wanted = results(*statement)
            .iter()
            .any(|result| wanted.contains(&key(*result)));
        if is_wanted && statement.result_count() > 0 {
            needed.insert(op_key(*statement));
            wanted.extend(uses(*statement).into_iter().map(key));
        }
    }
    needed
}
