//! Whose memory a function's results lie in, how, and what the function keeps for its derivative.

use super::{
    emitter,
    layout::{self, Format, Layout, Reshaped, Stride},
    operand::{Dim, Emitted, Operand, Refusal, Tensor},
    signature::BoundArgs,
    types::DType,
};
use std::cmp::Ordering;

/// Whose memory the tensors are that a function returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// It returns no tensors.
    Nothing,
    /// New tensors.
    New(Order),
    /// The argument itself where nothing is to be done, else a new tensor.
    ItselfOr(Order),
    /// `contiguous()`: the argument itself where it lies in memory as asked, else a copy that does.
    MadeContiguous,
    /// Views of the argument.
    View(View),
}

/// When a function returns a view of its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Always,
    /// Several views at once, which autograd does not let be written.
    Parts,
    /// It raises where strides cannot express the view.
    Strict,
    /// It copies where strides cannot express the view.
    OrCopy,
    /// The same, but what is flat already is returned itself.
    Flattened,
    /// It copies what is not contiguous.
    Raveled,
    /// Each argument itself where it has the shape, else a view of it.
    Broadcast,
}

/// How a new tensor lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Contiguous,
    /// As TensorIterator lays out a result of all tensor arguments.
    Iterator,
    /// `pow`: as TensorIterator lays it out, and contiguous where the base is a number.
    Power,
    /// As `empty_like` of the first argument, or as `memory_format` says.
    Like,
    /// Channels last where one of these arguments is.
    ChannelsOf(&'static [&'static str]),
    /// `cat`: channels last where all tensors are.
    Joined,
    /// `stack`: of contiguous tensors.
    Stacked,
    /// As TensorIterator lays out a result of the argument's two halves.
    Halved,
    /// As `empty_like` of the first argument, where it is no sum or mean.
    LikeOrOne,
    /// `l1_loss`: the magnitudes of differences, or one.
    Distances,
    /// `binary_cross_entropy_with_logits`: what is made of one less the target, or one.
    LogitLosses,
    /// `isfinite`: the product of two comparisons; of integers, as `empty_like`.
    Finite,
    /// `isinf`: a comparison; of integers, as `empty_like`.
    Infinite,
    /// `pad`.
    Padded,
    /// `scaled_dot_product_attention`.
    Attention,
    /// Contiguous where all tensor arguments are; nobody has modelled what else there is.
    Plain,
    /// As all tensor arguments, which lie alike.
    Agreed,
}

/// What a function keeps for its derivative: PyTorch raises in `backward()` where that was changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saves {
    Nothing,
    Result,
    /// These arguments.
    Arguments(&'static [&'static str]),
    /// Those of these arguments that another one's derivative is multiplied by.
    Products(&'static [&'static str]),
    /// A quotient: the divisor, and the dividend where the divisor requires grad.
    Quotient,
    /// All arguments and the result.
    All,
    /// Some of these, or what is neither: operands decide.
    AtMost,
}

impl Memory {
    /// Says of each tensor that a call returns whose memory it is and how it lies there.
    pub fn place<'c, 'a>(
        self,
        args: &BoundArgs<'c, 'a>,
        emitted: &mut Emitted<'c, 'a>,
    ) -> Result<(), Refusal> {
        let mut results = vec![];
        tensors_of(&mut emitted.result, &mut results);
        for (index, result) in results.into_iter().enumerate() {
            match self {
                Self::Nothing => {}
                Self::New(order) => order.place(args, result)?,
                Self::ItselfOr(order) => {
                    let own = args.tensor("input")?;
                    if result.value == own.value {
                        *result = own.clone();
                    } else {
                        order.place(args, result)?;
                    }
                }
                Self::MadeContiguous => {
                    let own = args.tensor("input")?;
                    let format = format(args)?.unwrap_or(Format::Contiguous);
                    let lies = own
                        .layout
                        .as_ref()
                        .and_then(|layout| layout.is(&own.dims, format));
                    match lies {
                        Some(true) => *result = own.clone(),
                        Some(false) => result.make(Layout::of_format(&own.dims, format)),
                        None => return Err(unknown()),
                    }
                }
                Self::View(view) => view.place(args, index, result)?,
            }
        }
        Ok(())
    }
}

