//! The region of a `dataflow.commit` as a list of effects.

use std::collections::HashMap;

use janus_dialects::ir::{BlockExt, Key, OperationExt, ValueExt};
use janus_dialects::melior::ir::operation::OperationRef;
use janus_dialects::melior::ir::{BlockLike, Value};

use super::read::Malformed;
use super::types::{literal, products};
use super::{Effect, Element, Operand};

/// Scope `global` of `pydyn.store`.
const GLOBAL: i64 = 2;

struct Region<'s> {
    symbols: &'s HashMap<String, usize>,
    operands: HashMap<Key, Operand>,
}

/// The effects of a commit, in order.
pub fn effects(
    commit: OperationRef<'_, '_>,
    symbols: &HashMap<String, usize>,
) -> Result<Vec<Effect>, Malformed> {
    let block = commit.region_block(0).ok_or("the commit has no body")?;
    let mut region = Region {
        symbols,
        operands: HashMap::new(),
    };
    for index in 0..block.argument_count() {
        let argument: Value<'_, '_> = block
            .argument(index)
            .map_err(|error| error.to_string())?
            .into();
        region
            .operands
            .insert(argument.key(), Operand::Value(index));
    }
    let mut effects = Vec::new();
    for operation in block.operations() {
        effects.push(region.effect(operation)?);
        if let Some(result) = operation.result_value(0) {
            region
                .operands
                .insert(result.key(), Operand::Result(effects.len() - 1));
        }
    }
    Ok(effects)
}

impl Region<'_> {
    fn value(&self, value: Value<'_, '_>) -> Result<Operand, Malformed> {
        self.operands
            .get(&value.key())
            .copied()
            .ok_or_else(|| "the commit uses a value from outside".to_owned())
    }

    fn operand(&self, operation: OperationRef<'_, '_>, index: usize) -> Result<Operand, Malformed> {
        let value = operation.operand_value(index);
        self.value(value.ok_or_else(|| format!("{} has too few operands", operation.op_name()))?)
    }

    fn all(&self, operation: OperationRef<'_, '_>, from: usize) -> Result<Vec<Operand>, Malformed> {
        operation
            .operand_values()
            .into_iter()
            .skip(from)
            .map(|operand| self.value(operand))
            .collect()
    }

    /// Operands from `from` on, with their kinds.
    fn elements(
        &self,
        operation: OperationRef<'_, '_>,
        from: usize,
    ) -> Result<Vec<Element>, Malformed> {
        let operands = self.all(operation, from)?;
        let kinds = operation.str_array_attr("kinds").unwrap_or_default();
        if kinds.len() != operands.len() {
            return Err(format!(
                "{} has not as many kinds as operands",
                operation.op_name()
            ));
        }
        Ok(kinds.into_iter().map(str::to_owned).zip(operands).collect())
    }

    fn effect(&self, operation: OperationRef<'_, '_>) -> Result<Effect, Malformed> {
        let operand = |index| self.operand(operation, index);
        let attribute = |name: &str| {
            let text = operation.str_attr(name);
            text.map(str::to_owned)
                .ok_or_else(|| format!("{} has no '{name}'", operation.op_name()))
        };
        let bumps = |default| {
            let bumps = operation.int_attr("bumps");
            bumps.map_or(default, |bumps| usize::try_from(bumps).unwrap_or(0))
        };
        Ok(match operation.op_name() {
            "pydyn.object_ref" => {
                let symbol = operation
                    .symbol_attr("object")
                    .ok_or("pydyn.object_ref names no object")?;
                let object = self.symbols.get(symbol);
                Effect::Object(*object.ok_or_else(|| format!("@{symbol} is not declared"))?)
            }
            "pydyn.constant" => {
                let value = operation.attr("value");
                let value = literal(value.ok_or("pydyn.constant has no value")?)?;
                let code = operation.symbol_attr("code");
                let code = code.and_then(|symbol| self.symbols.get(symbol)).copied();
                match operation.attr("made") {
                    Some(_) => Effect::Make(value),
                    None => Effect::Constant { value, code },
                }
            }
            "pydyn.box" => Effect::Box {
                value: operand(0)?,
                requires_grad: operation.attr("requires_grad").is_some(),
                freed: operation.attr("graph_freed").is_some(),
                history: operation.str_attr("history").map(str::to_owned),
                strides: products(operation, "strides")?,
                bumps: bumps(0),
            },
            "pydyn.view" => {
                let products = |name| {
                    products(operation, name)?.ok_or_else(|| format!("pydyn.view has no '{name}'"))
                };
                Effect::View {
                    base: operand(0)?,
                    sizes: products("sizes")?,
                    strides: products("strides")?,
                    offset: operation
                        .int_attr("offset")
                        .ok_or("pydyn.view has no 'offset'")?,
                    requires_grad: operation.attr("requires_grad").is_some(),
                }
            }
            "pydyn.write" => Effect::Write {
                reference: operand(0)?,
                value: operand(1)?,
                bumps: bumps(1),
            },
            "pydyn.get_attr" => Effect::GetAttr {
                object: operand(0)?,
                name: attribute("name")?,
            },
            "pydyn.set_attr" => Effect::SetAttr {
                object: operand(0)?,
                name: attribute("name")?,
                value: operand(1)?,
            },
            "pydyn.del_attr" => Effect::DelAttr {
                object: operand(0)?,
                name: attribute("name")?,
            },
            "pydyn.get_item" => Effect::GetItem {
                object: operand(0)?,
                key: operand(1)?,
            },
            "pydyn.set_item" => Effect::SetItem {
                object: operand(0)?,
                key: operand(1)?,
                value: operand(2)?,
            },
            "pydyn.del_item" => Effect::DelItem {
                object: operand(0)?,
                key: operand(1)?,
            },
            "pydyn.call" => Effect::Call {
                callee: operand(0)?,
                arguments: self.elements(operation, 1)?,
            },
            "pydyn.tuple" => Effect::Tuple(self.elements(operation, 0)?),
            "pydyn.list" => Effect::List(self.elements(operation, 0)?),
            "pydyn.set" => Effect::Set(self.elements(operation, 0)?),
            "pydyn.dict" => {
                let mut keys = self.all(operation, 0)?;
                let values = keys.split_off(keys.len() / 2);
                Effect::Dict { keys, values }
            }
            "pydyn.append" => {
                let key = if operation.operand_values().len() > 2 {
                    Some(operand(2)?)
                } else {
                    None
                };
                Effect::Append {
                    container: operand(0)?,
                    value: operand(1)?,
                    key,
                }
            }
            "pydyn.slice" => Effect::Slice(operand(0)?, operand(1)?, operand(2)?),
            "pydyn.store" if operation.int_attr("scope") == Some(GLOBAL) => Effect::StoreGlobal {
                name: attribute("name")?,
                value: operand(0)?,
            },
            "pydyn.return" => Effect::Return(operand(0)?),
            other => return Err(format!("{other} in a commit")),
        })
    }
}
