//! Functions that call themselves as often as only the run knows: specialized once, as a `dataflow.function` that is
//! invoked.
//!
//! ```text
//! def halved(x, n):                       dataflow.function @f.halved (i64, tensor<4xf32>, i64) -> tensor<4xf32> {
//!     if n <= 0: return x           ⇒     ^bb0(%depth, %x, %n):
//!     return halved(x / 2, n - 1)           … dataflow.invoke @f.halved(%depth₁, %half, %less) …
//! ```
//!
//! What holds of the arguments and of the result is found by trying, as for [`super::loops`]: first the recursive
//! calls are paths that never come back, then what the others return is what they return, until that is true of all.
//! What the body uses from outside becomes further arguments in the end.

use super::{
    Specializer,
    code::Code,
    forms::first_storage,
    forms::{Form, same_shape},
    frame::{Flow, Frame},
    join::{same_value, undecided},
    paths::Path,
    refusal::{Refusal, codes},
    value::{NumberKind, Ssa, Value},
};
use crate::rebuild::{key, operands, operations, region_block, results, walk};
use janus_dialects::{
    ir::OperationExt,
    melior::ir::{
        Block, BlockLike, BlockRef, OperationRef, Region, RegionLike, Type, ValueLike,
        attribute::{FlatSymbolRefAttribute, TypeAttribute},
        operation::{OperationBuilder, OperationLike},
        r#type::FunctionType,
    },
};
use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

/// More attempts than what a function's arguments and result can need.
const MAX_ATTEMPTS: usize = 16;

/// Calls of one function in one another, with arguments of the same kinds, of which as many are inlined.
const INLINED: usize = 3;

/// What tells how much deeper CPython would let Python functions call one another.
const CALLS_LEFT: &str = "janus_jit._janus.calls_left";

/// A call that is being inlined.
pub(super) struct Activation {
    code: Rc<Code>,
    arguments: Vec<Value>,
}

/// A function that is being written.
pub(super) struct Subgraph<'c, 'a> {
    code: Rc<Code>,
    symbol: String,
    parameters: Vec<Form>,
    /// What recursive calls return; before anything is known of it, none of them does.
    result: Option<Form>,
    /// Where it was called from outside.
    start: Path<'c, 'a>,
    /// How deep in one another calls are.
    depth: Ssa,
    /// The calls around it.
    callers: usize,
    /// What its parameters have to be, where that is more than they are.
    wider: Option<Vec<Form>>,
}

