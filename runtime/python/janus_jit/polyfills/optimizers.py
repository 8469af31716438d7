"""Helpers of ``torch.optim`` that are written with generators."""

# Names of torch.optim.optimizer, where these functions stand in.
# ruff: noqa: F821
# pyright: reportUndefinedVariable=false


def default_to_fused_or_foreach(params, differentiable, use_fused=False):
    """Whether an optimizer's fused or multi-tensor implementation is the default for these parameters."""
    if torch.jit.is_scripting() or differentiable:
        return False, False
    fused_supported_devices = _get_fused_kernels_supported_devices()
    foreach_supported_devices = _get_foreach_kernels_supported_devices()
    fused = use_fused
    foreach = True
    for p in params:
        if p is not None:
            if not (
                type(p) in _foreach_supported_types
                and p.device.type in fused_supported_devices
                and torch.is_floating_point(p)
            ):
                fused = False
            if not (type(p) in _foreach_supported_types and p.device.type in foreach_supported_devices):
                foreach = False
    return fused, foreach and not fused
