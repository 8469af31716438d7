"""Makes way for ``torch.compile``.

TorchDynamo reads the bytecode of the functions that it compiles and does not know our constants. Whoever asks for it has
chosen their compiler: from then on every watched function has its author's code, and Janus converts nothing more.
"""

import importlib.abc
import sys
from collections.abc import Callable
from importlib.machinery import PathFinder

_MODULE = "torch._dynamo.eval_frame"
_watching = False


def watch(stand_aside: Callable[[], None]) -> None:
    """Calls ``stand_aside`` when the program is about to compile something with TorchDynamo."""
    global _watching
    if _watching:
        return
    _watching = True
    if _MODULE in sys.modules:
        _patch(sys.modules[_MODULE], stand_aside)
    else:
        # PyTorch imports Dynamo for other reasons too: only its use counts.
        sys.meta_path.insert(0, _Finder(stand_aside))


def _patch(module, stand_aside: Callable[[], None]) -> None:
    context = getattr(module, "OptimizeContext", None)
    if context is None:
        # Another version of PyTorch: better to make way too early than too late.
        stand_aside()
        return
    original = context.__init__

    def __init__(self, *args, **kwargs):
        stand_aside()
        original(self, *args, **kwargs)

    context.__init__ = __init__


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, stand_aside):
        self.stand_aside = stand_aside

    def find_spec(self, fullname, path=None, target=None):
        if fullname != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            execute, stand_aside = spec.loader.exec_module, self.stand_aside

            def exec_module(module):
                execute(module)
                _patch(module, stand_aside)

            spec.loader.exec_module = exec_module
        return spec
