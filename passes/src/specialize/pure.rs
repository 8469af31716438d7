//! Functions of CPython's on values that are all known: strings and their methods, formats, conversions.
//!
//! Nothing is evaluated here. The world is asked, and CPython answers: so Unicode's tables, the digits of a float and the words of
//! an error are those of the Python that runs.

use super::{
    Specializer,
    heap::FreshObject,
    protocol::Keywords,
    refusal::{Refusal, codes},
    value::{Constant, Tuple, TupleClass, Value},
};
use crate::world::{Plain, PureCall, PureResult};

/// Functions of `builtins`, and how many arguments they may have, that have no effect and depend on nothing but these.
const FUNCTIONS: &[(&str, usize)] = &[
    ("ascii", 1),
    ("bin", 1),
    ("chr", 1),
    ("format", 2),
    ("hex", 1),
    ("oct", 1),
    ("ord", 1),
    ("repr", 1),
    ("str", 1),
];

/// Methods of strings, likewise. `format` and `%` have rules of their own.
const TEXT: &[&str] = &[
    "__contains__",
    "__getitem__",
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "zfill",
];

/// Methods of bytes.
const BYTES: &[&str] = &[
    "__contains__",
    "__getitem__",
    "count",
    "decode",
    "endswith",
    "find",
    "hex",
    "index",
    "join",
    "replace",
    "rfind",
    "split",
    "startswith",
    "strip",
];

/// Methods of numbers.
const NUMBERS: &[(&str, &[&str])] = &[
    (
        "int",
        &[
            "as_integer_ratio",
            "bit_count",
            "bit_length",
            "conjugate",
            "to_bytes",
        ],
    ),
    (
        "float",
        &["as_integer_ratio", "conjugate", "hex", "is_integer"],
    ),
];

/// Numbers of more digits are under a limit that a program can set.
const MAX_DIGITS: usize = 600;

/// Deeper values are not looked into.
const MAX_DEPTH: usize = 8;

impl<'c: 'a, 'a> Specializer<'_, 'c, 'a> {
    /// A function of `builtins`; `None` if it is none of these, or an argument is not known.
    pub(super) fn pure_function(
        &mut self,
        name: &str,
        positional: &[Value],
    ) -> Result<Option<Value>, Refusal> {
        let is_known = |(function, most): &(&str, usize)| {
            *function == name && (1..=*most).contains(&positional.len())
        };
        // Under -b, the text of bytes is a warning.
        let bytes = matches!(positional, [Value::Constant(Constant::Bytes(_)), ..]);
        if bytes || !FUNCTIONS.iter().any(is_known) {
            return Ok(None);
        }
        let spec = positional
            .get(1)
            .and_then(Value::as_str)
            .unwrap_or_default();
        if is_local(spec) {
            return Ok(None);
        }
        self.pure(name, positional, &[])
    }

    /// `int(text)`, `int(text, base)` and `float(text)`.
    pub(super) fn pure_number(
        &mut self,
        class: &str,
        positional: &[Value],
    ) -> Result<Option<Value>, Refusal> {
        match positional {
            [Value::Constant(Constant::Str(text)), ..] if text.len() <= MAX_DIGITS => {
                self.pure(class, positional, &[])
            }
            _ => Ok(None),
        }
    }

    /// A method of a string, bytes or a number; `None` if it is none of these, or an argument is not known.
    pub(super) fn pure_method(
        &mut self,
        receiver: &Constant,
        name: &str,
        positional: &[Value],
        keywords: &Keywords,
    ) -> Result<Option<Value>, Refusal> {
        let class = receiver.type_name();
        let is_pure = match receiver {
            Constant::Str(template) if name == "format" => is_plain_template(template),
            // Which codecs and handlers of errors there are is the process's business.
            Constant::Str(_) | Constant::Bytes(_) if matches!(name, "encode" | "decode") => {
                positional.is_empty() && keywords.is_empty()
            }
            Constant::Str(_) => TEXT.contains(&name),
            Constant::Bytes(_) => BYTES.contains(&name),
            _ => NUMBERS
                .iter()
                .any(|(of, methods)| *of == class && methods.contains(&name)),
        };
        if !is_pure {
            return Ok(None);
        }
        let mut arguments = vec![Value::Constant(receiver.clone())];
        arguments.extend_from_slice(positional);
        if let ("join", [parts], true) = (name, positional, keywords.is_empty())
            && !matches!(parts, Value::Constant(_))
        {
            let elements = self.iterate(parts)?;
            if let [only @ Value::Constant(Constant::Str(_))] = elements.as_slice() {
                return Ok(Some(only.clone()));
            }
            arguments[1] = Value::Tuple(Tuple::of(TupleClass::Plain, elements));
        }
        self.pure(&format!("{class}.{name}"), &arguments, keywords)
    }

