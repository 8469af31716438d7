//! What passes do with IR, on top of `melior`.

mod location;
mod run;

pub use self::{
    location::{Place, fused, place, range},
    run::{parse_module, run_pipeline, verify},
};
