//! Op families: for each tensor op, everything about it in one place.
//!
//! A family is a module that knows its PyTorch functions (names, signature, and the ops they
//! become) and its `nn` ops (derivative and lowering to linalg). To add an op, add its entry to
//! the dialect's `.td`, to `OPS` of its family, and to `FUNCTIONS` if PyTorch has a name for it.

pub mod builder;
mod conv;
mod differentiable;
mod elementwise;
mod embedding;
pub mod emitter;
pub mod layout;
pub mod linalg;
mod linear;
mod loss;
pub mod memory;
pub mod nn;
mod normalization;
mod numbers;
pub mod operand;
mod pool;
pub mod precision;
mod random;
mod reduction;
pub mod registry;
pub mod signature;
mod sizes;
mod slopes;
pub mod types;
mod view;

use builder::{key, operands_of};
pub use differentiable::Differentiable;
use emitter::Emitter;
use janus_dialects::{
    ir::{OperationExt, i64_array_attr},
    melior::ir::{Attribute, OperationRef, Value, operation::OperationLike},
};
use layout::Format;
use memory::{Memory, Order, Saves};
use operand::{Dim, Emitted, Operand, Refusal};
use registry::NnOp;
use signature::{BoundArgs, bind};
use std::{collections::HashMap, sync::LazyLock};

/// A builtin of PyTorch's, and the ops that a call of it becomes.
pub struct TorchFunction {
    /// Qualified names: `torch.relu`, `torch.Tensor.relu`, `torch._C._nn.linear`.
    pub names: &'static [&'static str],
    /// See [`signature`].
    pub signature: &'static str,
    /// Whose memory its results lie in, and how.
    pub memory: Memory,
    /// What it keeps for its derivative.
    pub saves: Saves,
    pub emit: Emit,
}

/// Makes the ops of a call.
pub type Emit = for<'x, 'y, 'c, 'a> fn(
    &'x mut Emitter<'y, 'c, 'a>,
    &'x BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>, Refusal>;

impl TorchFunction {
    /// An entry of a family's table.
    pub const fn new(
        names: &'static [&'static str],
        signature: &'static str,
        memory: Memory,
        saves: Saves,
        emit: Emit,
    ) -> Self {
        Self {
            names,
            signature,
            memory,
            saves,
            emit,
        }
    }

    /// Makes the ops of a call.
    pub fn call<'c, 'a>(
        &self,
        emitter: &mut Emitter<'_, 'c, 'a>,
        positional: &[Operand<'c, 'a>],
        keywords: &[(String, Operand<'c, 'a>)],
    ) -> Result<Emitted<'c, 'a>, Refusal> {
        let arguments = bind(self.names[0], self.signature, positional, keywords)?;
        let mut emitted = if self.is_wide() {
            precision::emit_wide(emitter, &arguments, self.emit)?
        } else {
            (self.emit)(emitter, &arguments)?
        };
        if let (Memory::View(_), Operand::Tensor(view)) = (self.memory, &emitted.result) {
            mark_view(view.value);
        }
        self.memory.place(&arguments, &mut emitted)?;
        // Of a pooling that returns indices, too, the values.
        let first = match &emitted.result {
            Operand::List(results) => results.first(),
            result => Some(result),
        };
        if let (Memory::New(Order::ChannelsOf(names)), Some(Operand::Tensor(result))) =
            (self.memory, first)
            && is_channels_last(result)
            && !self.is_mean(result)
        {
            for name in names {
                mark_channels_last(result.value, arguments.tensor(name)?);
            }
        }
        arguments.check_asked()?;
        Ok(emitted)
    }

    /// Whether it pools to one element each, which PyTorch makes a mean, with a derivative that is expanded.
    fn is_mean(&self, result: &operand::Tensor<'_, '_>) -> bool {
        let mut spatial = result.dims.iter().skip(2);
        self.names[0].contains("adaptive_avg_pool") && spatial.all(|dim| *dim == Dim::Known(1))
    }

    /// Whether it is one kernel of PyTorch's, which rounds half-precision numbers once.
    fn is_wide(&self) -> bool {
        [
            elementwise::WIDE,
            reduction::WIDE,
            normalization::WIDE,
            linear::WIDE,
            conv::WIDE,
            loss::WIDE,
        ]
        .into_iter()
        .flatten()
        .any(|known| self.names.contains(known))
    }
}

