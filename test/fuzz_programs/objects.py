"""Classes: each has a few of Python's special methods, properties and other members, and templates say how they are used."""

import random

#: Members of a class: the lines of its body, and templates by kind in which `$` is an instance and `&` the class.
FEATURES: dict[str, tuple[str, dict[str, list[str]]]] = {
    "property": ("@property\ndef double(self):\n    return self.a * 2", {"int": ["$.double", "getattr($, 'double')", "getattr($, 'missing', {int})"], "bool": ["hasattr($, 'double')", "hasattr($, 'missing')"]}),
    "setter": ("@property\ndef size(self):\n    return self._size if hasattr(self, '_size') else 1\n\n@size.setter\ndef size(self, value):\n    self._size = value + 1", {"int": ["$.size"], "statement": ["$.size = {int}", "$.size += {int}"]}),
    "len": ("def __len__(self):\n    return abs(self.a) % 3", {"int": ["len($)"], "bool": ["bool($)", "(not $)"], "statement": ["if $:\n    {*}"]}),
    "bool": ("def __bool__(self):\n    return self.a > 1", {"bool": ["bool($)", "(not $)", "($ and True)"], "int": ["({int} if $ else {int})"], "statement": ["if $:\n    {*}\nelse:\n    {*}"]}),
    "eq": ("def __eq__(self, other):\n    if not isinstance(other, type(self)):\n        return NotImplemented\n    return self.a == other.a\n\ndef __hash__(self):\n    return hash(self.a)", {"bool": ["($ == $)", "($ != $)", "($ == {int})", "($ in [$, {int}])", "($ in {{$: 1}})"], "int": ["[$, $].index($)", "len({{$, $}})", "{{$: {int}}}.get($, -1)", "[$, $].count($)"]}),
    "order": ("def __lt__(self, other):\n    return self.a < other.a", {"bool": ["($ < $)", "($ > $)", "(min($, $) is $)"], "int": ["max($, $).a", "sorted([$, $])[0].a"]}),
    "contains": ("def __contains__(self, item):\n    return item == self.a", {"bool": ["({int} in $)", "({int} not in $)"]}),
    "getitem": ("def __getitem__(self, index):\n    if index == 3:\n        raise IndexError(index)\n    return self.a + index", {"int": ["$[{int} % 3]", "sum($)"], "ints": ["list($)"], "bool": ["(2 in $)"]}),
    "setitem": ("def __setitem__(self, key, value):\n    self.a = key + value\n\ndef __delitem__(self, key):\n    self.a -= 1", {"statement": ["$[{int}] = {int}", "del $[0]"]}),
    "iter": ("def __iter__(self):\n    return iter([self.a, self.b])", {"int": ["sum($)", "max($)"], "ints": ["list($)", "[{@i} + 1 for {@i} in $]"], "bool": ["({int} in $)"], "statement": ["for {@i} in $:\n    {*;i:int}", "{!int}, {!int} = $"]}),
    "generator": ("def __iter__(self):\n    for i in range(2):\n        yield self.a + i", {"ints": ["list($)"], "int": ["sum({@i} for {@i} in $)"], "statement": ["for {@i} in $:\n    {*;i:int}"]}),
    "call": ("def __call__(self, x, y=1):\n    return self.a + x * y", {"int": ["$({int})", "$({int}, y={int})", "$(*{pair})"], "bool": ["callable($)"]}),
    "enter": ("def __enter__(self):\n    self.a += 1\n    return self\n\ndef __exit__(self, *details):\n    self.b = self.a\n    return False", {"statement": ["with $ as {@w}:\n    {*}", "with $:\n    {*}"]}),
    "getattr": ("def __getattr__(self, name):\n    if name.startswith('x'):\n        return len(name)\n    raise AttributeError(name)", {"int": ["$.xyz", "getattr($, 'xy', 0)", "getattr($, 'other', {int})"], "bool": ["hasattr($, 'x')", "hasattr($, 'nothing')"]}),
    "setattr": ("def __setattr__(self, name, value):\n    object.__setattr__(self, name, value)\n    if name != 'changes':\n        object.__setattr__(self, 'changes', self.__dict__.get('changes', 0) + 1)", {"int": ["$.changes"]}),
    "add": ("def __add__(self, other):\n    return &(self.a + getattr(other, 'a', other))\n\ndef __radd__(self, other):\n    return &(other - self.a)", {"&": ["($ + $)", "($ + {int})", "({int} + $)"]}),
    "iadd": ("def __iadd__(self, other):\n    self.a += other\n    return self", {"statement": ["{=&} += {int}"]}),
    "sub": ("def __sub__(self, other):\n    if isinstance(other, int):\n        return &(self.a - other)\n    return NotImplemented", {"&": ["($ - {int})"], "statement": ["{=&} -= {int}"]}),
    "mul": ("def __mul__(self, other):\n    return self.a * other\n\n__rmul__ = __mul__", {"int": ["($ * {int})", "({int} * $)"], "mat": ["($ * {mat})"]}),
    "neg": ("def __neg__(self):\n    return &(-self.a)\n\ndef __abs__(self):\n    return abs(self.a)", {"int": ["abs($)", "(-$).a"], "&": ["(-$)"]}),
    "index": ("def __index__(self):\n    return abs(self.a) % 2", {"int": ["[{int}, {int}][$]", "int($)", "len(range($))"], "vec": ["{mat}[$]"]}),
    "float": ("def __float__(self):\n    return self.a / 2", {"float": ["float($)"]}),
    "str": ("def __str__(self):\n    return f'<{self.a}>'", {"str": ["str($)", 'f"{{$}}"']}),
    "repr": ("def __repr__(self):\n    return 'R' + str(self.a)", {"str": ["repr($)", 'f"{{$!r}}"', "str([$])"]}),
    "class method": ("made = 0\n\n@classmethod\ndef build(cls, a):\n    cls.made += 1\n    return cls(a)", {"&": ["&.build({int})", "$.build({int})"], "int": ["&.made", "$.made"]}),
    "static method": ("@staticmethod\ndef twice(x):\n    return x + x", {"int": ["&.twice({int})", "$.twice({int})"], "mat": ["&.twice({mat})"]}),
    "method": ("def shift(self, by=1):\n    self.a = self.a + by\n    return self", {"int": ["$.shift({int}).a", "$.shift().b"], "&": ["$.shift({int})"], "statement": ["$.shift({int})", "{@m} = $.shift\n{@m}(2)"]}),
    "tensor": ("def scale(self, x):\n    return x * self.a + self.b", {"mat": ["$.scale({mat})"], "vec": ["$.scale({vec})"], "scalar": ["$.scale({scalar})"]}),
    "descriptor": ("limit = Limited()", {"int": ["$.limit"], "statement": ["$.limit = {int}"]}),
    "class attribute": ("shared = [1]\nunit = 3", {"int": ["$.unit", "&.unit", "len($.shared)"], "statement": ["$.unit = {int}", "$.shared.append({int})", "&.unit += 1"], "bool": ["('unit' in $.__dict__)", "($.shared is &.shared)"]}),
    "cached": ("@functools.cached_property\ndef total(self):\n    return self.a + self.b", {"int": ["$.total"], "bool": ["('total' in $.__dict__)"]}),
    "dict": ("", {"bool": ["('a' in $.__dict__)", "('z' in vars($))"], "int": ["len($.__dict__)", "$.__dict__['a']"], "statement": ["$.z = {int}", "setattr($, 'z', {int})", "$.__dict__['b'] = {int}"]}),
    "delete": ("", {"statement": ["$.t = 1\ndel $.t", "try:\n    del $.t\nexcept AttributeError:\n    {!int} = 2"]}),
    "type": ("", {"bool": ["isinstance($, &)", "type($) is &", "issubclass(type($), &)", "isinstance($, (int, &))", "($ is $)", "($ is None)", "($ == $)", "(type($) is type($))", "($ is not $)"], "str": ["type($).__name__", "$.__class__.__name__"], "int": ["type($)({int}).a"]}),
}

