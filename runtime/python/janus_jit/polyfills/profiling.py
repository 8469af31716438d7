"""What only profilers and other compilers take notice of."""

# Names of torch.autograd.profiler, where these functions stand in.
# ruff: noqa: F821


def record_init(self, name, args=None):
    """``record_function(name)``: nothing, as long as no profiler listens."""
    if torch._C._autograd._profiler_enabled():  # pyright: ignore
        raise NotImplementedError("a profiler is listening")


def record_enter(self):
    """Enters the context, which is the record itself."""
    return self


def record_exit(self, exc_type, exc_value, traceback):
    """Leaves the context."""


def graph_break(msg=""):
    """``torch._dynamo.graph_break()``: about graphs of another compiler."""


def disabled(*args, **kwargs):
    """A function that ``torch._dynamo.disable`` keeps from another compiler."""
    return fn(*args, **kwargs)
