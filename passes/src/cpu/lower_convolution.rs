//! `janus-lower-convolution`: convolutions as contractions.

use super::{
    edit,
    linalg::{Body, Generic, Index},
    text,
};
use janus_dialects::{Dialect, Pass, PassContext, PassResult, StatisticSpec};
use melior::ir::{
    OperationRef, ShapedTypeLike, Value, ValueLike, operation::OperationLike,
    r#type::RankedTensorType,
};

/// Rewrites convolutions (forward, gradient of the weight, gradient of the input) into a copy that lays out the
/// windows of the image as the columns of a matrix, and a contraction.
///
/// ```text
///   y(n, f, oh, ow) += x(n, c, oh*s + kh, ow*s + kw) * w(f, c, kh, kw)
/// ⇒
///   col(n, c, kh, kw, oh, ow) = x(n, c, oh*s + kh, ow*s + kw)
///   y(n, f, [oh ow]) += w(f, [c kh kw]) * col(n, [c kh kw], [oh ow])
/// ```
///
/// The gradient of the weight contracts the same columns with the gradient of the result, channel by channel of the input: a
/// task then works on the columns of its own channels, for all images. The gradient of the input
/// contracts first, and then adds the columns up where they came from. So strides, dilations and groups cost nothing
/// in the contraction, which always runs along contiguous memory. The schedule computes the columns of one image at a
/// time, where they are used.
///
/// A convolution is recognized by its indexing maps, in any number of spatial dimensions, with groups. Left as they are:
/// convolutions whose operands have their dimensions in another order than `(n, g, c, spatial)`, `(g, f, c, window)`,
/// `(n, g, f, spatial)`, since their columns would not be contiguous; and dynamic sizes other than `n`.
#[derive(Clone, Default)]
pub struct LowerConvolution;

impl Pass for LowerConvolution {
    const ARGUMENT: &'static str = "janus-lower-convolution";
    const DESCRIPTION: &'static str = "rewrite convolutions into window copies and contractions";

    fn dependent_dialects() -> &'static [Dialect] {
        &[Dialect::Arith, Dialect::Linalg, Dialect::Tensor]
    }

    fn statistics() -> &'static [StatisticSpec] {
        const SPECS: &[StatisticSpec] =
            &[StatisticSpec::new("rewritten", "Convolutions rewritten")];
        SPECS
    }

    fn run<'c>(
        &mut self,
        module: OperationRef<'c, '_>,
        pass: &PassContext<'c, '_>,
    ) -> PassResult<'c> {
        for operation in edit::named(module, "linalg.generic") {
            if let Some(convolution) = Convolution::new(operation) {
                let replacement = convolution.replacement();
                let mut operands: Vec<_> = operation.operands().collect();
                match convolution.initial {
                    Initial::Fill(value) | Initial::Channel(value, _) => operands.push(value),
                    Initial::Tensor => {}
                }
                let results =
                    edit::inline_text(pass.context(), operation, &replacement, &operands)?;
                for (old, new) in operation.results().zip(results) {
                    edit::replace_uses(old.into(), new);
                }
                edit::erase_dead(operation);
                pass.count("rewritten", 1);
            }
        }
        Ok(())
    }
}

/// The attribute of the copy that makes columns.
pub const COLUMNS: &str = "janus.columns";

/// Which of the three operands is the result.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Forward,
    WeightGradient,
    InputGradient,
}

/// The dimensions by their role.
#[derive(Debug, Default)]
struct Roles {
    /// In image and result: the batch.
    n: Vec<usize>,
    /// In all three: the groups.
    g: Vec<usize>,
    /// In image and weight: the input's channels.
    c: Vec<usize>,
    /// In result and weight: the output's channels.
    f: Vec<usize>,
    /// Positions in the result.
    s: Vec<usize>,
    /// Positions in the window.
    k: Vec<usize>,
}

/// An axis of the image as a sum of multiples of dimensions.
type Window = Vec<(usize, i64)>;

