//! Passes of the CPU pipeline, from `linalg` on tensors to LLVM. `docs/cpu-pipeline.md` has the whole.

mod apply_schedule;
mod call_math;
mod carry_buffers;
mod destination_passing;
mod edit;
mod fuse_elementwise;
mod linalg;
mod lower_convolution;
mod lower_copies;
mod lower_halves;
mod lower_views;
mod outline_parallel;
mod plan_buffers;
mod select_schedule;
mod text;
mod tiles;

pub use self::{
    apply_schedule::ApplySchedule,
    call_math::CallMath,
    carry_buffers::CarryBuffers,
    destination_passing::{DestinationPassing, DropResults},
    fuse_elementwise::FuseElementwise,
    lower_convolution::LowerConvolution,
    lower_copies::LowerCopies,
    lower_halves::LowerHalves,
    lower_views::LowerViews,
    outline_parallel::OutlineParallel,
    plan_buffers::PlanBuffers,
    select_schedule::SelectSchedule,
};
use janus_dialects::register_pass;

/// Puts the passes of the CPU pipeline into MLIR's registry.
pub fn register() {
    register_pass::<FuseElementwise>();
    register_pass::<LowerConvolution>();
    register_pass::<LowerCopies>();
    register_pass::<LowerViews>();
    register_pass::<LowerHalves>();
    register_pass::<SelectSchedule>();
    register_pass::<ApplySchedule>();
    register_pass::<DestinationPassing>();
    register_pass::<DropResults>();
    register_pass::<PlanBuffers>();
    register_pass::<OutlineParallel>();
    register_pass::<CallMath>();
    register_pass::<CarryBuffers>();
}
