//! `-test-emit-torch`: makes the ops of single PyTorch calls, for tests of the op families.
//!
//! ```mlir
//! %y = "test.torch"(%x) {name = "torch.sum", args = ["%0", [1 : i64]], kwargs = {keepdim = true},
//!                        symbols = array<i64: 0>} : (tensor<?x3xf32>) -> tensor<?x1xf32>
//! ```
//!
//! becomes what `specialize-types` would make of `torch.sum(x, [1], keepdim=True)`. In `args` a
//! string such as `%0` is an operand, `torch.float32` a dtype, `:1:` a slice, a unit attribute
//! None. `symbols` numbers the dynamic dimensions of the operands, in order. Assumptions become
//! `cf.assert`. The name may be that of an in-place form, whose result is what is written.

use crate::families::{
    self,
    builder::{Builder, collect, operands_of, results_of},
    emitter::{Draw, Emitter, Host},
    layout::Layout,
    operand::{Dim, Home, Operand, Refusal, Tensor},
    types::{DType, dtype_of, shape_of},
};
use janus_dialects::{
    Diagnostic, Dialect, Pass, PassContext, PassResult,
    ir::AttributeExt,
    melior::{
        IrRewriter,
        ir::{
            Attribute, AttributeLike, Type, TypeLike, Value,
            attribute::{
                ArrayAttribute, DenseI64ArrayAttribute, DictionaryAttribute, FloatAttribute,
                IntegerAttribute,
            },
            operation::{OperationLike, OperationRef},
        },
    },
};

/// The pass.
#[derive(Clone, Default)]
pub struct TestEmitTorch;

impl Pass for TestEmitTorch {
    const ARGUMENT: &'static str = "test-emit-torch";
    const DESCRIPTION: &'static str = "Test: replace test.torch by the ops of a PyTorch call";
    const ANCHOR: Option<&'static str> = None;

    fn dependent_dialects() -> &'static [Dialect] {
        &[
            Dialect::Nn,
            Dialect::Arith,
            Dialect::Tensor,
            Dialect::ControlFlow,
        ]
    }

    fn run<'c>(
        &mut self,
        operation: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for call in collect(operation, |name| name == "test.torch") {
            let Some(builder) = Builder::before(pass.context(), call) else {
                return Err(Diagnostic::op_error(&call, "is not in a block").into());
            };
            let results = emit(builder, call).map_err(|refusal| {
                let Refusal { code, message } = refusal;
                Diagnostic::op_error(&call, format!("is refused: {message} [{code}]"))
            })?;
            let old = results_of(call);
            if old.len() != results.len() {
                let count = results.len();
                return Err(Diagnostic::op_error(&call, format!("has {count} results")).into());
            }
            let results: Vec<_> = results
                .iter()
                .zip(&old)
                .map(|(&new, &old)| builder.retyped(new, old))
                .collect();
            IrRewriter::new(pass.context())
                .as_rewriter_base()
                .replace_op_with_values(call, &results);
        }
        Ok(())
    }
}

/// Sizes are those of operands, assumptions are checked on the spot, nothing is drawn.
struct TestHost<'c, 'a> {
    symbols: Vec<(u32, Value<'c, 'a>, usize)>,
    derived: Vec<(String, u32, Value<'c, 'a>)>,
}

impl<'c: 'a, 'a> Host<'c, 'a> for TestHost<'c, 'a> {
    fn draw(
        &mut self,
        _: &Builder<'c, 'a>,
        _: Draw,
        _: &[Dim],
        _: DType,
        _: &Layout,
    ) -> Result<Value<'c, 'a>, Refusal> {
        Err(Refusal::argument("random numbers in a test"))
    }

    fn assume(
        &mut self,
        builder: &Builder<'c, 'a>,
        condition: Value<'c, 'a>,
        what: &str,
    ) -> Result<(), Refusal> {
        let message = builder.string_attribute(what);
        builder.op("cf.assert", &[condition], &[("msg", message)], &[]);
        Ok(())
    }

    fn symbol(&mut self, builder: &Builder<'c, 'a>, symbol: u32) -> Result<Value<'c, 'a>, Refusal> {
        let derived = self.derived.iter().find(|(_, known, _)| *known == symbol);
        if let Some((.., size)) = derived {
            return Ok(*size);
        }
        self.symbols
            .iter()
            .find(|(known, ..)| *known == symbol)
            .map(|(_, tensor, dim)| builder.dim(*tensor, *dim))
            .ok_or_else(|| Refusal::dynamic(format!("there is no symbol s{symbol}")))
    }

    fn derived_symbol(
        &mut self,
        _: &Builder<'c, 'a>,
        formula: &str,
        size: Value<'c, 'a>,
    ) -> Result<u32, Refusal> {
        if let Some((_, symbol, _)) = self.derived.iter().find(|(known, ..)| known == formula) {
            return Ok(*symbol);
        }
        let symbol = 1000 + self.derived.len() as u32;
        self.derived.push((formula.to_owned(), symbol, size));
        Ok(symbol)
    }

    fn threads(&mut self) -> Result<i64, Refusal> {
        Ok(1)
    }
}

