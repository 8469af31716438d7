//! Constants and f-strings.

use janus_dialects::melior::ir::Attribute;
use janus_syntax::ast::{
    ConstantValue, Expr, FormattedValue, Int, JoinedStr, TextRange, UnaryOp, UnaryOpExpr,
};

use super::Lowerer;
use crate::{emit::Val, error::Result, refusal::Refusal};

impl<'c, 't, 'a> Lowerer<'c, 't, 'a, '_> {
    pub(super) fn constant(
        &mut self,
        value: &ConstantValue<'a>,
        range: TextRange,
    ) -> Result<Val<'c>> {
        let attribute = match *value {
            ConstantValue::None => self.emit.none()?,
            ConstantValue::Bool(value) => self.emit.bool(value),
            ConstantValue::Ellipsis => self.emit.parse("#pydyn.ellipsis")?,
            ConstantValue::Str(text) => self.emit.string(text),
            ConstantValue::SurrogateStr(_) => {
                return self.refuse_value(Refusal::Surrogate, range, &[]);
            }
            ConstantValue::Bytes(bytes) => self.bytes(bytes)?,
            ConstantValue::Int(int) => match self.int(int, false)? {
                Some(attribute) => attribute,
                None => return self.refuse_value(Refusal::HugeInt, range, &[]),
            },
            ConstantValue::Float(value) => self.emit.float(value),
            ConstantValue::Imaginary(value) => {
                // As bits, which neither printing nor parsing can round.
                self.emit.parse(&format!(
                    "#pydyn.imaginary<0x{:016X} : f64>",
                    value.to_bits()
                ))?
            }
        };
        self.emit.constant(range, attribute)
    }

    /// `-1` and `-1.5`, which CPython folds as well.
    pub(super) fn negated_constant(&mut self, node: &UnaryOpExpr<'a>) -> Result<Option<Val<'c>>> {
        let (UnaryOp::USub, Expr::Constant(constant)) = (node.op, &node.operand) else {
            return Ok(None);
        };
        let attribute = match constant.value {
            ConstantValue::Int(int) => match self.int(int, true)? {
                Some(attribute) => attribute,
                None => return Ok(None),
            },
            ConstantValue::Float(value) => self.emit.float(-value),
            _ => return Ok(None),
        };
        self.emit.constant(node.range, attribute).map(Some)
    }

    /// `None` if the value has no decimal digits to be written with.
    fn int(&self, int: Int<'_>, negative: bool) -> Result<Option<Attribute<'c>>> {
        let digits = match int {
            Int::Small(value) => {
                let signed = if negative {
                    0i64.checked_sub_unsigned(value)
                } else {
                    i64::try_from(value).ok()
                };
                if let Some(value) = signed {
                    return Ok(Some(self.emit.int(64, value)));
                }
                value.to_string()
            }
            Int::Big(digits) => digits.to_owned(),
            Int::Huge(_) => return Ok(None),
        };
        let sign = if negative { "-" } else { "" };
        self.emit
            .parse(&format!("#pydyn.bigint<\"{sign}{digits}\">"))
            .map(Some)
    }

    fn bytes(&self, bytes: &[u8]) -> Result<Attribute<'c>> {
        let mut text = String::with_capacity(bytes.len() * 3 + 20);
        text.push_str("#pydyn.bytes<\"");
        for &byte in bytes {
            match byte {
                b'"' | b'\\' | ..b' ' | 0x7f.. => text.push_str(&format!("\\{byte:02X}")),
                _ => text.push(byte as char),
            }
        }
        text.push_str("\">");
        self.emit.parse(&text)
    }

    pub(super) fn joined_string(&mut self, node: &'t JoinedStr<'a>) -> Result<Val<'c>> {
        let parts = node
            .values
            .iter()
            .map(|part| self.expr(part))
            .collect::<Result<Vec<_>>>()?;
        self.emit.join(node.range, &parts)
    }

    pub(super) fn formatted_value(&mut self, node: &'t FormattedValue<'a>) -> Result<Val<'c>> {
        let value = self.expr(&node.value)?;
        let spec = match &node.format_spec {
            Some(spec) => self.expr(spec)?,
            None => self.emit.constant_string(node.range, "")?,
        };
        let conversion = match u8::try_from(node.conversion) {
            Ok(b's') => "s",
            Ok(b'r') => "r",
            Ok(b'a') => "a",
            _ => "",
        };
        self.emit.format(node.range, value, spec, conversion)
    }
}
