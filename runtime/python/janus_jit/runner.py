"""Runs a script as ``python`` would run it, with its functions taken over."""

import atexit
import builtins
import codecs
import os
import re
import sys
import types
import warnings
from importlib.machinery import SourceFileLoader

from . import engine, loader, takeover
from .source import decode

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


class CannotStart(Exception):
    """The script cannot be run at all; the message is one line for the terminal."""

    def __init__(self, message: str, status: int = 2):
        super().__init__(message)
        self.status = status


def read_script(script: str) -> bytes:
    """The content of the script, or :class:`CannotStart`."""
    try:
        with open(script, "rb") as file:
            return file.read()
    except IsADirectoryError:
        raise CannotStart(f"can't run '{script}': it is a folder, name the script in it", 1) from None
    except OSError as error:
        # Words and status as CPython's.
        raise CannotStart(
            f"can't open file '{os.path.abspath(script)}': [Errno {error.errno}] {error.strerror}"
        ) from None


def run(script: str, arguments: list[str], data: bytes) -> None:
    """Executes a script as ``__main__``. Ends as the interpreter's main program would: by SystemExit, by an exception
    whose traceback was already printed (then SystemExit with status 1), or by KeyboardInterrupt."""
    file = os.path.abspath(script)
    folder = os.path.dirname(os.path.realpath(script))
    sys.argv[:] = [script, *arguments]
    if not getattr(sys.flags, "safe_path", False):
        # In place of the folder of the `janus` command.
        sys.path[0] = folder
    main = _main_module(file)
    try:
        try:
            code = _compile(data, file)
            loader.install(folder)
            exec(code, main.__dict__)
        finally:
            _flush()
    except SystemExit:
        raise
    except BaseException as error:
        _report(error)
        if isinstance(error, KeyboardInterrupt):
            # The interpreter ends by the signal, as it does for an uncaught interrupt; all was said already.
            sys.excepthook = lambda *_: None
            raise
        raise SystemExit(1) from None


def _main_module(file: str) -> types.ModuleType:
    main = types.ModuleType("__main__")
    main.__dict__.update(
        __annotations__={},
        __builtins__=builtins,
        __cached__=None,
        __file__=file,
        __loader__=SourceFileLoader("__main__", file),
    )
    sys.modules["__main__"] = main
    return main


def _compile(data: bytes, file: str):
    """The script's code, its functions taken over; errors and warnings are CPython's."""
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise SyntaxError("source code cannot contain null bytes", (file, line, None, None))
    try:
        plain = compile(data, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise _decoding_error(data, file) or error
    try:
        return takeover.load(decode(data), file, "__main__").module_code()
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        # What CPython compiles and Janus cannot take over runs as it is.
        warnings.warn(f"janus: the functions of {file} are left to CPython: {error}", RuntimeWarning, stacklevel=2)
        return plain


_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


def _decoding_error(data: bytes, file: str) -> SyntaxError | None:
    """What CPython says of a file that is not text; ``compile`` has other words for bytes."""
    cookies = (_COOKIE.match(line) for line in data.split(b"\n", 2)[:2])
    name = next((cookie[1].decode() for cookie in cookies if cookie), None)
    if name is not None:
        try:
            codecs.lookup(name)
        except LookupError:
            return SyntaxError(f"encoding problem: {name}")
    try:
        data.decode(name or "utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if name is not None:
            return SyntaxError(f"(unicode error) {error}", (file, line, None, None))
        return SyntaxError(
            f"Non-UTF-8 code starting with '\\x{data[error.start]:02x}' in file {file} on line {line}, but no encoding "
            "declared; see https://peps.python.org/pep-0263/ for details"
        )
    return None


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # a closed or broken stream is reported by the interpreter at exit
            pass


def _report(error: BaseException) -> None:
    """Prints an uncaught exception through the program's own hook, without the frames below the script."""
    traceback = error.__traceback__
    while traceback is not None and _is_ours(traceback.tb_frame):
        traceback = traceback.tb_next
    if isinstance(error, SyntaxError) and traceback is None:
        error.__cause__ = error.__context__ = None
    error = error.with_traceback(traceback)
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, traceback
    sys.excepthook(type(error), error, traceback)


def _is_ours(frame: types.FrameType) -> bool:
    return os.path.dirname(os.path.abspath(frame.f_code.co_filename)) == _PACKAGE


def at_exit(finish) -> None:
    """Calls ``finish(stats)`` after everything that the program itself does at its end."""
    process = os.getpid()

    def call():
        if os.getpid() == process:
            finish(engine.stats())

    # Handlers run last in, first out: this one is registered before the script's first statement.
    atexit.register(call)
