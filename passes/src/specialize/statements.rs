//! Control flow on abstract values: branches, loops, `with`, `try`.

use super::frame::{Flow, Frame};
use super::{
    Specializer,
    code::Node,
    heap::FreshObject,
    iteration::range_length,
    refusal::{Refusal, codes},
    value::{NumberKind, Value},
};
use crate::world::Site;
use janus_dialects::melior::ir::attribute::StringAttribute;

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
            return match self.residual_if(frame, node, ssa) {
                Err(refusal) if refusal.inputs.is_empty() => {
                    Err(refusal.because_of(self.emit.origins(ssa)))
                }
                done => done.map(|()| None),
            };
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
        let counts = if frame.profiled {
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
                let condition = if taken {
                    *ssa
                } else {
                    let one = self.number(NumberKind::Bool, 0.0, 1)?;
                    let r#type = self.emit.number_type(NumberKind::Bool);
                    self.op1("arith.xori", &[*ssa, one], &[], r#type)?
                };
                let direction = if taken { "taken" } else { "not taken" };
                let text = format!("the branch at line {} is {direction}", self.place.line);
                let attribute = StringAttribute::new(self.emit.context, &text).into();
                self.op(
                    "dataflow.assert",
                    &[condition],
                    &[("assumption", attribute)],
                    &[],
                )?;
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
        for _ in 0..MAX_TRIPS {
            let test = match self.run_region(frame, node, 0)? {
                Flow::Next(values) => values.into_iter().next(),
                flow => return Ok(Some(flow)),
            };
            let Some(test) = test else {
                return Err(Refusal::new(codes::FRONTEND, "a loop has no condition"));
            };
            if !self.decide(frame, &test)? {
                return self.loop_else(frame, node, 2);
            }
            match self.run_region(frame, node, 1)? {
                Flow::Next(_) | Flow::Continue => {}
                Flow::Break => return Ok(None),
                flow => return Ok(Some(flow)),
            }
        }
        Err(Refusal::new(
            codes::SIZE,
            format!("this loop runs more than {MAX_TRIPS} times"),
        ))
    }

    pub(super) fn loop_else(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        index: usize,
    ) -> Result<Option<Flow>, Refusal> {
        match self.run_region(frame, node, index)? {
            Flow::Next(_) => Ok(None),
            flow => Ok(Some(flow)),
        }
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
        while let Some(element) = self.next(&iterator)? {
            trips += 1;
            if trips > MAX_TRIPS {
                return Err(too_often());
            }
            if let Some(argument) = argument {
                frame.values[argument as usize] = Some(element);
            }
            match self.run_region(frame, node, 0)? {
                Flow::Next(_) | Flow::Continue => {}
                Flow::Break => return Ok(None),
                flow => return Ok(Some(flow)),
            }
        }
        self.loop_else(frame, node, 1)
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
        self.handlers += 1;
        let flow = self.run_region(frame, node, 0);
        self.handlers -= 1;
        let flow = flow?;
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
        self.call_special(
            &manager,
            "__exit__",
            vec![Value::NONE, Value::NONE, Value::NONE],
        )?;
        match flow {
            Flow::Next(_) => Ok(None),
            flow => Ok(Some(flow)),
        }
    }

    pub(super) fn try_statement(
        &mut self,
        frame: &mut Frame,
        node: &Node,
    ) -> Result<Option<Flow>, Refusal> {
        let region = |index: usize| matches!(node.regions.get(index), Some(Some(_)));
        let (catches, finally) = (region(1), region(3));
        // A `finally` sees exceptions of handlers, too.
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

/// A loop that is unrolled further than this is a program that should not be.
const MAX_TRIPS: usize = 4096;
