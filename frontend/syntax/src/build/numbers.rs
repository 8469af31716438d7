//! Values of number literals.

use num_bigint::BigUint;

use super::{Builder, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// CPython's default limit on decimal digits.
const MAX_DIGITS: usize = 4300;

impl<'a> Builder<'a> {
    pub fn integer(&mut self, l: u32, r: u32) -> Expr<'a> {
        let text = self.text(l, r);
        let value = match text.parse() {
            Ok(small) => Int::Small(small),
            Err(_) => self.unusual_integer(text, l, r),
        };
        self.constant(l, ConstantValue::Int(value), r)
    }

    /// With underscores, another base, or beyond 64 bits.
    #[cold]
    fn unusual_integer(&mut self, text: &'a str, l: u32, r: u32) -> Int<'a> {
        let digits: String = text.chars().filter(|&c| c != '_').collect();
        let (radix, digits) = match digits.as_bytes().get(1) {
            Some(b'x' | b'X') => (16, &digits[2..]),
            Some(b'o' | b'O') => (8, &digits[2..]),
            Some(b'b' | b'B') => (2, &digits[2..]),
            _ => (10, &*digits),
        };
        if let Ok(small) = u64::from_str_radix(digits, radix) {
            return Int::Small(small);
        }
        if radix == 10 {
            if digits.len() > MAX_DIGITS {
                self.error(Problem::IntTooLong { digits: digits.len() }, span(l, r));
            }
            return Int::Big(self.arena.str(digits.trim_start_matches('0')));
        }
        match BigUint::parse_bytes(digits.as_bytes(), radix) {
            Some(value) => Int::Big(self.arena.str(&value.to_string())),
            None => Int::Small(0),
        }
    }

    pub fn float(&mut self, l: u32, r: u32) -> Expr<'a> {
        let value = parse_float(self.text(l, r));
        self.constant(l, ConstantValue::Float(value), r)
    }

    pub fn imaginary(&mut self, l: u32, r: u32) -> Expr<'a> {
        let value = parse_float(self.text(l, r - 1));
        self.constant(l, ConstantValue::Imaginary(value), r)
    }
}

/// The lexer has checked the form, which is one that Rust's parser understands once underscores are gone.
fn parse_float(text: &str) -> f64 {
    if text.contains('_') {
        return text.replace('_', "").parse().unwrap_or(f64::NAN);
    }
    text.parse().unwrap_or(f64::NAN)
}
