//! Calls: binding arguments, inlining bodies.

use super::super::{
    Specializer,
    code::{Code, ParameterKind},
    emit::{Access, PathKey},
    frame::{Flow, Frame},
    heap::{FreshObject, Heap},
    refusal::{Refusal, codes},
    value::{CellRef, Known, TupleClass, Value},
};
use super::{classes::Special, iterators::Source};
use crate::world::{FunctionInfo, Object};
use std::rc::Rc;

/// Calls nested more deeply are recursion that unrolling will not end.
const MAX_DEPTH: usize = 120;

pub type Keywords = Vec<(String, Value)>;

impl Frame {
    /// Binds a parameter: a local, and a cell where nested functions use it.
    pub fn bind(&mut self, heap: &mut Heap, name: &str, value: Value) {
        if let Some(CellRef::Local(cell)) = self.cells.get(name) {
            heap.cells[cell.0 as usize] = Some(value.clone());
        }
        self.locals.insert(name.to_owned(), value);
    }
}

/// The parameter of a generator expression's code.
const FIRST_ITERABLE: &str = ".0";

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    pub fn call(
        &mut self,
        callee: &Value,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Flow, Refusal> {
        for (index, (name, _)) in keywords.iter().enumerate() {
            if keywords[..index].iter().any(|(other, _)| other == name) {
                return Err(Refusal::new(
                    codes::RAISES,
                    format!("the keyword '{name}' is given twice"),
                ));
            }
        }
        match callee {
            Value::Fresh(_) if self.is_python_instance(callee) => {
                self.call_instance(callee, positional, keywords)
            }
            Value::Known(known) => self.call_known(*known, positional, keywords),
            Value::Method { function, receiver } => {
                let mut arguments = vec![receiver.as_ref().clone()];
                arguments.extend(positional);
                self.call(function, arguments, keywords)
            }
            Value::BuiltinMethod { receiver, name } => self
                .call_method(receiver, name, positional, keywords)
                .map(Flow::Return),
            Value::Function(closure) => {
                let mut frame =
                    Frame::new(&mut self.heap, closure.code.clone(), closure.globals, false);
                for (name, cell) in &closure.cells {
                    frame.cells.insert(name.clone(), cell.clone());
                }
                let first = closure.code.parameters.len();
                let defaults = closure.defaults.clone();
                let keyword_defaults = closure.keyword_defaults.clone();
                let bound = self.bind(&closure.code, positional, keywords, |_, index, name| {
                    let positional = positional_count(&closure.code);
                    debug_assert!(first >= positional);
                    if let Some(offset) = (index + defaults.len()).checked_sub(positional)
                        && index < positional
                    {
                        return Ok(defaults.get(offset).cloned());
                    }
                    Ok(keyword_defaults
                        .iter()
                        .find(|(key, _)| key == name)
                        .map(|(_, value)| value.clone()))
                })?;
                self.enter(frame, bound)
            }
            _ => Err(Refusal::new(
                codes::CALL,
                format!("{} is not callable here", self.describe(callee)),
            )),
        }
    }

    /// Calls, and takes an exception for a refusal.
    pub fn call_value(
        &mut self,
        callee: &Value,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Value, Refusal> {
        match self.call(callee, positional, keywords)? {
            Flow::Return(value) => Ok(value),
            Flow::Raise(exception) => Err(self.rising(&exception)),
            _ => Err(Refusal::new(codes::CALL, "a call ended without returning")),
        }
    }

    fn call_known(
        &mut self,
        known: Known,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Flow, Refusal> {
        match self.heap.object(known).clone() {
            Object::Function(info) => self.call_function(known, &info, positional, keywords),
            Object::Builtin(name) => self.call_builtin(&name, positional, keywords),
            Object::Method { function, receiver } => {
                let key = |name: &str| Some(PathKey::str(name));
                let function = self.reach().step(
                    Some(known),
                    Access::Attribute,
                    key("__func__"),
                    "__func__",
                    function,
                )?;
                let receiver = self.reach().step(
                    Some(known),
                    Access::Attribute,
                    key("__self__"),
                    "__self__",
                    receiver,
                )?;
                let mut arguments = vec![receiver];
                arguments.extend(positional);
                self.call(&function, arguments, keywords)
            }
            Object::Class(name) => self.construct(known, &name, positional, keywords),
            Object::Instance(_) => self.call_instance(&Value::Known(known), positional, keywords),
            _ => Err(Refusal::new(
                codes::CALL,
                format!("{} is not callable", self.describe(&Value::Known(known))),
            )),
        }
    }

    /// Calls an object by its class's `__call__`.
    fn call_instance(
        &mut self,
        object: &Value,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Flow, Refusal> {
        match self.special(object, "__call__")? {
            Special::Bound(method) => self.call(&method, positional, keywords),
            Special::Builtin(name) => {
                let mut arguments = vec![object.clone()];
                arguments.extend(positional);
                self.call_builtin(&name, arguments, keywords)
            }
            Special::Missing => Err(Refusal::new(
                codes::RAISES,
                format!("{} is not callable", self.describe(object)),
            )),
        }
    }

    /// `callable(object)`.
    pub fn is_callable(&mut self, object: &Value) -> Result<bool, Refusal> {
        Ok(match object {
            Value::Function(_) | Value::Method { .. } | Value::BuiltinMethod { .. } => true,
            Value::Known(known) => match self.heap.object(*known) {
                Object::Function(_) | Object::Class(_) | Object::Method { .. } => true,
                Object::Builtin(_) | Object::Instance(_) => {
                    let class = self.class_of(object)?;
                    self.world.member(class, "__call__")?.is_some()
                }
                _ => false,
            },
            Value::Fresh(_) if self.is_python_instance(object) => {
                let class = self.class_of(object)?;
                self.world.member(class, "__call__")?.is_some()
            }
            Value::Tuple(tuple) => match tuple.class() {
                TupleClass::Plain | TupleClass::Size => false,
                TupleClass::Other(class) => self.world.member(class, "__call__")?.is_some(),
            },
            Value::Fresh(_)
            | Value::Constant(_)
            | Value::Number { .. }
            | Value::Tensor(_)
            | Value::Slice(_)
            | Value::Range { .. }
            | Value::Super { .. }
            | Value::InstanceDict(_) => false,
        })
    }

    fn call_function(
        &mut self,
        known: Known,
        info: &FunctionInfo,
        positional: Vec<Value>,
        keywords: Keywords,
    ) -> Result<Flow, Refusal> {
        let id = self.heap.id(known);
        let code = self.body(id)?;
        let positional_parameters = positional_count(&code);
        let symbol = self.heap.symbol(known).to_owned();
        let bound = self.bind(&code, positional, keywords, |specializer, index, name| {
            let default = if index < positional_parameters {
                (index + info.defaults.len())
                    .checked_sub(positional_parameters)
                    .and_then(|offset| info.defaults.get(offset).copied())
            } else {
                info.keyword_defaults
                    .iter()
                    .find(|(key, _)| key == name)
                    .map(|(_, id)| *id)
            };
            let Some(default) = default else {
                return Ok(None);
            };
            let key = Some(PathKey::str(name));
            specializer
                .reach()
                .step(
                    Some(known),
                    Access::Default,
                    key,
                    &format!("{symbol}({name})"),
                    default,
                )
                .map(Some)
        })?;
        let frame = Frame::new(&mut self.heap, code, id, true);
        self.enter(frame, bound)
    }

    /// A generator expression asks its first iterable for an iterator when it is made, and for elements when it runs.
    fn first_iterator(&mut self, iterable: &Value) -> Result<Value, Refusal> {
        let iterator = self.iterator(iterable)?;
        // The loop would ask it for an iterator again.
        if self.is_python_instance(&iterator) {
            return Err(Refusal::new(
                codes::ITERATION,
                "a generator expression over an iterator of the program's own",
            ));
        }
        Ok(iterator)
    }

    fn enter(&mut self, mut frame: Frame, bound: Vec<Value>) -> Result<Flow, Refusal> {
        if self.callers.len() >= MAX_DEPTH {
            return Err(Refusal::new(
                codes::SIZE,
                format!("calls nest more than {MAX_DEPTH} deep"),
            ));
        }
        let code = frame.code.clone();
        if !matches!(code.kind.as_str(), "function" | "lambda" | "generator") {
            return Err(Refusal::new(
                codes::CALL,
                format!("'{}' is a {}", frame.code.qualname, frame.code.kind),
            ));
        }
        let mut arguments = bound;
        for (parameter, value) in code.parameters.iter().zip(&mut arguments) {
            if code.kind == "generator" && parameter.name == FIRST_ITERABLE {
                *value = self.first_iterator(value)?;
            }
            frame.bind(&mut self.heap, &parameter.name, value.clone());
        }
        if code.kind == "generator" {
            // Nothing of it runs before somebody asks for an element.
            let suspended = self.suspend(frame);
            let generator = self.make_iterator(Source::Generator(Box::new(suspended)));
            return Ok(Flow::Return(generator));
        }
        self.activate(frame, arguments)
    }

    /// The value of each parameter, in order.
    fn bind(
        &mut self,
        code: &Rc<Code>,
        positional: Vec<Value>,
        mut keywords: Keywords,
        mut default: impl FnMut(&mut Self, usize, &str) -> Result<Option<Value>, Refusal>,
    ) -> Result<Vec<Value>, Refusal> {
        let wrong =
            |what: String| Refusal::new(codes::RAISES, format!("{}() {what}", code.qualname));
        let mut positional = positional.into_iter();
        let mut bound = Vec::with_capacity(code.parameters.len());
        for (index, parameter) in code.parameters.iter().enumerate() {
            let named = keywords
                .iter()
                .position(|(name, _)| *name == parameter.name);
            let value = match parameter.kind {
                ParameterKind::VarPositional => Some(Value::Tuple(positional.by_ref().collect())),
                ParameterKind::VarKeyword => {
                    let entries = std::mem::take(&mut keywords)
                        .into_iter()
                        .map(|(name, value)| (self.interned(&name), value))
                        .collect();
                    Some(self.heap.make(FreshObject::Dict(entries)))
                }
                ParameterKind::PositionalOnly => positional.next(),
                ParameterKind::Positional => match (positional.next(), named) {
                    (Some(_), Some(_)) => {
                        return Err(wrong(format!(
                            "got multiple values for '{}'",
                            parameter.name
                        )));
                    }
                    (None, Some(at)) => Some(keywords.remove(at).1),
                    (value, None) => value,
                },
                ParameterKind::KeywordOnly => named.map(|at| keywords.remove(at).1),
            };
            let value = match value {
                Some(value) => value,
                None => default(self, index, &parameter.name)?
                    .ok_or_else(|| wrong(format!("lacks its argument '{}'", parameter.name)))?,
            };
            bound.push(value);
        }
        if positional.next().is_some() {
            return Err(wrong("got too many arguments".to_owned()));
        }
        if let Some((name, _)) = keywords.first() {
            return Err(wrong(format!("got an unexpected keyword '{name}'")));
        }
        Ok(bound)
    }

    /// `super()` without arguments, which takes the class and the receiver from the frame.
    pub fn zero_argument_super(
        &mut self,
        frame: &mut Frame,
        callee: &Value,
        positional: &[Value],
    ) -> Result<Option<Value>, Refusal> {
        let Value::Known(known) = callee else {
            return Ok(None);
        };
        if !positional.is_empty()
            || !matches!(self.heap.object(*known), Object::Class(name) if name == "builtins.super")
        {
            return Ok(None);
        }
        let class = self.world.cell(frame.function, "__class__")?;
        let receiver = frame
            .code
            .parameters
            .first()
            .and_then(|first| frame.locals.get(&first.name))
            .cloned();
        match (class, receiver) {
            (Some(class), Some(receiver)) => Ok(Some(Value::Super {
                class,
                receiver: Rc::new(receiver),
            })),
            _ => Err(Refusal::new(codes::CALL, "'super()' outside of a method")),
        }
    }
}

fn positional_count(code: &Code) -> usize {
    code.parameters
        .iter()
        .filter(|parameter| {
            matches!(
                parameter.kind,
                ParameterKind::Positional | ParameterKind::PositionalOnly
            )
        })
        .count()
}