/// Set on an op whose derivative is a view in PyTorch, and not only where it is part of some kernel.
pub const VIEW: &str = "nn.view";

/// Says of a value that its derivative is a view.
pub(crate) fn mark_view(value: Value<'_, '_>) {
    let makes_view = |name: &str| matches!(name, "nn.concat" | "nn.permute" | "nn.sum");
    if let Some(operation) = builder::definition(value)
        && makes_view(&builder::name_of(operation))
    {
        let context = operation.context();
        // SAFETY: the context outlives its operations.
        let context = unsafe { context.to_ref() };
        operation.set_attr(VIEW, Attribute::unit(context));
    }
}

/// Set on the op that asks for the gradients of leaves: for each of them whether PyTorch may keep the tensor that arrives as the
/// new `.grad`, see [`NewGradient`].
pub const NEW_GRADIENTS: &str = "nn.new_gradients";

/// What becomes of the tensor that arrives at a leaf as its gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewGradient {
    /// It is added to the one that is there.
    Added = 0,
    /// It is kept, if it is contiguous, as the leaf is.
    Contiguous = 1,
    /// It is kept, if it lies in memory as the leaf does, in another way.
    AsLeaf = 2,
}

/// Set on an op whose derivatives lie channels last, as its result does.
pub const CHANNELS_LAST: &str = "nn.channels_last";

fn is_channels_last(tensor: &operand::Tensor<'_, '_>) -> bool {
    let layout = tensor.layout.as_ref();
    layout.and_then(|layout| layout.suggested(&tensor.dims)) == Some(Format::ChannelsLast)
}

/// Sets [`CHANNELS_LAST`] on what a call does to an argument, for a result.
fn mark_channels_last<'c: 'a, 'a>(result: Value<'c, 'a>, argument: &operand::Tensor<'c, 'a>) {
    let (mut values, mut seen) = (vec![result], vec![]);
    while let Some(value) = values.pop() {
        if key(value) == key(argument.value) || seen.contains(&key(value)) {
            continue;
        }
        seen.push(key(value));
        let Some(operation) = builder::definition(value) else {
            continue;
        };
        let operands = operands_of(operation);
        if operands
            .iter()
            .any(|operand| key(*operand) == key(argument.value))
        {
            let context = operation.context();
            // SAFETY: the context outlives its operations.
            let context = unsafe { context.to_ref() };
            operation.set_attr(CHANNELS_LAST, Attribute::unit(context));
        } else {
            values.extend(operands);
        }
    }
}

/// Set on the ops of a call: the positions of operands that PyTorch's kernel keeps for its derivative, and -1 for the result.
pub const KEEPS: &str = "nn.keeps";

/// Sets [`KEEPS`] on an op, with what it has there and one place more.
pub(crate) fn mark_kept(operation: OperationRef<'_, '_>, place: Option<i64>) {
    let mut places = builder::ints_attribute(operation, KEEPS);
    places.extend(place.filter(|place| !places.contains(place)));
    let context = operation.context();
    // SAFETY: the context outlives its operations.
    let context = unsafe { context.to_ref() };
    operation.set_attr(KEEPS, i64_array_attr(context, &places));
}

/// Set on a slice that is one of the parts that a function takes a tensor apart into, and on the derivative by it.
pub const PART: &str = "nn.part";

