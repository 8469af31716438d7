"""Programs that users might write, grown from a seed."""

import random
from pathlib import Path

import arguments
import flow
import objects
import tensors
import values
from grammar import Grower, Table, Template

#: Every theme with how often a program has it.
THEMES: dict[str, float] = {
    "arguments": 1,
    "strings": 0.5,
    "containers": 1.5,
    "iteration": 1.5,
    "objects": 3,
    "errors": 1,
    "closures": 1,
    "memory": 2.5,
    "branches": 2,
    "flow": 4,
    "random": 0.6,
    "gradients": 2,
    "modules": 1,
}

_HEAD = '''\
import abc
import collections
import collections.abc
import dataclasses
import enum
import functools
import itertools
import math
import random

import torch
import torch.nn as nn
import torch.nn.functional as F


def data(*shape, step=0):
    count = math.prod(shape)
    return ((torch.arange(count) * 7 + step * 3) % 11 - 5).float().div(4).reshape(shape)

'''

#: Parameters: how often a program has one, the names, and arguments, those of the later calls apart.
_PARAMETERS = [
    (0.8, "n", "int", ["{a}"], ["{a}", "{b}", "0", "-1", "True", "2.5", "10**18"]),
    (0.5, "m", "int", ["{b}"], ["{b}", "{a}", "7"]),
    (0.5, "r", "float", ["fresh(1.25)", "0.5"], ["-0.0", "0.5", "3.0", "2", "float('nan')", "float('inf')"]),
    (0.3, "flag", "bool", ["True", "False"], ["False", "True", "None", "1"]),
]

#: Numbers that differ from call to call.
_FLOW_PARAMETERS = [
    (0.7, "c", "int", ["i % 4 + 1", "i + 1", "3 - i", "i % 2"], ["0", "-2", "3", "9", "True"]),
    (0.4, "gate", "bool", ["i % 2 == 0", "i > 2"], ["False", "True", "0"]),
]

_CONTAINER_PARAMETERS = [
    (0.6, "items", "ints", ["[{a}, 2, {b}]"], ["[3, 1, {a}]", "[]", "[{b}]", "[0, 0, 5, 1]"]),
    (0.5, "table", "table", ["{'a': {a}, 'b': 2}"], ["{'b': 3, 'a': {b}}", "{}", "{'a': {a}, 'b': 2, 'key': 1}"]),
    (0.4, "pair", "pair", ["fresh(({a}, 5))"], ["(5, {a})", "({b}, {b})"]),
]

_TENSOR_PARAMETERS = [
    (0.45, "y", "mat", ["data({A}, {B}, step=i + 1)"], ["data({A}, {B}, step=2 * i)", "data({B}, {A}).t()", "data({A}, {B} * 2)[:, ::2]", "data(1, {B}).expand({A}, {B})"]),
    (0.5, "v", "vec", ["data({B}, step=i)"], ["data({B})", "data({B}) * 0", "data({B}, 2)[:, 0]", "torch.full(({B},), float('nan'))"]),
    (0.15, "k", "ivec", ["torch.arange({B})"], ["torch.arange({B}) - 1", "torch.zeros({B}, dtype=torch.long)"]),
    (0.1, "image", "img", ["data(2, 3, 4, 4, step=i)"], ["data(2, 3, 4, 4).contiguous(memory_format=torch.channels_last)", "data(2, 4, 4, 3).permute(0, 3, 1, 2)"]),
]

#: The first tensor, and what later calls pass for it.
_FIRST = [
    "data({A}, {B}, step=i)", "data({A}, {B}, step=i) * 2", "data({A} + 1, {B})", "data({B}, {A}).t()", "data({A}, {B} + 2)[:, 1:-1]", "data({A}, {B}).double()", "data(0, {B})",
    "data(2, {A}, {B})[1]", "data({A}, {B}).requires_grad_()", "data({A}, {B}) * float('nan')", "-data({A}, {B}).abs()", "torch.zeros({A}, {B})", "data({A}, {B}).half()",
]  # fmt: skip


#: Templates that usually keep a function imperative, as `--calibrate` found: a program has few of them.
RARE = Path(__file__).with_name("rare.txt")


