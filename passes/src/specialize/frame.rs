//! Running a function's body on abstract values.
//!
//! Statements whose course is known are simply followed: a branch on a known condition leaves no
//! trace, a loop over known elements is unrolled, a call is inlined. What stays is what computes.

use super::{
    Specializer,
    code::{BinaryOperator, Block, Code, Index, Kind, Node, Scope},
    emit::{Access, PathKey},
    heap::{FreshObject, Heap},
    origins::Place,
    refusal::{Refusal, codes},
    value::{CellRef, Closure, Value},
};
use crate::world::ObjectId;
use std::{collections::HashMap, rc::Rc};

/// A call that is being run.
#[derive(Clone)]
pub struct Frame {
    pub code: Rc<Code>,
    /// A known function with the same globals; the function itself where that is known.
    pub function: ObjectId,
    /// The function itself, where it existed before the call: branch profiles are kept for these.
    pub profiled: bool,
    pub(super) values: Vec<Option<Value>>,
    pub locals: HashMap<String, Value>,
    /// Variables that are something else by the path taken, with what is to be said of them.
    pub undecided: HashMap<String, Rc<Refusal>>,
    pub cells: HashMap<String, CellRef>,
}

impl Frame {
    pub fn new(heap: &mut Heap, code: Rc<Code>, function: ObjectId, profiled: bool) -> Self {
        let mut cells = HashMap::new();
        for name in &code.cells {
            cells.insert(name.clone(), CellRef::Local(heap.make_cell()));
        }
        Frame {
            values: vec![None; code.values as usize],
            code,
            function,
            profiled,
            locals: HashMap::new(),
            undecided: HashMap::new(),
            cells,
        }
    }
}

impl Frame {
    /// Gives the arguments of the body the values of the parameters.
    pub(super) fn bind_arguments(&mut self) {
        let code = self.code.clone();
        for (argument, parameter) in code.body.arguments.iter().zip(&code.parameters) {
            self.values[*argument as usize] = self.locals.get(&parameter.name).cloned();
        }
    }

    /// Sets the value of an op's result.
    pub fn set(&mut self, index: Index, value: Value) {
        self.values[index as usize] = Some(value);
    }
}

/// How a block was left.
pub enum Flow {
    /// Through its end, with what it yields.
    Next(Vec<Value>),
    Return(Value),
    Break,
    Continue,
    /// By an exception of the program's own, which is the value.
    Raise(Value),
    /// No path goes on from here: all have left, by branches of the run. See [`super::paths`].
    Left,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub(super) fn get(&self, frame: &Frame, index: Index) -> Result<Value, Refusal> {
        let value = frame.values[index as usize].clone().ok_or_else(|| {
            Refusal::new(codes::FRONTEND, "a value is used before it is computed")
        })?;
        // Whatever the program does with an object, it gets it here first.
        if let Value::Fresh(fresh) = &value
            && let FreshObject::Undecided(why) = &self.heap.fresh[fresh.0 as usize]
        {
            return Err(why.as_ref().clone());
        }
        Ok(value)
    }

    pub(super) fn all(&self, frame: &Frame, indices: &[Index]) -> Result<Vec<Value>, Refusal> {
        indices
            .iter()
            .map(|index| self.get(frame, *index))
            .collect()
    }

    /// Runs a function's body.
    pub fn run(&mut self, frame: &mut Frame) -> Result<Flow, Refusal> {
        let code = frame.code.clone();
        frame.bind_arguments();
        let mark = self.paths.mark();
        self.enter_frame();
        let flow = self.block(frame, &code.body);
        self.leave_frame(flow.is_ok());
        self.end_of_function(frame, mark, flow?)
    }

    /// Notes where the function that is entered was called.
    pub(super) fn enter_frame(&mut self) {
        self.callers.push(self.place.clone());
    }

    /// Goes back there; a refusal stays at its own place.
    pub(super) fn leave_frame(&mut self, completed: bool) {
        let caller = self.callers.pop().unwrap_or_default();
        if completed {
            self.place = caller;
        }
    }

    pub fn block(&mut self, frame: &mut Frame, block: &Block) -> Result<Flow, Refusal> {
        for node in &block.nodes {
            self.place.clone_from(&node.place);
            match self.run_node(frame, node) {
                Ok(None) => {}
                Ok(Some(flow)) => return Ok(flow),
                Err(mut refusal) => {
                    // The innermost place first finds the trace empty and fills it in whole.
                    if refusal.trace.is_empty() {
                        refusal.trace = self.callers.iter().skip(1).cloned().collect();
                        refusal.trace.push(node.place.clone());
                    }
                    if refusal.left {
                        return Ok(Flow::Left);
                    }
                    // An operation has raised: the statement has.
                    if let Some(exception) = refusal.raised {
                        self.last_raised = Some(refusal);
                        return Ok(Flow::Raise(Value::Fresh(exception)));
                    }
                    return Err(refusal);
                }
            }
        }
        Ok(Flow::Next(Vec::new()))
    }

