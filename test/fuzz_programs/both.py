"""Runs one program twice in this process, call by call, plainly and watched by Janus, and compares what can be seen.

A program is the text of a module with a function `f`, and `make`, which gives the arguments of a call by its number. It may have
`between`, which changes the surroundings before a call.
"""

import contextlib
import gc
import io
import linecache
import random
import re
import signal
import sys
import types
from dataclasses import dataclass, field

import torch
import torch.utils.hooks

import conditioning
from observe import ADDRESS, Observer, Rounding, coarsest, difference

#: Calls of a program's function: three are profiled, and then some repeat what was seen and others do not.
CALLS = 11


#: What a program calls BLAS by, and extremes: which zero they give depends on sizes and places in memory.
_ANY_ZERO = (
    *("@", "mm(", "mv(", "dot(", "outer(", "einsum(", "linear", "Linear", "matmul(", "conv"),
    *(".max()", ".min()", "amax(", "amin(", "maximum(", "minimum("),
)

#: How autograd names a tensor that was written after it was saved: by the operation that made it, which native code need not
#: have made by itself.
_WRITTEN = re.compile(r"(modified by an inplace operation: \[.*?\]{1,2}), which is output \d+ of \w+,")


@dataclass
class Outcome:
    """How a program did under Janus, compared with plain Python."""

    native: int = 0
    codes: list[str] = field(default_factory=list)
    #: The kind of difference, and a sentence; None where there is none.
    kind: str | None = None
    text: str = ""
    #: Whether plain Python raised in any call.
    raised: int = 0


class World:
    """One of the two copies of a program."""

    def __init__(self, name: str, file: str, code):
        self.tracked: dict[int, int] = {}
        self.alive: list = []
        self.module = types.ModuleType(name)
        self.module.__file__ = file
        self.namespace = self.module.__dict__
        self.namespace["fresh"] = self.fresh
        self.results: list = []
        self.code = code
        sys.modules[name] = self.module
        # A program made smaller may have lost the line that seeds.
        torch.manual_seed(0)
        random.seed(0)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, self.namespace)

    def fresh(self, value):
        """A new object equal to an immutable one, whose identity is then looked at."""
        if type(value) is float:
            value = float(repr(value))
        elif type(value) is str:
            value = "".join(list(value))
        elif type(value) is int:
            value = int(str(value))
        elif type(value) is tuple:
            value = tuple(list(value))
        self.tracked[id(value)] = len(self.tracked)
        self.alive.append(value)
        return value

    def call(self, name: str, number: int, mode=contextlib.nullcontext()):
        """One call, in a mode, and the description of all that it did."""
        sys.modules[name] = self.module
        # The two worlds share this process, and hooks are numbered throughout it.
        torch.utils.hooks.RemovableHandle.next_id = 1000 * number
        torch.manual_seed(number)
        random.seed(number)
        raised, result, arguments = None, None, ()
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            if "between" in self.namespace:
                self.namespace["between"](number)
            arguments = self.namespace["make"](number)
            try:
                with mode:
                    result = self.namespace["f"](*arguments)
            except Exception as error:  # what a program raises is part of what it does
                raised = error
        grad = torch.is_grad_enabled()
        torch.set_grad_enabled(True)
        observer = Observer(self.tracked)
        description = (
            ("raised", _exception(raised)),
            ("arguments", observer.describe(list(arguments))),
            ("result", observer.describe(result)),
            ("globals", tuple(observer.module(self.namespace))),
            ("earlier results", tuple(observer.describe(r) for r in self.results[-2:])),
            ("printed", ADDRESS.sub("0x", out.getvalue())),
            ("grad mode", grad),
            ("generator", hash(torch.get_rng_state().numpy().tobytes())),
            ("random", random.random()),
        )
        self.results.append(result)
        return description, raised, observer.memory


def _exception(error: BaseException | None):
    if error is None:
        return None
    chain = []
    while error is not None and len(chain) < 5:
        message = _WRITTEN.sub(r"\1", ADDRESS.sub("0x", str(error)))
        chain.append((type(error).__qualname__, message, error.__suppress_context__))
        error = error.__cause__ or error.__context__
    return tuple(chain)


class Endless(BaseException):
    """A plain call took too long."""


def _in_time(world: World, name: str, number: int):
    def stop(*_):
        raise Endless

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(4)
    try:
        return world.call(name, number)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(text: str, name: str = "program", calls: int = CALLS) -> Outcome:
    """Runs a program's text both ways."""
    from janus_jit import engine, takeover

    file = f"<{name}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    outcome = Outcome()
    module = "program"
    try:
        plain = World(module, file, compile(text, file, "exec", dont_inherit=True))
    except Exception:
        # Its own top level raises: not a program.
        return outcome
    janus = World(module, file, takeover.load(text, file, module).module_code())
    code = plain.namespace["f"].__code__
    key = (file, code.co_qualname, code.co_firstlineno)
    engine.get().request(key)
    rounded = any(word in text for word in (".item()", ".tolist()", "float(", "math."))
    any_zero = any(word in text for word in _ANY_ZERO)
    for number in range(calls):
        try:
            first, raised, exact = _in_time(plain, module, number)
        except (Endless, Exception):
            # Not a program: as plain Python it does not end, or there are no arguments.
            break
        second, _, rounded_memory = janus.call(module, number)
        outcome.raised += raised is not None
        # What is computed in a narrow dtype is no more exact in a wide one.
        rounding = Rounding(coarsest(first), rounded, any_zero)
        found = difference(first, second, "", rounding)

        def again(mode, number=number):
            world = World(module, file, plain.code)
            for before in range(number):
                world.call(module, before)
            return world.call(module, number, mode)[0]

        if found and not conditioning.explains(first, second, rounding, again):
            outcome.kind, outcome.text = found[0], f"call {number}: {found[1].lstrip('.')}"
            break
        # Each call starts from the same numbers: what a few calls of an optimizer make of a rounding says nothing about the next call.
        for theirs, ours in zip(exact, rounded_memory):
            if theirs.nbytes() == ours.nbytes():
                ours.copy_(theirs)
    for function in engine.stats()["functions"]:
        if function["file"] == file and function["name"] == code.co_qualname:
            outcome.native = function["native"]
            outcome.codes = [reason["code"] for reason in function["reasons"]]
            outcome.reasons = [f"{r['code']} {r['message']} (line {r['line']})" for r in function["reasons"]]
    del plain, janus
    gc.collect(0)
    linecache.cache.pop(file, None)
    return outcome