def generate(seed: int, always: frozenset[str] = frozenset()) -> str:
    """The program of a seed, which has the themes `always` besides its own. Programs that do not compile are grown anew."""
    for attempt in range(50):
        try:
            text = _grow(random.Random(f"{seed}.{attempt}"), always)
            compile(text, "<program>", "exec")
        except (SyntaxError, ValueError, LookupError):
            continue
        return text
    raise AssertionError(f"seed {seed} grows no program")


def _rare() -> frozenset[str]:
    return frozenset(line.replace("\\n", "\n") for line in RARE.read_text().splitlines()) if RARE.exists() else frozenset()


def _grow(source: random.Random, always: frozenset[str]) -> str:
    names = sorted(THEMES)
    themes = set(random.Random(source.random()).choices(names, [THEMES[n] for n in names], k=source.randint(1, 3))) | always
    if "iteration" in themes or "errors" in themes:
        themes.add("containers")
    if "containers" in themes:
        themes.add("strings")
    table = _table(_rare())
    if {"flow", "gradients"} <= themes:
        table.add_all("flow", flow.FLOW_GRADIENTS)
    classes: list[tuple[str, str, str]] = []
    if "objects" in themes:
        for number in range(source.randint(1, 2)):
            base = "C0" if classes and "class C0:" in classes[0][2] and source.random() < 0.6 else None
            text, maker = objects.add_class(table, f"C{number}", source, base)
            classes.append((f"C{number}", maker, text))
    rare = source.choices([0, 1, 100], [5, 3, 1])[0]
    return _assemble(source, table, themes, classes, rare, None)


def trials() -> dict[str, list[str]]:
    """For each template, small programs that use it, by what it is called in the list of rare ones."""
    found: dict[str, list[str]] = {}

    def grow(name: str, kind: str, text: str, table: Table, theme: str | None, classes) -> None:
        for attempt in range(2):
            source = random.Random(f"{name}{attempt}")
            themes = {"strings", "containers", *({theme} if theme else ()), *({"iteration"} if "{=iterator}" in text else ())}
            try:
                program = _assemble(source, table, themes, classes, 0, (kind, text))
                compile(program, "<trial>", "exec")
            except (LookupError, SyntaxError, ValueError):
                continue
            found.setdefault(name, []).append(program)

    for theme, entries in _TABLE_PARTS:
        for kind, templates in entries.items():
            for entry in templates:
                text = entry if isinstance(entry, str) else entry[1]
                grow(f"{kind}: {text}", kind, text, _table(_rare()), theme, [])
    members = {**{m: uses for m, (_, uses) in objects.FEATURES.items()}, **{m: uses for m, (_, _, uses) in objects.WHOLE.items()}}
    for member, uses in members.items():
        for kind, templates in uses.items():
            for template in templates:
                table = _table(_rare())
                text, maker = objects.add_class(table, "C0", random.Random(0), None, (member,))
                use = template.replace("{=&}", "{=C0}").replace("$", "{=C0}").replace("&", "C0")
                grow(objects.rare_name(member, kind, template), "C0" if kind == "&" else kind, use, table, "objects", [("C0", maker, text)])
    return found


def _assemble(source: random.Random, table: Table, themes: set[str], classes: list, rare: int, only: tuple[str, str] | None) -> str:
    """The text of a program; with `only`, one whose function does little besides that template."""
    sizes = {"A": source.choice([1, 2, 3, 3, 4]), "B": source.choice([1, 2, 3, 4, 4, 5])}
    definitions = [objects.LIMITED] if any("Limited()" in text for _, _, text in classes) else []
    definitions += ["\n\n" + text for _, _, text in classes]
    classes = [(name, maker) for name, maker, _ in classes]
    if "errors" in themes:
        definitions.append(values.ERROR_DEFINITIONS)
    if "closures" in themes:
        definitions.append(values.CLOSURE_DEFINITIONS)
    if "modules" in themes:
        definitions.append(_modules(source, sizes))
    if {"errors", "closures"} & themes:
        definitions.append("\nCOUNTS = {}\nTOTAL = 0\n")
    if "flow" in themes:
        definitions.append(flow.FLOW_DEFINITIONS)
    if "gradients" in themes:
        definitions.append(f"\nW = data({sizes['A']}, {sizes['B']}, step=5).requires_grad_()\nS = data({sizes['B']}, step=2).requires_grad_()\n")
    grower = Grower(table, themes, sizes, source, rare)
    parameters = _parameters(grower, themes, classes, source, only is not None)
    held = []
    for name, maker in classes:
        if source.random() < 0.6:
            held.append(f"G_{name} = {maker.replace('{int}', str(source.randint(0, 3)))}")
            grower.scope.append((f"G_{name}", name))
    if held:
        definitions.append("\n" + "\n".join(held) + "\n")
    body = _body(grower, source) if only is None else _trial_body(grower, *only)
    first, later = ([p[i] for p in parameters] for i in (2, 3))
    calls = f"make = lambda i: ({', '.join(first)},) if i < 5 else [\n" + "".join(f"    lambda: ({', '.join(a)},),\n" for a in zip(*later)) + "][i - 5]()\n"
    between = _between(classes, held, themes, source) if only is None else ""
    signature = ", ".join(p[0] for p in parameters)
    return "".join([_HEAD, *definitions, f"\n\ndef f({signature}):\n{body}\n\n\n", calls, between])


