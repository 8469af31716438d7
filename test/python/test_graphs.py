"""Graphs from text: guards, the commit, gradients, random numbers."""

import gc
import resource

import pytest
import torch

from janus_jit import _janus

HEAD = "dataflow.object @f = function checks nothing as !pydyn.function\n"
X = "dataflow.object @x = argument 0 : i64 checks tensor as !pydyn.tensor<tensor<{shape}xf32>> {{{more}leaf}}\n"
BOXED = """
  dataflow.commit(%y : tensor<{shape}xf32>) {{
  ^bb0(%v: tensor<{shape}xf32>):
    %t = pydyn.box %v {flag} : tensor<{shape}xf32> -> !pydyn.tensor<tensor<{shape}xf32>>
    pydyn.return %t : !pydyn.tensor<tensor<{shape}xf32>>
  }}
}}
"""


def function(*arguments):
    """What the graphs stand for."""


def square(shape="2x4", more="", flag="", prelude=""):
    """A graph that squares its argument."""
    body = f"""dataflow.graph @g {{
  %x = dataflow.state.read @x : tensor<{shape}xf32>
  %y = nn.mul %x, %x : (tensor<{shape}xf32>, tensor<{shape}xf32>) -> tensor<{shape}xf32>
"""
    return HEAD + prelude + X.format(shape=shape, more=more) + body + BOXED.format(shape=shape, flag=flag)


def test_a_result_is_a_tensor_of_pytorchs_own():
    x = torch.randn(2, 4)
    graph = _janus.TextGraph(square(), function, (x,))
    ran, y = graph(x)
    assert ran and type(y) is torch.Tensor and torch.equal(y, x * x)
    ran, other = graph(x)
    assert other is not y and other.data_ptr() != y.data_ptr()


@pytest.mark.parametrize(
    ("argument", "reason"),
    [
        (torch.randn(3, 4), "has shape [3, 4]"),
        (torch.randn(4), "has 1 dimensions"),
        (torch.randn(2, 4, dtype=torch.float64), "has dtype float64"),
        (torch.randn(2, 4, requires_grad=True), "requires grad"),
        (torch.nn.Parameter(torch.randn(2, 4)), "is of another type"),
        ([1.0], "is of another type"),
        (None, "is of another type"),
        (torch.eye(2, 4).to_sparse(), "is not a plain tensor on the CPU"),
        (torch.randn(2, 4, dtype=torch.complex64).conj().imag, "is not a plain tensor on the CPU"),
    ],
)
def test_a_tensor_that_is_not_as_assumed_is_a_miss(argument, reason):
    graph = _janus.TextGraph(square(), function, (torch.randn(2, 4),))
    assert graph(argument) == (False, f"@x {reason}")


def test_modes_are_part_of_the_assumptions():
    x = torch.randn(2, 4)
    graph = _janus.TextGraph(square(), function, (x,))
    with torch.no_grad():
        ran, reason = graph(x)
    assert not ran and "mode of PyTorch" in reason


def test_strides_are_part_of_the_assumptions():
    x, columns = torch.randn(2, 4), torch.randn(4, 2).t()
    graph = _janus.TextGraph(square(), function, (x,))
    assert graph(x)[0]
    assert graph(columns) == (False, "@x has strides [1, 2]")
    strides = "strides = [array<i64: 1>, array<i64: 1, 0>], "
    graph = _janus.TextGraph(square("2x4", strides), function, (columns,))
    ran, y = graph(columns)
    assert ran and torch.equal(y, columns * columns)
    assert graph(x) == (False, "@x has strides [4, 1]")


def test_named_dimensions_agree_and_are_at_least_two():
    more = 'dims = ["batch", ""], '
    graph = _janus.TextGraph(square("?x4", more), function, (torch.randn(3, 4),))
    for size in (2, 7, 100):
        x = torch.randn(size, 4)
        ran, y = graph(x)
        assert ran and torch.equal(y, x * x)
    assert graph(torch.randn(1, 4)) == (False, "@x has shape [1, 4]")
    assert graph(torch.randn(3, 5)) == (False, "@x has shape [3, 5]")
    weights = 'dataflow.object @w = argument 1 : i64 checks tensor as !pydyn.tensor<tensor<?xf32>> {dims = ["batch"], leaf}\n'
    given = torch.randn(3, 4), torch.randn(3)
    graph = _janus.TextGraph(square("?x4", more, prelude=weights), function, given)
    assert graph(torch.randn(7, 4), torch.randn(7))[0]
    assert graph(torch.randn(7, 4), torch.randn(6)) == (False, "@x has shape [7, 4]")


class Thing:
    """Something with attributes."""