    /// One of an op's regions; an absent one falls through.
    pub fn run_region(
        &mut self,
        frame: &mut Frame,
        node: &Node,
        index: usize,
    ) -> Result<Flow, Refusal> {
        match node.regions.get(index) {
            Some(Some(block)) => self.block(frame, block),
            _ => Ok(Flow::Next(Vec::new())),
        }
    }

    /// Runs one op; `Some` where it ends its block.
    pub(super) fn run_node(
        &mut self,
        frame: &mut Frame,
        node: &Node,
    ) -> Result<Option<Flow>, Refusal> {
        let operand = |index: usize| {
            node.operands
                .get(index)
                .copied()
                .ok_or_else(|| Refusal::new(codes::FRONTEND, "an operation lacks an operand"))
        };
        let value = match &node.kind {
            Kind::Constant(constant) => {
                let place = Place::Code(frame.function);
                self.heap.origins.constant(constant, place);
                Value::Constant(constant.clone())
            }
            Kind::Load(scope, name) => self.load(frame, *scope, name)?,
            Kind::Store(scope, name) => {
                let value = self.get(frame, operand(0)?)?;
                self.store(frame, *scope, name, Some(value))?;
                return Ok(None);
            }
            Kind::Unbind(scope, name) => {
                self.store(frame, *scope, name, None)?;
                return Ok(None);
            }
            Kind::GetAttr(name) => {
                let object = self.get(frame, operand(0)?)?;
                self.get_attribute(&object, name)?
            }
            Kind::SetAttr(name) => {
                let object = self.get(frame, operand(0)?)?;
                let value = self.get(frame, operand(1)?)?;
                self.set_attribute(&object, name, value)?;
                return Ok(None);
            }
            Kind::GetItem => {
                let object = self.get(frame, operand(0)?)?;
                let key = self.get(frame, operand(1)?)?;
                self.get_item(&object, &key)?
            }
            Kind::SetItem => {
                let object = self.get(frame, operand(0)?)?;
                let key = self.get(frame, operand(1)?)?;
                let value = self.get(frame, operand(2)?)?;
                self.set_item(&object, &key, value)?;
                return Ok(None);
            }
            Kind::Call(kinds) => {
                let callee = self.get(frame, operand(0)?)?;
                let arguments = self.all(frame, &node.operands[1..])?;
                let (positional, keywords) = self.spread(kinds, arguments)?;
                if let Some(value) = self.zero_argument_super(frame, &callee, &positional)? {
                    value
                } else {
                    match self.call(&callee, positional, keywords)? {
                        Flow::Return(value) => value,
                        Flow::Raise(exception) => return Ok(Some(Flow::Raise(exception))),
                        _ => {
                            return Err(Refusal::new(
                                codes::CALL,
                                "a call ended without returning",
                            ));
                        }
                    }
                }
            }
            Kind::Binary(operator) | Kind::Inplace(operator) => {
                let lhs = self.get(frame, operand(0)?)?;
                let rhs = self.get(frame, operand(1)?)?;
                let inplace = matches!(node.kind, Kind::Inplace(_));
                self.binary(*operator, &lhs, &rhs, inplace)?
            }
            Kind::Unary(operator) => {
                let value = self.get(frame, operand(0)?)?;
                self.unary(*operator, &value)?
            }
            Kind::Compare(predicate) => {
                let lhs = self.get(frame, operand(0)?)?;
                let rhs = self.get(frame, operand(1)?)?;
                self.compare(*predicate, &lhs, &rhs)?
            }
            Kind::Truth => {
                let value = self.get(frame, operand(0)?)?;
                self.truth(&value)?
            }
            Kind::Tuple(kinds) => {
                let elements = self.all(frame, &node.operands)?;
                Value::Tuple(self.spread(kinds, elements)?.0.into())
            }
            Kind::List(kinds) => {
                let elements = self.all(frame, &node.operands)?;
                let elements = self.spread(kinds, elements)?.0;
                self.heap.make(FreshObject::List(elements))
            }
            Kind::Set(kinds) => {
                let elements = self.all(frame, &node.operands)?;
                let elements = self.spread(kinds, elements)?.0;
                self.make_set(elements)?
            }
            Kind::Dict(unpacked) => {
                let half = node.operands.len() / 2;
                let keys = self.all(frame, &node.operands[..half])?;
                let values = self.all(frame, &node.operands[half..])?;
                self.make_dict(keys, values, unpacked)?
            }
            Kind::Append => {
                let container = self.get(frame, operand(0)?)?;
                let value = self.get(frame, operand(1)?)?;
                let key = match node.operands.get(2) {
                    Some(key) => Some(self.get(frame, *key)?),
                    None => None,
                };
                self.append(&container, value, key)?;
                return Ok(None);
            }
            Kind::Slice => {
                let parts = self.all(frame, &node.operands)?;
                let parts: [Value; 3] = parts
                    .try_into()
                    .map_err(|_| Refusal::new(codes::FRONTEND, "a slice has three parts"))?;
                Value::Slice(Rc::new(parts))
            }
            Kind::Unpack(star) => {
                let iterable = self.get(frame, operand(0)?)?;
                let values = self.unpack(&iterable, node.results.len(), *star)?;
                for (result, value) in node.results.iter().zip(values) {
                    frame.values[*result as usize] = Some(value);
                }
                return Ok(None);
            }
            Kind::Format(conversion) => {
                let value = self.get(frame, operand(0)?)?;
                let spec = self.get(frame, operand(1)?)?;
                self.format(&value, &spec, conversion)?
            }
            Kind::Join => {
                let parts = self.all(frame, &node.operands)?;
                self.joined(&parts)?
            }
            Kind::MakeFunction(code, defaults, names) => {
                let values = self.all(frame, &node.operands)?;
                self.make_function(frame, code, *defaults, names, values)?
            }
            Kind::Import {
                module,
                name,
                as_leaf,
                level,
            } => self.import(module, name.as_deref(), *as_leaf, *level)?,
            Kind::If => return self.branch(frame, node),
            Kind::While => return self.while_loop(frame, node),
            Kind::For => return self.for_loop(frame, node),
            Kind::With => return self.with(frame, node),
            Kind::Try => return self.try_statement(frame, node),
            Kind::ExceptionMatch => {
                let exception = self.get(frame, operand(0)?)?;
                let class = self.get(frame, operand(1)?)?;
                Value::bool(self.exception_matches(&exception, &class)?)
            }
            Kind::Raise => {
                let exception = self.get(frame, operand(0)?)?;
                let cause = match node.operands.get(1) {
                    Some(cause) => Some(self.get(frame, *cause)?),
                    None => None,
                };
                return self.raise(&exception, cause.as_ref()).map(Some);
            }
            Kind::Reraise => {
                let Some(exception) = self.heap.handling.last().cloned() else {
                    return Err(Refusal::new(
                        codes::RAISES,
                        "there is no exception to raise again",
                    ));
                };
                return Ok(Some(Flow::Raise(exception)));
            }
            Kind::Return => return Ok(Some(Flow::Return(self.get(frame, operand(0)?)?))),
            Kind::Break => return Ok(Some(Flow::Break)),
            Kind::Continue => return Ok(Some(Flow::Continue)),
            Kind::Yield | Kind::Condition => {
                return Ok(Some(Flow::Next(self.all(frame, &node.operands)?)));
            }
            Kind::Unsupported(code, message) => {
                return Err(Refusal::new(codes::FRONTEND, format!("{message} ({code})")));
            }
            Kind::DelAttr | Kind::DelItem => {
                return Err(Refusal::new(
                    codes::STATEMENT,
                    "'del' of an attribute or item",
                ));
            }
            Kind::Other(name) => {
                return Err(Refusal::new(
                    codes::STATEMENT,
                    format!("'{name}' is not converted"),
                ));
            }
        };
        if let Some(result) = node.results.first() {
            frame.values[*result as usize] = Some(value);
        }
        Ok(None)
    }

