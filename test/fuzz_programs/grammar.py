"""Expressions and statements as templates with holes, from which programs are grown.

In a template,

- `{int}` is an expression of that kind, `{int;i:int}` one in which the template's own name `i` is an `int` besides;
- `{=int}` is a variable of the kind, without which the template does not apply; `{!int}` one that the statement binds;
- `{@i}` is a name of the template's own, the same wherever it stands in it;
- `{*}` is a block of statements, on a line of its own; `{*;i:int}` one in which `i` is known;
- `{#A}` is one of the program's sizes; `{{` and `}}` are braces.
"""

import random
import re
from dataclasses import dataclass

_HOLE = re.compile(r"\{\{|\}\}|\{([=!@#*]?)([^{};]*)((?:;[^{}]*)?)\}")


@dataclass(frozen=True)
class Template:
    """One way to write an expression or a statement."""

    weight: float
    text: str
    theme: str | None = None
    #: Whether a function with it usually stays imperative.
    rare: bool = False

    @property
    def leaf(self) -> bool:
        """Whether it needs no expression inside it."""
        return not any(mark in ("", "*") for mark, _, _ in self.holes)

    @property
    def holes(self) -> list[tuple[str, str, str]]:
        return [m.groups() for m in _HOLE.finditer(self.text) if m.group(0) not in ("{{", "}}")]


class Table:
    """Templates by kind; statements have the kind `statement`. `rare` names those that usually keep a function imperative."""

    def __init__(self, rare: frozenset[str] = frozenset()):
        self.rare = rare
        self.templates: dict[str, list[Template]] = {}

    def add(self, kind: str, text: str, weight: float = 1, theme: str | None = None, rare: bool = False) -> None:
        rare = rare or f"{kind}: {text}" in self.rare
        self.templates.setdefault(kind, []).append(Template(weight, text, theme, rare))

    def add_all(self, theme: str | None, entries: dict[str, list]) -> None:
        """Adds the templates of a theme; each is a text, or a weight and a text."""
        for kind, templates in entries.items():
            for entry in templates:
                weight, text = entry if isinstance(entry, tuple) else (1, entry)
                self.add(kind, text, weight, theme)


class Grower:
    """Grows text from the templates of some themes."""

    def __init__(self, table: Table, themes: set[str], sizes: dict[str, int], source: random.Random, rare: int = 0):
        #: How many rare templates may still be used.
        self.rare = rare
        self.random = source
        self.sizes = sizes
        self.names = 0
        #: Holes get a variable where there is one, and blocks do nothing: only what is around them is of interest.
        self.bare = False
        self.templates = {
            kind: [t for t in templates if t.theme is None or t.theme in themes]
            for kind, templates in table.templates.items()
        }
        #: Variables in scope, innermost block last: name and kind.
        self.scope: list[tuple[str, str]] = []

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def variables(self, kind: str) -> list[str]:
        return [name for name, known in self.scope if known == kind]

    def applies(self, template: Template, depth: int, limit: int) -> bool:
        if depth >= limit and not template.leaf or template.rare and self.rare <= 0:
            return False
        return all(
            self.variables(kind) if mark == "=" else self.templates.get(kind) if mark == "" else True
            for mark, kind, _ in template.holes
        )

    def choose(self, kind: str, depth: int, limit: int) -> Template:
        fitting = [t for t in self.templates.get(kind, ()) if self.applies(t, depth, limit)]
        if not fitting and depth <= limit + 4:
            # A kind that is only made of others.
            fitting = [t for t in self.templates.get(kind, ()) if self.applies(t, depth, depth + 1)]
        if not fitting:
            raise LookupError(f"no template for {kind} at depth {depth}")
        template = self.random.choices(fitting, [t.weight for t in fitting])[0]
        self.rare -= template.rare
        return template

    def expression(self, kind: str, depth: int = 0, limit: int = 3) -> str:
        if self.bare and (known := self.variables(kind)):
            return self.random.choice(known)
        return self.fill(self.choose(kind, depth, limit), depth, limit)[0]

    def fill(self, template: Template, depth: int, limit: int, indent: str = "") -> tuple[str, list[tuple[str, str]]]:
        """The template with its holes filled, and the variables that it binds."""
        own: dict[str, str] = {}
        bound: list[tuple[str, str]] = []

        # Each line where it stands; what a block brings has its own indentation, from the line that it begins on.
        outline = "\n".join(indent + line for line in template.text.split("\n"))

        def hole(match: re.Match) -> str:
            if match.group(0) in ("{{", "}}"):
                return match.group(0)[0]
            mark, kind, extra = match.groups()
            if mark == "@":
                return own.setdefault(kind, self.name(kind))
            if mark == "#":
                return str(self.sizes[kind])
            if mark == "=":
                return self.random.choice(self.variables(kind))
            if mark == "!":
                name = self.name("v")
                bound.append((name, kind))
                return name
            size = len(self.scope)
            for item in filter(None, extra.lstrip(";").split(",")):
                name, known = item.split(":", 1)
                self.scope.append((own.setdefault(name, self.name(name)), known))
            start = match.string.rfind("\n", 0, match.start()) + 1
            inside = match.string[start : match.start()]
            text = (
                self.block(depth + 1, inside).lstrip() if mark == "*" else self.expression(kind, depth + 1, limit)
            )
            del self.scope[size:]
            return text

        text = _HOLE.sub(hole, outline)
        return text, bound

    def block(self, depth: int, indent: str, count: int | None = None) -> str:
        """Statements of one block."""
        if self.bare:
            return indent + "pass"
        size = len(self.scope)
        lines = [self.statement(depth, indent) for _ in range(count or self.random.randint(1, 2))]
        del self.scope[size:]
        return "\n".join(lines)

    def statement(self, depth: int = 0, indent: str = "    ") -> str:
        template = self.choose("statement", depth, 3)
        # Blocks go down with `depth`; expressions of a statement start afresh.
        text, bound = self.fill(template, depth, depth + 3, indent)
        self.scope.extend(bound)
        return text
