//! What passes do with IR, on top of `melior`.

mod location;
mod run;
mod uses;

pub use self::{
    location::{Place, fused, place, range},
    run::{parse_module, run_pipeline, verify},
    uses::is_used,
};
