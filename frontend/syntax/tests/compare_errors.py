"""Compares errors with those of the Python that runs this script, on what its own tests say must be rejected.

    python compare_errors.py JANUS_PARSE [--list]

Runs CPython's tests of its syntax with `compile`, `eval` and `exec` watched, and takes every source that was rejected.
Each must be rejected by `janus-parse` too, and on the same line; messages are counted. Exits 1 if a source is accepted
that CPython rejects, or the other way round, or if lines differ more often than once in a hundred.
"""

import argparse
import builtins
import importlib
import io
import os
import re
import subprocess
import sys
import tempfile
import unittest
import warnings

MODULES = """test_syntax test_exceptions test_fstring test_grammar test_named_expressions test_patma test_unpack_ex
test_positional_only_arg test_keywordonlyarg test_coroutines test_type_params test_global test_eof test_string_literals
test_except_star test_type_aliases test_compile test_decorators test_genexps test_unpack""".split()
HEAD = re.compile(r'^  File "(.*)", line (\d+)$\n\w+\[JP\d+\]: (.*)$', re.MULTILINE)
# Limits of CPython's compiler (some of 3.12 alone), what it says of undecodable input, and an Easter egg.
LIMITS = re.compile(
    "too many statically nested blocks|within class scope|null bytes|codec can't decode|encoding|Barry as BDFL"
)
# Where several errors are found in one comprehension, CPython 3.11 stops at another.
LATER = {11: "\\[\\[\\(__x:=2\\)"}


def rejected_sources():
    """The sources that CPython's tests expect to be rejected."""
    found = {}

    def watch(name):
        real = getattr(builtins, name)

        def watched(source, *args, **kwargs):
            if name != "compile" and not args and "globals" not in kwargs:
                frame = sys._getframe(1)
                args = (frame.f_globals, frame.f_locals)
            try:
                return real(source, *args, **kwargs)
            except SyntaxError:
                data = source.encode("utf-8", "replace") if isinstance(source, str) else source
                if isinstance(data, bytes) and len(data) < 20000:
                    found[data] = None
                raise

        setattr(builtins, name, watched)
        return lambda: setattr(builtins, name, real)

    restore = [watch(name) for name in ("compile", "eval", "exec")]
    for name in MODULES:
        try:
            module = importlib.import_module(f"test.{name}")
        except ImportError:
            continue
        suite = unittest.defaultTestLoader.loadTestsFromModule(module)
        unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    for undo in restore:
        undo()
    return list(found)


def expected(source):
    """Line and message of CPython's error; `None` if it takes the source as a file."""
    try:
        compile(source, "<source>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return error.lineno or 1, error.msg
    except ValueError as error:
        return 1, str(error)
    return None


def found(janus_parse, sources):
    """The first error of each source, by its number."""
    first = {}
    with tempfile.TemporaryDirectory() as directory:
        names = [os.path.join(directory, f"{number}.py") for number in range(len(sources))]
        for name, source in zip(names, sources):
            with open(name, "wb") as file:
                file.write(source)
        version = f"3.{sys.version_info.minor}"
        command = [janus_parse, "--check", "--python-version", version, "-j", "1"]
        run = subprocess.run(command + names, capture_output=True)
        for name, line, message in HEAD.findall(run.stderr.decode("utf-8", "replace")):
            number = int(os.path.basename(name).removesuffix(".py"))
            first.setdefault(number, (int(line), message))
    return first


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("janus_parse")
    parser.add_argument("--list", action="store_true", help="list every difference of messages as well")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sources = rejected_sources()
    ours = found(options.janus_parse, sources)
    count = accepted = rejected = lines = messages = 0
    for number, source in enumerate(sources):
        theirs, our = expected(source), ours.get(number)
        text = f"{theirs and theirs[1]} {source.decode('utf-8', 'replace')}"
        if LIMITS.search(text) or re.search(LATER.get(sys.version_info.minor, "$^"), text):
            continue
        count += theirs is not None
        difference = None
        if (theirs is None) != (our is None):
            accepted, rejected = accepted + (our is None), rejected + (theirs is None)
            difference = "accepted" if our is None else "rejected"
        elif theirs and theirs[0] != our[0]:
            lines += 1
            difference = "line"
        elif theirs and theirs[1] != our[1]:
            messages += 1
            difference = "message" if options.list else None
        if difference:
            print(f"{difference}: {source[:100]!r}: CPython {theirs}, ours {our}")
    print(
        f"{count} sources that CPython 3.{sys.version_info.minor} rejects: {accepted} accepted, {lines} rejected on another "
        f"line, {messages} with another message; {rejected} rejected that it takes"
    )
    sys.stdout.flush()
    # Some of the tests leave threads behind.
    os._exit(int(accepted + rejected > 0 or lines * 100 > count))


if __name__ == "__main__":
    main()
