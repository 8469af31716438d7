//! Which locals are still read, at every place where paths meet.

use crate::rebuild::{name, op_key, operations, region_operations, text};
use janus_dialects::melior::ir::{BlockRef, OperationRef};
use std::collections::{BTreeSet, HashMap};

/// Names of locals.
pub type Locals = BTreeSet<String>;

/// What is live where an exit of a statement leads to.
#[derive(Clone, Default)]
pub struct Targets {
    /// Behind the statement.
    pub fall: Locals,
    /// Behind the innermost loop.
    pub brk: Locals,
    /// At the test of the innermost loop.
    pub cont: Locals,
}

/// The locals that a loop reads before it binds them, and so on.
#[derive(Clone, Default)]
pub struct LoopLiveness {
    /// At the test.
    pub head: Locals,
    /// At the start of the body.
    pub body: Locals,
    /// At the start of the `else` region.
    pub orelse: Locals,
}

/// Live locals of a function.
#[derive(Default)]
pub struct Liveness {
    behind: HashMap<usize, Locals>,
    loops: HashMap<usize, LoopLiveness>,
}

impl Liveness {
    /// Of the body of a function.
    pub fn of(body: BlockRef<'_, '_>) -> Self {
        let mut liveness = Self::default();
        liveness.sequence(&operations(body), &Targets::default());
        liveness
    }

    /// The locals that are live behind a `pydyn.if` or `pydyn.while`.
    pub fn behind(&self, operation: OperationRef<'_, '_>) -> Locals {
        self.behind
            .get(&op_key(operation))
            .cloned()
            .unwrap_or_default()
    }

    /// The locals that are live in a `pydyn.while`.
    pub fn in_loop(&self, operation: OperationRef<'_, '_>) -> LoopLiveness {
        self.loops
            .get(&op_key(operation))
            .cloned()
            .unwrap_or_default()
    }

    /// What is live before a sequence of statements.
    fn sequence(&mut self, operations: &[OperationRef<'_, '_>], targets: &Targets) -> Locals {
        let mut live = targets.fall.clone();
        for operation in operations.iter().rev() {
            match name(*operation).as_str() {
                "pydyn.store" => {
                    live.remove(text(*operation, "name").unwrap_or(""));
                }
                "pydyn.load" | "pydyn.unbind" => {
                    live.insert(text(*operation, "name").unwrap_or("").to_owned());
                }
                "pydyn.break" => live = targets.brk.clone(),
                "pydyn.continue" => live = targets.cont.clone(),
                "pydyn.return" | "pydyn.raise" | "pydyn.reraise" => live.clear(),
                "pydyn.if" => {
                    self.behind.insert(op_key(*operation), live.clone());
                    let targets = Targets {
                        fall: live,
                        ..targets.clone()
                    };
                    live = self.sequence(&region_operations(*operation, 0), &targets);
                    live.extend(self.sequence(&region_operations(*operation, 1), &targets));
                }
                "pydyn.while" => live = self.repetition(*operation, live, targets),
                _ => {}
            }
        }
        live
    }

    fn repetition(
        &mut self,
        operation: OperationRef<'_, '_>,
        behind: Locals,
        outer: &Targets,
    ) -> Locals {
        self.behind.insert(op_key(operation), behind.clone());
        // `break` and `continue` in the `else` region are those of the loop around.
        let orelse = self.sequence(
            &region_operations(operation, 2),
            &Targets {
                fall: behind.clone(),
                ..outer.clone()
            },
        );
        let mut head = Locals::new();
        loop {
            let body = self.sequence(
                &region_operations(operation, 1),
                &Targets {
                    fall: head.clone(),
                    brk: behind.clone(),
                    cont: head.clone(),
                },
            );
            let next = self.sequence(
                &region_operations(operation, 0),
                &Targets {
                    fall: body.union(&orelse).cloned().collect(),
                    ..Targets::default()
                },
            );
            // Sets only grow, and names are finitely many.
            if next == head {
                self.loops
                    .insert(op_key(operation), LoopLiveness { head, body, orelse });
                return next;
            }
            head = next;
        }
    }
}

/// The locals that statements bind or unbind, at any depth.
pub fn changed(operations: &[OperationRef<'_, '_>]) -> Locals {
    let mut locals = Locals::new();
    for operation in operations {
        crate::rebuild::walk(*operation, &mut |nested| {
            if matches!(name(nested).as_str(), "pydyn.store" | "pydyn.unbind") {
                locals.extend(text(nested, "name").map(str::to_owned));
            }
        });
    }
    locals
}
