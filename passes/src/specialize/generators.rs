//! Generators: bodies that stop at a `yield` and go on where they stopped.
//!
//! A body is a tree of blocks. Where it stands is a path in that tree: the op that runs in each block on the way, and the
//! iterators of the loops among them. Everything between two `yield`s runs as in any other function.

use super::{
    Specializer,
    code::{Block, Kind, Node},
    frame::{Flow, Frame},
    protocol::Ended,
    refusal::{Refusal, codes},
    value::Value,
};

/// The frontend's code for a `yield`, whose operand is what is yielded.
const YIELD: &str = "JL0301";

/// A generator between two elements.
#[derive(Clone)]
pub struct Suspended {
    frame: Frame,
    /// From the body inwards.
    levels: Vec<Level>,
}

/// A block that has been entered.
#[derive(Clone)]
struct Level {
    /// Which region of the op that runs in the block around it; nothing for the body.
    region: usize,
    /// The op that runs, or is to run next.
    node: usize,
    /// The iterator, in the block of a `for`.
    iterator: Option<Value>,
}

/// How a step of the machine ends.
enum Turn {
    Go,
    Yield(Value),
    /// It returned this.
    Done(Value),
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// What a call of a generator function returns: nothing has run yet.
    pub fn suspend(&self, mut frame: Frame) -> Suspended {
        frame.bind_arguments();
        Suspended {
            frame,
            levels: vec![Level {
                region: 0,
                node: 0,
                iterator: None,
            }],
        }
    }

    /// Runs to the next `yield`, or to the end.
    pub fn resume(
        &mut self,
        mut suspended: Suspended,
    ) -> Result<(Option<Value>, Option<Suspended>), Refusal> {
        let code = suspended.frame.code.clone();
        self.enter_frame();
        let mark = self.paths.mark();
        let result = loop {
            match self.turn(&code.body, &mut suspended) {
                Ok(Turn::Go) => {}
                Ok(Turn::Yield(value)) => break Ok((Some(value), Some(suspended))),
                Ok(Turn::Done(value)) => {
                    self.ended = (!value.is_none()).then_some(Ended::Returned(value));
                    break Ok((None, None));
                }
                Err(refusal) => break Err(refusal),
            }
        };
        self.leave_frame(result.is_ok());
        if self.paths.left_since(mark) {
            return Err(Refusal::new(
                codes::BRANCH,
                "a generator is left, or goes on, by a branch that depends on a value of the run",
            ));
        }
        match result {
            // It may not look like the end.
            Err(refusal) if self.raised_is(&refusal, "StopIteration")? => Err(Refusal::new(
                codes::RAISES,
                "a generator raises StopIteration",
            )),
            result => result,
        }
    }

    fn turn(&mut self, body: &Block, suspended: &mut Suspended) -> Result<Turn, Refusal> {
        let block = block_at(body, &suspended.levels)?;
        let depth = suspended.levels.len() - 1;
        let Some(node) = block.nodes.get(suspended.levels[depth].node) else {
            return self.end_of_block(body, suspended);
        };
        self.place.clone_from(&node.place);
        let frame = &mut suspended.frame;
        match &node.kind {
            Kind::Unsupported(code, _) if code == YIELD => {
                let value = self.get(frame, first_operand(node)?)?;
                // What `next` sends.
                if let Some(result) = node.results.first() {
                    frame.set(*result, Value::NONE);
                }
                suspended.levels[depth].node += 1;
                return Ok(Turn::Yield(value));
            }
            Kind::Yield => return self.end_of_block(body, suspended),
            Kind::For if yields(node) => {
                let iterable = self.get(frame, first_operand(node)?)?;
                let iterator = self.iterator(&iterable)?;
                suspended.levels.push(Level {
                    region: 0,
                    node: usize::MAX,
                    iterator: Some(iterator),
                });
                return self.next_round(body, suspended);
            }
            Kind::If if yields(node) => {
                let condition = self.get(frame, first_operand(node)?)?;
                let taken = self.decide(frame, &condition)?;
                let region = usize::from(!taken);
                if matches!(node.regions.get(region), Some(Some(_))) {
                    suspended.levels.push(Level {
                        region,
                        node: 0,
                        iterator: None,
                    });
                } else {
                    suspended.levels[depth].node += 1;
                }
                return Ok(Turn::Go);
            }
            Kind::While if yields(node) => {
                suspended.levels.push(Level {
                    region: 1,
                    node: usize::MAX,
                    iterator: None,
                });
                return self.next_round(body, suspended);
            }
            _ if yields(node) => {
                return Err(Refusal::new(
                    codes::STATEMENT,
                    "a 'yield' inside of 'try' or 'with'",
                ));
            }
            _ => {}
        }
        let flow = self.run_node(frame, node)?;
        match flow {
            None => suspended.levels[depth].node += 1,
            Some(Flow::Next(_)) => return self.end_of_block(body, suspended),
            Some(Flow::Return(value)) => return Ok(Turn::Done(value)),
            Some(Flow::Raise(exception)) => return Err(self.rising(&exception)),
            Some(Flow::Left) => return Err(malformed()),
            Some(Flow::Break) => leave_to_loop(body, suspended)?,
            Some(Flow::Continue) => {
                while !is_round(body, &suspended.levels)? {
                    suspended.levels.pop();
                }
                return self.next_round(body, suspended);
            }
        }
        Ok(Turn::Go)
    }

