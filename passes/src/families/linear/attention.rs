//! `scaled_dot_product_attention` as the products and the softmax that it is.

use super::emission::multiply;
use crate::families::{
    emitter::Emitter,
    nn::Predicate,
    operand::{Dim, Emitted, Operand, Refusal},
    signature::BoundArgs,
    types::DType,
};

type Result<T> = std::result::Result<T, Refusal>;

pub fn attention<'c, 'a>(
    e: &mut Emitter<'_, 'c, 'a>,
    args: &BoundArgs<'c, 'a>,
) -> Result<Emitted<'c, 'a>> {
    let (query, key) = (args.tensor("query")?.clone(), args.tensor("key")?.clone());
    let value = args.tensor("value")?.clone();
    e.need_float(&query, "attention")?;
    if args.float("dropout_p")? != 0.0 || args.bool("enable_gqa")? {
        return Err(Refusal::argument(
            "attention with dropout or grouped queries",
        ));
    }
    let (rank, key_rank) = (query.rank(), key.rank());
    if rank < 2 || key_rank < 2 {
        return Err(Refusal::raises(
            "attention of tensors of less than two dimensions",
        ));
    }
    let scale = if args.has("scale") {
        args.float("scale")?
    } else {
        match query.dims[rank - 1] {
            Dim::Known(size) => 1.0 / (size as f64).sqrt(),
            Dim::Symbol(_) => return Err(Refusal::dynamic("attention over an unknown size")),
        }
    };
    let mut order: Vec<usize> = (0..key_rank).collect();
    order.swap(key_rank - 2, key_rank - 1);
    let keys = e.permute(&key, &order);
    let product = multiply(e, &query, &keys)?;
    let mut scores = e.with_number("nn.mul", &product, scale);
    let least = e.operand_as(&Operand::Float(f64::NEG_INFINITY), scores.dtype)?;
    if args.bool("is_causal")? {
        let rows = e.iota(query.dims[rank - 2])?;
        let rows = e.reshape(&rows, vec![query.dims[rank - 2], Dim::Known(1)])?;
        let columns = e.iota(key.dims[key_rank - 2])?;
        let seen = e.compare(Predicate::Le, &columns, &rows)?;
        scores = e.select(&seen, &scores, &least)?;
    }
    let mask = args.optional_tensor("attn_mask")?;
    if let Some(mask) = mask {
        scores = if mask.dtype == DType::Bool {
            e.select(mask, &scores, &least)?
        } else if mask.dtype == scores.dtype {
            e.binary("nn.add", &scores, mask)?
        } else {
            return Err(Refusal::raises("an attention mask of another type"));
        };
    }
    let last = scores.rank() - 1;
    // A query that may look at nothing gets nothing, where a softmax is no number.
    let blind = match mask {
        Some(_) => {
            let greatest = e.reduce("nn.amax", &scores, &[last], true);
            Some(e.compare(Predicate::Eq, &e.unary("nn.detach", &greatest), &least)?)
        }
        None => None,
    };
    let zero = e.operand_as(&Operand::Float(0.0), scores.dtype)?;
    if let Some(blind) = &blind {
        scores = e.select(blind, &zero, &scores)?;
    }
    let weights = e.builder.along("nn.softmax", scores.value, last);
    let mut weights = e.tensor(weights, scores.dims.clone(), scores.dtype);
    if let Some(blind) = &blind {
        weights = e.select(blind, &zero, &weights)?;
    }
    Ok(multiply(e, &weights, &value)?.into())
}
