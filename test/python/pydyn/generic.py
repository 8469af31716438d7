"""A reader of MLIR's generic form, as far as `janus-translate --mlir-print-op-generic` prints the pydyn dialect."""

import re
import struct
from dataclasses import dataclass, field


@dataclass
class Block:
    arguments: list[str] = field(default_factory=list)
    operations: list["Operation"] = field(default_factory=list)


@dataclass
class Operation:
    name: str
    results: list[str]
    operands: list[str]
    attributes: dict
    regions: list[Block | None]
    line: int


class Symbol(str):
    """A reference to a symbol."""


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*")
    | (?P<value>%[\w$.-]+(?:\#\d+)?(?::\d+)?)
    | (?P<block>\^\w+)
    | (?P<symbol>@(?:"(?:[^"\\]|\\.)*"|[\w$.-]+))
    | (?P<special>[#!][\w.]+)
    | (?P<number>-?(?:0x[0-9A-Fa-f]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?))
    | (?P<word>\w+)
    | (?P<punctuation>->|<\{|\}>|[(){}\[\]<>,:=])
    )""",
    re.VERBOSE,
)
_ESCAPE = re.compile(rb"\\([0-9A-Fa-f]{2}|.)")


def _unescape(text: str) -> bytes:
    def one(match):
        escaped = match.group(1)
        return bytes([int(escaped, 16)]) if len(escaped) == 2 else escaped

    return _ESCAPE.sub(one, text[1:-1].encode())


class Reader:
    """Recursive descent over the tokens."""

    def __init__(self, text: str):
        self._tokens = []
        at, line = 0, 1
        end = len(text.rstrip())
        while at < end:
            match = _TOKEN.match(text, at)
            if match is None:
                raise SyntaxError(f"line {line}: {text[at : at + 40]!r}")
            line += match.group().count("\n")
            self._tokens.append((match.lastgroup, match.group(match.lastgroup), line))
            at = match.end()
        self._at = 0

    def operation(self) -> Operation:
        results = []
        while self._kind() == "value":
            results += self._results(self._next())
            self._accept(",")
        if results:
            self._expect("=")
        line = self._tokens[self._at][2]
        name = self._string()
        self._expect("(")
        operands = []
        while not self._accept(")"):
            operands.append(self._next())
            self._accept(",")
        attributes = self._dictionary("}>") if self._accept("<{") else {}
        regions = []
        if self._accept("("):
            while not self._accept(")"):
                regions.append(self._region())
                self._accept(",")
        if self._accept("{"):
            attributes |= self._dictionary("}")
        self._expect(":")
        self._type()
        return Operation(name, results, operands, attributes, regions, line)

    @staticmethod
    def _results(text: str) -> list[str]:
        name, _, count = text.partition(":")
        return [f"{name}#{index}" for index in range(int(count))] if count else [name]

    def _region(self) -> Block | None:
        self._expect("{")
        block = Block()
        if self._kind() == "block":
            self._next()
            if self._accept("("):
                while not self._accept(")"):
                    block.arguments.append(self._next().rstrip(":"))
                    self._expect(":")
                    self._type()
                    self._accept(",")
            self._expect(":")
        while not self._accept("}"):
            block.operations.append(self.operation())
        return block if block.operations else None

    def _dictionary(self, end: str) -> dict:
        attributes = {}
        while not self._accept(end):
            key = self._next()
            attributes[key] = self._attribute() if self._accept("=") else True
            self._accept(",")
        return attributes

    def _attribute(self):
        kind, text, _ = self._tokens[self._at]
        if kind == "string":
            return self._string()
        if kind == "number":
            return self._number()
        if kind == "symbol":
            self._at += 1
            name = text[1:]
            return Symbol(_unescape(name).decode() if name.startswith('"') else name)
        if kind == "special":
            return self._special()
        if self._accept("["):
            values = []
            while not self._accept("]"):
                values.append(self._attribute())
                self._accept(",")
            return values
        if text in ("true", "false", "unit"):
            self._at += 1
            return text != "false"
        if text == "array":
            for expected in ("array", "<"):
                self._expect(expected)
            self._next()
            values = []
            if self._accept(":"):
                while not self._accept(">"):
                    values.append(int(self._next()))
                    self._accept(",")
            else:
                self._expect(">")
            return values
        return self._type()

    def _number(self):
        text = self._next()
        type_name = self._next() if self._accept(":") else "i64"
        if type_name.startswith("i"):
            return int(text, 0)
        if text.startswith("0x"):
            return struct.unpack(">d", int(text, 16).to_bytes(8, "big"))[0]
        return float(text)

    def _special(self):
        text = self._next()
        if text == "#pydyn.none":
            return None
        if text == "#pydyn.ellipsis":
            return ...
        self._expect("<")
        if text == "#pydyn.bigint":
            value = int(self._string())
        elif text == "#pydyn.bytes":
            value = _unescape(self._next())
        elif text == "#pydyn.imaginary":
            value = complex(0, self._number())
        else:
            raise SyntaxError(text)
        self._expect(">")
        return value

    def _type(self):
        if self._accept("("):
            while not self._accept(")"):
                self._type()
                self._accept(",")
        else:
            self._next()
        if self._accept("->"):
            self._type()

    def _string(self) -> str:
        return _unescape(self._next()).decode()

    def _kind(self):
        return self._tokens[self._at][0]

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def _accept(self, text: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at][1] == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str):
        found = self._next()
        if found != text:
            raise SyntaxError(f"line {self._tokens[self._at - 1][2]}: expected {text}, found {found}")
