//! `pydyn.func`s as plain data.
//!
//! Specialization interprets a function's body many times (once for each call that it inlines),
//! from modules that come and go. Reading it once into owned data keeps MLIR's
//! lifetimes, and look-ups of attributes by name, out of the interpreter.

use super::{
    refusal::{Place, Refusal, codes},
    value::Constant,
};
use janus_dialects::{
    ir::AttributeExt,
    melior::ir::{
        Attribute, BlockLike, BlockRef, Module, OperationRef, RegionLike, ValueLike,
        operation::OperationLike,
    },
};
use std::{collections::HashMap, rc::Rc};

/// A value of one function's body.
pub type Index = u32;

/// Where a name lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Local,
    Cell,
    Global,
    Name,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    Add,
    Sub,
    Mul,
    MatMul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    LShift,
    RShift,
    And,
    Or,
    Xor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOperator {
    Neg,
    Pos,
    Invert,
    Not,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicate {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Is,
    IsNot,
    In,
    NotIn,
}

/// What a node does; one for each op that the frontend emits.
#[derive(Clone, Debug)]
pub enum Kind {
    Constant(Constant),
    Load(Scope, String),
    Store(Scope, String),
    Unbind(Scope, String),
    GetAttr(String),
    SetAttr(String),
    DelAttr,
    GetItem,
    SetItem,
    DelItem,
    Call(Vec<String>),
    Binary(BinaryOperator),
    Inplace(BinaryOperator),
    Unary(UnaryOperator),
    Compare(Predicate),
    Truth,
    Tuple(Vec<String>),
    List(Vec<String>),
    Set(Vec<String>),
    /// Operands are the keys, then the values; the indices of `**` entries.
    Dict(Vec<i64>),
    /// Operands are the container, the value and, for a dict, the key.
    Append,
    Slice,
    /// Index of the starred target, if there is one.
    Unpack(Option<usize>),
    Format(String),
    Join,
    /// Code, number of positional defaults, names of keyword defaults.
    MakeFunction(String, usize, Vec<String>),
    Import {
        module: String,
        name: Option<String>,
        as_leaf: bool,
        level: i64,
    },
    If,
    While,
    For,
    With,
    Try,
    ExceptionMatch,
    Raise,
    Reraise,
    Return,
    Break,
    Continue,
    Yield,
    Condition,
    Unsupported(String, String),
    /// An op that specialization has no meaning for.
    Other(String),
}

#[derive(Clone, Debug)]
pub struct Node {
    pub kind: Kind,
    pub operands: Vec<Index>,
    pub results: Vec<Index>,
    /// In the op's order; an absent region (no `else`) is `None`.
    pub regions: Vec<Option<Block>>,
    pub place: Place,
}

#[derive(Clone, Debug, Default)]
pub struct Block {
    pub arguments: Vec<Index>,
    pub nodes: Vec<Node>,
}

/// A parameter's role in binding arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    PositionalOnly,
    Positional,
    KeywordOnly,
    VarPositional,
    VarKeyword,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    /// Without stars.
    pub name: String,
    pub kind: ParameterKind,
}

/// The code of a Python function.
#[derive(Debug)]
pub struct Code {
    pub symbol: String,
    pub qualname: String,
    pub kind: String,
    pub parameters: Vec<Parameter>,
    pub cells: Vec<String>,
    pub free: Vec<String>,
    pub body: Block,
    /// How many values the body defines.
    pub values: u32,
    pub place: Place,
}

/// Reads every `pydyn.func` at the top of a module, in order.
///
/// # Errors
/// Where a function is not of the form that the frontend emits.
pub fn read_module(module: &Module<'_>) -> Result<Vec<Rc<Code>>, Refusal> {
    read_block(module.body())
}

/// The same for a module's block.
pub fn read_block<'c: 'a, 'a>(block: BlockRef<'c, 'a>) -> Result<Vec<Rc<Code>>, Refusal> {
    let mut codes = Vec::new();
    let mut next = block.first_operation();
    while let Some(operation) = next {
        if name(operation) == "pydyn.func" {
            codes.push(Rc::new(read_function(operation)?));
        }
        next = operation.next_in_block();
    }
    Ok(codes)
}

