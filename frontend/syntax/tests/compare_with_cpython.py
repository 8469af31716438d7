"""Compares `janus-parse --dump-ast` with the `ast` of the Python that runs this script, file by file.

    python compare_with_cpython.py JANUS_PARSE DIRECTORY_OR_FILE... [--sample N] [--list]

A file counts as equal if both print the same tree byte for byte, or if both reject it at the same line.
Exits 1 if any file differs.
"""

import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
import warnings

BATCH = 40
LINE = re.compile(r'^  File "(.*)", line (\d+)$', re.MULTILINE)


def python_files(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for directory, subdirectories, names in os.walk(path):
            subdirectories[:] = sorted(name for name in subdirectories if name != "site-packages" or directory != path)
            for name in sorted(names):
                if name.endswith(".py"):
                    yield os.path.join(directory, name)


def expected(path):
    """CPython's dump of a file, or the line of its error."""
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return None, error.lineno, str(error)
    except (ValueError, RecursionError, MemoryError) as error:
        return None, None, str(error)
    return ast.dump(tree, include_attributes=True, indent=1) + "\n", None, None


def first_difference(ours, theirs):
    pairs = zip(ours.split("\n"), theirs.split("\n"))
    for number, (our, their) in enumerate(pairs, 1):
        if our != their:
            return f"dump line {number}: {our.strip()!r} where CPython has {their.strip()!r}"
    return "one dump is longer"


def compare(janus_parse, paths, directory):
    """Yields (path, difference or None) for each path."""
    version = f"3.{sys.version_info.minor}"
    command = [janus_parse, "--dump-ast", "--python-version", version, "--dump-dir", directory, "-j", "1"]
    run = subprocess.run(command + paths, capture_output=True)
    messages = run.stderr.decode("utf-8", "replace")
    rejected = {}
    for name, line in LINE.findall(messages):
        rejected.setdefault(name, int(line))
    for path in paths:
        dump = os.path.join(directory, path.replace("/", "%"))
        ours = None
        if os.path.exists(dump):
            with open(dump, encoding="utf-8", newline="") as file:
                ours = file.read()
            os.unlink(dump)
        theirs, line, message = expected(path)
        if theirs is None:
            if ours is not None:
                yield path, f"accepted, but CPython says: {message}"
            elif line and rejected.get(path) != line:
                yield path, f"rejected at line {rejected.get(path)}, but CPython says: {message}"
            else:
                yield path, None
        elif ours is None:
            yield path, f"rejected at line {rejected.get(path)}, but CPython accepts it"
        elif ours != theirs:
            yield path, first_difference(ours, theirs)
        else:
            yield path, None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("janus_parse")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--sample", type=int, default=1, help="compare only every Nth file")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10000)
    files = list(python_files(options.paths))[:: options.sample]
    differences = size = 0
    with tempfile.TemporaryDirectory() as directory:
        for start in range(0, len(files), BATCH):
            batch = files[start : start + BATCH]
            size += sum(os.path.getsize(path) for path in batch)
            for path, difference in compare(options.janus_parse, batch, directory):
                if difference:
                    differences += 1
                    print(f"{path}: {difference}", flush=True)
    print(f"{len(files)} files, {size / 1e6:.1f} MB compared with CPython 3.{sys.version_info.minor}: {differences} differ")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
