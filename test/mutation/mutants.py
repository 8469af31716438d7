"""What is left out, one at a time: guards, assertions, steps of the commit, checks of memory, derivatives."""

from dataclasses import dataclass

_RUN = "runtime/src/guards/run.rs"
_COMMIT = "runtime/src/call/commit.rs"
_ELEMENTWISE = "passes/src/families/elementwise/derivative.rs"
_GRAPHS = "test/python/test_graphs.py"
_EFFECTS = "test/python/test_effects.py"


@dataclass(frozen=True)
class Mutant:
    """A change to one expression, and the test that must notice it."""

    name: str
    file: str
    #: Text before the expression, from which on it is looked for.
    after: str
    old: str
    #: What stands in its place. An empty text leaves a statement out.
    new: str
    test: str


def _guard(name: str, old: str, new: str, test: str) -> Mutant:
    return Mutant(f"guard: {name}", _RUN, "", old, new, f"{_GRAPHS}::{test}")


def _commit(name: str, old: str, new: str, program: str) -> Mutant:
    return Mutant(f"commit: {name}", _COMMIT, "", old, new, f"{_EFFECTS}::test_as_plain_python[{program}]")


def _derivative(name: str, old: str, new: str = "g") -> Mutant:
    test = f"{_EFFECTS}::test_as_plain_python[the derivative of {name}]"
    return Mutant(f"derivative: {name}", _ELEMENTWISE, f"pub fn {name}<", old, new, test)


_CHECKED = "test_attributes_are_checked"
_TENSOR = "test_a_tensor_that_is_not_as_assumed_is_a_miss"

MUTANTS = [
    _guard("modes", "modes == program.modes", "true", "test_modes_are_part_of_the_assumptions"),
    _guard("identity", "anchor.is(py, object)", "true", _CHECKED),
    _guard("type", "class.is(py, found.cast())", "true", _CHECKED),
    _guard("int", "value == *expected", "true", _CHECKED),
    _guard("float", "bits == *expected", "true", _CHECKED),
    _guard("equality", "unsafe { exactly_equal(object, expected.as_ptr()) }", "true", _CHECKED),
    _guard("class unchanged", "unsafe { version_tag(object.cast()) } == Some(*tag)", "true", "test_a_changed_class_is_noticed"),
    _guard("dtype", "view.dtype != check.dtype", "false", _TENSOR),
    _guard("rank", "view.sizes.len() != check.dims.len()", "false", _TENSOR),
    _guard("requires_grad", "!torch.requires_grad.is(object, truth)", "false", _TENSOR),
    _guard("negated", "torch.is_negated(py, object)", "false", _TENSOR),
    _guard("exact size", "size == *expected", "true", _TENSOR),
    _guard("named size", "size == *bound", "true", "test_named_dimensions_agree_and_are_at_least_two"),
    _guard("strides", "!lies", "false", "test_strides_are_part_of_the_assumptions"),
    Mutant("guard: hooks", _RUN, "", "!torch.has_no_hooks(object)", "false", "test/python/test_fallback.py::test_change[a hook on a parameter]"),
    Mutant("guard: memory", _RUN, "", "overlap::find(&mut self.extents)", "None", f"{_EFFECTS}::test_as_plain_python[a written tensor is part of another]"),
    Mutant("assertion: overflow", "passes/src/specialize/numbers.rs", "fn checked_integer", 'self.assert(fits, "an integer fits 64 bits")?;', "", f"{_EFFECTS}::test_as_plain_python[an integer fits 64 bits]"),
    Mutant("assertion: division", "passes/src/specialize/numbers.rs", "fn assert_nonzero", 'self.assert(nonzero, "a divisor is not zero")', "Ok(())", f"{_EFFECTS}::test_as_plain_python[a divisor is not zero]"),
    Mutant("assertion: of a family", "passes/src/specialize/host.rs", "fn assume", "condition: MlirValue<'c, 'a>,\n        what: &str,\n    ) -> Result<(), operand::Refusal> {", "+if mutant() { return Ok(()); }", f"{_EFFECTS}::test_as_plain_python[a label is in range]"),
    Mutant("assertion: status", "runtime/src/call/graph.rs", "let status = self.run_native", "status != 0", "false", f"{_EFFECTS}::test_as_plain_python[a label is in range]"),
    _commit("versions of arguments", "self.bumped.is_empty()", "true", "a tensor is written"),
    _commit("versions of results", "!*differentiable", "false", "a result was written"),
    _commit("gradient", "self.set_property(&object, *property, &value)?;", "", "a gradient is set"),
    _commit("attribute", "set_attribute(&object, name.bind(py), value.as_ref())?;", "", "an attribute is set"),
    _commit("item", "self.operand(*object)?.set_item(key, value)?;", "", "an item is set"),
    _derivative("exp", "b.mul(g, y)"),
    _derivative("log", "b.div(g, x)"),
    _derivative("sqrt", "b.div(g, b.scale(y, 2.0))"),
    _derivative("sin", 'b.mul(g, b.unary("nn.cos", x))'),
    _derivative("cos", 'b.neg(b.mul(g, b.unary("nn.sin", x)))'),
    _derivative("tanh", "b.mul(g, b.sub(b.scalar_like(1.0, y), b.mul(y, y)))"),
    _derivative("neg", "b.neg(g)"),
    _derivative("sub", "b.neg(g)"),
    _derivative("mul", "b.mul(g, adjoint.rhs())"),
    _derivative("div", "b.neg(b.div(b.mul(g, adjoint.result()), adjoint.rhs()))"),
    _derivative("relu", "b.select(b.compare(Predicate::Le, y, zero), zero, g)"),
    _derivative("expm1", "b.mul(g, b.add(y, b.scalar_like(1.0, y)))"),
    _derivative("log1p", "b.div(g, b.add(x, b.scalar_like(1.0, x)))"),
]  # fmt: skip