fn name(operation: OperationRef<'_, '_>) -> String {
    operation
        .name()
        .as_string_ref()
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn malformed(operation: OperationRef<'_, '_>, what: &str) -> Refusal {
    let mut refusal = Refusal::new(codes::FRONTEND, format!("'{}' {what}", name(operation)));
    refusal.trace.push(place(operation));
    refusal
}

fn read_function(operation: OperationRef<'_, '_>) -> Result<Code, Refusal> {
    let text = |key: &str| string(operation, key);
    let names = strings(operation, "parameters").unwrap_or_default();
    let positional_only = integer(operation, "positional_only").unwrap_or(0) as usize;
    let keyword_only = integer(operation, "keyword_only").unwrap_or(0) as usize;
    let plain = names.iter().filter(|name| !name.starts_with('*')).count();
    let parameters = names
        .iter()
        .enumerate()
        .map(|(index, name)| Parameter {
            name: name.trim_start_matches('*').to_owned(),
            kind: if name.starts_with("**") {
                ParameterKind::VarKeyword
            } else if name.starts_with('*') {
                ParameterKind::VarPositional
            } else if index < positional_only {
                ParameterKind::PositionalOnly
            } else if index + keyword_only >= plain {
                ParameterKind::KeywordOnly
            } else {
                ParameterKind::Positional
            },
        })
        .collect();
    let region = operation
        .region(0)
        .map_err(|_| malformed(operation, "has no body"))?;
    let mut reader = Reader {
        indices: HashMap::new(),
        constants: HashMap::new(),
    };
    let body = reader
        .region(region)?
        .ok_or_else(|| malformed(operation, "has no body"))?;
    Ok(Code {
        symbol: text("sym_name").ok_or_else(|| malformed(operation, "has no name"))?,
        qualname: text("qualname").unwrap_or_default(),
        kind: text("kind").unwrap_or_else(|| "function".to_owned()),
        parameters,
        cells: strings(operation, "cells").unwrap_or_default(),
        free: strings(operation, "free").unwrap_or_default(),
        body,
        values: reader.indices.len() as u32,
        place: place(operation),
    })
}

struct Reader {
    /// Values by their address.
    indices: HashMap<usize, Index>,
    /// By what tells them apart: equal constants of one function are one object.
    constants: HashMap<String, Constant>,
}

impl Reader {
    fn define<'c>(&mut self, value: impl ValueLike<'c>) -> Index {
        let index = self.indices.len() as Index;
        *self
            .indices
            .entry(value.to_raw().ptr as usize)
            .or_insert(index)
    }

    fn region<'c: 'a, 'a>(
        &mut self,
        region: impl RegionLike<'c, 'a>,
    ) -> Result<Option<Block>, Refusal> {
        let Some(block) = region.first_block() else {
            return Ok(None);
        };
        let mut result = Block::default();
        for index in 0..block.argument_count() {
            if let Ok(argument) = block.argument(index) {
                result.arguments.push(self.define(argument));
            }
        }
        let mut next = block.first_operation();
        while let Some(operation) = next {
            result.nodes.push(self.node(operation)?);
            next = operation.next_in_block();
        }
        Ok(Some(result))
    }

    fn node(&mut self, operation: OperationRef<'_, '_>) -> Result<Node, Refusal> {
        let mut operands = Vec::with_capacity(operation.operand_count());
        for operand in operation.operands() {
            let index = self.indices.get(&(operand.to_raw().ptr as usize));
            operands.push(
                *index.ok_or_else(|| malformed(operation, "uses a value of another function"))?,
            );
        }
        let mut kind = kind(operation)?;
        if let Kind::Constant(constant) = &mut kind {
            let one = self.constants.entry(format!("{constant:?}"));
            *constant = one.or_insert_with(|| constant.clone()).clone();
        }
        let mut regions = Vec::with_capacity(operation.region_count());
        for region in operation.regions() {
            regions.push(self.region(region)?);
        }
        let results = operation
            .results()
            .map(|result| self.define(result))
            .collect();
        Ok(Node {
            kind,
            operands,
            results,
            regions,
            place: place(operation),
        })
    }
}

