"""Prints what the Python that runs this script makes of the sources in cases.txt, one a line.

    python record.py < cases.txt > 3_N.txt

First the version; then for each source `ok CRC`, with the checksum of its dump, or `no LINE`; `compile LINE` if the compiler
rejects what the parser took; `warn LINE,…` if it warns. Under Pyodide, record.mjs runs this.
"""

import ast
import sys
import warnings
import zlib


def source(line):
    """A line of cases.txt, in which `\\\\`, `\\n` and `\\xHH` are escapes."""
    return line.encode("latin-1").decode("unicode_escape").encode("latin-1")


def dumped(tree):
    if sys.version_info >= (3, 9):
        return ast.dump(tree, include_attributes=True, indent=1)
    return old_dump(tree, 0)[0]


def old_dump(node, level):
    """`ast.dump(node, include_attributes=True, indent=1)` of Python 3.9, which 3.8 has not; and whether it is simple."""
    level += 1
    prefix, separator = "\n" + " " * level, ",\n" + " " * level
    if isinstance(node, list):
        if not node:
            return "[]", True
        return f"[{prefix}{separator.join(old_dump(element, level)[0] for element in node)}]", False
    if not isinstance(node, ast.AST):
        return repr(node), True
    parts, simple = [], True
    for name in node._fields + node._attributes:
        value = getattr(node, name, None)
        if value is None and not (isinstance(node, ast.Constant) and name == "value"):
            continue
        text, plain = old_dump(value, level)
        simple = simple and plain
        parts.append(f"{name}={text}")
    if simple and len(parts) <= 3:
        return f"{type(node).__name__}({', '.join(parts)})", not parts
    return f"{type(node).__name__}({prefix}{separator.join(parts)})", False


def outcome(code):
    failures = (SyntaxError, ValueError, RecursionError, MemoryError, SystemError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = f"ok {zlib.crc32(dumped(ast.parse(code)).encode('utf-8', 'surrogatepass')):08x}"
    except failures as error:
        return f"no {getattr(error, 'lineno', None) or 0}"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            compile(code, "case.py", "exec", dont_inherit=True)
        except failures as error:
            return f"{text} compile {getattr(error, 'lineno', None) or 0}"
    lines = ",".join(str(warning.lineno) for warning in caught)
    return f"{text} warn {lines}" if lines else text


def record(text):
    lines = [line for line in text.split("\n") if line]
    return "\n".join([f"3.{sys.version_info.minor}"] + [outcome(source(line)) for line in lines])


if __name__ == "__main__":
    sys.setrecursionlimit(5000)
    print(record(sys.stdin.read()))
