//! Values of number literals.

use num_bigint::BigUint;

use super::{Builder, span};
use crate::ast::*;
use crate::diagnostics::Problem;

/// Any value of more bits has more than [`MAX_DECIMAL_DIGITS`] decimal digits: a digit is at most 3.322 bits.
const MAX_DECIMAL_BITS: usize = MAX_DECIMAL_DIGITS * 3322 / 1000 + 1;

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
        let significant = digits.trim_start_matches('0');
        if radix == 10 {
            if digits.len() > MAX_DECIMAL_DIGITS {
                self.error(Problem::IntTooLong { digits: digits.len() }, span(l, r));
            }
            return Int::Big(self.arena.str(significant));
        }
        if significant.len() * radix.ilog2() as usize <= MAX_DECIMAL_BITS + 4 {
            let value = BigUint::parse_bytes(significant.as_bytes(), radix).unwrap_or_default().to_string();
            if value.len() <= MAX_DECIMAL_DIGITS {
                return Int::Big(self.arena.str(&value));
            }
        }
        Int::Huge(self.arena.str(&hexadecimal(significant, radix)))
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

/// The digits of a number in base 2, 8 or 16 in base 16. Takes linear time.
fn hexadecimal(digits: &str, radix: u32) -> String {
    if radix == 16 {
        return digits.to_ascii_lowercase();
    }
    let width = radix.ilog2();
    let mut reversed = Vec::with_capacity(digits.len() * width as usize / 4 + 1);
    let (mut bits, mut count) = (0, 0);
    for digit in digits.bytes().rev() {
        bits |= u32::from(digit - b'0') << count;
        count += width;
        while count >= 4 {
            reversed.push(bits & 15);
            bits >>= 4;
            count -= 4;
        }
    }
    reversed.push(bits);
    let digits = reversed.into_iter().rev().skip_while(|&digit| digit == 0);
    digits.filter_map(|digit| char::from_digit(digit, 16)).collect()
}

/// The lexer has checked the form, which is one that Rust's parser understands once underscores are gone.
fn parse_float(text: &str) -> f64 {
    if text.contains('_') {
        return text.replace('_', "").parse().unwrap_or(f64::NAN);
    }
    text.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_of_powers_of_two() {
        for value in ["1", "7f", "deadbeef", "123456789abcdef0123456789abcdef", "8000000000000000"] {
            let number = BigUint::parse_bytes(value.as_bytes(), 16).unwrap_or_default();
            assert_eq!(hexadecimal(&number.to_str_radix(2), 2), value);
            assert_eq!(hexadecimal(&number.to_str_radix(8), 8), value);
            assert_eq!(hexadecimal(&value.to_uppercase(), 16), value);
        }
    }

    #[test]
    fn beyond_the_decimal_digits_of_cpython() {
        let constant = |source: &str| format!("{:?}", crate::parse_module(source).module().map(|module| &module.body));
        let power = BigUint::from(10u32).pow(MAX_DECIMAL_DIGITS as u32);
        let most = power.clone() - 1u32;
        for (number, huge) in [(&most, false), (&power, true)] {
            for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
                let tree = constant(&format!("{prefix}000{}", number.to_str_radix(radix)));
                let digits = number.to_str_radix(if huge { 16 } else { 10 });
                let name = if huge { "Huge" } else { "Big" };
                assert!(tree.contains(&format!("{name}(\"{digits}\")")), "{tree}");
            }
        }
    }
}