    pub(super) fn load(
        &mut self,
        frame: &mut Frame,
        scope: Scope,
        name: &str,
    ) -> Result<Value, Refusal> {
        let unbound = || Refusal::new(codes::NAME, format!("the name '{name}' is not bound here"));
        match scope {
            Scope::Local => match (frame.locals.get(name), frame.undecided.get(name)) {
                (Some(value), _) => Ok(value.clone()),
                (None, Some(why)) => Err(why.as_ref().clone()),
                (None, None) => Err(unbound()),
            },
            Scope::Cell => match frame.cells.get(name).cloned() {
                Some(CellRef::Local(cell)) => {
                    self.heap.cells[cell.0 as usize].clone().ok_or_else(unbound)
                }
                Some(CellRef::Known(function)) => {
                    self.known_cell(function, name)?.ok_or_else(unbound)
                }
                None => self.known_cell(frame.function, name)?.ok_or_else(unbound),
            },
            Scope::Global | Scope::Name => {
                let function = frame.function;
                self.global(function, name)?.ok_or_else(unbound)
            }
        }
    }

    /// A name in the globals of a known function.
    pub fn global(&mut self, function: ObjectId, name: &str) -> Result<Option<Value>, Refusal> {
        let Some(id) = self.world.global(function, name)? else {
            return Ok(None);
        };
        let parent = self.known_function(function)?;
        self.reach()
            .step(
                Some(parent),
                Access::Global,
                Some(PathKey::str(name)),
                name,
                id,
            )
            .map(Some)
    }