@pytest.mark.parametrize(
    ("text", "good", "bad"),
    [
        ("value 3 : i64 as !pydyn.int", 3, [4, 3.0, True, None]),
        ("value 0.5 : f64 as !pydyn.float", 0.5, [0.25, 1, "0.5"]),
        ("value true as !pydyn.bool", True, [False, 1]),
        ('value "mean" as !pydyn.str', "mean", ["sum", b"mean"]),
        ("value #pydyn.none as !pydyn.none", None, [0, False]),
        ("type as !pydyn.int", 3, [3.0, True]),
    ],
)
def test_attributes_are_checked(text, good, bad):
    thing = Thing()
    thing.a = good
    prelude = (
        "dataflow.object @o = argument 1 : i64 checks identity as !pydyn.object\n"
        f'dataflow.object @o.a = dict "a" of @o checks {text}\n'
    )
    x = torch.randn(2, 4)
    graph = _janus.TextGraph(square(prelude=prelude), function, (x, thing))
    assert graph(x, thing)[0]
    for value in bad:
        thing.a = value
        assert not graph(x, thing)[0], value
    thing.a = good
    assert graph(x, thing)[0]
    assert graph(x, Thing()) == (False, "@o is another object")
    del thing.a
    assert graph(x, thing) == (False, "@o.a does not exist any more")


def test_a_changed_class_is_noticed():
    class Local:
        pass

    thing = Local()
    prelude = (
        "dataflow.object @o = argument 1 : i64 checks type as !pydyn.object\n"
        "dataflow.object @c = type of @o checks unchanged as !pydyn.class\n"
    )
    x = torch.randn(2, 4)
    graph = _janus.TextGraph(square(prelude=prelude), function, (x, thing))
    assert graph(x, thing)[0]
    assert graph(x, Local())[0]
    Local.method = lambda self: None
    ran, reason = graph(x, thing)
    assert not ran and "was changed" in reason


def test_graphs_do_not_keep_objects_alive():
    import weakref

    thing = Thing()
    prelude = "dataflow.object @o = argument 1 : i64 checks identity as !pydyn.object\n"
    x = torch.randn(2, 4)
    graph = _janus.TextGraph(square(prelude=prelude), function, (x, thing))
    reference = weakref.ref(thing)
    del thing
    gc.collect()
    assert reference() is None
    assert not graph(x, Thing())[0]


UPDATE = (
    HEAD
    + X.format(shape="4", more="")
    + """dataflow.graph @g {
  %x = dataflow.state.read @x : tensor<4xf32>
  %y = nn.add %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  dataflow.commit(%y : tensor<4xf32>) {
  ^bb0(%v: tensor<4xf32>):
    %r = pydyn.object_ref @x : !pydyn.tensor<tensor<4xf32>>
    pydyn.write %r, %v : !pydyn.tensor<tensor<4xf32>>, tensor<4xf32>
    pydyn.return %r : !pydyn.tensor<tensor<4xf32>>
  }
}
"""
)


def test_a_tensor_is_updated_in_place_and_its_version_counts():
    x = torch.ones(4)
    graph = _janus.TextGraph(UPDATE, function, (x,))
    address, version = x.data_ptr(), x._version
    ran, result = graph(x)
    assert ran and result is x and x.data_ptr() == address
    assert x.tolist() == [2.0] * 4 and x._version > version


def test_results_can_be_differentiated():
    x = torch.randn(2, 4, requires_grad=True)
    graph = _janus.TextGraph(square(more="requires_grad, ", flag="requires_grad"), function, (x,))
    ran, y = graph(x)
    assert ran and y.requires_grad and not y.is_leaf
    y.backward(torch.full((2, 4), 3.0))
    assert torch.allclose(x.grad, 6 * x.detach())


def test_a_saved_tensor_that_was_changed_is_reported():
    x = torch.randn(2, 4, requires_grad=True)
    graph = _janus.TextGraph(square(more="requires_grad, ", flag="requires_grad"), function, (x,))
    _, y = graph(x)
    with torch.no_grad():
        x.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


DRAW = (
    HEAD
    + X.format(shape="4", more="")
    + """dataflow.graph @g {
  %x = dataflow.state.read @x : tensor<4xf32>
  %m = dataflow.draw "bernoulli_" [0.5 : f64] : tensor<4xf32>
  %y = nn.mul %x, %m : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
"""
    + BOXED.format(shape="4", flag="")
)


def test_random_numbers_are_pytorchs():
    x = torch.ones(4)
    graph = _janus.TextGraph(DRAW, function, (x,))
    for seed in range(5):
        torch.manual_seed(seed)
        expected = [torch.empty(4).bernoulli_(0.5), torch.rand(1)]
        torch.manual_seed(seed)
        ran, y = graph(x)
        assert ran and torch.equal(y, expected[0]) and torch.equal(torch.rand(1), expected[1])


def test_memory_is_steady():
    x = torch.randn(2, 4)
    graph = _janus.TextGraph(square(), function, (x,))
    for _ in range(1000):
        graph(x)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(20_000):
        graph(x)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= before * 1.01


def test_malformed_modules_are_errors_that_say_so():
    for text in ("", "module {", "dataflow.graph @g {\n}", HEAD):
        with pytest.raises(ValueError):
            _janus.TextGraph(text, function, (torch.randn(2, 4),))
