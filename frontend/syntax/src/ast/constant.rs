//! Values of literals.

/// The value of a [`Constant`](super::Constant) node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConstantValue<'a> {
    None,
    Bool(bool),
    Ellipsis,
    Str(&'a str),
    /// A string with lone surrogates (as `'\ud800'` makes), which UTF-8 cannot hold: generalized UTF-8 (WTF-8).
    SurrogateStr(&'a [u8]),
    Bytes(&'a [u8]),
    Int(Int<'a>),
    Float(f64),
    /// An imaginary literal such as `2j`; its real part is zero.
    Imaginary(f64),
}

/// An integer literal; never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Int<'a> {
    Small(u64),
    /// Decimal digits of a value beyond `u64`, without leading zeros.
    Big(&'a str),
    /// Hexadecimal digits, in lower case and without leading zeros, of a value that has more than
    /// [`MAX_DECIMAL_DIGITS`] decimal ones.
    Huge(&'a str),
}

/// Decimal digits beyond which CPython converts no integer from or to text. What is longer can only be written in
/// another base, and stays in it: converting takes more than linear time.
pub const MAX_DECIMAL_DIGITS: usize = 4300;

impl<'a> ConstantValue<'a> {
    /// Whether this is a string, `bytes`, `None` or `...`: equal only to what has the same type.
    pub(crate) fn is_no_number(&self) -> bool {
        use ConstantValue::{Bytes, Ellipsis, None, Str, SurrogateStr};
        matches!(self, Str(_) | SurrogateStr(_) | Bytes(_) | None | Ellipsis)
    }

    /// The string's bytes in (generalized) UTF-8 if this is a string.
    #[must_use]
    pub fn string_bytes(&self) -> Option<&'a [u8]> {
        match *self {
            ConstantValue::Str(text) => Some(text.as_bytes()),
            ConstantValue::SurrogateStr(bytes) => Some(bytes),
            _ => None,
        }
    }
}
