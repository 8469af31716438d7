//! Signatures of PyTorch's builtins, and binding a call's arguments to them.
//!
//! A signature is Python-like: `(input, dim|axis=None, keepdim=False, *, dtype=None)`. A `|`
//! separates names that mean the same parameter; `*size` collects the positional arguments that
//! are left, or takes one sequence in their place, as `x.view(2, 3)` and `x.view((2, 3))` do.

use std::{cell::Cell, rc::Rc};

use super::{
    operand::{Operand, Refusal, Source, Tensor},
    types::DType,
};

/// A parameter of a signature.
struct Parameter {
    names: Vec<&'static str>,
    default: Option<&'static str>,
    keyword_only: bool,
    variadic: bool,
}

fn parameters(signature: &'static str) -> Vec<Parameter> {
    let inner = signature
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')');
    let mut keyword_only = false;
    let mut parameters = vec![];
    for part in inner
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if part == "*" {
            keyword_only = true;
            continue;
        }
        let (names, default) = match part.split_once('=') {
            Some((names, default)) => (names.trim(), Some(default.trim())),
            None => (part, None),
        };
        let variadic = names.starts_with('*');
        let names = names
            .trim_start_matches('*')
            .split('|')
            .map(str::trim)
            .collect();
        parameters.push(Parameter {
            names,
            default,
            keyword_only,
            variadic,
        });
        keyword_only |= variadic;
    }
    parameters
}

/// The position that a parameter has in calls; `None` for one that only a keyword names.
pub fn position(signature: &'static str, name: &str) -> Option<usize> {
    let parameters = parameters(signature);
    let index = parameters
        .iter()
        .position(|parameter| parameter.names.contains(&name))?;
    (!parameters[index].keyword_only).then_some(index)
}

/// Whether a keyword means a parameter.
pub fn means(signature: &'static str, name: &str, keyword: &str) -> bool {
    parameters(signature)
        .iter()
        .any(|parameter| parameter.names.contains(&name) && parameter.names.contains(&keyword))
}

/// Whether an argument is that of a parameter.
pub fn is_argument(signature: &'static str, name: &str, argument: &Source) -> bool {
    match argument {
        Source::Positional(place) => position(signature, name) == Some(*place),
        Source::Keyword(keyword) => means(signature, name, keyword),
        Source::Default => false,
    }
}

/// A default, which is a literal.
fn literal<'c, 'a>(text: &str) -> Operand<'c, 'a> {
    match text {
        "None" => Operand::None,
        "True" => Operand::Bool(true),
        "False" => Operand::Bool(false),
        "()" => Operand::List(vec![]),
        _ => text
            .parse()
            .map(Operand::Int)
            .or_else(|_| text.parse().map(Operand::Float))
            .unwrap_or_else(|_| Operand::Str(text.trim_matches('\'').to_owned())),
    }
}

