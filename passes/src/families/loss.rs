//! Losses: no ops of their own, but compositions of the other families'.

mod binary;

use super::{
    TorchFunction,
    emitter::{Emitter, Promotion},
    memory::{Memory, Order, Saves},
    nn::Predicate,
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};

use binary::{binary_cross_entropy, binary_cross_entropy_with_logits};

type Result<T> = std::result::Result<T, Refusal>;

/// What becomes of the losses of single elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reduction {
    None,
    Mean,
    Sum,
}

impl Reduction {
    /// By the number that `torch.nn._reduction.get_enum` gives, or by name.
    fn of(args: &BoundArgs<'_, '_>) -> Result<Self> {
        match args.get("reduction") {
            Operand::Int(0) => Ok(Self::None),
            Operand::Int(1) => Ok(Self::Mean),
            Operand::Int(2) => Ok(Self::Sum),
            Operand::Str(name) if name == "none" => Ok(Self::None),
            Operand::Str(name) if name == "mean" => Ok(Self::Mean),
            Operand::Str(name) if name == "sum" => Ok(Self::Sum),
            _ => Err(Refusal::argument(
                "a reduction that is not none, mean or sum",
            )),
        }
    }

    fn apply<'c, 'a>(self, e: &Emitter<'_, 'c, 'a>, losses: Tensor<'c, 'a>) -> Tensor<'c, 'a> {
        let dims: Vec<usize> = (0..losses.rank()).collect();
        match self {
            Self::None => losses,
            Self::Mean => e.mean(&losses, &dims, false),
            Self::Sum => e.reduce("nn.sum", &losses, &dims, false),
        }
    }
}