_TABLE_PARTS = [
    (None, values.NUMBERS), (None, tensors.TENSORS), ("strings", values.STRINGS), ("containers", values.CONTAINERS), ("iteration", values.ITERATION), ("errors", values.ERRORS),
    ("closures", values.CLOSURES), ("memory", tensors.MEMORY), ("branches", tensors.BRANCHES), ("flow", flow.FLOW), ("random", tensors.RANDOM), ("gradients", tensors.GRADIENTS), ("modules", tensors.MODULES),
    ("arguments", arguments.ARGUMENTS),
]  # fmt: skip


def _table(rare: frozenset[str]) -> Table:
    table = Table(rare)
    for theme, entries in _TABLE_PARTS:
        table.add_all(theme, entries)
    return table


def _parameters(grower: Grower, themes: set[str], classes, source: random.Random, everything: bool) -> list[tuple]:
    """Name, kind, argument of the first calls, and arguments of the six later ones."""
    chosen = [("x", "mat", _FIRST[0], _FIRST[1:])]
    candidates = list(_TENSOR_PARAMETERS)
    candidates += _PARAMETERS
    if themes & {"containers"}:
        candidates += _CONTAINER_PARAMETERS
    if "flow" in themes:
        candidates += _FLOW_PARAMETERS
    chosen += [(name, kind, source.choice(first), later) for chance, name, kind, first, later in candidates if everything or source.random() < chance]
    if "strings" in themes and source.random() < 0.5:
        chosen.append(("s", "str", "fresh('ab')", ["'ab'", "'b'", "''", "'abc'"]))
    for name, maker in classes:
        if everything or source.random() < 0.6:
            makes = [maker.replace("{int}", str(number)) for number in (2, 2, 1, 0, 5)]
            chosen.append((f"o{name[1:]}", name, makes[0], makes[1:]))
    a, b = source.randint(1, 3), source.randint(2, 6)
    size = lambda text: text.replace("{A}", str(grower.sizes["A"])).replace("{B}", str(grower.sizes["B"])).replace("{a}", str(a)).replace("{b}", str(b))  # noqa: E731
    result = []
    for name, kind, first, later in chosen:
        grower.scope.append((name, kind))
        # One argument at a time differs from before, mostly.
        varied = [source.choice(later) if source.random() < 0.3 else first for _ in range(6)]
        result.append((name, kind, size(first), [size(text) for text in varied]))
    return result


def _body(grower: Grower, source: random.Random) -> str:
    lines = []
    for name, kind in list(grower.scope):
        # Every list of statements may name one that is changed in place.
        if kind == "mat" and name == "x" and source.random() < 0.5:
            lines.append("    w = x * 2 + 1")
            grower.scope.append(("w", "mat"))
    lines += [grower.statement() for _ in range(source.randint(2, 6))]
    kinds = [name for name, _ in grower.scope if not name.startswith("G_")]
    recent = kinds[-4:] + source.sample(kinds, min(2, len(kinds)))
    results = list(dict.fromkeys(recent)) + [grower.expression(source.choice(["mat", "scalar", "int", "bool"]))]
    lines.append(f"    return {', '.join(results)}")
    return "\n".join(lines)


