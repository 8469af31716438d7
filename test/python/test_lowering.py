"""Python files lowered to pydyn mean what they mean to CPython: both run them, and must print the same."""

import contextlib
import importlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pydyn

_ROOT = Path(__file__).parents[2]
_PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.fixture(scope="session")
def tool():
    """`janus-translate`, of the build that is newest."""
    built = [_ROOT / "target" / profile / "janus-translate" for profile in ("release", "debug")]
    built = [path for path in built if path.exists()]
    if not built:
        pytest.skip("janus-translate is not built")
    return max(built, key=os.path.getmtime)


@pytest.mark.parametrize("program", _PROGRAMS, ids=lambda path: path.stem)
def test_programs_print_the_same(tool, program):
    expected = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True)
    found = io.StringIO()
    with contextlib.redirect_stdout(found):
        pydyn.load(program, tool).run()
    assert found.getvalue().splitlines() == expected.stdout.splitlines()


def _colorsys(m):
    return [f(*c) for f in (m.rgb_to_hls, m.rgb_to_yiq, m.rgb_to_hsv, m.hsv_to_rgb) for c in [(0.2, 0.4, 0.4)]]


def _difflib(m):
    matcher = m.SequenceMatcher(None, "qabxcd", "abycdf")
    return matcher.get_opcodes(), matcher.ratio(), m.get_close_matches("appel", ["ape", "apple", "peach"])


def _textwrap(m):
    text = "The quick brown fox jumped over the lazy-ish dog, " * 4
    return m.wrap(text, 30), m.dedent("  a\n    b\n"), m.shorten(text, 40)


def _statistics(m):
    values = [1.5, 2.5, 4, 8.25, 3]
    return m.mean(values), m.median(values), m.stdev(values), m.quantiles(values), m.mode([1, 1, 2])


def _fractions(m):
    half = m.Fraction(1, 2)
    return half + m.Fraction("0.75"), half**3, round(half, 2), m.Fraction(0.1).limit_denominator(100), half < 1


def _heapq(m):
    heap = []
    for value in (5, 1, 4, 2, 3):
        m.heappush(heap, value)
    return [m.heappop(heap) for _ in range(5)], m.nlargest(2, [3, 1, 2]), m.nsmallest(2, "hello", key=ord)


def _json(m):
    decoder, encoder = m.JSONDecoder, None
    return decoder().decode('{"a": [1, 2.5, "x\\u00e9", null, true], "b": {}}'), encoder


#: Modules of the standard library without generators on the way, and something to do with them.
_MODULES = {
    "bisect": lambda m: [m.bisect([1, 2, 2, 3], 2), m.bisect_left([1, 2, 2, 3], 2)],
    "colorsys": _colorsys,
    "difflib": _difflib,
    "fnmatch": lambda m: [m.translate("*.py[co]"), m.filter(["a.py", "b.txt"], "*.py")],
    "fractions": _fractions,
    "heapq": _heapq,
    "json.decoder": _json,
    "operator": lambda m: [m.itemgetter(1, 2)("abc"), m.methodcaller("upper")("x"), m.concat([1], [2])],
    "quopri": lambda m: [m.encodestring(b"caf\xc3\xa9=")],
    "reprlib": lambda m: [m.repr(list(range(100))), m.repr({"a": "x" * 100})],
    "statistics": _statistics,
    "string": lambda m: [m.capwords("a bc  d"), m.Template("$x ${y}").substitute(x=1, y=2)],
    "textwrap": _textwrap,
    "keyword": lambda m: [m.iskeyword("for"), m.softkwlist],
}


@pytest.mark.parametrize("name", _MODULES)
def test_the_standard_library_works_the_same(tool, name):
    module = importlib.import_module(name)
    lowered = pydyn.load(Path(module.__file__), tool, name)
    lowered.globals["__package__"] = module.__package__
    lowered.run()
    names = type(name, (), {key: staticmethod(value) for key, value in lowered.globals.items()})
    use = _MODULES[name]
    assert repr(use(names)) == repr(use(module))