LIMITED = '''
class Limited:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return self if instance is None else instance.__dict__.get(self.name, 4)

    def __set__(self, instance, value):
        instance.__dict__[self.name] = min(value, 10)
'''

#: Classes of the standard library's making, whole; `$` as above.
WHOLE: dict[str, tuple[str, str, dict[str, list[str]]]] = {
    "dataclass": ("@dataclasses.dataclass\nclass &:\n    a: int = 1\n    b: int = 2\n    items: list = dataclasses.field(default_factory=list)\n", "&({int})", {"bool": ["($ == $)", "($ == &(1, 2))"], "&": ["dataclasses.replace($, a={int})", "&({int}, b={int})"], "str": ["repr($)"], "statement": ["$.items.append({int})"]}),
    "frozen": ("@dataclasses.dataclass(frozen=True, order=True)\nclass &:\n    a: int = 1\n    b: int = 2\n", "&({int})", {"bool": ["($ == $)", "($ < $)", "($ in {{$}})"], "&": ["&({int}, {int})", "max($, $)"], "int": ["hash($) - hash($)"]}),
    "named tuple": ("& = collections.namedtuple('&', ['a', 'b'], defaults=[2])\n", "&({int})", {"int": ["$[0]", "len($)", "sum($)"], "bool": ["($ == ({int}, 2))", "isinstance($, tuple)", "({int} in $)", "($ < $)"], "&": ["$._replace(a={int})", "&({int}, {int})"], "statement": ["{!int}, {!int} = $"], "pair": ["tuple($)", "$[:]", "($ + ())"], "str": ["str($)"]}),
    "slots": ("class &:\n    __slots__ = ('a', 'b')\n\n    def __init__(self, a=1, b=2):\n        self.a = a\n        self.b = b\n\n    def shift(self):\n        self.a += 1\n        return self\n", "&({int})", {"int": ["$.shift().a"], "bool": ["hasattr($, '__dict__')", "hasattr($, 'c')"], "statement": ["try:\n    $.c = 1\nexcept AttributeError:\n    {!int} = 3"]}),
    "list": ("class &(list):\n    a = 1\n    b = 2\n\n    def first(self):\n        return self[0] if self else -1\n", "&([{int}, {int}])", {"int": ["$.first()", "len($)", "sum($)"], "bool": ["isinstance($, list)", "bool($)", "($ == list($))"], "statement": ["$.append({int})", "for {@i} in $:\n    {*;i:int}", "$.a = {int}"], "ints": ["list($)", "($ + [{int}])", "$[:1]"]}),
    "map": ("class &(dict):\n    a = 1\n    b = 2\n\n    def __missing__(self, key):\n        return 7\n", "&(k={int})", {"int": ["$['k']", "$['other']", "$.get('other', 1)", "len($)"], "bool": ["('k' in $)", "isinstance($, dict)"], "statement": ["$['n'] = {int}", "$.update(m={int})"]}),
    "enum": ("class &(enum.Enum):\n    RED = 1\n    BLUE = 2\n\n    @property\n    def a(self):\n        return self.value\n\n    b = property(lambda self: self.value)\n", "&.RED", {"bool": ["($ is &.RED)", "($ == 1)", "($ == &.BLUE)", "($ in (&.RED,))", "($ in &)"], "&": ["&.BLUE", "&(1)", "&['RED']"], "int": ["$.value", "len(&)", "{{&.RED: {int}}}.get($, 0)"], "str": ["$.name", "str($)", "repr($)"]}),
    "int enum": ("class &(enum.IntEnum):\n    LOW = 1\n    HIGH = 2\n\n    @property\n    def a(self):\n        return int(self)\n\n    b = property(lambda self: 2)\n", "&.LOW", {"bool": ["($ == 1)", "($ < {int})", "isinstance($, int)", "($ is &.LOW)"], "int": ["($ + 1)", "[{int}, {int}, {int}][$]", "max($, {int})", "int($)"], "str": ['f"{{$}}"', "str($)"], "mat": ["({mat} * $)"]}),
    "str enum": ("class &(str, enum.Enum):\n    A = 'a'\n    B = 'b'\n\n    @property\n    def a(self):\n        return len(self)\n\n    b = property(lambda self: 2)\n", "&.A", {"bool": ["($ == 'a')", "($ in ['a', 'b'])", "($ in {{'a': 1}})", "isinstance($, str)"], "int": ["{{'a': {int}}}.get($, 0)", "len($)"], "str": ["$.value", "($ + 'x')", "$.upper()"]}),
    "metaclass": ("class Meta&(type):\n    def __call__(cls, *args):\n        made = super().__call__(*args)\n        made.b = 5\n        return made\n\n    def __len__(cls):\n        return 4\n\n    def __contains__(cls, item):\n        return item == 2\n\n    def __instancecheck__(cls, value):\n        return type(value) is cls or value == 3\n\n    @property\n    def kind(cls):\n        return 6\n\n\nclass &(metaclass=Meta&):\n    def __init__(self, a=1):\n        self.a = a\n", "&({int})", {"int": ["len(&)", "&.kind", "&({int}).b"], "bool": ["({int} in &)", "isinstance({int}, &)", "isinstance($, &)", "hasattr($, 'kind')", "bool(&)"]}),
    "abc": ("class Base&(abc.ABC):\n    @abc.abstractmethod\n    def value(self):\n        ...\n\n    def twice(self):\n        return 2 * self.value()\n\n\nclass &(Base&):\n    def __init__(self, a=1):\n        self.a = a\n        self.b = 2\n\n    def value(self):\n        return self.a\n", "&({int})", {"int": ["$.twice()", "$.value()"], "bool": ["isinstance($, Base&)", "isinstance($, collections.abc.Sized)", "isinstance({ints}, collections.abc.Sequence)"], "statement": ["try:\n    Base&()\nexcept TypeError:\n    {!int} = 5"]}),
    "new": ("class &:\n    made = 0\n\n    def __new__(cls, a=1):\n        cls.made += 1\n        return super().__new__(cls)\n\n    def __init__(self, a=1):\n        self.a = a\n        self.b = type(self).made\n", "&({int})", {"int": ["&({int}).b", "&.made"]}),
}  # fmt: skip