/// The arguments of a call by the names of the parameters.
pub struct BoundArgs<'c, 'a> {
    function: &'static str,
    arguments: Vec<(&'static str, Operand<'c, 'a>, Source)>,
    /// A bit for each argument that was looked at, here or in the same call with other arguments.
    asked: Rc<Cell<u64>>,
}

/// What chooses among kernels of other devices.
const OF_OTHER_DEVICES: [&str; 2] = ["cudnn_enable", "cudnn_enabled"];

/// Whether an argument is what the signature has where none is written.
fn is_default(default: Option<&'static str>, value: &Operand<'_, '_>) -> bool {
    match (default.map(literal), value) {
        (Some(Operand::Bool(a)), Operand::Bool(b)) => a == *b,
        (Some(Operand::Int(a)), Operand::Int(b)) => a == *b,
        (Some(Operand::Float(a)), Operand::Float(b)) => a == *b,
        (Some(Operand::Str(a)), Operand::Str(b)) => a == *b,
        (_, value) => matches!(value, Operand::None),
    }
}

/// Binds as Python does.
pub fn bind<'c, 'a>(
    function: &'static str,
    signature: &'static str,
    positional: &[Operand<'c, 'a>],
    keywords: &[(String, Operand<'c, 'a>)],
) -> Result<BoundArgs<'c, 'a>, Refusal> {
    let parameters = parameters(signature);
    let mut arguments: Vec<(&'static str, Operand<'c, 'a>, Source)> = vec![];
    let mut position = 0;
    let mut asked = 0;
    let mut used = vec![false; keywords.len()];
    for parameter in &parameters {
        let name = parameter.names[0];
        let keyword = keywords
            .iter()
            .position(|(name, _)| parameter.names.contains(&name.as_str()));
        if parameter.variadic && position < positional.len() {
            let rest = match &positional[position..] {
                [Operand::List(items)] => items.clone(),
                rest => rest.to_vec(),
            };
            arguments.push((name, Operand::List(rest), Source::Positional(position)));
            position = positional.len();
        } else if !parameter.keyword_only && !parameter.variadic && position < positional.len() {
            if keyword.is_some() {
                return Err(Refusal::raises(format!(
                    "`{function}` gets its argument `{name}` twice"
                )));
            }
            let value = positional[position].clone();
            arguments.push((name, value, Source::Positional(position)));
            position += 1;
        } else if let Some(index) = keyword {
            used[index] = true;
            let (written, value) = &keywords[index];
            arguments.push((name, value.clone(), Source::Keyword(written.clone())));
        } else if let Some(default) = parameter.default {
            arguments.push((name, literal(default), Source::Default));
        } else if parameter.variadic {
            arguments.push((name, Operand::List(vec![]), Source::Default));
        } else {
            return Err(Refusal::raises(format!(
                "`{function}` lacks its argument `{name}`"
            )));
        }
        if let Some((name, value, _)) = arguments.last()
            && (is_default(parameter.default, value) || OF_OTHER_DEVICES.contains(name))
        {
            asked |= 1 << (arguments.len() - 1);
        }
    }
    if position < positional.len() {
        return Err(Refusal::argument(format!(
            "`{function}` is known with at most {position} positional arguments"
        )));
    }
    if let Some(unused) = used.iter().position(|used| !used) {
        let (name, value) = &keywords[unused];
        // What says the default does not matter.
        if !matches!(value, Operand::None) {
            return Err(Refusal::argument(format!(
                "the argument `{name}` of `{function}` is not supported"
            )));
        }
    }
    Ok(BoundArgs {
        function,
        arguments,
        asked: Rc::new(Cell::new(asked)),
    })
}

impl<'c, 'a> BoundArgs<'c, 'a> {
    /// The function's name, for messages.
    pub fn function(&self) -> &'static str {
        self.function
    }

    /// All arguments.
    pub fn operands(&self) -> Vec<&Operand<'c, 'a>> {
        self.arguments.iter().map(|(_, value, _)| value).collect()
    }

    /// The same call with other arguments.
    pub fn map(&self, change: impl Fn(&Operand<'c, 'a>) -> Operand<'c, 'a>) -> Self {
        Self {
            function: self.function,
            arguments: self
                .arguments
                .iter()
                .map(|(name, value, source)| (*name, change(value), source.clone()))
                .collect(),
            asked: self.asked.clone(),
        }
    }

    /// The argument of a parameter.
    pub fn get(&self, name: &str) -> &Operand<'c, 'a> {
        let place = self.arguments.iter().position(|(known, ..)| *known == name);
        match place {
            Some(place) => {
                self.asked.set(self.asked.get() | 1 << place);
                &self.arguments[place].1
            }
            None => &Operand::None,
        }
    }

    /// Refuses a call in which something is written that nobody has looked at: its lowering would be that of another call.
    pub fn check_asked(&self) -> Result<(), Refusal> {
        let unasked = self
            .arguments
            .iter()
            .enumerate()
            .find(|(place, (.., source))| {
                self.asked.get() & 1 << place == 0 && !matches!(source, Source::Default)
            });
        match unasked {
            Some((_, (name, ..))) => Err(Refusal::argument(format!(
                "the argument `{name}` of `{}` is not looked at in this call",
                self.function
            ))),
            None => Ok(()),
        }
    }

    /// Where an argument was written.
    pub fn source(&self, name: &str) -> Source {
        self.arguments
            .iter()
            .find(|(known, ..)| *known == name)
            .map_or(Source::Default, |(.., source)| source.clone())
    }

    /// Whether the parameter has an argument other than None.
    pub fn has(&self, name: &str) -> bool {
        !matches!(self.get(name), Operand::None)
    }

    fn wrong<T>(&self, name: &str, wanted: &str) -> Result<T, Refusal> {
        Err(Refusal::argument(format!(
            "the argument `{name}` of `{}` is {}, not {wanted}",
            self.function,
            self.get(name).kind()
        )))
    }

    pub fn tensor(&self, name: &str) -> Result<&Tensor<'c, 'a>, Refusal> {
        match self.get(name) {
            Operand::Tensor(tensor) => Ok(tensor),
            _ => self.wrong(name, "a tensor"),
        }
    }

    /// A tensor that may be None.
    pub fn optional_tensor(&self, name: &str) -> Result<Option<&Tensor<'c, 'a>>, Refusal> {
        if self.has(name) {
            self.tensor(name).map(Some)
        } else {
            Ok(None)
        }
    }

    /// A sequence of tensors.
    pub fn tensors(&self, name: &str) -> Result<Vec<&Tensor<'c, 'a>>, Refusal> {
        let Operand::List(items) = self.get(name) else {
            return self.wrong(name, "a sequence of tensors");
        };
        items
            .iter()
            .map(|item| match item {
                Operand::Tensor(tensor) => Ok(tensor),
                _ => self.wrong(name, "a sequence of tensors"),
            })
            .collect()
    }

    /// All arguments that are tensors, in the signature's order, those in sequences included.
    pub fn all_tensors(&self) -> Vec<&Tensor<'c, 'a>> {
        fn gather<'o, 'c, 'a>(operand: &'o Operand<'c, 'a>, found: &mut Vec<&'o Tensor<'c, 'a>>) {
            match operand {
                Operand::Tensor(tensor) => found.push(tensor),
                Operand::List(items) => items.iter().for_each(|item| gather(item, found)),
                _ => {}
            }
        }
        let mut found = vec![];
        for (_, operand, _) in &self.arguments {
            gather(operand, &mut found);
        }
        found
    }