/// Sets [`KEEPS`] on all ops that were made of these inputs for a result.
pub(crate) fn mark_call<'c: 'a, 'a>(result: &Operand<'c, 'a>, inputs: &[Value<'c, 'a>]) {
    let mut values = vec![];
    match result {
        Operand::Tensor(tensor) => values.push(tensor.value),
        Operand::List(elements) => elements
            .iter()
            .for_each(|element| mark_call(element, inputs)),
        _ => {}
    }
    while let Some(value) = values.pop() {
        let is_input = inputs.iter().any(|input| key(*input) == key(value));
        if !is_input
            && let Some(operation) = builder::definition(value)
            && operation.operand_count() > 0
            && !operation.has_attribute(KEEPS)
        {
            mark_kept(operation, None);
            values.extend(operands_of(operation));
        }
    }
}

/// A name of PyTorch's, resolved.
#[derive(Clone, Copy)]
pub struct Resolved {
    pub function: &'static TorchFunction,
    /// Whether the result is written into the first argument: `add_`, `__iadd__`.
    pub in_place: bool,
}

/// The function of a qualified name, without in-place forms.
pub fn lookup(name: &str) -> Option<&'static TorchFunction> {
    static NAMES: LazyLock<HashMap<&'static str, &'static TorchFunction>> = LazyLock::new(|| {
        [
            elementwise::FUNCTIONS,
            view::FUNCTIONS,
            reduction::FUNCTIONS,
            normalization::FUNCTIONS,
            linear::FUNCTIONS,
            conv::FUNCTIONS,
            pool::FUNCTIONS,
            embedding::FUNCTIONS,
            loss::FUNCTIONS,
            random::FUNCTIONS,
        ]
        .into_iter()
        .flatten()
        .flat_map(|function| function.names.iter().map(move |&name| (name, function)))
        .collect()
    });
    NAMES.get(canonical(name).as_str()).copied()
}

/// The function of a qualified name, which may be that of an in-place form.
pub fn resolve(name: &str) -> Option<Resolved> {
    if let Some(function) = lookup(name) {
        return Some(Resolved {
            function,
            in_place: false,
        });
    }
    let name = canonical(name);
    let pure = match name.rsplit_once('.')? {
        (path, operator) if operator.starts_with("__i") && operator.ends_with("__") => {
            format!("{path}.__{}", &operator[3..])
        }
        _ => name.strip_suffix('_')?.to_owned(),
    };
    let function = lookup(&pure)?;
    let known = [
        elementwise::IN_PLACE,
        view::IN_PLACE,
        reduction::IN_PLACE,
        normalization::IN_PLACE,
        linear::IN_PLACE,
        conv::IN_PLACE,
        pool::IN_PLACE,
        embedding::IN_PLACE,
        random::IN_PLACE,
    ]
    .into_iter()
    .flatten()
    .any(|known| function.names.contains(known));
    known.then_some(Resolved {
        function,
        in_place: true,
    })
}

/// The name that tables use, for the modules that show the same builtin.
fn canonical(name: &str) -> String {
    for (from, to) in [
        ("torch._C._VariableFunctions.", "torch."),
        ("torch._C._VariableFunctionsClass.", "torch."),
        ("torch._VF.", "torch."),
        ("torch._C.TensorBase.", "torch.Tensor."),
        ("torch._C._TensorBase.", "torch.Tensor."),
        ("torch._tensor.Tensor.", "torch.Tensor."),
        ("torch.nn.parameter.Parameter.", "torch.Tensor."),
        ("torch.special.", "torch."),
    ] {
        if let Some(rest) = name.strip_prefix(from) {
            return format!("{to}{rest}");
        }
    }
    name.to_owned()
}

/// What the families know of an `nn` op.
pub fn op(name: &str) -> Option<&'static NnOp> {
    static OPS: LazyLock<HashMap<&'static str, &'static NnOp>> = LazyLock::new(|| {
        [
            elementwise::OPS,
            view::OPS,
            reduction::OPS,
            normalization::OPS,
            linear::OPS,
            conv::OPS,
            pool::OPS,
            embedding::OPS,
            slopes::OPS,
        ]
        .into_iter()
        .flatten()
        .map(|op| (op.name, op))
        .collect()
    });
    OPS.get(name).copied()
}