fn total<'c, 'a>(e: &Emitter<'_, 'c, 'a>, tensor: &Tensor<'c, 'a>) -> Tensor<'c, 'a> {
    let dims: Vec<usize> = (0..tensor.rank()).collect();
    e.reduce("nn.sum", tensor, &dims, false)
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

/// Log-probabilities and the classes that should be likely.
struct Classes<'c, 'a> {
    log_probabilities: Tensor<'c, 'a>,
    /// The dimension of classes.
    dim: usize,
    /// 1 where an element's class is, by element and class.
    hit: Tensor<'c, 'a>,
    /// Which elements count.
    valid: Tensor<'c, 'a>,
    /// The weight of each element's class; 0 where it does not count.
    weights: Option<Tensor<'c, 'a>>,
    /// The weight of each class, shaped to broadcast.
    class_weights: Option<Tensor<'c, 'a>>,
}

impl<'c: 'a, 'a> Classes<'c, 'a> {
    fn new(
        e: &mut Emitter<'_, 'c, 'a>,
        args: &BoundArgs<'c, 'a>,
        log_probabilities: Tensor<'c, 'a>,
    ) -> Result<Self> {
        let target = args.tensor("target")?;
        let rank = log_probabilities.rank();
        let dim = usize::from(rank > 1);
        if target.dtype != DType::I64 {
            return Err(Refusal::dtype(format!("classes of type {}", target.dtype)));
        }
        let mut expected = log_probabilities.dims.clone();
        if expected.is_empty() {
            return Err(Refusal::raises("a loss of a scalar"));
        }
        let count = expected.remove(dim);
        if expected != target.dims {
            return Err(Refusal::raises(
                "classes of another shape than the predictions",
            ));
        }
        let ignored = e.operand_as(&Operand::Int(args.int("ignore_index")?), DType::I64)?;
        let valid = e.compare(Predicate::Ne, target, &ignored)?;
        Self::assume_known(e, target, &valid, count)?;
        let mut along = vec![Dim::Known(1); rank];
        along[dim] = count;
        let classes = e.iota(count)?;
        let classes = e.reshape(&classes, along.clone())?;
        let mut single = target.dims.clone();
        single.insert(dim, Dim::Known(1));
        let column = e.reshape(target, single)?;
        let hit = e.compare(Predicate::Eq, &classes, &column)?;
        let mut result = Self {
            log_probabilities,
            dim,
            hit,
            valid,
            weights: None,
            class_weights: None,
        };
        if let Some(weight) = args.optional_tensor("weight")? {
            if weight.dims != [count] || weight.dtype != result.log_probabilities.dtype {
                return Err(Refusal::raises("class weights of another size or type"));
            }
            need_weight(weight, &result.log_probabilities)?;
            let weight = e.reshape(weight, along)?;
            result.weights = Some(result.pick(e, &weight)?);
            result.class_weights = Some(weight);
        }
        Ok(result)
    }

    /// PyTorch raises for a class that is neither known nor ignored.
    fn assume_known(
        e: &mut Emitter<'_, 'c, 'a>,
        target: &Tensor<'c, 'a>,
        valid: &Tensor<'c, 'a>,
        count: Dim,
    ) -> Result<()> {
        let zero = e.operand_as(&Operand::Int(0), DType::I64)?;
        let size = e.size_operand(count)?;
        let size = e.operand_as(&size, DType::I64)?;
        let low = e.compare(Predicate::Ge, target, &zero)?;
        let high = e.compare(Predicate::Lt, target, &size)?;
        let inside = e.binary("nn.and", &low, &high)?;
        let ignored = e.unary("nn.not", valid);
        let known = e.binary("nn.or", &inside, &ignored)?;
        e.assume_all(&known, "every class of the loss is in range")
    }

    /// The value at each element's class; 0 where the element does not count.
    fn pick(&self, e: &mut Emitter<'_, 'c, 'a>, values: &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>> {
        let zero = e.operand_as(&Operand::Float(0.0), values.dtype)?;
        let picked = e.select(&self.hit, values, &zero)?;
        let sum = e.reduce("nn.sum", &picked, &[self.dim], false);
        e.select(&self.valid, &sum, &zero)
    }

    /// What the mean divides by: the number of elements that count, or their weight.
    fn divisor(&self, e: &Emitter<'_, 'c, 'a>) -> Tensor<'c, 'a> {
        match &self.weights {
            Some(weights) => total(e, weights),
            None => total(e, &e.cast(&self.valid, self.log_probabilities.dtype)),
        }
    }

    fn reduce(
        &self,
        e: &Emitter<'_, 'c, 'a>,
        losses: Tensor<'c, 'a>,
        reduction: Reduction,
    ) -> Result<Tensor<'c, 'a>> {
        match reduction {
            Reduction::Mean => e.binary("nn.div", &total(e, &losses), &self.divisor(e)),
            _ => Ok(reduction.apply(e, losses)),
        }
    }

    /// The negative log-likelihood.
    fn likelihood(
        &self,
        e: &mut Emitter<'_, 'c, 'a>,
        reduction: Reduction,
    ) -> Result<Tensor<'c, 'a>> {
        let picked = self.pick(e, &self.log_probabilities.clone())?;
        // What does not count is 0, and not -0.
        let zero = e.operand_as(&Operand::Float(0.0), picked.dtype)?;
        let mut losses = e.select(&self.valid, &e.unary("nn.neg", &picked), &zero)?;
        if let Some(weights) = &self.weights {
            losses = e.binary("nn.mul", &losses, weights)?;
        }
        self.reduce(e, losses, reduction)
    }

    /// The part of the loss that label smoothing gives to all classes alike.
    fn smooth(&self, e: &mut Emitter<'_, 'c, 'a>, reduction: Reduction) -> Result<Tensor<'c, 'a>> {
        let mut values = self.log_probabilities.clone();
        if let Some(weights) = &self.class_weights {
            values = e.binary("nn.mul", &values, weights)?;
        }
        let sum = e.reduce("nn.sum", &values, &[self.dim], false);
        let zero = e.operand_as(&Operand::Float(0.0), sum.dtype)?;
        let negative = e.unary("nn.neg", &sum);
        let counted = e.select(&self.valid, &negative, &zero)?;
        self.reduce(e, counted, reduction)
    }
}