/// What the accumulator starts from.
enum Initial<'c, 'a> {
    /// A scalar everywhere.
    Fill(Value<'c, 'a>),
    /// A value for each position along this dimension of the result.
    Channel(Value<'c, 'a>, usize),
    /// A tensor.
    Tensor,
}

/// A dimension of the contraction.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Axis {
    N(usize),
    G(usize),
    F(usize),
    /// A channel of the input, where it is not collapsed.
    C,
    /// Channels and window, collapsed.
    K,
    /// Positions, collapsed.
    S,
}

struct Convolution<'c, 'a> {
    generic: Generic<'c, 'a>,
    kind: Kind,
    /// Positions of the three among the operands.
    image: usize,
    weight: usize,
    result: usize,
    roles: Roles,
    /// For each spatial axis of the image: its map's result.
    windows: Vec<Window>,
    element: String,
    initial: Initial<'c, 'a>,
}

impl<'c, 'a> Convolution<'c, 'a> {
    fn new(operation: OperationRef<'c, 'a>) -> Option<Self> {
        let generic = Generic::new(operation)?;
        if generic.body != Body::MultiplyAdd || generic.maps.len() != 3 {
            return None;
        }
        let compound = |operand: &usize| {
            generic.indices[*operand]
                .iter()
                .any(|index| matches!(index, Index::Sum(_)))
        };
        let images: Vec<_> = (0..3).filter(compound).collect();
        let [image] = images[..] else { return None };
        let (pure, windows) = split(&generic.indices[image])?;
        // The operand that has the window's dimensions is the weight: of the two others, the one without the batch.
        let others: Vec<_> = (0..3).filter(|&operand| operand != image).collect();
        let first = *pure.first()?;
        let (weight, result) = match (
            generic.uses(others[0], first),
            generic.uses(others[1], first),
        ) {
            (true, false) => (others[1], others[0]),
            (false, true) => (others[0], others[1]),
            _ => return None,
        };
        let roles = roles(&generic, &pure, &windows, weight, result)?;
        let in_order = |operand: usize, parts: [&[usize]; 4]| {
            let expected: Vec<_> = parts.concat().into_iter().map(Index::Dim).collect();
            generic.indices[operand] == expected
        };
        if pure != [&roles.n[..], &roles.g, &roles.c].concat()
            || !in_order(weight, [&roles.g, &roles.f, &roles.c, &roles.k])
            || !in_order(result, [&roles.n, &roles.g, &roles.f, &roles.s])
        {
            return None;
        }
        let dynamic = |dim: &usize| generic.sizes[*dim].is_none();
        if roles.n.len() > 1
            || [&roles.g, &roles.c, &roles.f, &roles.s, &roles.k]
                .iter()
                .any(|dims| dims.iter().any(dynamic))
        {
            return None;
        }
        let element = RankedTensorType::try_from(operation.operand(0).ok()?.r#type())
            .ok()?
            .element()
            .to_string();
        let kind = match 2 {
            out if out == result => Kind::Forward,
            out if out == weight => Kind::WeightGradient,
            _ => Kind::InputGradient,
        };
        let initial = match kind {
            Kind::InputGradient => Initial::Tensor,
            Kind::Forward | Kind::WeightGradient => {
                initial(operation.operand(2).ok()?).unwrap_or(Initial::Tensor)
            }
        };
        // The channel's dimension must not be among those that are collapsed.
        let initial = match initial {
            Initial::Channel(_, axis) if axis >= roles.n.len() + roles.g.len() + roles.f.len() => {
                Initial::Tensor
            }
            initial => initial,
        };
        Some(Self {
            initial,
            generic,
            kind,
            image,
            weight,
            result,
            roles,
            windows,
            element,
        })
    }

    fn size(&self, dim: usize) -> Option<i64> {
        self.generic.sizes[dim]
    }

    fn sizes(&self, parts: &[&[usize]]) -> Vec<Option<i64>> {
        parts
            .concat()
            .into_iter()
            .map(|dim| self.size(dim))
            .collect()
    }

    /// The number of elements in some static dimensions.
    fn product(&self, dims: &[usize]) -> Option<i64> {
        dims.iter().map(|&dim| self.size(dim)).product()
    }

    fn tensor(&self, sizes: &[Option<i64>]) -> String {
        text::tensor(sizes, &self.element)
    }

    /// `tensor.empty` with the dynamic batch size where it needs it.
    fn empty(&self, sizes: &[Option<i64>]) -> String {
        let dynamic = if sizes.contains(&None) { "%n" } else { "" };
        format!("tensor.empty({dynamic}) : {}", self.tensor(sizes))
    }

    /// The types of the three operands after the spatial dimensions, and those of the window, were collapsed.
    fn collapsed(&self, operand: usize) -> Vec<Option<i64>> {
        let roles = &self.roles;
        let (k, s) = (self.kernel(), self.positions());
        let mut sizes = if operand == self.weight {
            self.sizes(&[&roles.g, &roles.f, self.channel()])
        } else if operand == self.result {
            self.sizes(&[&roles.n, &roles.g, &roles.f])
        } else {
            let mut sizes = self.sizes(&[&roles.n, &roles.g, self.channel()]);
            sizes.push(k);
            sizes
        };
        sizes.push(if operand == self.weight { k } else { s });
        sizes
    }

    /// The channels' dimension, where it stays apart from the window.
    fn channel(&self) -> &[usize] {
        match self.roles.c[..] {
            [c] if self.kind == Kind::WeightGradient && self.size(c) != Some(1) => &self.roles.c,
            _ => &[],
        }
    }

    /// The dimensions that are collapsed into [`Axis::K`].
    fn kernel_dims(&self) -> Vec<usize> {
        match self.channel() {
            [] => [&self.roles.c[..], &self.roles.k].concat(),
            _ => self.roles.k.clone(),
        }
    }

    fn kernel(&self) -> Option<i64> {
        self.product(&self.kernel_dims())
    }

    fn positions(&self) -> Option<i64> {
        self.product(&self.roles.s)
    }

    /// The reassociation that collapses an operand.
    fn groups(&self, operand: usize) -> String {
        let roles = &self.roles;
        let ones = |dims: &[usize]| vec![1; dims.len()];
        let kernel = self.kernel_dims().len();
        let channel = ones(self.channel());
        text::groups(&if operand == self.weight {
            [ones(&roles.g), ones(&roles.f), channel, vec![kernel]].concat()
        } else if operand == self.result {
            [
                ones(&roles.n),
                ones(&roles.g),
                ones(&roles.f),
                vec![roles.s.len()],
            ]
            .concat()
        } else {
            let collapsed = vec![kernel, roles.s.len()];
            [ones(&roles.n), ones(&roles.g), channel, collapsed].concat()
        })
    }

    /// The sizes of the columns, before they are collapsed.
    fn columns(&self) -> Vec<Option<i64>> {
        let roles = &self.roles;
        self.sizes(&[&roles.n, &roles.g, &roles.c, &roles.k, &roles.s])
    }

    /// The image's map on the dimensions of the columns.
    fn columns_map(&self) -> (String, String, usize) {
        let roles = &self.roles;
        let order = [&roles.n[..], &roles.g, &roles.c, &roles.k, &roles.s].concat();
        let place = |dim: usize| {
            let place = order.iter().position(|&other| other == dim).unwrap_or(0);
            text::dim(place)
        };
        let mut results: Vec<_> = [&roles.n[..], &roles.g, &roles.c]
            .concat()
            .into_iter()
            .map(place)
            .collect();
        results.extend(self.windows.iter().map(|terms| {
            let terms: Vec<_> = terms
                .iter()
                .map(|&(dim, factor)| format!("{} * {factor}", place(dim)))
                .collect();
            terms.join(" + ")
        }));
        let rank = order.len();
        (text::map(rank, &results), text::identity(rank), rank)
    }

    fn replacement(&self) -> String {
        let operation = self.generic.operation;
        let types: Vec<_> = operation
            .operands()
            .map(|operand| operand.r#type().to_string())
            .collect();
        let mut body = String::new();
        if self.columns().contains(&None) {
            body += &format!(
                "%zero = arith.constant 0 : index\n%n = tensor.dim %o{image}, %zero : {}\n",
                types[self.image],
                image = self.image
            );
        }
        let result = match self.kind {
            Kind::InputGradient => self.input_gradient(&types, &mut body),
            Kind::Forward | Kind::WeightGradient => self.contraction(&types, &mut body),
        };
        let mut arguments: Vec<_> = (0..3)
            .map(|operand| format!("%o{operand}: {}", types[operand]))
            .collect();
        match self.initial {
            Initial::Fill(value) | Initial::Channel(value, _) => {
                arguments.push(format!("%extra: {}", value.r#type()));
            }
            Initial::Tensor => {}
        }
        format!(
            "func.func @replacement({}) -> {out} {{\n{body}return {result} : {out}\n}}",
            text::list(arguments),
            out = types[2],
        )
    }

    /// Collapses an input; the columns are collapsed from `%col`.
    fn collapse(&self, operand: usize, body: &mut String, types: &[String]) {
        let (from, from_type) = if operand == self.image {
            ("%col".to_owned(), self.tensor(&self.columns()))
        } else {
            (format!("%o{operand}"), types[operand].clone())
        };
        *body += &format!(
            "%c{operand} = tensor.collapse_shape {from} {} : {from_type} into {}\n",
            self.groups(operand),
            self.tensor(&self.collapsed(operand)),
        );
    }

    /// Forward and gradient of the weight.
    fn contraction(&self, types: &[String], body: &mut String) -> String {
        let (image_map, identity, rank) = self.columns_map();
        let columns = self.tensor(&self.columns());
        *body += &format!(
            "%empty = {}\n%col = linalg.generic {{indexing_maps = [{image_map}, {identity}], iterator_types = [{}]}} \
             ins(%o{image} : {}) outs(%empty : {columns}) attrs = {{{COLUMNS}}} {{\n\
             ^bb0(%a: {element}, %b: {element}):\n linalg.yield %a : {element}\n}} -> {columns}\n",
            self.empty(&self.columns()),
            text::iterators(rank, rank),
            types[self.image],
            image = self.image,
            element = self.element,
        );
        self.collapse(0, body, types);
        self.collapse(1, body, types);
        self.collapsed_initial(body, types);
        let (order, parallel) = self.order();
        *body += &self.multiply_add("%r", &order, parallel);
        *body += &format!(
            "%result = tensor.expand_shape %r {} output_shape [{}] : {} into {}\n",
            self.groups(2),
            self.output_shape(2),
            self.tensor(&self.collapsed(2)),
            types[2],
        );
        "%result".to_owned()
    }

    /// The loop dimensions of the contraction, by role, outermost first, and how many are parallel.
    fn order(&self) -> (Vec<Axis>, usize) {
        let roles = &self.roles;
        let axes = |letter: fn(usize) -> Axis, dims: &[usize]| {
            (0..dims.len()).map(letter).collect::<Vec<_>>()
        };
        let (n, g, f) = (
            axes(Axis::N, &roles.n),
            axes(Axis::G, &roles.g),
            axes(Axis::F, &roles.f),
        );
        let (k, s) = (vec![Axis::K], vec![Axis::S]);
        let c = axes(|_| Axis::C, self.channel());
        let (parallel, reduction) = match self.kind {
            Kind::Forward => ([n, g, f, s].concat(), k),
            Kind::WeightGradient => ([g, f, c, k].concat(), [n, s].concat()),
            Kind::InputGradient => ([n, g, k, s].concat(), f),
        };
        let count = parallel.len();
        ([parallel, reduction].concat(), count)
    }

    fn axes(&self, operand: usize) -> Vec<Axis> {
        let roles = &self.roles;
        let n = (0..roles.n.len()).map(Axis::N);
        let g = (0..roles.g.len()).map(Axis::G);
        let f = (0..roles.f.len()).map(Axis::F);
        let c = self.channel().iter().map(|_| Axis::C);
        if operand == self.weight {
            g.chain(f).chain(c).chain([Axis::K]).collect()
        } else if operand == self.result {
            n.chain(g).chain(f).chain([Axis::S]).collect()
        } else {
            n.chain(g).chain(c).chain([Axis::K, Axis::S]).collect()
        }
    }

    /// `%c2 + %c0 * %c1`, of collapsed operands.
    fn multiply_add(&self, result: &str, order: &[Axis], parallel: usize) -> String {
        let maps = [0, 1, 2].map(|operand| {
            let results: Vec<_> = self
                .axes(operand)
                .iter()
                .filter_map(|axis| order.iter().position(|other| other == axis))
                .map(text::dim)
                .collect();
            text::map(order.len(), &results)
        });
        let types = [0, 1, 2].map(|operand| self.tensor(&self.collapsed(operand)));
        format!(
            "{result} = linalg.generic {{indexing_maps = [{}], iterator_types = [{}]}} ins({}, {} : {}, {}) \
             outs({} : {out}) {{\n^bb0(%a: {e}, %b: {e}, %c: {e}):\n %m = arith.mulf %a, %b \
             fastmath<contract> : {e}\n %s = arith.addf %c, %m fastmath<contract> : {e}\n linalg.yield %s : {e}\n}} -> {out}\n",
            maps.join(", "),
            text::iterators(parallel, order.len()),
            "%c0",
            "%c1",
            types[0],
            types[1],
            "%c2",
            out = types[2],
            e = self.element,
        )
    }

    fn output_shape(&self, operand: usize) -> String {
        let roles = &self.roles;
        let dims = if operand == self.weight {
            [&roles.g[..], &roles.f, &roles.c, &roles.k].concat()
        } else if operand == self.result {
            [&roles.n[..], &roles.g, &roles.f, &roles.s].concat()
        } else {
            [&roles.n[..], &roles.g, &roles.c, &roles.k, &roles.s].concat()
        };
        text::list(dims.into_iter().map(|dim| match self.size(dim) {
            Some(size) => size.to_string(),
            None => "%n".to_owned(),
        }))
    }

    /// The accumulator's initial value as `%c2`, collapsed. A constant and a bias are made anew in the collapsed shape,
    /// so that the schedule can fuse them; anything else is reshaped.
    fn collapsed_initial(&self, body: &mut String, types: &[String]) {
        let sizes = self.collapsed(2);
        let (tensor, rank) = (self.tensor(&sizes), sizes.len());
        let start = format!("%start = {}\n", self.empty(&sizes));
        *body += &match self.initial {
            Initial::Fill(value) => format!(
                "{start}%c2 = linalg.fill ins(%extra : {}) outs(%start : {tensor}) -> {tensor}\n",
                value.r#type(),
            ),
            Initial::Channel(value, axis) => format!(
                "{start}%c2 = linalg.generic {{indexing_maps = [{}, {}], iterator_types = [{}]}} ins(%extra : {}) \
                 outs(%start : {tensor}) {{\n^bb0(%a: {e}, %b: {e}):\n linalg.yield %a : {e}\n}} -> {tensor}\n",
                text::map(rank, &[text::dim(axis)]),
                text::identity(rank),
                text::iterators(rank, rank),
                value.r#type(),
                e = self.element,
            ),
            Initial::Tensor => return self.collapse(2, body, types),
        };
    }

    /// The columns' gradient by a contraction, and their sum in the image's gradient.
    fn input_gradient(&self, types: &[String], body: &mut String) -> String {
        let columns = self.tensor(&self.columns());
        let collapsed = self.collapsed(2);
        let (tensor, e) = (self.tensor(&collapsed), &self.element);
        self.collapse(0, body, types);
        self.collapse(1, body, types);
        *body += &format!(
            "%null = arith.constant 0.0 : {e}\n%start = {}\n\
             %c2 = linalg.fill ins(%null : {e}) outs(%start : {tensor}) -> {tensor}\n",
            self.empty(&collapsed),
        );
        let (order, parallel) = self.order();
        *body += &self.multiply_add("%r", &order, parallel);
        let (image_map, identity, rank) = self.columns_map();
        let outer = self.roles.n.len() + self.roles.g.len() + self.roles.c.len();
        *body += &format!(
            "%col = tensor.expand_shape %r {} output_shape [{}] : {tensor} into {columns}\n\
             %result = linalg.generic {{indexing_maps = [{identity}, {image_map}], iterator_types = [{}]}} \
             ins(%col : {columns}) outs(%o2 : {out}) {{\n^bb0(%a: {e}, %b: {e}):\n %s = arith.addf %b, %a : {e}\n \
             linalg.yield %s : {e}\n}} -> {out}\n",
            self.groups(2),
            self.output_shape(2),
            text::iterators(outer, rank),
            out = types[2],
        );
        "%result".to_owned()
    }
}

/// Splits the image's map into its plain dimensions, which come first, and the windows.
fn split(indices: &[Index]) -> Option<(Vec<usize>, Vec<Window>)> {
    let count = indices
        .iter()
        .take_while(|index| matches!(index, Index::Dim(_)))
        .count();
    let (pure, windows) = indices.split_at(count);
    let pure = pure
        .iter()
        .filter_map(|index| match index {
            Index::Dim(dim) => Some(*dim),
            _ => None,
        })
        .collect();
    let windows = windows
        .iter()
        .map(|index| match index {
            Index::Sum(terms) if terms.len() == 2 => Some(terms.clone()),
            _ => None,
        })
        .collect::<Option<_>>()?;
    Some((pure, windows))
}

fn roles(
    generic: &Generic,
    pure: &[usize],
    windows: &[Window],
    weight: usize,
    result: usize,
) -> Option<Roles> {
    let mut roles = Roles::default();
    for &dim in pure {
        match (generic.uses(weight, dim), generic.uses(result, dim)) {
            (false, true) => roles.n.push(dim),
            (true, true) => roles.g.push(dim),
            (true, false) => roles.c.push(dim),
            (false, false) => return None,
        }
    }
    for terms in windows {
        let of = |operand: usize| {
            let mut dims = terms
                .iter()
                .map(|&(dim, _)| dim)
                .filter(|&dim| generic.uses(operand, dim));
            dims.next().filter(|_| dims.next().is_none())
        };
        roles.s.push(of(result)?);
        roles.k.push(of(weight)?);
    }
    let known = |dim: &usize| {
        [&roles.n, &roles.g, &roles.c, &roles.s, &roles.k]
            .iter()
            .any(|dims| dims.contains(dim))
    };
    let rest: Vec<_> = (0..generic.rank()).filter(|dim| !known(dim)).collect();
    for dim in rest {
        if !generic.uses(weight, dim) || !generic.uses(result, dim) {
            return None;
        }
        roles.f.push(dim);
    }
    Some(roles)
}

/// What the accumulator is initialized with, where that can be made anew in another shape.
fn initial<'c: 'a, 'a>(value: Value<'c, 'a>) -> Option<Initial<'c, 'a>> {
    let definition = edit::definition(value)?;
    if edit::name(definition) == "linalg.fill" {
        return Some(Initial::Fill(definition.operand(0).ok()?));
    }
    let generic = Generic::new(definition)?;
    let [Index::Dim(axis)] = generic.indices.first()?[..] else {
        return None;
    };
    (generic.body == Body::Copy && generic.is_parallel() && generic.inputs == 1)
        .then_some(Initial::Channel(definition.operand(0).ok()?, axis))
}