def _trial_body(grower: Grower, kind: str, text: str) -> str:
    grower.bare = True
    if kind != "statement":
        grower.scope.append(("iterator", "iterator"))
        value, _ = grower.fill(Template(1, text), 2, 3)
        start = "    iterator = iter([1, 2])\n" if "iterator" in value else ""
        return f"{start}    result = {value}\n    return x + 1, result"
    lines = []
    for needed in ("mat", "vec", "scalar", "ints", "table", "group", "pair", "iterator", "ivec", "double", "half", "img", "function", *(f"C{i}" for i in range(2))):
        if f"{{={needed}}}" in text and needed not in ("function",) and not (needed.startswith("C")):
            start = {"mat": "x * 2", "vec": "x.sum(0)", "scalar": "x.sum()", "ints": "[n, 2]", "table": "{'a': n}", "group": "{n, 2}", "pair": "(n, 2)", "iterator": "iter([n, 2])"}.get(needed)
            if start:
                lines.append(f"    start_{needed} = {start}")
                # It is the only one, so that the statement changes no argument.
                grower.scope = [(name, known) for name, known in grower.scope if known != needed] + [(f"start_{needed}", needed)]
        elif f"{{={needed}}}" in text and needed == "function":
            lines.append("    start_function = scaled(2)")
            grower.scope.append(("start_function", "function"))
    statement, bound = grower.fill(Template(1, text), 2, 4, "    ")
    names = [name for name, _ in bound] + [line.split(" = ")[0].strip() for line in lines]
    return "\n".join([*lines, statement, f"    return {', '.join(['x + 1', *names])}"])


def _modules(source: random.Random, sizes: dict[str, int]) -> str:
    size = sizes["B"]
    text = tensors.MODULE_DEFINITIONS.replace("{B}", str(size)).replace("{count}", str(source.randint(0, 2)))
    text = text.replace("{last}", source.choice(["h", "h * self.scale", "h if self.training else h.detach()", "F.dropout(h, 0.5, self.training)"]))
    text = text.replace("{norm}", source.choice([f"nn.BatchNorm1d({size})", f"nn.LayerNorm({size})", "nn.Dropout(0.25)", "nn.Identity()"]))
    return text.replace("{optimizer}", source.choice(["SGD(net.parameters(), lr=0.125)", "SGD(net.parameters(), lr=0.125, momentum=0.5)", "SGD(net.parameters(), lr=0.125, weight_decay=0.25)", "Adam(net.parameters(), lr=0.125)"]))


def _between(classes, held, themes: set[str], source: random.Random) -> str:
    """What changes around the function before a later call."""
    changes = []
    for name, maker in classes:
        if "C0" and any(h.startswith(f"G_{name} ") for h in held) and "(" in maker:
            changes += [f"G_{name}.__dict__.update(a=9)" if False else f"vars(G_{name}).update(a=9) if hasattr(G_{name}, '__dict__') else None"]
        if ".RED" not in maker and ".LOW" not in maker and ".A" not in maker:
            changes += [f"setattr({name}, 'extra', 1)", f"setattr({name}, '__len__', lambda self: 0)", f"setattr({name}, '__bool__', lambda self: False)"]
    if "closures" in themes:
        changes += ["globals().update(combine=lambda *a, **k: 11)", "setattr(combine, '__defaults__', (7,))", "setattr(gather, '__kwdefaults__', {'last': 5})", "globals().update(TOTAL=3)"]
    if "gradients" in themes:
        changes += ["W.requires_grad_(False)", "setattr(W, 'grad', torch.ones_like(W))", "W.data.copy_(W.data + 1)", "globals().update(W=W.detach().clone().requires_grad_())", "setattr(S, 'grad', None)"]
    if "modules" in themes:
        changes += ["net.eval()", "setattr(net, 'scale', 0.5)", "setattr(net, 'extra', 1)", "setattr(net, 'act', nn.Tanh())", "net.first.register_forward_hook(lambda m, a, r: r * 2)", "optimizer.param_groups[0].update(lr=0.25)"]
    if not changes or source.random() < 0.4:
        return ""
    return f"\n\ndef between(i):\n    if i == {source.randint(6, 8)}:\n        {source.choice(changes)}\n"
