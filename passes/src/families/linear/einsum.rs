//! `torch.einsum`: sums of products by labels, as matrix products.

use super::emission::multiply;
use crate::families::{
    emitter::Emitter,
    layout::{self, Layout, Stride},
    operand::{Dim, Emitted, Home, Operand, Refusal, Tensor},
    signature::BoundArgs,
};

type Result<T> = std::result::Result<T, Refusal>;

/// A tensor whose dimensions have labels.
struct Labelled<'c, 'a> {
    tensor: Tensor<'c, 'a>,
    labels: Vec<char>,
}

impl<'c: 'a, 'a> Labelled<'c, 'a> {
    fn new(tensor: Tensor<'c, 'a>, labels: &str) -> Result<Self> {
        let labels: Vec<char> = labels.chars().collect();
        let distinct = (1..labels.len()).all(|i| !labels[..i].contains(&labels[i]));
        if !distinct || labels.len() != tensor.rank() {
            return Err(Refusal::argument(
                "einsum with a repeated label or an ellipsis",
            ));
        }
        Ok(Self { tensor, labels })
    }

    fn dim(&self, label: char) -> Option<Dim> {
        let place = self.labels.iter().position(|own| *own == label)?;
        Some(self.tensor.dims[place])
    }

    /// Sums over the labels that nobody wants.
    fn only(self, e: &Emitter<'_, 'c, 'a>, wanted: impl Fn(char) -> bool) -> Self {
        let gone: Vec<usize> = (0..self.labels.len())
            .filter(|&i| !wanted(self.labels[i]))
            .collect();
        if gone.is_empty() {
            return self;
        }
        let tensor = e.reduce("nn.sum", &self.tensor, &gone, false);
        let labels = self
            .labels
            .into_iter()
            .filter(|&label| wanted(label))
            .collect();
        Self { tensor, labels }
    }

    fn ordered(self, e: &Emitter<'_, 'c, 'a>, labels: &[char]) -> Result<Self> {
        let order = labels
            .iter()
            .map(|label| self.labels.iter().position(|own| own == label))
            .collect::<Option<Vec<usize>>>()
            .filter(|order| order.len() == self.labels.len())
            .ok_or_else(|| Refusal::raises("einsum gives a label that no operand has"))?;
        Ok(Self {
            tensor: e.permute(&self.tensor, &order),
            labels: labels.to_vec(),
        })
    }
}

/// The dimensions of labels, joined to one.
fn joined<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    of: &Labelled<'c, 'a>,
    labels: &[char],
) -> Result<Dim> {
    let dims: Vec<Dim> = labels.iter().filter_map(|&label| of.dim(label)).collect();
    e.product(&dims)
}

/// One product: labels of both that stay are batches, those that go are summed over.
fn pair<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    a: Labelled<'c, 'a>,
    b: Labelled<'c, 'a>,
    kept: &dyn Fn(char) -> bool,
) -> Result<Labelled<'c, 'a>> {
    let in_a: Vec<char> = a.labels.clone();
    let in_b: Vec<char> = b.labels.clone();
    let a = a.only(e, |label| kept(label) || in_b.contains(&label));
    let b = b.only(e, |label| kept(label) || in_a.contains(&label));
    for &label in &a.labels {
        if b.dim(label).is_some_and(|dim| Some(dim) != a.dim(label)) {
            return Err(Refusal::dynamic(format!(
                "the sizes of label {label} are not known to be equal"
            )));
        }
    }
    let pick = |from: &Labelled<'c, 'a>, test: &dyn Fn(char) -> bool| -> Vec<char> {
        from.labels
            .iter()
            .copied()
            .filter(|&label| test(label))
            .collect()
    };
    let shared = |label: char| in_a.contains(&label) && in_b.contains(&label);
    let batch = pick(&a, &|label| shared(label) && kept(label));
    let summed = pick(&a, &|label| shared(label) && !kept(label));
    let rows = pick(&a, &|label| !shared(label));
    let columns = pick(&b, &|label| !shared(label));
    let matrix = |e: &mut Emitter<'_, 'c, 'a>, of: Labelled<'c, 'a>, parts: [&[char]; 2]| {
        let order = [batch.as_slice(), parts[0], parts[1]].concat();
        let of = of.ordered(e, &order)?;
        let dims = vec![
            joined(e, &of, &batch)?,
            joined(e, &of, parts[0])?,
            joined(e, &of, parts[1])?,
        ];
        // Without a batch it is a product of two matrices.
        let dims = if batch.is_empty() {
            dims[1..].to_vec()
        } else {
            dims
        };
        e.reshape(&of.tensor, dims)
    };
    let sizes: Vec<(char, Dim)> = [&a, &b]
        .into_iter()
        .flat_map(|of| {
            of.labels
                .iter()
                .copied()
                .zip(of.tensor.dims.iter().copied())
        })
        .collect();
    let (left, right) = (
        matrix(e, a, [&rows, &summed])?,
        matrix(e, b, [&summed, &columns])?,
    );
    let product = multiply(e, &left, &right)?;
    let labels = [batch, rows, columns].concat();
    let dims = labels
        .iter()
        .filter_map(|label| {
            sizes
                .iter()
                .find(|(own, _)| own == label)
                .map(|(_, dim)| *dim)
        })
        .collect();
    Ok(Labelled {
        tensor: e.reshape(&product, dims)?,
        labels,
    })
}