/// What is known of a function that calls itself.
struct Signature {
    parameters: Vec<Form>,
    result: Option<Form>,
}

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// Runs a function whose parameters are bound.
    pub(super) fn activate(
        &mut self,
        mut frame: Frame,
        arguments: Vec<Value>,
    ) -> Result<Flow, Refusal> {
        let code = frame.code.clone();
        let name = (code.place.file.clone(), code.symbol.clone());
        if self.learnt.recursive.contains(&name) {
            return self.call_subgraph(frame, &arguments);
        }
        let is_similar = |other: &&Activation| {
            Rc::ptr_eq(&other.code, &code) && self.similar(&other.arguments, &arguments)
        };
        if !self.learnt.inlines && self.activations.iter().filter(is_similar).count() >= INLINED {
            self.learnt.recursive.insert(name);
            return Err(Refusal::new(
                codes::SIZE,
                format!(
                    "'{}' calls itself as often as only the run knows",
                    code.qualname
                ),
            ));
        }
        self.activations.push(Activation { code, arguments });
        let flow = self.run(&mut frame);
        self.activations.pop();
        match flow? {
            Flow::Next(_) => Ok(Flow::Return(Value::NONE)),
            flow => Ok(flow),
        }
    }

    /// Whether one call inside of another can go on like that for ever.
    fn similar(&self, outer: &[Value], inner: &[Value]) -> bool {
        let mut of_the_run = false;
        let all = outer.iter().zip(inner).all(|pair| match pair {
            (Value::Number { kind: a, .. }, Value::Number { kind: b, .. }) => {
                of_the_run = true;
                a == b
            }
            (Value::Tensor(a), Value::Tensor(b)) => {
                let (a, b) = (self.heap.tensor(*a), self.heap.tensor(*b));
                of_the_run = true;
                (&a.dims, a.dtype) == (&b.dims, b.dtype)
            }
            (a, b) => same_value(&self.heap.origins, a, b),
        });
        all && of_the_run && outer.len() == inner.len()
    }

    fn call_subgraph(&mut self, mut frame: Frame, arguments: &[Value]) -> Result<Flow, Refusal> {
        let is_same = |known: &Subgraph| Rc::ptr_eq(&known.code, &frame.code);
        if let Some(index) = self.subgraphs.iter().rposition(is_same) {
            return self.call_again(index, &frame, arguments);
        }
        self.grad_enabled()?;
        let mut signature = Signature {
            parameters: arguments.iter().cloned().map(Form::Same).collect(),
            result: None,
        };
        for _ in 0..MAX_ATTEMPTS {
            let made = self.functions.len();
            let value = self.tentatively(&mut frame, |this, frame| {
                this.attempt_subgraph(frame, arguments, &mut signature)
            });
            if let Ok(Some(value)) = value {
                return Ok(Flow::Return(value));
            }
            for function in self.functions.split_off(made) {
                self.emit.erase(function);
            }
            value?;
        }
        Err(undecided(format!(
            "what '{}' calls itself with differs from call to call without end",
            frame.code.qualname
        )))
    }

    /// Writes a function, given what is known of it, and its call. `None` where that turns out not to be true.
    fn attempt_subgraph(
        &mut self,
        frame: &mut Frame,
        arguments: &[Value],
        signature: &mut Signature,
    ) -> Result<Option<Value>, Refusal> {
        let left = self.calls_left()?;
        let start = self.path(frame, vec![]);
        let mut types = vec![self.emit.number_type(NumberKind::Int)];
        for form in &signature.parameters {
            types.extend(self.part_types(form));
        }
        let symbol = self
            .reach()
            .fresh_symbol(&format!("{}.subgraph", frame.code.qualname));
        let (function, body) = self.function_op(&symbol, &types)?;
        self.functions.push(function);
        self.emit.go_to(vec![body]);
        let mut taken = vec![];
        for index in 0..types.len() {
            let argument = body
                .argument(index)
                .map_err(|error| Refusal::new(codes::FRONTEND, error.to_string()))?;
            taken.push(self.emit.define(argument.into()));
        }
        let mut taken = taken.into_iter();
        let depth = taken
            .next()
            .ok_or_else(|| Refusal::new(codes::FRONTEND, "a function lost its depth"))?;
        self.assume_depth(depth, left)?;
        let parameters = frame.code.clone();
        for (parameter, form) in parameters.parameters.iter().zip(&signature.parameters) {
            let value = self.whole(form, &mut taken)?;
            frame.bind(&mut self.heap, &parameter.name, value);
        }
        let begin = self.path(frame, vec![]);
        self.subgraphs.push(Subgraph {
            code: frame.code.clone(),
            symbol: symbol.clone(),
            parameters: signature.parameters.clone(),
            result: signature.result.clone(),
            start: start.clone(),
            depth,
            callers: self.callers.len(),
            wider: None,
        });
        let flow = self.run(frame);
        let wider = self.subgraphs.pop().and_then(|subgraph| subgraph.wider);
        let value = match flow? {
            Flow::Return(value) => value,
            Flow::Next(_) => Value::NONE,
            _ => return Err(undecided("a function that calls itself always raises")),
        };
        let end = self.path(frame, vec![]);
        self.check_pure(&begin, &end)?;
        let result = match &signature.result {
            None => self.form_of(&value, &end)?,
            Some(form) => self.join_form(form, &value, &start, &end)?,
        };
        let limit = first_storage(&start);
        let is_known = signature
            .result
            .as_ref()
            .is_some_and(|known| same_shape(known, &result, limit));
        signature.result = Some(result.clone());
        if let Some(wider) = wider {
            signature.parameters = wider;
            return Ok(None);
        }
        if !is_known {
            return Ok(None);
        }
        let mut given = self.parts(&result, &value, &end.state)?;
        // Where a side raises, what the other one returns is inside of the branch.
        self.emit.go_to(vec![body]);
        if end.position.len() > 1 {
            for part in &mut given {
                *part = self.hand_on(&[(end.position.clone(), *part)])?;
            }
        }
        self.op("dataflow.yield", &given, &[], &[])?;

        self.resume_path(frame, start);
        let captured = self.capture(function, body)?;
        self.set_type(function, body, &result);
        self.hand_captured(function, &symbol, captured.len())?;
        let mut operands =
            vec![self.number(NumberKind::Int, 0.0, self.callers.len() as i64 + 1)?];
        for (form, argument) in signature.parameters.iter().zip(arguments) {
            operands.extend(self.parts(form, argument, &self.heap.state.clone())?);
        }
        operands.extend(captured);
        self.heap.saved.extend(
            end.state
                .saved
                .iter()
                .filter(|saved| saved.storage <= limit)
                .cloned(),
        );
        for (leaf, version) in &end.state.tape_versions {
            let versions = &mut self.heap.state.tape_versions;
            let seen = versions.entry(*leaf).or_insert(*version);
            *seen = (*seen).min(*version);
        }
        self.invoke(&symbol, &operands, &result).map(Some)
    }

    /// A call of a function from inside of it.
    fn call_again(
        &mut self,
        index: usize,
        frame: &Frame,
        arguments: &[Value],
    ) -> Result<Flow, Refusal> {
        let end = self.path(frame, vec![]);
        let subgraph = &self.subgraphs[index];
        let known = subgraph.wider.as_ref().unwrap_or(&subgraph.parameters);
        let limit = first_storage(&subgraph.start);
        let (mut forms, mut is_wider) = (vec![], false);
        for (form, argument) in known.iter().zip(arguments) {
            let joined = self.join_form(form, argument, &subgraph.start, &end)?;
            is_wider |= !same_shape(form, &joined, limit);
            forms.push(joined);
        }
        if is_wider {
            self.subgraphs[index].wider = Some(forms);
            return Err(Refusal::left());
        }
        let subgraph = &self.subgraphs[index];
        let Some(result) = subgraph.result.clone() else {
            return Err(Refusal::left());
        };
        if subgraph.wider.is_some() {
            return Err(Refusal::left());
        }
        let (symbol, depth) = (subgraph.symbol.clone(), subgraph.depth);
        let (parameters, deeper) = (
            subgraph.parameters.clone(),
            self.callers.len() - subgraph.callers,
        );
        let deeper = self.number(NumberKind::Int, 0.0, deeper as i64)?;
        let r#type = self.emit.number_type(NumberKind::Int);
        let mut operands = vec![self.op1("arith.addi", &[depth, deeper], &[], r#type)?];
        for (form, argument) in parameters.iter().zip(arguments) {
            operands.extend(self.parts(form, argument, &end.state)?);
        }
        self.invoke(&symbol, &operands, &result).map(Flow::Return)
    }

    fn invoke(&mut self, symbol: &str, operands: &[Ssa], result: &Form) -> Result<Value, Refusal> {
        let types = self.part_types(result);
        let callee = FlatSymbolRefAttribute::new(self.emit.context, symbol).into();
        let invoked = self.op("dataflow.invoke", operands, &[("callee", callee)], &types)?;
        let mut given = vec![];
        for value in results(invoked) {
            given.push(self.emit.define(value));
        }
        self.whole(result, &mut given.into_iter())
    }

    /// Refuses a function that changes more than its own variables.
    fn check_pure(&self, begin: &Path<'c, 'a>, end: &Path<'c, 'a>) -> Result<(), Refusal> {
        let (mut begin, mut end) = (begin.clone(), end.clone());
        begin.frame.locals.clear();
        end.frame.locals.clear();
        if self.changes(&begin, &begin, &end)?.any() {
            return Err(undecided(
                "a function that calls itself as often as only the run knows changes something outside of it",
            ));
        }
        Ok(())
    }

    /// How much deeper CPython would let functions call one another, when the graph is called.
    fn calls_left(&mut self) -> Result<Ssa, Refusal> {
        if let Some(left) = self.calls_left {
            return Ok(left);
        }
        let id = self.world.query(CALLS_LEFT)?;
        let left = self.reach().number_of_the_run(CALLS_LEFT, id)?;
        self.calls_left = Some(left);
        Ok(left)
    }

    fn assume_depth(&mut self, depth: Ssa, left: Ssa) -> Result<(), Refusal> {
        /// `slt` of `arith.cmpi`.
        const BELOW: i64 = 2;
        let predicate = [("predicate", self.emit.builder().i64_attribute(BELOW))];
        let r#type = self.emit.number_type(NumberKind::Bool);
        let is_below = self.op1("arith.cmpi", &[depth, left], &predicate, r#type)?;
        let text = self
            .emit
            .string("calls nest no deeper than Python lets them");
        self.op("dataflow.assert", &[is_below], &[("assumption", text)], &[])?;
        Ok(())
    }

    /// A `dataflow.function` without operations; its type is [set](Self::set_type) when it is complete.
    fn function_op(
        &mut self,
        symbol: &str,
        types: &[Type<'c>],
    ) -> Result<(OperationRef<'c, 'a>, BlockRef<'c, 'a>), Refusal> {
        let location = self.located_builder().location;
        let arguments: Vec<_> = types.iter().map(|r#type| (*r#type, location)).collect();
        let region = Region::new();
        region.append_block(Block::new(&arguments));
        let context = self.emit.context;
        let r#type = TypeAttribute::new(FunctionType::new(context, types, &[]).into());
        let named = |name: &str, value| {
            (
                janus_dialects::melior::ir::Identifier::new(context, name),
                value,
            )
        };
        let operation = OperationBuilder::new("dataflow.function", location)
            .add_attributes(&[
                named("sym_name", self.emit.string(symbol)),
                named("function_type", r#type.into()),
            ])
            .add_regions([region])
            .build()
            .map_err(|error| Refusal::new(codes::FRONTEND, error.to_string()))?;
        let function = self.emit.append_to_module(operation);
        let body = region_block(function, 0)
            .ok_or_else(|| Refusal::new(codes::FRONTEND, "a function lost its body"))?;
        Ok((function, body))
    }

    fn set_type(&self, function: OperationRef<'c, 'a>, body: BlockRef<'c, 'a>, result: &Form) {
        let taken: Vec<_> = crate::rebuild::arguments(body)
            .iter()
            .map(|argument| argument.r#type())
            .collect();
        let r#type = FunctionType::new(self.emit.context, &taken, &self.part_types(result));
        function.set_attr("function_type", TypeAttribute::new(r#type.into()));
    }

    /// Makes arguments of what a function's body uses from outside; says what these are. What objects hold is read outside, as
    /// the body writes to none. Constants are made inside.
    fn capture(
        &mut self,
        function: OperationRef<'c, 'a>,
        body: BlockRef<'c, 'a>,
    ) -> Result<Vec<Ssa>, Refusal> {
        let mut reads = vec![];
        walk(function, &mut |nested| {
            if nested.is("pydyn.read") {
                reads.push(nested);
            }
        });
        let mut made: HashMap<_, OperationRef> = HashMap::new();
        for read in reads {
            let object = operands(read).into_iter().map(key).next();
            let kept = *made.entry(object).or_insert_with(|| self.emit.copy(read));
            for (old, new) in results(read).into_iter().zip(results(kept)) {
                self.emit.replace(old, new);
            }
            self.emit.erase(read);
        }
        let mut inside = HashSet::new();
        walk(function, &mut |nested| {
            inside.extend(results(nested).into_iter().map(key));
            for index in 0..nested.region_count() {
                let block = region_block(nested, index);
                let arguments = block.map(crate::rebuild::arguments).unwrap_or_default();
                inside.extend(arguments.into_iter().map(key));
            }
        });
        let mut users = vec![];
        walk(function, &mut |nested| {
            for (index, operand) in operands(nested).into_iter().enumerate() {
                if !inside.contains(&key(operand)) {
                    users.push((nested, index, operand));
                }
            }
        });
        let mut stands = HashMap::new();
        let mut captured = vec![];
        for (user, index, operand) in users {
            let made = crate::rebuild::defined_by(operand, "arith.constant");
            let stand = match (stands.get(&key(operand)), made) {
                (Some(stand), _) => *stand,
                (None, Some(constant)) => results(self.emit.copy_to_start(constant, body))
                    .first()
                    .copied()
                    .unwrap_or(operand),
                (None, None) => {
                    if crate::rebuild::is_object(operand.r#type()) {
                        return Err(undecided(
                            "a function that calls itself as often as only the run knows uses an object",
                        ));
                    }
                    captured.push(self.emit.define(operand));
                    body.add_argument(operand.r#type(), function.location())
                }
            };
            stands.insert(key(operand), stand);
            user.set_operand_value(index, stand)
                .map_err(|error| Refusal::new(codes::FRONTEND, error.to_string()))?;
        }
        Ok(captured)
    }

    /// Hands what a function has captured on where it calls itself.
    fn hand_captured(
        &mut self,
        function: OperationRef<'c, 'a>,
        symbol: &str,
        count: usize,
    ) -> Result<(), Refusal> {
        let Some(body) = region_block(function, 0) else {
            return Ok(());
        };
        let all = crate::rebuild::arguments(body);
        let captured = &all[all.len() - count..];
        let mut calls = vec![];
        for operation in operations(body) {
            walk(operation, &mut |nested| {
                if nested.is("dataflow.invoke") && nested.symbol_attr("callee") == Some(symbol) {
                    calls.push(nested);
                }
            });
        }
        for call in calls {
            let mut handed = operands(call);
            handed.extend(captured);
            self.emit.replace_operands(call, &handed)?;
        }
        Ok(())
    }
}