    pub fn int(&self, name: &str) -> Result<i64, Refusal> {
        match self.get(name) {
            Operand::Int(value) => Ok(*value),
            // PyTorch takes no bool for an int, nor the other way round.
            _ => self.wrong(name, "a known int"),
        }
    }

    pub fn float(&self, name: &str) -> Result<f64, Refusal> {
        match self.get(name) {
            Operand::Float(value) => Ok(*value),
            Operand::Int(value) => Ok(*value as f64),
            _ => self.wrong(name, "a known float"),
        }
    }

    pub fn bool(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name) {
            Operand::Bool(value) => Ok(*value),
            _ => self.wrong(name, "a known bool"),
        }
    }

    pub fn str(&self, name: &str) -> Result<&str, Refusal> {
        match self.get(name) {
            Operand::Str(value) => Ok(value),
            _ => self.wrong(name, "a known str"),
        }
    }

    /// A dtype that may be None.
    pub fn dtype(&self, name: &str) -> Result<Option<DType>, Refusal> {
        match self.get(name) {
            Operand::None => Ok(None),
            Operand::Dtype(dtype) => Ok(Some(*dtype)),
            _ => self.wrong(name, "a dtype"),
        }
    }

    /// One int, or a sequence of them.
    pub fn ints(&self, name: &str) -> Result<Vec<i64>, Refusal> {
        match self.get(name) {
            Operand::Int(value) => Ok(vec![*value]),
            Operand::List(items) => items
                .iter()
                .map(|item| match item {
                    Operand::Int(value) => Ok(*value),
                    _ => self.wrong(name, "a sequence of known ints"),
                })
                .collect(),
            _ => self.wrong(name, "a sequence of known ints"),
        }
    }

    /// One int for all of `count` dimensions, or a sequence with one for each.
    pub fn spatial(&self, name: &str, count: usize) -> Result<Vec<i64>, Refusal> {
        let values = self.ints(name)?;
        match values.as_slice() {
            [one] => Ok(vec![*one; count]),
            _ if values.len() == count => Ok(values),
            _ => Err(Refusal::raises(format!(
                "the argument `{name}` of `{}` has {} values for {count} dimensions",
                self.function,
                values.len()
            ))),
        }
    }

    /// Dimensions counted from 0, from one that may be counted from the end.
    pub fn dim(&self, name: &str, rank: usize) -> Result<usize, Refusal> {
        normalize_dim(self.int(name)?, rank)
    }

    /// Ascending dimensions counted from 0; all of them for None and for an empty sequence.
    pub fn dims(&self, name: &str, rank: usize) -> Result<Vec<usize>, Refusal> {
        if rank > MAX_RANK {
            return Err(Refusal::raises("a reduction of more than 64 dimensions"));
        }
        if !self.has(name) {
            return Ok((0..rank).collect());
        }
        let mut dims = self
            .ints(name)?
            .into_iter()
            .map(|dim| normalize_dim(dim, rank))
            .collect::<Result<Vec<_>, _>>()?;
        if dims.is_empty() {
            return Ok((0..rank).collect());
        }
        dims.sort_unstable();
        let count = dims.len();
        dims.dedup();
        if dims.len() != count {
            return Err(Refusal::raises("a dimension appears twice"));
        }
        // PyTorch lets the only "dimension" of a scalar be reduced.
        Ok(if rank == 0 { vec![] } else { dims })
    }
}