impl View {
    fn place<'c, 'a>(
        self,
        args: &BoundArgs<'c, 'a>,
        index: usize,
        result: &mut Tensor<'c, 'a>,
    ) -> Result<(), Refusal> {
        if self == Self::Broadcast {
            let tensors = args.tensors("tensors")?;
            let Some(own) = tensors.get(index) else {
                return Err(unknown());
            };
            if own.dims == result.dims {
                *result = (*own).clone();
            } else {
                result.home = own.home.viewed();
            }
            return Ok(());
        }
        let own = args.tensor("input")?;
        result.home = own.home.viewed();
        let reshaped = match (self, &own.layout) {
            (Self::Always | Self::Parts | Self::Broadcast, _) => return Ok(()),
            (Self::Flattened, _) if own.dims == result.dims => {
                *result = own.clone();
                return Ok(());
            }
            (_, None) => Reshaped::Unknown,
            (Self::Raveled, Some(layout)) => match layout.is(&own.dims, Format::Contiguous) {
                Some(true) => layout.reshape(&own.dims, &result.dims),
                Some(false) => Reshaped::Copy,
                None => Reshaped::Unknown,
            },
            (_, Some(layout)) => layout.reshape(&own.dims, &result.dims),
        };
        match (reshaped, self) {
            (Reshaped::View(layout), _) => result.layout = Some(layout),
            (Reshaped::Copy, Self::Strict) => {
                return Err(Refusal::raises(
                    "the tensor's strides cannot express the view",
                ));
            }
            (Reshaped::Unknown, Self::Strict) => return Err(unknown()),
            // PyTorch's is a view of the copy, as its `_base` would tell: it is not handed out.
            (Reshaped::Copy, Self::Raveled) => result.make(None),
            (Reshaped::Copy, _) => result.make(Some(Layout::contiguous(&result.dims))),
            (Reshaped::Unknown, _) => {
                result.home = own.home.perhaps_viewed();
                result.layout = None;
            }
        }
        Ok(())
    }
}

impl Order {
    /// Makes a result a new tensor with this order.
    fn place<'c, 'a>(
        self,
        args: &BoundArgs<'c, 'a>,
        result: &mut Tensor<'c, 'a>,
    ) -> Result<(), Refusal> {
        let dims = result.dims.clone();
        let layout = match format(args)? {
            Some(format) => Layout::of_format(&dims, format),
            None => self.layout(args, &dims, result.dtype),
        };
        result.make(layout);
        Ok(())
    }