fn kind(operation: OperationRef<'_, '_>) -> Result<Kind, Refusal> {
    let name = name(operation);
    let text = |key: &str| {
        string(operation, key).ok_or_else(|| malformed(operation, &format!("has no '{key}'")))
    };
    let list = |key: &str| strings(operation, key).unwrap_or_default();
    let number = |key: &str| integer(operation, key);
    let case = |key: &str| {
        number(key)
            .and_then(|value| usize::try_from(value).ok())
            .unwrap_or(usize::MAX)
    };
    let unknown = || malformed(operation, "has an unknown enum case");
    Ok(match name.strip_prefix("pydyn.").unwrap_or(&name) {
        "constant" => Kind::Constant(
            operation
                .attribute("value")
                .ok()
                .and_then(constant)
                .ok_or_else(|| malformed(operation, "has a value that is no Python constant"))?,
        ),
        "load" => Kind::Load(scope(case("scope")).ok_or_else(unknown)?, text("name")?),
        "store" => Kind::Store(scope(case("scope")).ok_or_else(unknown)?, text("name")?),
        "unbind" => Kind::Unbind(scope(case("scope")).ok_or_else(unknown)?, text("name")?),
        "get_attr" => Kind::GetAttr(text("name")?),
        "set_attr" => Kind::SetAttr(text("name")?),
        "del_attr" => Kind::DelAttr,
        "get_item" => Kind::GetItem,
        "set_item" => Kind::SetItem,
        "del_item" => Kind::DelItem,
        "call" => Kind::Call(list("kinds")),
        "binary" => Kind::Binary(binary(case("operator_")).ok_or_else(unknown)?),
        "inplace" => Kind::Inplace(binary(case("operator_")).ok_or_else(unknown)?),
        "unary" => Kind::Unary(unary(case("operator_")).ok_or_else(unknown)?),
        "compare" => Kind::Compare(predicate(case("predicate")).ok_or_else(unknown)?),
        "truth" => Kind::Truth,
        "tuple" => Kind::Tuple(list("kinds")),
        "list" => Kind::List(list("kinds")),
        "set" => Kind::Set(list("kinds")),
        "dict" => Kind::Dict(i64_array(operation, "unpacked")),
        "append" => Kind::Append,
        "slice" => Kind::Slice,
        "unpack" => Kind::Unpack(number("star").and_then(|star| usize::try_from(star).ok())),
        "format" => Kind::Format(string(operation, "conversion").unwrap_or_default()),
        "join" => Kind::Join,
        "make_function" => {
            let names = list("keyword_default_names");
            let code =
                symbol(operation, "code").ok_or_else(|| malformed(operation, "has no code"))?;
            Kind::MakeFunction(code, operation.operand_count() - names.len(), names)
        }
        "import" => Kind::Import {
            module: text("module")?,
            name: string(operation, "name"),
            as_leaf: operation.attribute("as_leaf").is_ok(),
            level: number("level").unwrap_or(0),
        },
        "if" => Kind::If,
        "while" => Kind::While,
        "for" => Kind::For,
        "with" => Kind::With,
        "try" => Kind::Try,
        "exception_match" => Kind::ExceptionMatch,
        "raise" => Kind::Raise,
        "reraise" => Kind::Reraise,
        "return" => Kind::Return,
        "break" => Kind::Break,
        "continue" => Kind::Continue,
        "yield" => Kind::Yield,
        "condition" => Kind::Condition,
        "unsupported" => Kind::Unsupported(text("code")?, text("message")?),
        _ => Kind::Other(name),
    })
}

// The cases of the enums of PyDynAttrs.td, in its order.