fn nll_loss<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    e.need_float(input, "a loss")?;
    let classes = Classes::new(e, args, input.clone())?;
    Ok(classes.likelihood(e, Reduction::of(args)?)?.into())
}

fn cross_entropy<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let input = args.tensor("input")?;
    e.need_float(input, "a loss")?;
    if input.rank() == 0 {
        return Err(Refusal::raises("a loss of a scalar"));
    }
    let dim = usize::from(input.rank() > 1);
    let value = e.builder.along("nn.log_softmax", input.value, dim);
    let log_probabilities = e.tensor(value, input.dims.clone(), input.dtype);
    let reduction = Reduction::of(args)?;
    let smoothing = args.float("label_smoothing")?;
    if !(0.0..=1.0).contains(&smoothing) {
        return Err(Refusal::raises(
            "a label smoothing that is not between 0 and 1",
        ));
    }
    let target = args.tensor("target")?;
    if target.dtype.is_float() {
        return expected_entropy(e, args, log_probabilities, reduction, smoothing);
    }
    let classes = Classes::new(e, args, log_probabilities)?;
    let loss = classes.likelihood(e, reduction)?;
    if smoothing == 0.0 {
        return Ok(loss.into());
    }
    let Some(count) = input.dims[dim].known() else {
        return Err(Refusal::dynamic(
            "label smoothing over an unknown number of classes",
        ));
    };
    let smooth = classes.smooth(e, reduction)?;
    let loss = e.with_number("nn.mul", &loss, 1.0 - smoothing);
    let smooth = e.with_number("nn.mul", &smooth, smoothing / count as f64);
    Ok(e.binary("nn.add", &loss, &smooth)?.into())
}

/// The loss where the target is a probability for each class.
fn expected_entropy<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    log_probabilities: Tensor<'c, 'a>,
    reduction: Reduction,
    smoothing: f64,
) -> Result<Emitted<'c, 'a>> {
    let mut target = args.tensor("target")?.clone();
    if target.dims != log_probabilities.dims || target.dtype != log_probabilities.dtype {
        return Err(Refusal::raises(
            "probabilities of another shape or type than predictions",
        ));
    }
    let dim = usize::from(target.rank() > 1);
    if smoothing > 0.0 {
        let Some(count) = target.dims[dim].known() else {
            return Err(Refusal::dynamic(
                "label smoothing over an unknown number of classes",
            ));
        };
        target = e.with_number("nn.mul", &target, 1.0 - smoothing);
        target = e.with_number("nn.add", &target, smoothing / count as f64);
    }
    let mut terms = e.binary("nn.mul", &log_probabilities, &target)?;
    if let Some(weight) = args.optional_tensor("weight")? {
        if weight.dtype != terms.dtype {
            return Err(Refusal::dtype("weights of another type than the loss"));
        }
        let mut along = vec![Dim::Known(1); terms.rank()];
        along[dim] = terms.dims[dim];
        let weight = e.reshape(weight, along)?;
        terms = e.binary("nn.mul", &terms, &weight)?;
    }
    let sum = e.reduce("nn.sum", &terms, &[dim], false);
    let losses = e.unary("nn.neg", &sum);
    Ok(reduction.apply(e, losses).into())
}

//===----------------------------------------------------------------------===//
// Differences
//===----------------------------------------------------------------------===//

