"""Plain-Python stand-ins for library functions that cannot be converted as they are.

A stand-in has the parameters of the function that it stands in for and does the same, as far as a graph can tell. What it
does not do (tell a profiler, break a graph of another compiler) is asked for first: where it would matter, the stand-in
falls back to a construct that is refused, and the call runs in PyTorch.

The engine looks functions up in ``TABLE`` by the module and the qualified name of their code. Names that a stand-in does
not define itself are looked up in the original's closure, then in the original's module.
"""

from janus_jit.polyfills import devices, functional, optimizers, products, profiling

TABLE = {
    ("torch.autograd.profiler", "record_function.__init__"): profiling.record_init,
    ("torch.autograd.profiler", "record_function.__enter__"): profiling.record_enter,
    ("torch.autograd.profiler", "record_function.__exit__"): profiling.record_exit,
    ("torch._dynamo.decorators", "graph_break"): profiling.graph_break,
    ("torch.accelerator", "current_accelerator"): devices.current_accelerator,
    ("torch.functional", "einsum"): products.einsum,
    ("torch.nn.functional", "batch_norm"): functional.batch_norm,
    ("torch.nn.functional", "layer_norm"): functional.layer_norm,
    ("torch.nn.functional", "group_norm"): functional.group_norm,
    ("torch.optim.optimizer", "_default_to_fused_or_foreach"): optimizers.default_to_fused_or_foreach,
    ("torch._compile", "_disable_dynamo.<locals>.inner"): profiling.disabled,
    ("torch._dynamo.eval_frame", "DisableContext.__call__.<locals>._fn"): profiling.disabled,
}
"""Function by (module, qualified name)."""