/// PyTorch keeps the dimensions that it reduces in so many bits.
const MAX_RANK: usize = 64;

/// A dimension counted from 0; PyTorch counts those of scalars as if there was one.
pub fn normalize_dim(dim: i64, rank: usize) -> Result<usize, Refusal> {
    let count = rank.max(1) as i64;
    if dim < -count || dim >= count {
        return Err(Refusal::raises(format!(
            "dimension {dim} is out of range for rank {rank}"
        )));
    }
    Ok(if dim < 0 { dim + count } else { dim } as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUM: &str = "(input, dim|axis=None, keepdim=False, *, dtype=None)";

    #[test]
    fn binds_positions_keywords_and_defaults() {
        let positional = [Operand::Int(7)];
        let keywords = [("axis".to_owned(), Operand::Int(-1))];
        let bound = bind("torch.sum", SUM, &positional, &keywords).unwrap();
        assert_eq!(bound.int("input"), Ok(7));
        assert_eq!(bound.dims("dim", 3), Ok(vec![2]));
        assert_eq!(bound.bool("keepdim"), Ok(false));
        assert_eq!(bound.source("dim"), Source::Keyword("axis".to_owned()));
        assert!(!bound.has("dtype"));
    }

    #[test]
    fn collects_variadic_arguments() {
        for positional in [
            vec![Operand::Int(0), Operand::Int(2), Operand::Int(3)],
            vec![
                Operand::Int(0),
                Operand::List(vec![Operand::Int(2), Operand::Int(3)]),
            ],
        ] {
            let bound = bind("torch.Tensor.view", "(self, *size)", &positional, &[]).unwrap();
            assert_eq!(bound.ints("size"), Ok(vec![2, 3]));
        }
    }

    #[test]
    fn refuses_what_does_not_bind() {
        let code = |result: Result<BoundArgs, Refusal>| result.err().map(|refusal| refusal.code);
        assert_eq!(code(bind("f", "(a)", &[], &[])), Some("call-raises"));
        let out = [("out".to_owned(), Operand::Int(1))];
        assert_eq!(
            code(bind("f", "(a=1)", &[], &out)),
            Some("unsupported-argument")
        );
        let two = [Operand::Int(1), Operand::Int(2)];
        assert_eq!(
            code(bind("f", "(a)", &two, &[])),
            Some("unsupported-argument")
        );
    }

    #[test]
    fn counts_dimensions_from_either_end() {
        assert_eq!(normalize_dim(-1, 3), Ok(2));
        assert_eq!(normalize_dim(0, 0), Ok(0));
        assert!(normalize_dim(3, 3).is_err());
    }
}
