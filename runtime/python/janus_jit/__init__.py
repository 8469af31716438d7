"""Janus: imperative PyTorch programs as speculative native code.

Most programs never import this package: ``janus run train.py`` converts them as they are. ``@janus_jit.function`` asks
for one function explicitly, and works under plain ``python`` too.
"""

from ._janus import __version__
from .engine import configure, converter_available, stats
from .explicit import function

__all__ = ["__version__", "configure", "converter_available", "function", "stats"]