def indented(text: str) -> str:
    return "\n".join("    " + line if line else line for line in text.split("\n"))


def add_class(table, name: str, source: random.Random, base: str | None, members: tuple[str, ...] = ()) -> tuple[str, str]:
    """Writes a class, adds to the table how it is used, and says how one is made. `members` asks for certain ones."""
    kind = name
    chosen: list[tuple[str, dict[str, list[str]]]]
    if members and members[0] in WHOLE or not members and source.random() < 0.35:
        whole = members[0] if members else source.choice(sorted(WHOLE))
        text, maker, uses = WHOLE[whole]
        text, chosen = text.replace("&", name), [(whole, uses)]
        if "Enum" not in text:
            table.add(kind, maker.replace("&", name), 1)
        settable = not any(word in text for word in ("frozen", "namedtuple", "Enum"))
    else:
        features = list(members) or source.sample(sorted(FEATURES), source.randint(2, 4))
        body = [FEATURES[f][0] for f in features if FEATURES[f][0]]
        if base is None:
            body.insert(0, "def __init__(self, a=1, b=2):\n    self.a = a\n    self.b = b")
        elif source.random() < 0.6:
            body.insert(0, "def __init__(self, a=1, b=3):\n    super().__init__(a + 1)\n    self.b = b")
        text = f"class {name}{f'({base})' if base else ''}:\n" + "\n\n".join(indented(b) for b in body if b)
        if text.endswith(":\n"):
            text += "    pass"
        text, chosen, maker, settable = text.replace("&", name) + "\n", [(f, FEATURES[f][1]) for f in features], "&({int})", True
        table.add(kind, f"{name}({{int}})", 1)
        table.add(kind, f"{name}({{int}}, b={{int}})", 0.4)
    variable = f"{{={kind}}}"
    table.add(kind, variable, 3)
    table.add("int", f"{variable}.a", 2)
    table.add("int", f"{variable}.b", 1)
    table.add("statement", f"{{!{kind}}} = {{{kind}}}", 2)
    if settable:
        table.add("statement", f"{variable}.a = {{int}}", 2)
        table.add("statement", f"{variable}.b += {{int}}", 1)
    for member, uses in chosen:
        for use, templates in uses.items():
            for template in templates:
                text_of_use = template.replace("{=&}", variable).replace("$", variable).replace("&", name)
                rare = rare_name(member, use, template) in table.rare
                table.add(kind if use == "&" else use, text_of_use, 2.5, rare=rare)
    return text, maker.replace("&", name)


def rare_name(member: str, kind: str, template: str) -> str:
    """What a use of a member is called in the list of rare templates."""
    return f"{member}, {kind}: {template}"