    /// The layout of a result of these dimensions; `None` where it is not known.
    fn layout(self, args: &BoundArgs<'_, '_>, dims: &[Dim], dtype: DType) -> Option<Layout> {
        let contiguous = || Some(Layout::contiguous(dims));
        let of_integers = || {
            args.tensor("input")
                .is_ok_and(|tensor| !tensor.dtype.is_float())
        };
        let is_like = match self {
            Self::Like => true,
            Self::Finite | Self::Infinite => of_integers(),
            _ => false,
        };
        if dims.len() < 2 && !is_like {
            return contiguous();
        }
        let input = || {
            let tensor = args.tensor("input").ok()?;
            Some((tensor.dims.as_slice(), tensor.layout.as_ref()?))
        };
        let all = args.all_tensors();
        let all_contiguous = || {
            all.iter()
                .try_fold(true, |all, tensor| {
                    let layout = tensor.layout.as_ref()?;
                    Some(all && layout.is(&tensor.dims, Format::Contiguous)?)
                })
                .filter(|contiguous| *contiguous)
        };
        match self {
            Self::Contiguous => contiguous(),
            Self::Power if args.tensor("input").is_err() => contiguous(),
            Self::Iterator | Self::Power => {
                // What is of another type than the one that is computed in is copied to it first; a mask is not.
                let computed = computed_type(args, dtype)?;
                let all: Vec<_> = all
                    .into_iter()
                    .map(|tensor| (tensor, is_mask(args, tensor) || tensor.dtype == computed))
                    .collect();
                let layouts: Option<Vec<_>> = all
                    .iter()
                    .map(|(tensor, as_it_is)| {
                        let layout = tensor.layout.as_ref()?;
                        match as_it_is {
                            true => Some(layout.clone()),
                            false => layout.like(&tensor.dims),
                        }
                    })
                    .collect();
                let layouts = layouts?;
                let dims_of = all.iter().map(|(tensor, _)| tensor.dims.as_slice());
                let operands: Vec<_> = dims_of.zip(&layouts).collect();
                // A number is a tensor without dimensions to it.
                let numbers = ["input", "other"].into_iter().any(|name| {
                    matches!(
                        args.get(name),
                        Operand::Int(_)
                            | Operand::Float(_)
                            | Operand::Bool(_)
                            | Operand::SymInt { .. }
                            | Operand::SymFloat(_)
                            | Operand::SymBool(_)
                    )
                });
                layout::iterate(&operands, dims, numbers)
            }
            Self::Like => {
                let (own, layout) = input()?;
                layout.like(own)
            }
            Self::ChannelsOf(names) => {
                let mut format = Format::Contiguous;
                for name in names {
                    let tensor = args.tensor(name).ok()?;
                    if tensor.rank() != dims.len() {
                        return all_contiguous().and_then(|_| contiguous());
                    }
                    if tensor.layout.as_ref()?.suggested(&tensor.dims)? == Format::ChannelsLast {
                        format = Format::ChannelsLast;
                    }
                }
                Layout::of_format(dims, format)
            }
            Self::Joined => {
                let mut formats = args
                    .tensors("tensors")
                    .ok()?
                    .into_iter()
                    .map(|tensor| tensor.layout.as_ref()?.suggested(&tensor.dims));
                let first = formats.next()??;
                let mut same = true;
                for format in formats {
                    same &= format? == first;
                }
                Layout::of_format(dims, if same { first } else { Format::Contiguous })
            }
            Self::Stacked if dims.len() < 4 => contiguous(),
            Self::Stacked | Self::Plain => all_contiguous().and_then(|_| contiguous()),
            Self::Halved => {
                let (_, layout) = input()?;
                layout::iterate(&[(dims, layout), (dims, layout)], dims, false)
            }
            Self::LikeOrOne => {
                let (own, layout) = input()?;
                (own == dims).then(|| layout.like(own))?
            }
            Self::Distances => {
                let target = args.tensor("target").ok()?;
                let operands = [input()?, (target.dims.as_slice(), target.layout.as_ref()?)];
                let differences = layout::iterate(&operands, dims, false)?;
                layout::iterate(&[(dims, &differences)], dims, false)
            }
            Self::LogitLosses => {
                let target = args.tensor("target").ok()?;
                let operand = (target.dims.as_slice(), target.layout.as_ref()?);
                (target.dims == dims).then(|| layout::iterate(&[operand], dims, true))?
            }
            Self::Finite | Self::Infinite => {
                let (own, layout) = input()?;
                if is_like {
                    return layout.like(own);
                }
                let iterate = |operands: &[_], numbers| layout::iterate(operands, dims, numbers);
                let magnitude = iterate(&[(own, layout)], false)?;
                let compared = iterate(&[(own, &magnitude)], true)?;
                if self == Self::Infinite {
                    return Some(compared);
                }
                let with_itself = iterate(&[(own, layout), (own, layout)], false)?;
                iterate(&[(own, &with_itself), (own, &compared)], false)
            }
            Self::Padded => {
                let (own, layout) = input()?;
                if own == dims {
                    return layout.like(own);
                }
                Layout::of_format(dims, layout.suggested(own)?)
            }
            Self::Attention => {
                let [query, key, value] =
                    ["query", "key", "value"].map(|name| args.tensor(name).ok());
                let (query, key, value) = (query?, key?, value?);
                let like = query.layout.as_ref()?.like(&query.dims)?;
                if query.dims == dims && like.is(dims, Format::Contiguous)? {
                    return contiguous();
                }
                // The flash kernel makes its result like the query; the other way is a matrix product.
                if args.has("attn_mask") {
                    return None;
                }
                let mut flash = query.rank() == 4 && args.float("dropout_p").ok()? == 0.0;
                for tensor in [query, key, value] {
                    let last = tensor.layout.as_ref()?.strides.last()?;
                    flash &= tensor.rank() == 4
                        && last.compare(&Stride::ONE)? == Ordering::Equal
                        && [0, 1, 3]
                            .iter()
                            .all(|&dim| tensor.dims[dim] == query.dims[dim]);
                }
                if flash { Some(like) } else { contiguous() }
            }
            Self::Agreed => {
                let first = all.first()?;
                let agreed = all
                    .iter()
                    .all(|other| other.dims == first.dims && other.layout == first.layout);
                if !agreed || first.dims != dims {
                    return None;
                }
                first.layout.as_ref()?.like(dims)
            }
        }
    }
}

