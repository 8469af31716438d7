//! Control flow on abstract values: branches, loops, `with`, `try`.

use super::{
    Specializer,
    code::Node,
    frame::{Flow, Frame},
    heap::FreshObject,
    iteration::range_length,
    loops::{Loop, LoopKind, is_endless},
    paths::{Leave, Mark, Path},
    refusal::{Refusal, codes},
    value::{NumberKind, Value},
};
use crate::world::Site;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub(super) fn branch(
        &mut self,
        frame: &mut Frame,
        node: &Node,
    ) -> Result<Option<Flow>, Refusal> {
        let condition = self.get(frame, node.operands[0])?;
        if let Value::Number {
            kind: NumberKind::Bool,
            ssa,
            ..
        } = condition
            && self.assumed(frame)?.is_none()
        {
            // With a number that it depends on kept constant, the branch would be decided.
            let origins = self.emit.origins(ssa);
            let end = self.residual_if(frame, node, ssa);
            return end.map_err(|refusal| refusal.because_of(&origins));
        }
        let taken = self.decide(frame, &condition)?;
        let flow = self.run_region(frame, node, usize::from(!taken))?;
        match flow {
            Flow::Next(values) => {
                for (result, value) in node.results.iter().zip(values) {
                    frame.values[*result as usize] = Some(value);
                }
                Ok(None)
            }
            flow => Ok(Some(flow)),
        }
    }

    /// The direction that the profile always saw the branch at this place take.
    fn assumed(&mut self, frame: &Frame) -> Result<Option<bool>, Refusal> {
        let site = Site {
            line: self.place.line,
            column: self.place.column,
        };
        // A function that calls itself goes both ways, or it never ends.
        let counts = if frame.profiled && self.subgraphs.is_empty() {
            self.world.branch(frame.function, site)?
        } else {
            None
        };
        Ok(match counts {
            Some(counts) if counts.not_taken == 0 && counts.taken > 0 => Some(true),
            Some(counts) if counts.taken == 0 && counts.not_taken > 0 => Some(false),
            _ => None,
        })
    }

    /// The direction of a branch: known, or assumed from the profile and asserted.
    pub(super) fn decide(&mut self, frame: &Frame, condition: &Value) -> Result<bool, Refusal> {
        match condition {
            Value::Constant(constant) => Ok(constant.truth()),
            Value::Number {
                kind: NumberKind::Bool,
                ssa,
                ..
            } => {
                let Some(taken) = self.assumed(frame)? else {
                    return Err(Refusal::new(
                        codes::BRANCH,
                        "a loop's condition depends on a value that changes from call to call",
                    ));
                };
                self.assume_direction(*ssa, taken)?;
                Ok(taken)
            }
            _ => match self.truth(condition)? {
                Value::Constant(constant) => Ok(constant.truth()),
                _ => Err(Refusal::new(
                    codes::BRANCH,
                    "this branch depends on a value that only the run knows",
                )),
            },
        }
    }

    pub(super) fn while_loop(
        &mut self,
        frame: &mut Frame,
        node: &Node,
    ) -> Result<Option<Flow>, Refusal> {
        let mark = self.paths.mark();
        let whole = self.tentatively(frame, |this, frame| this.unrolled_while(frame, node, mark));
        if let Some(end) = whole? {
            return Ok(end);
        }
        let repeated = Loop {
            node,
            kind: LoopKind::Test,
            inputs: vec![],
        };
        let flow = self.residual_loop(frame, &repeated)?;
        self.end_of_loop(frame, mark, flow.unwrap_or(Flow::Next(vec![])))
    }

    /// The iterations of a loop one by one, as far as they are known. `None` where a branch of the run decides whether
    /// there is another one of a loop that has no end of its own.
    fn unrolled_while(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        mark: Mark,
    ) -> Result<Option<Option<Flow>>, Refusal> {
        for trip in 0..MAX_TRIPS {
            let mut of_the_run = None;
            let taken = self.tentatively(frame, |this, frame| {
                let test = match this.run_region(frame, node, 0)? {
                    Flow::Next(values) => values.into_iter().next(),
                    flow => return Ok(Some(Err(flow))),
                };
                let test =
                    test.ok_or_else(|| Refusal::new(codes::FRONTEND, "a loop has no condition"))?;
                if let Value::Number { ssa, .. } = test
                    && this.assumed(frame)?.is_none()
                {
                    of_the_run = Some(this.emit.origins(ssa));
                    return Ok(None);
                }
                this.decide(frame, &test).map(|taken| Some(Ok(taken)))
            })?;
            match taken {
                None => {
                    let repeated = Loop {
                        node,
                        kind: LoopKind::Test,
                        inputs: of_the_run.unwrap_or_default(),
                    };
                    let flow = self.residual_loop(frame, &repeated)?;
                    return self
                        .end_of_loop(frame, mark, flow.unwrap_or(Flow::Next(vec![])))
                        .map(Some);
                }
                Some(Err(flow)) => return self.end_of_loop(frame, mark, flow).map(Some),
                Some(Ok(false)) => return self.loop_else(frame, node, mark, 2).map(Some),
                Some(Ok(true)) if trip > 0 && self.paths.left_since(mark) && is_endless(node) => {
                    return Ok(None);
                }
                Some(Ok(true)) => {}
            }
            let flow = self.run_region(frame, node, 1)?;
            match self.end_of_iteration(frame, mark, flow)? {
                Flow::Next(_) => {}
                flow => return self.end_of_loop(frame, mark, flow).map(Some),
            }
        }
        Err(Refusal::new(
            codes::SIZE,
            format!("this loop runs more than {MAX_TRIPS} times"),
        ))
    }

    /// A loop over a range that is not unrolled: its bounds only the run knows, or it is long.
    fn counted_loop(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        iterable: &Value,
    ) -> Result<Option<Flow>, Refusal> {
        let (start, stop, step, runs) = match iterable {
            Value::Range { start, stop, step } => {
                if range_length(*start, *stop, *step) <= UNROLLED_TRIPS {
                    return Ok(None);
                }
                (Value::int(*start), Value::int(*stop), *step, true)
            }
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::OpenRange { start, stop, step } => {
                    (start.clone(), stop.clone(), *step, false)
                }
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        let inputs = [&start, &stop].map(|bound| match bound {
            Value::Number { ssa, .. } => self.emit.origins(*ssa),
            _ => vec![],
        });
        let is_open = matches!(iterable, Value::Fresh(_));
        let end = self.tentatively(frame, |this, frame| {
            let stop = this.number_as(&stop, NumberKind::Int)?;
            let repeated = Loop {
                node,
                kind: LoopKind::Count {
                    start,
                    stop,
                    step,
                    runs,
                },
                inputs: inputs.concat(),
            };
            this.residual_loop(frame, &repeated).map(Some)
        });
        match end {
            // A known range may be unrolled yet.
            Err(refusal) if !is_open && refusal.code == codes::BRANCH => Ok(None),
            end => Ok(end?.map(|flow| flow.unwrap_or(Flow::Next(Vec::new())))),
        }
    }

    /// The end of an iteration: all paths that go on to the next one, as one.
    pub(super) fn end_of_iteration(
        &mut self,
        frame: &mut Frame,
        mark: Mark,
        flow: Flow,
    ) -> Result<Flow, Refusal> {
        let mut paths = self.take_exits(mark, &[Leave::Continue]);
        let flow = match flow {
            Flow::Continue => Flow::Next(Vec::new()),
            flow => flow,
        };
        if paths.is_empty() {
            return Ok(flow);
        }
        paths.extend(self.end_of_side(frame, flow)?);
        self.meet(frame, paths)?;
        Ok(Flow::Next(Vec::new()))
    }

    /// The end of a loop: all paths that have broken out of it, and the one that has come to its end, as one.
    fn end_of_loop(
        &mut self,
        frame: &mut Frame,
        mark: Mark,
        flow: Flow,
    ) -> Result<Option<Flow>, Refusal> {
        let broken = self.take_exits(mark, &[Leave::Break]);
        let flow = match flow {
            Flow::Break => Flow::Next(Vec::new()),
            flow => flow,
        };
        self.behind_loop(frame, broken, flow)
    }

    fn behind_loop(
        &mut self,
        frame: &mut Frame,
        mut paths: Vec<Path<'c, 'a>>,
        flow: Flow,
    ) -> Result<Option<Flow>, Refusal> {
        if paths.is_empty() {
            return Ok(match flow {
                Flow::Next(_) => None,
                flow => Some(flow),
            });
        }
        paths.extend(self.end_of_side(frame, flow)?);
        for path in &mut paths {
            path.values.clear();
        }
        self.meet(frame, paths)?;
        Ok(None)
    }

    /// The `else` of a loop whose test has failed. What leaves it leaves the loop around.
    fn loop_else(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        mark: Mark,
        index: usize,
    ) -> Result<Option<Flow>, Refusal> {
        let broken = self.take_exits(mark, &[Leave::Break]);
        let flow = self.run_region(frame, node, index)?;
        self.behind_loop(frame, broken, flow)
    }

    pub(super) fn for_loop(
        &mut self,
        frame: &mut Frame,
        node: &Node,
    ) -> Result<Option<Flow>, Refusal> {
        let iterable = self.get(frame, node.operands[0])?;
        let too_often = || {
            Refusal::new(
                codes::SIZE,
                format!("this loop runs more than {MAX_TRIPS} times"),
            )
        };
        if let Some(flow) = self.counted_loop(frame, node, &iterable)? {
            return Ok(match flow {
                Flow::Next(_) => None,
                flow => Some(flow),
            });
        }
        if let Value::Range { start, stop, step } = iterable
            && range_length(start, stop, step) > MAX_TRIPS
        {
            return Err(too_often());
        }
        let iterator = self.iterator(&iterable)?;
        let argument = match node.regions.first() {
            Some(Some(body)) => body.arguments.first().copied(),
            _ => None,
        };
        let mut trips = 0;
        let mark = self.paths.mark();
        while let Some(element) = self.next(&iterator)? {
            trips += 1;
            if trips > MAX_TRIPS {
                return Err(too_often());
            }
            if let Some(argument) = argument {
                frame.values[argument as usize] = Some(element);
            }
            let flow = self.run_region(frame, node, 0)?;
            match self.end_of_iteration(frame, mark, flow)? {
                Flow::Next(_) => {}
                flow => return self.end_of_loop(frame, mark, flow),
            }
        }
        self.loop_else(frame, node, mark, 1)
    }

    /// `with`: both methods are looked up before the first one runs, and the second sees the exception that leaves the block.
    pub(super) fn with(&mut self, frame: &mut Frame, node: &Node) -> Result<Option<Flow>, Refusal> {
        let manager = self.get(frame, node.operands[0])?;
        let entered = self.call_special(&manager, "__enter__", vec![])?;
        if let Some(Some(body)) = node.regions.first()
            && let Some(argument) = body.arguments.first()
        {
            frame.values[*argument as usize] = Some(entered);
        }
        let mark = self.paths.mark();
        self.handlers += 1;
        let flow = self.run_region(frame, node, 0);
        self.handlers -= 1;
        let flow = flow?;
        let exit = |this: &mut Self| {
            let arguments = vec![Value::NONE, Value::NONE, Value::NONE];
            this.call_special(&manager, "__exit__", arguments)
        };
        self.exits_through(frame, mark, |this, _| {
            exit(this)?;
            Ok(Flow::Next(Vec::new()))
        })?;
        if let Flow::Raise(exception) = &flow {
            let class = self.type_of(exception)?;
            // Nothing can be read of it, but that it is there.
            let traceback = self.class_in("types", "TracebackType")?;
            let Value::Known(traceback) = traceback else {
                return Err(Refusal::new(
                    codes::RAISES,
                    "an exception leaves a 'with' block",
                ));
            };
            let traceback = self.heap.make(FreshObject::Instance {
                class: self.heap.id(traceback),
                attributes: Vec::new(),
            });
            self.heap.handling.push(exception.clone());
            let arguments = vec![class, exception.clone(), traceback];
            let verdict = self.call_special(&manager, "__exit__", arguments);
            self.heap.handling.pop();
            let suppressed = verdict?;
            return if self.known_truth(&suppressed, "whether '__exit__' suppresses an exception")? {
                Ok(None)
            } else {
                Ok(Some(flow))
            };
        }
        match flow {
            // No path comes here.
            Flow::Left => return Ok(Some(flow)),
            Flow::Next(_) => exit(self)?,
            _ => {
                exit(self)?;
                return Ok(Some(flow));
            }
        };
        Ok(None)
    }

    pub(super) fn try_statement(
        &mut self,
        frame: &mut Frame,
        node: &Node,
    ) -> Result<Option<Flow>, Refusal> {
        let region = |index: usize| matches!(node.regions.get(index), Some(Some(_)));
        let (catches, finally) = (region(1), region(3));
        // A `finally` sees exceptions of handlers, too.
        let mark = self.paths.mark();
        self.handlers += usize::from(finally);
        self.handlers += usize::from(catches);
        let body = self.run_region(frame, node, 0);
        self.handlers -= usize::from(catches);
        let flow = match body? {
            Flow::Raise(exception) if catches => {
                if let Some(Some(handlers)) = node.regions.get(1)
                    && let Some(argument) = handlers.arguments.first()
                {
                    frame.values[*argument as usize] = Some(exception.clone());
                }
                self.heap.handling.push(exception);
                let flow = self.run_region(frame, node, 1);
                self.heap.handling.pop();
                flow?
            }
            Flow::Next(_) => self.run_region(frame, node, 2)?,
            flow => flow,
        };
        self.handlers -= usize::from(finally);
        if finally {
            self.exits_through(frame, mark, |this, frame| this.run_region(frame, node, 3))?;
        }
        if matches!(flow, Flow::Left) {
            return Ok(Some(flow));
        }
        // Leaving `finally` in any other way than through its end takes precedence.
        if let Flow::Raise(exception) = &flow {
            self.heap.handling.push(exception.clone());
        }
        let end = self.run_region(frame, node, 3);
        if matches!(flow, Flow::Raise(_)) {
            self.heap.handling.pop();
        }
        match end? {
            Flow::Next(_) => {}
            leaving => return Ok(Some(leaving)),
        }
        match flow {
            Flow::Next(_) => Ok(None),
            flow => Ok(Some(flow)),
        }
    }
}

/// A known range up to this length is unrolled.
const UNROLLED_TRIPS: usize = 64;

/// A loop that is unrolled further than this is a program that should not be.
const MAX_TRIPS: usize = 4096;