    /// `text % values`.
    pub(super) fn pure_percent(
        &mut self,
        text: &Value,
        values: &Value,
    ) -> Result<Option<Value>, Refusal> {
        let Value::Constant(Constant::Str(_)) = text else {
            return Ok(None);
        };
        self.pure("str.__mod__", &[text.clone(), values.clone()], &[])
    }

    fn pure(
        &mut self,
        function: &str,
        positional: &[Value],
        keywords: &[(String, Value)],
    ) -> Result<Option<Value>, Refusal> {
        let plains: Option<Vec<_>> = positional
            .iter()
            .map(|value| self.plain(value, MAX_DEPTH))
            .collect();
        let named: Option<Vec<_>> = keywords
            .iter()
            .map(|(name, value)| Some((name.clone(), self.plain(value, MAX_DEPTH)?)))
            .collect();
        let (Some(plains), Some(named)) = (plains, named) else {
            return Ok(None);
        };
        let call = PureCall {
            function: function.to_owned(),
            positional: plains,
            keywords: named,
        };
        match self.world.pure(&call)? {
            PureResult::Value(result) => self.of_plain(&result, positional).map(Some),
            PureResult::Raised { class, message } => {
                let arguments = vec![Value::str(&message)];
                Err(self.raising(&class, arguments, message))
            }
        }
    }

    fn plain(&self, value: &Value, depth: usize) -> Option<Plain> {
        let all = |values: &[Value]| -> Option<Vec<_>> {
            let depth = depth.checked_sub(1)?;
            values
                .iter()
                .map(|value| self.plain(value, depth))
                .collect()
        };
        Some(match value {
            Value::Constant(constant) => match constant {
                Constant::None => Plain::None,
                Constant::Ellipsis => Plain::Ellipsis,
                Constant::Bool(value) => Plain::Bool(*value),
                Constant::Int(value) => Plain::Int(**value),
                Constant::BigInt(digits) if digits.len() > MAX_DIGITS => return None,
                Constant::BigInt(digits) => Plain::BigInt(digits.to_string()),
                Constant::Float(value) => Plain::Float(value.to_bits()),
                Constant::Str(text) => Plain::Str(text.to_string()),
                Constant::Bytes(bytes) => Plain::Bytes(bytes.to_vec()),
                Constant::NotImplemented | Constant::Imaginary(_) => return None,
            },
            Value::Tuple(tuple) if tuple.class() == TupleClass::Plain => Plain::Tuple(all(tuple)?),
            Value::Fresh(fresh) => match &self.heap.fresh[fresh.0 as usize] {
                FreshObject::List(elements) => Plain::List(all(elements)?),
                _ => return None,
            },
            Value::Slice(parts) => {
                let parts: [Plain; 3] = all(&**parts)?.try_into().ok()?;
                Plain::Slice(Box::new(parts))
            }
            _ => return None,
        })
    }

    fn of_plain(&mut self, plain: &Plain, arguments: &[Value]) -> Result<Value, Refusal> {
        let mut all = |elements: &[Plain]| -> Result<Vec<_>, Refusal> {
            elements
                .iter()
                .map(|element| self.of_plain(element, arguments))
                .collect()
        };
        Ok(match plain {
            Plain::None => Value::NONE,
            Plain::Ellipsis => Value::Constant(Constant::Ellipsis),
            Plain::Bool(value) => Value::bool(*value),
            Plain::Int(value) => Value::int(*value),
            Plain::BigInt(digits) => Value::Constant(Constant::BigInt(digits.as_str().into())),
            Plain::Float(bits) => Value::Constant(Constant::float(f64::from_bits(*bits))),
            Plain::Str(text) => Value::str(text),
            Plain::Bytes(bytes) => Value::Constant(Constant::Bytes(bytes.as_slice().into())),
            Plain::Tuple(elements) => {
                let elements = all(elements)?;
                Value::Tuple(Tuple::of(TupleClass::Plain, elements))
            }
            Plain::List(elements) => {
                let elements = all(elements)?;
                self.heap.make(FreshObject::List(elements))
            }
            Plain::Argument(place) => arguments.get(*place).cloned().ok_or_else(|| {
                Refusal::new(codes::UNANSWERED, "which argument a function returned")
            })?,
            Plain::Slice(_) => {
                return Err(Refusal::new(
                    codes::UNANSWERED,
                    "a slice that a function made",
                ));
            }
        })
    }
}

/// Whether a format specification asks for the separators of the process's locale.
fn is_local(spec: &str) -> bool {
    spec.ends_with('n')
}

/// Whether the fields of a template for `str.format` format their arguments as they are: no separators of the locale, no
/// specification that is an argument, and no attributes, whose texts may have addresses in them.
fn is_plain_template(template: &str) -> bool {
    let fields = template.split('{').skip(1);
    !template.contains("n}")
        && !template.contains(":{")
        && fields
            .map(|field| field.split([':', '!', '}']).next().unwrap_or_default())
            .all(|name| !name.contains(['.', '[']))
}
