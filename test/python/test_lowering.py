"""Python files lowered to pydyn mean what they mean to CPython: both run them, and must print the same."""

import collections
import contextlib
import importlib.util
import inspect
import io
import os
import re
import subprocess
import sys
import types
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


def _code_objects(code):
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _code_objects(constant)


def _parameters(code):
    count = code.co_argcount + code.co_kwonlyargcount
    stars = ["*"] * bool(code.co_flags & inspect.CO_VARARGS) + ["**"] * bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return [*code.co_varnames[:count], *map("".join, zip(stars, code.co_varnames[count:]))]


def _shapes_of_code(path):
    """What CPython's code objects of a file are called and take. Comprehensions, which lowering inlines, are left out."""
    shapes = collections.defaultdict(list)
    for code in _code_objects(compile(path.read_bytes(), path, "exec", dont_inherit=True)):
        if not _COMPREHENSION.search(code.co_name + "."):
            name = _COMPREHENSION.sub("", code.co_qualname)
            counts = (code.co_posonlyargcount, code.co_kwonlyargcount)
            shapes[name].append((_parameters(code), *counts, set(code.co_freevars), set(code.co_cellvars)))
    return shapes


def _shapes_of_functions(tool, path):
    shapes = collections.defaultdict(list)
    for function in pydyn.load(path, tool).code.values():
        attributes = function.attributes
        name = _COMPREHENSION.sub("", attributes["qualname"])
        counts = (attributes["positional_only"], attributes["keyword_only"])
        shapes[name].append((attributes["parameters"], *counts, set(attributes["free"]), set(attributes["cells"])))
    return shapes


_COMPREHENSION = re.compile(r"<(?:list|set|dict)comp>\.(?:<locals>\.)?")


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="class bodies and comprehensions have other cells there")
def test_signatures_and_closures_are_cpythons(tool):
    files = sorted(Path(os.__file__).parent.glob("*.py"))[::15]
    if torch := importlib.util.find_spec("torch"):
        files += sorted(Path(torch.origin).parent.glob("nn/modules/*.py"))[::8]
    compared = 0
    for path in files:
        expected = _shapes_of_code(path)
        for name, found in _shapes_of_functions(tool, path).items():
            # Dead code is not lowered.
            if len(found) != len(expected[name]):
                continue
            for (*found_shape, cells), (*expected_shape, all_cells) in zip(found, expected[name]):
                assert found_shape == expected_shape, (path, name)
                # What only a comprehension uses is no cell for us.
                assert cells <= all_cells, (path, name)
                compared += 1
    assert compared > 300


def _lowered(tool, name):
    """The globals of an installed module, run by way of pydyn."""
    module = importlib.import_module(name)
    lowered = pydyn.load(Path(module.__file__), tool, name)
    lowered.globals["__package__"] = module.__package__
    lowered.run()
    return lowered.globals


@pytest.mark.parametrize("name", _MODULES)
def test_the_standard_library_works_the_same(tool, name):
    lowered = _lowered(tool, name)
    names = type(name, (), {key: staticmethod(value) for key, value in lowered.items()})
    use = _MODULES[name]
    assert repr(use(names)) == repr(use(importlib.import_module(name)))


@pytest.fixture
def no_docstrings(monkeypatch):
    """PyTorch's builtins have their docstrings already, and take none twice."""
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(torch._C, "_add_docstr", lambda function, *_: function)
    torch.manual_seed(0)
    return torch


@pytest.mark.filterwarnings("ignore:Unable to retrieve source")
def test_functional_computes_the_same(tool, no_docstrings):
    torch = no_docstrings
    x, classes = torch.randn(4, 10), torch.randint(0, 10, (4,))
    image = torch.randn(1, 1, 8, 8)
    calls = [
        ("cross_entropy", (x, classes), {}),
        ("cross_entropy", (x, classes), {"reduction": "sum", "label_smoothing": 0.1}),
        ("nll_loss", (x, classes), {}),
        ("mse_loss", (x, x * 2), {}),
        ("smooth_l1_loss", (x, x * 2), {}),
        ("binary_cross_entropy_with_logits", (x, x.sigmoid()), {}),
        ("relu", (x,), {"inplace": False}),
        ("gelu", (x,), {}),
        ("softmax", (x,), {"dim": 1}),
        ("log_softmax", (x,), {"dim": 1}),
        ("layer_norm", (x, (10,)), {}),
        ("group_norm", (torch.randn(2, 4, 3), 2), {}),
        ("batch_norm", (x, torch.zeros(10), torch.ones(10)), {"training": True}),
        ("max_pool2d", (image, 2), {}),
        ("max_pool2d", (image, 2), {"return_indices": True}),
        ("adaptive_avg_pool2d", (image, (2, 2)), {}),
        ("interpolate", (image,), {"scale_factor": 2}),
        ("pad", (x, (1, 1)), {}),
        ("embedding", (classes, torch.randn(10, 3)), {}),
        ("normalize", (x,), {}),
        ("dropout", (x,), {"p": 0.5}),
    ]
    lowered = _lowered(tool, "torch.nn.functional")
    for name, args, kwargs in calls:
        torch.manual_seed(1)
        found = lowered[name](*args, **kwargs)
        torch.manual_seed(1)
        expected = getattr(torch.nn.functional, name)(*args, **kwargs)
        pairs = zip(found, expected) if isinstance(found, tuple) else [(found, expected)]
        assert all(torch.equal(a, b) for a, b in pairs), name


def test_modules_and_optimizers_train_the_same(tool, no_docstrings):
    torch = no_docstrings
    layers = {}
    for part in ("conv", "linear", "activation", "pooling", "flatten", "container", "loss", "batchnorm"):
        layers |= _lowered(tool, f"torch.nn.modules.{part}")
    optimizers = {name: _lowered(tool, f"torch.optim.{name.lower()}")[name] for name in ("SGD", "Adam")}

    def train(space, optimizer, **options):
        torch.manual_seed(0)
        get = space.__getitem__
        model = get("Sequential")(
            get("Conv2d")(1, 4, 3), get("BatchNorm2d")(4), get("ReLU")(), get("MaxPool2d")(2),
            get("Flatten")(), get("Linear")(36, 10),
        )  # fmt: skip
        step = optimizer(model.parameters(), **options)
        criterion, losses = get("CrossEntropyLoss")(), []
        for _ in range(3):
            step.zero_grad()
            loss = criterion(model(torch.randn(5, 1, 8, 8)), torch.randint(0, 10, (5,)))
            loss.backward()
            step.step()
            losses.append(loss.item())
        return losses

    for name, options in (("SGD", {"lr": 0.1, "momentum": 0.9}), ("Adam", {"lr": 0.01})):
        expected = train(vars(torch.nn), getattr(torch.optim, name), **options)
        assert train(layers, optimizers[name], **options) == expected
