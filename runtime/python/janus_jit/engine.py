"""The one engine of the process, and what it is configured with."""

import os

from . import _janus

_OPTIONS = ("profile_calls", "dump_ir", "save_profile", "load_profile", "perf_map")

_config: dict = {}
_engine = None


def configure(**options) -> None:
    """Sets options before the first function is watched.

    ``profile_calls``: imperative calls before a function becomes hot (3).
    ``dump_ir``: a folder for the IR after each stage.
    ``save_profile``: a file for the profile, written at exit.
    ``load_profile``: a profile of an earlier run; its functions are hot at once.
    ``perf_map``: whether to tell Linux's ``perf`` the names of compiled functions, in ``/tmp/perf-PID.map``.
    """
    for name in options:
        if name not in _OPTIONS:
            raise TypeError(f"configure() got an unexpected option {name!r}; it knows {', '.join(_OPTIONS)}")
    if _engine is not None:
        raise RuntimeError("configure() must come before the first watched function")
    _config.update(options)


def get() -> "_janus.Engine":
    """The engine; the first call makes it."""
    global _engine
    if _engine is None:
        _engine = _janus.Engine(_config)
        # A forked child (a DataLoader worker, say) has none of the engine's threads: it runs imperatively.
        os.register_at_fork(after_in_child=_engine.disable)
    return _engine


def converter_available() -> bool:
    """Whether this build can generate graphs; without that, everything runs imperatively."""
    return get().converter_available


def stats() -> dict:
    """What was watched and converted so far: the content of ``janus run --stats``."""
    return get().stats()
