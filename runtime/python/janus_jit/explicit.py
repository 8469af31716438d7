"""``@janus_jit.function``: asks for one function."""

import inspect
import linecache
from types import FunctionType

from . import _janus, engine, takeover
from .source import SourceUnit

_units: dict[tuple[str, str], SourceUnit] = {}


def function(target):
    """Asks Janus to convert a function, whether or not it is run by ``janus run``, and returns it.

    The first calls run imperatively and are profiled. A function that cannot be converted runs as it always did, and
    the reason is in :func:`janus_jit.stats`.
    """
    if isinstance(target, (staticmethod, classmethod)):
        function(target.__func__)
        return target
    if not isinstance(target, FunctionType):
        raise TypeError(f"@janus_jit.function takes a Python function, not {type(target).__name__}")
    definition = takeover.definition_of(target)
    if definition is None:
        try:
            definition = _take_over(target)
        except _CannotTakeOver as refusal:
            _refuse(target, refusal)
            return target
    engine.get().request(definition.info.key)
    return target


class _CannotTakeOver(Exception):
    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code


def _take_over(target: FunctionType) -> takeover.Definition:
    code = target.__code__
    if code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise _CannotTakeOver("JR0006", "generators and async functions run imperatively")
    text = "".join(linecache.getlines(code.co_filename, target.__globals__))
    if not text:
        raise _CannotTakeOver("JR0007", f"the source of '{code.co_filename}' cannot be read")
    unit = _units.get((code.co_filename, text))
    if unit is None:
        try:
            unit = takeover.load(text, code.co_filename, target.__module__ or "")
        except (SyntaxError, ValueError, RecursionError) as error:
            raise _CannotTakeOver("JR0007", f"the source of '{code.co_filename}' does not compile: {error}") from None
        _units[code.co_filename, text] = unit
    place = (code.co_qualname, code.co_firstlineno)
    definition = unit.definition(code)
    if definition is None or unit.original.get(place) != code:
        # Edited after it was loaded, a lambda, or rewritten by another tool.
        raise _CannotTakeOver("JR0008", f"the code of the function is not what '{code.co_filename}' says")
    _janus.register_code(code)
    definition(target)
    definition.apply(target, engine.get().state(definition.info.key))
    return definition


def _refuse(target: FunctionType, refusal: _CannotTakeOver) -> None:
    code = target.__code__
    count = code.co_argcount + code.co_kwonlyargcount
    info = _janus.FunctionInfo(
        key=(code.co_filename, code.co_qualname, code.co_firstlineno),
        name=target.__name__,
        module=target.__module__ or "",
        line=code.co_firstlineno,
        column=0,
        end_line=code.co_firstlineno,
        parameters=list(code.co_varnames[:count]),
        source=_janus.Source(""),
    )
    engine.get().refuse(info, refusal.code, str(refusal), code.co_firstlineno)


__all__ = ["function"]