/// A loss of the difference of input and target, element by element, and its slope. PyTorch's kernels round half-precision
/// numbers after each operation, but for the type that they compute `in_float`, rounding once.
fn of_difference<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    in_float: Option<DType>,
    loss: impl Fn(&mut Emitter<'_, 'c, 'a>, &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>>,
    slope: impl Fn(&mut Emitter<'_, 'c, 'a>, &Tensor<'c, 'a>) -> Result<Tensor<'c, 'a>>,
) -> Result<Emitted<'c, 'a>> {
    let (input, target, dtype) = compared(e, args, in_float)?;
    let difference = e.binary("nn.sub", &input, &target)?;
    let losses = loss(e, &difference)?;
    // Each side's derivative is that of its own difference: `-0` is not one of the other's.
    let (by_input, back) = (slope(e, &difference)?, e.binary("nn.sub", &target, &input)?);
    let by_target = slope(e, &back)?;
    let losses = e.with_slopes(&losses, [(&input, &by_input), (&target, &by_target)])?;
    let losses = e.cast(&losses, dtype);
    Ok(Reduction::of(args)?.apply(e, losses).into())
}

/// Input and target of a loss in the type that it is computed in, and the type of the loss.
fn compared<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
    in_float: Option<DType>,
) -> Result<(Tensor<'c, 'a>, Tensor<'c, 'a>, DType)> {
    if args.has("weight") {
        return Err(Refusal::argument("a loss with weights for its elements"));
    }
    let (input, target) = e.promoted(args.get("input"), args.get("target"), Promotion::Common)?;
    e.need_float(&input, "a loss")?;
    let dtype = input.dtype;
    let wide = if in_float == Some(dtype) {
        DType::F32
    } else {
        dtype
    };
    Ok((e.cast(&input, wide), e.cast(&target, wide), dtype))
}

fn mse_loss<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let square = |e: &mut Emitter<'_, 'c, 'a>, d: &Tensor<'c, 'a>| e.binary("nn.mul", d, d);
    of_difference(e, args, None, square, |e, d| {
        Ok(e.with_number("nn.mul", d, 2.0))
    })
}

fn l1_loss<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    if args.tensor("input")?.dtype == DType::Bool || args.tensor("target")?.dtype == DType::Bool {
        return Err(Refusal::raises("bools are not subtracted"));
    }
    let (input, target, _) = compared(e, args, None)?;
    let losses = e.unary("nn.abs", &e.binary("nn.sub", &input, &target)?);
    Ok(Reduction::of(args)?.apply(e, losses).into())
}

/// Quadratic up to `bound`, and linear beyond: `d² / 2` and `|d| - bound / 2`, the one divided by the bound or the other one
/// multiplied by it.
fn bent<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    difference: &Tensor<'c, 'a>,
    bound: f64,
    divided: bool,
) -> Result<Tensor<'c, 'a>> {
    let size = e.unary("nn.abs", difference);
    let limit = e.operand_as(&Operand::Float(bound), size.dtype)?;
    let half = e.with_number("nn.mul", difference, 0.5);
    let mut near = e.binary("nn.mul", &half, difference)?;
    let middle = e.with_number("nn.mul", &limit, 0.5);
    let mut far = e.binary("nn.sub", &size, &middle)?;
    if divided {
        near = e.binary("nn.div", &near, &limit)?;
    } else {
        far = e.binary("nn.mul", &limit, &far)?;
    }
    let is_far = e.compare(Predicate::Ge, &size, &limit)?;
    e.select(&is_far, &far, &near)
}

/// The slope of a bent loss: the difference, divided as the loss is, between the bounds.
fn bent_slope<'c, 'a>(
    e: &Emitter<'_, 'c, 'a>,
    difference: &Tensor<'c, 'a>,
    bound: f64,
    divided: bool,
) -> Result<Tensor<'c, 'a>> {
    let limit = e.operand_as(&Operand::Float(bound), difference.dtype)?;
    let size = e.unary("nn.abs", difference);
    let is_far = e.compare(Predicate::Ge, &size, &limit)?;
    let (near, most) = match divided {
        true => (e.binary("nn.div", difference, &limit)?, 1.0),
        false => (difference.clone(), bound),
    };
    let far = e.with_number("nn.mul", &e.unary("nn.sign", difference), most);
    e.select(&is_far, &far, &near)
}