    /// The innermost block has run: goes on around it.
    fn end_of_block(&mut self, body: &Block, suspended: &mut Suspended) -> Result<Turn, Refusal> {
        if suspended.levels.len() == 1 {
            return Ok(Turn::Done(Value::NONE));
        }
        if is_round(body, &suspended.levels)? {
            return self.next_round(body, suspended);
        }
        suspended.levels.pop();
        if let Some(level) = suspended.levels.last_mut() {
            level.node += 1;
        }
        Ok(Turn::Go)
    }

    /// The next round of the innermost loop, whose body is the innermost block; where there is none, its `else`.
    fn next_round(&mut self, body: &Block, suspended: &mut Suspended) -> Result<Turn, Refusal> {
        let depth = suspended.levels.len() - 1;
        let node = node_at(body, &suspended.levels[..depth])?;
        let iterator = suspended.levels[depth].iterator.clone();
        let (more, otherwise) = match &iterator {
            Some(iterator) => {
                let element = self.next(iterator)?;
                let more = element.is_some();
                if let (Some(element), Some(Some(block))) = (element, node.regions.first())
                    && let Some(argument) = block.arguments.first()
                {
                    suspended.frame.set(*argument, element);
                }
                (more, 1)
            }
            None => {
                let Flow::Next(values) = self.run_region(&mut suspended.frame, node, 0)? else {
                    return Err(Refusal::new(codes::FRONTEND, "a loop has no condition"));
                };
                let test = values.first().cloned().unwrap_or(Value::NONE);
                (self.decide(&suspended.frame, &test)?, 2)
            }
        };
        if more {
            suspended.levels[depth].node = 0;
            return Ok(Turn::Go);
        }
        suspended.levels.pop();
        if matches!(node.regions.get(otherwise), Some(Some(_))) {
            suspended.levels.push(Level {
                region: otherwise,
                node: 0,
                iterator: None,
            });
        } else if let Some(level) = suspended.levels.last_mut() {
            level.node += 1;
        }
        Ok(Turn::Go)
    }
}

fn malformed() -> Refusal {
    Refusal::new(codes::FRONTEND, "a generator has lost its place")
}

fn first_operand(node: &Node) -> Result<u32, Refusal> {
    node.operands.first().copied().ok_or_else(malformed)
}

/// The block that the last level stands in.
fn block_at<'b>(body: &'b Block, levels: &[Level]) -> Result<&'b Block, Refusal> {
    let mut block = body;
    for (around, level) in levels.iter().zip(&levels[1..]) {
        let node = block.nodes.get(around.node).ok_or_else(malformed)?;
        block = match node.regions.get(level.region) {
            Some(Some(inner)) => inner,
            _ => return Err(malformed()),
        };
    }
    Ok(block)
}

/// The op that the last level runs.
fn node_at<'b>(body: &'b Block, levels: &[Level]) -> Result<&'b Node, Refusal> {
    let level = levels.last().ok_or_else(malformed)?;
    block_at(body, levels)?
        .nodes
        .get(level.node)
        .ok_or_else(malformed)
}

/// Whether the innermost block is the body of a loop.
fn is_round(body: &Block, levels: &[Level]) -> Result<bool, Refusal> {
    let Some((level, around)) = levels.split_last() else {
        return Err(malformed());
    };
    if around.is_empty() {
        return Err(malformed());
    }
    Ok(match node_at(body, around)?.kind {
        Kind::For => level.region == 0,
        Kind::While => level.region == 1,
        _ => false,
    })
}

/// After `break`: behind the innermost loop.
fn leave_to_loop(body: &Block, suspended: &mut Suspended) -> Result<(), Refusal> {
    while !is_round(body, &suspended.levels)? {
        suspended.levels.pop();
    }
    suspended.levels.pop();
    if let Some(level) = suspended.levels.last_mut() {
        level.node += 1;
    }
    Ok(())
}

/// Whether there is a `yield` inside of an op.
fn yields(node: &Node) -> bool {
    node.regions.iter().flatten().any(|block| {
        block.nodes.iter().any(|inner| {
            matches!(&inner.kind, Kind::Unsupported(code, _) if code == YIELD) || yields(inner)
        })
    })
}