fn scope(case: usize) -> Option<Scope> {
    [Scope::Local, Scope::Cell, Scope::Global, Scope::Name]
        .get(case)
        .copied()
}

fn binary(case: usize) -> Option<BinaryOperator> {
    use BinaryOperator::*;
    [
        Add, Sub, Mul, MatMul, TrueDiv, FloorDiv, Mod, Pow, LShift, RShift, And, Or, Xor,
    ]
    .get(case)
    .copied()
}

fn unary(case: usize) -> Option<UnaryOperator> {
    use UnaryOperator::*;
    [Neg, Pos, Invert, Not].get(case).copied()
}

fn predicate(case: usize) -> Option<Predicate> {
    use Predicate::*;
    [Eq, Ne, Lt, Le, Gt, Ge, Is, IsNot, In, NotIn]
        .get(case)
        .copied()
}

fn constant(attribute: Attribute<'_>) -> Option<Constant> {
    if let Some(value) = attribute.as_bool() {
        return Some(Constant::Bool(value));
    }
    if let Some(value) = attribute.as_int() {
        return Some(Constant::int(value));
    }
    if let Some(value) = attribute.as_float() {
        return Some(Constant::float(value));
    }
    if let Some(value) = attribute.as_str() {
        return Some(Constant::Str(value.into()));
    }
    // Our own attributes, in their printed form.
    let text = attribute.to_string();
    let inner = |mnemonic: &str| {
        text.strip_prefix("#pydyn.")?
            .strip_prefix(mnemonic)?
            .strip_prefix('<')?
            .strip_suffix('>')
            .map(str::to_owned)
    };
    match text.as_str() {
        "#pydyn.none" => return Some(Constant::None),
        "#pydyn.ellipsis" => return Some(Constant::Ellipsis),
        _ => {}
    }
    if let Some(digits) = inner("bigint") {
        return Some(Constant::BigInt(digits.trim_matches('"').into()));
    }
    if let Some(value) = inner("imaginary") {
        return value
            .split(':')
            .next()?
            .trim()
            .parse()
            .ok()
            .map(Constant::Imaginary);
    }
    let bytes = inner("bytes")?;
    unescaped(bytes.strip_prefix('"')?.strip_suffix('"')?)
        .map(|bytes| Constant::Bytes(bytes.into()))
}

/// The bytes that MLIR prints as this: backslashes twice, what is no printable ASCII as two digits.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'\\' {
            bytes.push(first);
        } else if rest.first() == Some(&b'\\') {
            bytes.push(b'\\');
            rest = &rest[1..];
        } else {
            let digits = str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        }
    }
    Some(bytes)
}

fn string(operation: OperationRef<'_, '_>, key: &str) -> Option<String> {
    operation.attribute(key).ok()?.as_str().map(str::to_owned)
}

fn symbol(operation: OperationRef<'_, '_>, key: &str) -> Option<String> {
    operation
        .attribute(key)
        .ok()?
        .as_symbol()
        .map(str::to_owned)
}

fn integer(operation: OperationRef<'_, '_>, key: &str) -> Option<i64> {
    operation.attribute(key).ok()?.as_int()
}

fn strings(operation: OperationRef<'_, '_>, key: &str) -> Option<Vec<String>> {
    let texts = operation.attribute(key).ok()?.as_str_array()?;
    Some(texts.into_iter().map(str::to_owned).collect())
}

fn i64_array(operation: OperationRef<'_, '_>, key: &str) -> Vec<i64> {
    let attribute = operation.attribute(key).ok();
    attribute
        .and_then(AttributeExt::as_i64_array)
        .unwrap_or_default()
}

/// The file, line and column of an op, from the innermost location that has them.
fn place(operation: OperationRef<'_, '_>) -> Place {
    janus_dialects::ir::place(operation.location())
        .map(|place| Place {
            file: place.file,
            line: place.start_line as u32,
            column: place.start_column as u32,
        })
        .unwrap_or_default()
}