/// The type that a function computes in, by the type of its result: bools are of a comparison, or of what is bool itself.
fn computed_type(args: &BoundArgs<'_, '_>, result: DType) -> Option<DType> {
    if result != DType::Bool {
        return Some(result);
    }
    let operands: Vec<_> = ["input", "other"]
        .into_iter()
        .map(|name| args.get(name))
        .filter(|operand| !matches!(operand, Operand::None))
        .collect();
    // Which float a number is makes no difference to a tensor of another kind.
    emitter::result_type(&operands, DType::F32).ok()
}

/// Whether a tensor is what `where` chooses by.
fn is_mask(args: &BoundArgs<'_, '_>, tensor: &Tensor<'_, '_>) -> bool {
    args.tensor("condition")
        .is_ok_and(|mask| mask.value == tensor.value)
}

/// What a call's `memory_format` asks for; `None` for what the function does by itself.
fn format(args: &BoundArgs<'_, '_>) -> Result<Option<Format>, Refusal> {
    let name = match args.get("memory_format") {
        Operand::None => return Ok(None),
        Operand::Str(name) => name.strip_prefix("torch.").unwrap_or(name),
        other => {
            return Err(Refusal::argument(format!(
                "a memory format that is {}",
                other.kind()
            )));
        }
    };
    match (name, args.tensor("input")?.rank()) {
        ("preserve_format", _) => Ok(None),
        ("contiguous_format", _) => Ok(Some(Format::Contiguous)),
        ("channels_last", 4) | ("channels_last_3d", 5) => Ok(Some(Format::ChannelsLast)),
        (name, rank) => Err(Refusal::raises(format!(
            "the memory format {name} for rank {rank}"
        ))),
    }
}

/// The layout of a tensor that is made like another one.
pub fn like(args: &BoundArgs<'_, '_>, tensor: &Tensor<'_, '_>) -> Result<Layout, Refusal> {
    match format(args)? {
        Some(format) => Layout::of_format(&tensor.dims, format),
        None => tensor
            .layout
            .as_ref()
            .and_then(|layout| layout.like(&tensor.dims)),
    }
    .ok_or_else(unknown)
}

/// Something depends on how a tensor lies in memory, and that is not known.
pub fn unknown() -> Refusal {
    Refusal::dynamic("how the tensor lies in memory is not known")
}

fn tensors_of<'o, 'c, 'a>(
    operand: &'o mut Operand<'c, 'a>,
    found: &mut Vec<&'o mut Tensor<'c, 'a>>,
) {
    match operand {
        Operand::Tensor(tensor) => found.push(tensor),
        Operand::List(items) => {
            for item in items {
                tensors_of(item, found);
            }
        }
        _ => {}
    }
}
