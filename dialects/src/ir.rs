//! What passes do with IR: `melior`'s handles, with what it lacks or makes
//! sharp.
//!
//! Handles (`OperationRef<'c, 'a>`, `Value<'c, 'a>`, `BlockRef<'c, 'a>`,
//! `RegionRef<'c, 'a>`) are `melior`'s: `'c` is the context's lifetime, `'a`
//! that of the IR that is being worked on, the module's as a rule. They are
//! pointers; the traits here ([`OperationExt`], [`ValueExt`], [`BlockExt`],
//! [`RegionExt`], [`AttributeExt`], [`TypeExt`]) have their methods. An
//! operation, block or value that was erased must not be used any more: the
//! type system does not see to that, as it does not in C++.
//!
//! New operations are described by an [`OpSpec`] and put somewhere by a
//! [`Builder`]:
//!
//! ```
//! use janus_dialects::{
//!     ir::{BlockExt, Builder, OpSpec, OperationExt, f64_attr, f64_type},
//!     melior::ir::{Location, Module},
//! };
//!
//! let context = janus_dialects::new_context();
//! let location = Location::unknown(&context);
//! let module = Module::new(location);
//! let builder = Builder::at_end(module.body(), location);
//! let two = builder.value(
//!     OpSpec::new("arith.constant")
//!         .results(&[f64_type(&context)])
//!         .attr("value", f64_attr(&context, 2.0)),
//! )?;
//! builder.create(OpSpec::new("arith.mulf").operands(&[two, two]).infer_results())?;
//! assert_eq!(module.body().operations().count(), 2);
//! # Ok::<(), janus_dialects::melior::Error>(())
//! ```

mod attribute;
mod block;
mod builder;
mod location;
mod mapping;
mod operation;
mod rewrite;
mod run;
mod symbol;
#[cfg(test)]
mod tests;
mod types;
mod value;

pub use self::{
    attribute::{
        AttributeExt, array_attr, bool_attr, dict_attr, f64_attr, float_attr, i32_array_attr,
        i32_attr, i64_array_attr, i64_attr, index_attr, int_attr, str_array_attr, string_attr,
        symbol_attr, type_attr, unit_attr,
    },
    block::{BlockExt, RegionExt},
    builder::{Builder, OpSpec},
    location::{Place, call_chain, call_site, fused, location_text, named, place, range},
    mapping::{Dominance, Mapping},
    operation::{OperationExt, Order, PrintOptions},
    rewrite::{MatchResult, NoMatch, Pattern, Rewriter, rewrite_greedily},
    run::{parse_module, run_pipeline, verify},
    symbol::{insert_symbol, lookup_symbol, rename_symbol_uses, symbol_name, symbols},
    types::{
        DYNAMIC, TypeExt, bf16_type, f16_type, f32_type, f64_type, function_type, index_type,
        int_type, parse_type, tensor_type,
    },
    value::{Use, ValueExt, is_used},
};

/// What identifies an operation, value or block while it lives.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Key(usize);