    pub(super) fn known_cell(
        &mut self,
        function: ObjectId,
        name: &str,
    ) -> Result<Option<Value>, Refusal> {
        let Some(id) = self.world.cell(function, name)? else {
            return Ok(None);
        };
        let parent = self.known_function(function)?;
        self.reach()
            .step(
                Some(parent),
                Access::Cell,
                Some(PathKey::str(name)),
                name,
                id,
            )
            .map(Some)
    }

    pub(super) fn store(
        &mut self,
        frame: &mut Frame,
        scope: Scope,
        name: &str,
        value: Option<Value>,
    ) -> Result<(), Refusal> {
        match scope {
            Scope::Local => {
                frame.undecided.remove(name);
                match value {
                    Some(value) => frame.locals.insert(name.to_owned(), value),
                    None => frame.locals.remove(name),
                };
                Ok(())
            }
            Scope::Cell => match frame.cells.get(name) {
                Some(CellRef::Local(cell)) => {
                    self.heap.cells[cell.0 as usize] = value;
                    Ok(())
                }
                _ => Err(Refusal::new(
                    codes::STATEMENT,
                    format!("assignment to '{name}', a variable of an enclosing function"),
                )),
            },
            Scope::Global | Scope::Name => Err(Refusal::new(
                codes::STATEMENT,
                format!("assignment to the global '{name}'"),
            )),
        }
    }

    fn make_function(
        &mut self,
        frame: &Frame,
        code: &str,
        defaults: usize,
        names: &[String],
        values: Vec<Value>,
    ) -> Result<Value, Refusal> {
        let code = self
            .siblings
            .get(&(frame.code.place.file.clone(), code.to_owned()))
            .cloned()
            .ok_or_else(|| {
                Refusal::new(codes::FRONTEND, format!("the code of '{code}' is missing"))
            })?;
        let mut values = values.into_iter();
        let defaults: Vec<_> = values.by_ref().take(defaults).collect();
        let keyword_defaults = names.iter().cloned().zip(values).collect();
        let cells = code
            .free
            .iter()
            .map(|name| {
                let cell = frame
                    .cells
                    .get(name)
                    .cloned()
                    .unwrap_or(CellRef::Known(frame.function));
                (name.clone(), cell)
            })
            .collect();
        Ok(Value::Function(Rc::new(Closure {
            code,
            globals: frame.function,
            defaults,
            keyword_defaults,
            cells,
        })))
    }

    /// Arguments with `*` and `**` spread out: positional ones, then keywords.
    #[allow(clippy::type_complexity)]
    fn spread(
        &mut self,
        kinds: &[String],
        values: Vec<Value>,
    ) -> Result<(Vec<Value>, Vec<(String, Value)>), Refusal> {
        let mut positional = Vec::new();
        let mut keywords = Vec::new();
        for (kind, value) in kinds.iter().zip(values) {
            match kind.as_str() {
                "" => positional.push(value),
                "*" => positional.extend(self.iterate(&value)?),
                "**" => {
                    for (key, value) in self.entries(&value)? {
                        let Some(key) = key.as_str() else {
                            return Err(Refusal::new(codes::CALL, "a keyword is not a string"));
                        };
                        keywords.push((key.to_owned(), value));
                    }
                }
                keyword => keywords.push((keyword.to_owned(), value)),
            }
        }
        Ok((positional, keywords))
    }

    /// The targets of an unpacking assignment.
    fn unpack(
        &mut self,
        iterable: &Value,
        targets: usize,
        star: Option<usize>,
    ) -> Result<Vec<Value>, Refusal> {
        let wrong = || {
            Refusal::new(
                codes::RAISES,
                "there are too many or too few values to unpack",
            )
        };
        let iterator = self.iterator(iterable)?;
        let Some(star) = star else {
            let mut elements = Vec::with_capacity(targets);
            while elements.len() < targets {
                elements.push(self.next(&iterator)?.ok_or_else(wrong)?);
            }
            return match self.next(&iterator)? {
                None => Ok(elements),
                Some(_) => Err(wrong()),
            };
        };
        let mut elements = self.iterate(&iterator)?;
        if elements.len() + 1 < targets || star >= targets {
            return Err(wrong());
        }
        let after = elements.split_off(elements.len() - (targets - 1 - star));
        let middle = elements.split_off(star);
        elements.push(self.heap.make(FreshObject::List(middle)));
        elements.extend(after);
        Ok(elements)
    }

    /// Whether an augmented assignment would use the operator's in-place form on this value.
    pub fn has_inplace(operator: BinaryOperator) -> bool {
        // Tensors define all of them but divmod's; `@=` is the one that PyTorch lacks.
        operator != BinaryOperator::MatMul
    }
}
