"""Which other devices there are."""

# Names of torch.accelerator, where these functions stand in.
# ruff: noqa: F821
# pyright: reportUndefinedVariable=false


def current_accelerator(check_available=False):
    """``torch.accelerator.current_accelerator``. Without a CUDA device there is none; with one, PyTorch is asked."""
    if check_available and torch._C._cuda_getDeviceCount() == 0:
        return None
    return torch._C._accelerator_getAccelerator()