fn smooth_l1_loss<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let beta = args.float("beta")?;
    e.fits(&Operand::Float(beta), DType::F32)?;
    if beta.is_nan() || beta < 0.0 {
        return Err(Refusal::raises("a smooth loss with a negative bound"));
    }
    if beta == 0.0 {
        return l1_loss(e, args);
    }
    of_difference(
        e,
        args,
        Some(DType::BF16),
        |e, d| bent(e, d, beta, true),
        |e, d| bent_slope(e, d, beta, true),
    )
}

fn huber_loss<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let delta = args.float("delta")?;
    e.fits(&Operand::Float(delta), DType::F32)?;
    if delta.is_nan() || delta <= 0.0 {
        return Err(Refusal::raises(
            "a Huber loss with a bound that is not positive",
        ));
    }
    if args.tensor("input")?.dtype != args.tensor("target")?.dtype {
        return Err(Refusal::dtype("a Huber loss of different types"));
    }
    of_difference(
        e,
        args,
        Some(DType::F16),
        |e, d| bent(e, d, delta, false),
        |e, d| bent_slope(e, d, delta, false),
    )
}

/// Fails unless the weights of a loss have its type and are constants, as PyTorch demands.
fn need_weight<'c, 'a>(weight: &Tensor<'c, 'a>, losses: &Tensor<'c, 'a>) -> Result<()> {
    if weight.dtype != losses.dtype {
        return Err(Refusal::dtype("weights of another type than the loss"));
    }
    if weight.requires_grad {
        return Err(Refusal::raises("weights of a loss that require grad"));
    }
    Ok(())
}

/// The functions.
pub const FUNCTIONS: &[TorchFunction] = &[
    TorchFunction::new(
        &["torch._C._nn.cross_entropy_loss"],
        "(input|self, target, weight=None, reduction=0, ignore_index=-100, label_smoothing=0.0)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["target", "weight"]),
        cross_entropy,
    ),
    TorchFunction::new(
        &[
            "torch._C._nn.nll_loss_nd",
            "torch._C._nn.nll_loss",
            "torch._C._nn.nll_loss2d",
        ],
        "(input|self, target, weight=None, reduction=0, ignore_index=-100)",
        Memory::New(Order::Contiguous),
        Saves::Arguments(&["input", "target", "weight"]),
        nll_loss,
    ),
    TorchFunction::new(
        &["torch._C._nn.mse_loss"],
        "(input|self, target, reduction=0, weight=None)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input", "target"]),
        mse_loss,
    ),
    TorchFunction::new(
        &["torch._C._nn.l1_loss"],
        "(input|self, target, reduction=0, weight=None)",
        Memory::New(Order::Distances),
        Saves::AtMost,
        l1_loss,
    ),
    TorchFunction::new(
        &["torch._C._nn.smooth_l1_loss"],
        "(input|self, target, reduction=0, beta=1.0)",
        Memory::New(Order::Iterator),
        Saves::Arguments(&["input", "target"]),
        smooth_l1_loss,
    ),
    TorchFunction::new(
        &["torch._C._nn.huber_loss"],
        "(input|self, target, reduction=0, delta=1.0)",
        Memory::New(Order::LikeOrOne),
        Saves::Arguments(&["input", "target"]),
        huber_loss,
    ),
    TorchFunction::new(
        &["torch._C._nn.binary_cross_entropy"],
        "(input|self, target, weight=None, reduction=0)",
        Memory::New(Order::LikeOrOne),
        Saves::Arguments(&["input", "target", "weight"]),
        binary_cross_entropy,
    ),
    TorchFunction::new(
        &["torch.binary_cross_entropy_with_logits"],
        "(input|self, target, weight=None, pos_weight=None, reduction=0)",
        Memory::New(Order::LogitLosses),
        Saves::Arguments(&["input", "target", "weight", "pos_weight"]),
        binary_cross_entropy_with_logits,
    ),
];

/// Functions that are one kernel of PyTorch's: half-precision numbers are rounded once.
pub const WIDE: &[&str] = &[
    "torch._C._nn.cross_entropy_loss",
    "torch._C._nn.nll_loss_nd",
    "torch._C._nn.binary_cross_entropy",
];