pub fn einsum<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let equation: String = args
        .str("equation")?
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let Operand::List(operands) = args.get("operands") else {
        return Err(Refusal::argument("einsum of what is no tensor"));
    };
    let (inputs, output) = match equation.split_once("->") {
        Some((inputs, output)) => (inputs, output.to_owned()),
        None => {
            // Without a right side it is the labels that occur once, in alphabetical order.
            let mut once: Vec<char> = equation
                .chars()
                .filter(|c| *c != ',' && equation.matches(*c).count() == 1)
                .collect();
            once.sort_unstable();
            (equation.as_str(), once.into_iter().collect())
        }
    };
    let labels: Vec<&str> = inputs.split(',').collect();
    if labels.len() != operands.len() || operands.is_empty() {
        return Err(Refusal::raises(
            "einsum with another number of operands than its equation",
        ));
    }
    let mut rest = vec![];
    for (operand, labels) in operands.iter().zip(&labels) {
        let Operand::Tensor(tensor) = operand else {
            return Err(Refusal::argument("einsum of what is no tensor"));
        };
        if !tensor.dtype.is_float() {
            // Whether a sum of integers becomes 64 bits wide depends on the path that PyTorch takes.
            return Err(Refusal::dtype("einsum of integers"));
        }
        rest.push(Labelled::new(tensor.clone(), labels)?);
    }
    rest.reverse();
    let Some(mut result) = rest.pop() else {
        return Err(Refusal::raises("einsum without operands"));
    };
    while let Some(next) = rest.pop() {
        let later: Vec<char> = rest.iter().flat_map(|of| of.labels.clone()).collect();
        let kept = |label: char| output.contains(label) || later.contains(&label);
        result = pair(e, result, next, &kept)?;
    }
    let result = result.only(e, |label| output.contains(label));
    let order: Vec<char> = output.chars().collect();
    let mut result = result.ordered(e, &order)?.tensor;
    if result.home == Home::Own {
        result.layout = order_of_products(&labels, operands, &order, &result.dims);
    }
    Ok(result.into())
}

/// How ATen's sum of products lies in memory: labels of both operands, those of the left one, those of the right one, each in the
/// order of the result; the other way around where that makes it contiguous and nothing is summed beforehand. Where nothing is
/// summed, it is TensorIterator's product.
fn order_of_products(
    labels: &[&str],
    operands: &[Operand<'_, '_>],
    output: &[char],
    dims: &[Dim],
) -> Option<Layout> {
    if dims.len() < 2 {
        return Some(Layout::contiguous(dims));
    }
    let (left, right) = match labels[..] {
        // A sum that is no view.
        [_] => return Some(Layout::contiguous(dims)),
        [left, right] => (left, right),
        _ => return None,
    };
    let of = |label: char| (left.contains(label), right.contains(label));
    let gone = |both: bool| {
        let mut all = left.chars().chain(right.chars());
        all.any(|label| (of(label) == (true, true)) == both && !output.contains(&label))
    };
    if !gone(true) && !gone(false) {
        let parts: Option<Vec<_>> = labels
            .iter()
            .zip(operands)
            .map(|(labels, operand)| spread(labels, operand, output))
            .collect();
        let parts = parts?;
        let parts: Vec<_> = parts
            .iter()
            .map(|(dims, layout)| (dims.as_slice(), layout))
            .collect();
        return layout::iterate(&parts, dims, false);
    }
    if !gone(true) || dims.iter().any(|dim| matches!(dim, Dim::Known(0 | 1))) {
        return None;
    }
    let places = |wanted| (0..output.len()).filter(move |&place| of(output[place]) == wanted);
    let turned = match (
        places((false, true)).next_back(),
        places((true, false)).next(),
    ) {
        (Some(last), Some(first)) => last < first && !gone(false),
        _ => false,
    };
    let class = |label: char| match of(label) {
        (true, true) => 0,
        (true, false) => 1 + usize::from(turned),
        _ => 2 - usize::from(turned),
    };
    let mut order: Vec<usize> = (0..output.len()).collect();
    order.sort_by_key(|&place| class(output[place]));
    Some(Layout::dense(dims, &order))
}

/// An operand's dimensions in the order of the result, 1 where it has none.
fn spread(labels: &str, operand: &Operand<'_, '_>, output: &[char]) -> Option<(Vec<Dim>, Layout)> {
    let Operand::Tensor(tensor) = operand else {
        return None;
    };
    let own = tensor.layout.as_ref()?;
    let places: Vec<_> = output
        .iter()
        .map(|label| labels.chars().position(|own| own == *label))
        .collect();
    let dims = places
        .iter()
        .map(|place| place.map_or(Dim::Known(1), |place| tensor.dims[place]))
        .collect();
    let strides = places
        .iter()
        .map(|place| place.map_or(Stride::ZERO, |place| own.strides[place].clone()));
    Some((
        dims,
        Layout {
            strides: strides.collect(),
            offset: None,
        },
    ))
}