fn emit<'c: 'a, 'a>(
    builder: Builder<'c, 'a>,
    call: OperationRef<'c, 'a>,
) -> Result<Vec<Value<'c, 'a>>, Refusal> {
    let attribute = |name: &str| call.attribute(name).ok();
    let mut host = TestHost {
        symbols: vec![],
        derived: vec![],
    };
    let symbols = attribute("symbols")
        .and_then(|attribute| DenseI64ArrayAttribute::try_from(attribute).ok())
        .map_or(vec![], |array| {
            (0..array.len())
                .filter_map(|i| array.element(i).ok())
                .collect()
        });
    let mut symbols = symbols.into_iter();
    let mut tensors = vec![];
    for value in operands_of(call) {
        let mut dims = vec![];
        for (i, size) in shape_of(value).into_iter().enumerate() {
            dims.push(
                match (size, size.is_none().then(|| symbols.next()).flatten()) {
                    (Some(size), _) => Dim::Known(size),
                    (None, Some(symbol)) => {
                        host.symbols.push((symbol as u32, value, i));
                        Dim::Symbol(symbol as u32)
                    }
                    (None, None) => {
                        return Err(Refusal::dynamic("a dynamic dimension has no symbol"));
                    }
                },
            );
        }
        tensors.push(Tensor {
            value,
            layout: Some(Layout::contiguous(&dims)),
            home: Home::Of(tensors.len() as u32),
            dims,
            dtype: dtype_of(value),
            requires_grad: false,
        });
    }
    let name = attribute("name")
        .and_then(AttributeExt::as_str)
        .unwrap_or("");
    let Some(resolved) = families::resolve(name) else {
        return Err(Refusal::new(
            "unknown-function",
            format!("`{name}` is not known"),
        ));
    };
    let positional = match attribute("args").map(|args| operand(args, &tensors)) {
        Some(Operand::List(items)) => items,
        _ => vec![],
    };
    let mut keywords = vec![];
    if let Some(dictionary) =
        attribute("kwargs").and_then(|attribute| DictionaryAttribute::try_from(attribute).ok())
    {
        for i in 0..dictionary.len() {
            if let Ok((name, value)) = dictionary.element(i) {
                let name = name.as_string_ref().as_str().unwrap_or_default().to_owned();
                keywords.push((name, operand(value, &tensors)));
            }
        }
    }
    let mut emitter = Emitter {
        builder,
        host: &mut host,
        default_dtype: DType::F32,
    };
    let emitted = resolved
        .function
        .call(&mut emitter, &positional, &keywords)?;
    let mut values = vec![];
    flatten(&builder, &emitted.result, &mut values);
    values.extend(emitted.writes.into_iter().map(|write| write.value));
    Ok(values)
}

/// The tensors of a result; numbers that only the run knows as scalars.
fn flatten<'c: 'a, 'a>(
    builder: &Builder<'c, 'a>,
    operand: &Operand<'c, 'a>,
    values: &mut Vec<Value<'c, 'a>>,
) {
    let mut scalar = |value: Value<'c, 'a>, dtype| {
        let r#type = builder.tensor_type(&[], dtype);
        values.push(builder.value("tensor.from_elements", &[value], &[], r#type));
    };
    match operand {
        Operand::Tensor(tensor) => values.push(tensor.value),
        Operand::List(items) => items.iter().for_each(|item| flatten(builder, item, values)),
        Operand::SymInt { value, .. } => scalar(*value, DType::I64),
        Operand::SymFloat(value) => scalar(*value, DType::F64),
        Operand::SymBool(value) => scalar(*value, DType::Bool),
        Operand::Int(value) => values.push(builder.scalar(*value, DType::I64)),
        _ => {}
    }
}

/// An argument from an attribute.
fn operand<'c, 'a>(attribute: Attribute<'c>, tensors: &[Tensor<'c, 'a>]) -> Operand<'c, 'a> {
    if let Ok(array) = ArrayAttribute::try_from(attribute) {
        let items = (0..array.len()).filter_map(|i| array.element(i).ok());
        return Operand::List(items.map(|item| operand(item, tensors)).collect());
    }
    if let Some(text) = attribute.as_str() {
        return word(text, tensors);
    }
    if let Ok(float) = FloatAttribute::try_from(attribute) {
        return Operand::Float(float.value());
    }
    if let Ok(integer) = IntegerAttribute::try_from(attribute) {
        let r#type: Type = attribute.r#type();
        let bool_type = DType::from_mlir(r#type) == Some(DType::Bool);
        debug_assert!(r#type.is_integer());
        return if bool_type {
            Operand::Bool(integer.value() != 0)
        } else {
            Operand::Int(integer.value())
        };
    }
    Operand::None
}

fn word<'c, 'a>(text: &str, tensors: &[Tensor<'c, 'a>]) -> Operand<'c, 'a> {
    let tensor = text
        .strip_prefix('%')
        .and_then(|number| number.parse::<usize>().ok());
    if let Some(tensor) = tensor.and_then(|index| tensors.get(index)) {
        return Operand::Tensor(tensor.clone());
    }
    if let Some(dtype) = text.strip_prefix("torch.").and_then(DType::from_torch) {
        return Operand::Dtype(dtype);
    }
    if text == "..." {
        return Operand::Ellipsis;
    }
    let parts: Vec<_> = text.split(':').collect();
    if let [start, stop, step] = parts.as_slice() {
        let bound = |text: &str| text.parse().map_or(Operand::None, Operand::Int);
        return Operand::Slice(Box::new([bound(start), bound(stop), bound(step)]));
    }
    Operand::Str(text.to_owned())
}
