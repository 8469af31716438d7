"""An interpreter of the pydyn dialect, to check the frontend's lowering against CPython."""

from pydyn.interpreter import Refused, load

__all__ = ["Refused", "load"]
