"""Numbers, strings, containers, iteration, exceptions and closures."""

NUMBERS = {
    "int": [
        (8, "{=int}"), (3, "0"), (2, "1"), (2, "2"), "-1", "3", "7", (0.3, "2**53"), (0.2, "10**20"),
        (3, "({int} + {int})"), (2, "({int} - {int})"), (2, "({int} * {int})"), "({int} // ({int} or 1))", "({int} % ({int} or 3))",
        "-{int}", "abs({int})", "max({int}, {int})", "min({int}, {int})", "int({bool})", "+{bool}",
        (0.5, "({int} & 7)"), (0.5, "({int} | 1)"), (0.5, "({int} ^ {int})"), (0.5, "(~{int})"), (0.4, "({int} << 2)"), (0.4, "({int} >> 1)"),
        (0.5, "round({float})"), (0.5, "int({float})"), (0.4, "divmod({int}, 3)[1]"), (0.3, "pow({int}, 2)"), (0.3, "pow({int}, 3, 5)"),
        (0.4, "({int} if {bool} else {int})"), (0.3, "({int} or {int})"), (0.3, "({int} and {int})"), (0.2, "hash({int})"),
        (0.3, "{int}.bit_length()"), (0.2, "math.floor({float})"), (0.2, "math.gcd({int}, 6)"), (0.3, "sum(({int}, {int}))"),
        (0.5, "len({mat})"), (0.5, "{mat}.shape[0]"), (0.5, "{mat}.size(-1)"), (0.3, "{vec}.numel()"), (0.3, "{mat}.dim()"),
    ],
    "float": [
        (8, "{=float}"), (2, "0.5"), (2, "1.5"), "-0.25", "2.0", (0.6, "0.0"), (0.6, "-0.0"), (0.3, "float('inf')"), (0.3, "float('nan')"), "0.1",
        (3, "({float} + {float})"), (2, "({float} - {float})"), (3, "({float} * {float})"), (0.6, "({float} / ({float} or 1.0))"),
        (0.8, "({int} / 4)"), (0.5, "({int} / 3)"), (0.6, "({float} * {int})"), (0.5, "({float} ** 2)"), (0.4, "({float} // 0.5)"), (0.4, "({float} % 0.75)"),
        (0.8, "-{float}"), (0.5, "abs({float})"), (0.5, "max({float}, {float})"), (0.4, "min({int}, {float})"), (0.5, "float({int})"),
        (0.3, "round({float}, 1)"), (0.4, "math.sqrt(abs({float}))"), (0.3, "math.exp(-abs({float}))"), (0.3, "math.copysign(1.0, {float})"),
        (0.4, "({float} if {bool} else {float})"), (0.2, "sum([{float}, {float}])"), (0.2, "float(str({float}))"), (0.3, "{scalar}.item()"),
    ],
    "bool": [
        (5, "{=bool}"), "True", "False",
        (3, "({int} < {int})"), (2, "({int} == {int})"), (2, "({float} > {float})"), "({float} != {float})", "({int} >= {float})", "({int} == {float})",
        "(not {bool})", "({bool} and {bool})", "({bool} or {bool})", "bool({int})", "bool({str})", (0.6, "(0 <= {int} < 4)"),
        (0.5, "({bool} is {bool})"), (0.4, "({str} is {str})"), (0.5, "({float} == {float})"), (0.5, "isinstance({int}, int)"), (0.4, "isinstance({bool}, int)"),
        (0.4, "isinstance({float}, (int, float))"), (0.3, "isinstance({mat}, torch.Tensor)"), (0.3, "({bool} == {int})"), (0.3, "({mat} is {mat})"), (0.3, "({mat}.dtype == torch.float32)"),
        (0.3, "math.isnan({float})"), (0.3, "hasattr({mat}, 'grad')"), (0.3, "hasattr({mat}, 'scale')"), (0.3, "callable({mat})"), (0.2, "type({int}) is int"), (0.2, "({int} is not None)"),
    ],
    "statement": [
        (2, "{!int} = {int}"), (2, "{!float} = {float}"), (1, "{!bool} = {bool}"), (1.5, "{=int} += {int}"), (1, "{=float} *= {float}"), (0.3, "{=int} //= 2"),
        (0.4, "{!int}, {!float} = {int}, {float}"), (1, "if {bool}:\n    {*}"), (1, "if {bool}:\n    {*}\nelse:\n    {*}"),
    ],
}

STRINGS = {
    "str": [
        (6, "{=str}"), "'a'", "'b'", "''", "'key'", (2, "({str} + {str})"), "({str} * 2)", 'f"{{{int}}}"', 'f"{{{str}}}-{{{int}:>3}}"', 'f"{{{float}:.2f}}"', 'f"{{{bool}!r}}"',
        "str({int})", "repr({float})", "{str}.upper()", "{str}.replace('a', 'c')", "'-'.join([{str}, {str}])", "{str}.strip()", "{str}[:1]", "{str}[::-1]", "('%d' % {int})", "'{{}}:{{}}'.format({int}, {str})",
        "({str} or 'z')", "type({int}).__name__", "{str}.title()", "{str}.zfill(3)", "chr(97 + abs({int}) % 5)",
    ],
    "int": ["len({str})", "{str}.count('a')", "{str}.find('b')", "ord({str}[0]) if {str} else 0"],
    "bool": ["({str} == {str})", "({str} < {str})", "({str} in {str})", "{str}.startswith('a')", "{str}.isdigit()"],
    "statement": [(2, "{!str} = {str}"), "{=str} += {str}", "if {str} == {str}:\n    {*}", "print({str}, {int})"],
}

CONTAINERS = {
    "ints": [
        (6, "{=ints}"), (2, "[{int}, {int}]"), "[{int}, {int}, {int}]", "[]", "({ints} + {ints})", "list(range({int} % 4))", "list({pair})", "{ints}[1:]", "{ints}[::-1]", "[*{ints}, {int}]", "({ints} * 2)",
        "sorted({ints})", "sorted({ints}, reverse=True)", "sorted({ints}, key=lambda {@q}: -{@q})", "list({ints})", "{ints}.copy()", "list({table}.values())",
        (2, "[{int;i:int} for {@i} in {ints}]"), "[{int;i:int} for {@i} in {ints} if {bool;i:int}]", "list(map(lambda {@q}: {@q} + {int}, {ints}))", "sorted({group})",
    ],
    "pair": [(5, "{=pair}"), (2, "({int}, {int})"), "tuple({ints}[:2])", "({pair} + ({int},))[:2]", "divmod({int}, 4)"],
    "table": [
        (6, "{=table}"), (2, "{{{str}: {int}}}"), "{{'a': {int}, 'b': {int}}}", "dict(a={int}, c={int})", "{{**{table}, {str}: {int}}}", "dict({table})", "{{{str}: {int;i:int} for {@i} in {ints}}}",
        "({table} | {{'z': {int}}})", "dict(zip(['a', 'b', 'c'], {ints}))", "{{}}",
    ],
    "group": [(4, "{=group}"), "{{{int}, {int}}}", "set({ints})", "({group} | {group})", "({group} & {group})", "({group} - {{{int}}})", "frozenset({ints})", "{{{int;i:int} for {@i} in {ints}}}"],
    "int": [
        (2, "{ints}[{int}] if {ints} else {int}"), "len({ints})", "sum({ints})", "max({ints}, default={int})", "{table}.get({str}, {int})", "len({table})", "{pair}[0]", "{pair}[-1]", "len({group})",
        "({ints} or [{int}])[0]", "{ints}.count({int})", "{table}.setdefault({str}, {int})", "{table}.pop({str}, {int})", "next(iter({ints}), {int})", "({ints} + [1]).index(1)", "min([*{pair}, {int}])",
    ],
    "bool": [
        (2, "({int} in {ints})"), "({str} in {table})", "({int} not in {group})", "({ints} == {ints})", "({pair} == {pair})", "({ints} is {ints})", "bool({ints})", "bool({table})", "({table} == {table})", "({pair} < {pair})",
        "any({int;i:int} for {@i} in {ints})", "all({bool;i:int} for {@i} in {ints})", "({float} in [{float}, {int}])", "({group} <= {group})", "(True in {ints})", "(float('nan') in ({float}, {int}))", "isinstance({pair}, tuple)", "isinstance({table}, dict)",
    ],
    "statement": [
        (2, "{!ints} = {ints}"), (2, "{!table} = {table}"), "{!pair} = {pair}", "{!group} = {group}", (1.5, "{=ints}.append({int})"), "{=ints}.extend({ints})", "{=ints} += [{int}]", "{=ints}.insert(0, {int})", "{=ints}.reverse()", "{=ints}.sort()",
        "if {=ints}:\n    {!int} = {=ints}.pop()", "{=ints}[:1] = [{int}, {int}]", "if {=ints}:\n    {=ints}[0] = {int}", "if {=ints}:\n    del {=ints}[-1]", (1.5, "{=table}[{str}] = {int}"), "{=table}.update({table})", "{=table}.pop({str}, None)", "{=table}['n'] = {=table}.get('n', 0) + 1",
        "{=group}.add({int})", "{=group}.discard({int})", "{!int}, {!int} = {pair}", "{!int}, *{!ints} = [{int}, *{ints}]", "{=ints}.clear()",
    ],
}

ITERATION = {
    "ints": [
        "[{@a} + {@b} for {@a}, {@b} in zip({ints}, {ints})]", "[{@k} * {@v} for {@k}, {@v} in enumerate({ints})]", "list(filter(None, {ints}))", "[{int;i:int,j:int} for {@i} in {ints} for {@j} in {pair}]", "list(reversed({ints}))",
        "list(itertools.chain({ints}, {pair}))", "list(itertools.islice({ints}, 2))", "list(dict.fromkeys({ints}))", "[{@k} for {@k} in {table}.values()]", "list(itertools.accumulate({ints}))",
    ],
    "int": [
        "sum({int;i:int} for {@i} in {ints})", "next(({@i} for {@i} in {ints} if {bool;i:int}), {int})", "sum({@a} * {@b} for {@a}, {@b} in zip({ints}, {pair}))", "functools.reduce(lambda {@p}, {@q}: {@p} - {@q}, {ints}, {int})",
        "next({=iterator}, {int})", "sum({=iterator})", "len(list({=iterator}))", "max({ints}, key=lambda {@q}: -{@q}, default=0)",
    ],
    "bool": ["any(map(bool, {ints}))", "({int} in {=iterator})", "all({bool;i:int} for {@i} in {=iterator})", "({=iterator} is iter({=iterator}))"],
    "iterator": [(4, "{=iterator}"), "iter({ints})", "({int;i:int} for {@i} in {ints})", "map(abs, {ints})", "zip({ints}, {ints}).__class__ and iter({pair})", "filter(None, {ints})", "reversed([{int}, {int}])", "iter({group})"],
    "statement": [
        (2, "for {@i} in {ints}:\n    {*;i:int}"), (2, "for {@i} in range({int} % 4):\n    {*;i:int}"), "for {@i}, {@j} in enumerate({ints}):\n    {*;i:int,j:int}", "for {@a}, {@b} in zip({ints}, {pair}):\n    {*;a:int,b:int}", "for {@k}, {@v} in {table}.items():\n    {*;k:str,v:int}",
        "for {@k} in {table}:\n    {*;k:str}", "for {@i} in {ints}:\n    if {bool;i:int}:\n        break\n    {*}\nelse:\n    {*}", "for {@i} in {ints}:\n    if {bool;i:int}:\n        continue\n    {*}", (2, "{!iterator} = {iterator}"), "{!ints} = [*{=iterator}]", "for {@i} in {=iterator}:\n    {*;i:int}",
        "for {@i} in {=ints}[:4]:\n    {=ints}.append({int;i:int})", "for {@i} in {=ints}:\n    if len({=ints}) < 5:\n        {=ints}.append({@i} + 1)\n    {*;i:int}", "{@w} = 0\nwhile {@w} < 3:\n    {@w} += 1\n    {*;w:int}", "{@s} = {=table}.keys()\n{=table}['new'] = 1\n{!int} = len({@s})",
        "{!ints} = [{@q}() for {@q} in [lambda: {@i} for {@i} in {ints}]]",
    ],
}

ERRORS = {
    "int": ["pick({ints}, {int})", "checked({int})"],
    "statement": [
        (2, "try:\n    {!int} = {ints}[{int}]\nexcept IndexError:\n    {!int} = {int}"), (2, "try:\n    {*}\nfinally:\n    {*}"), "try:\n    {!int} = checked({int})\nexcept Failure as {@e}:\n    {!int} = {@e}.amount",
        "try:\n    {!int} = {table}[{str}]\nexcept KeyError as {@e}:\n    {!int} = len({@e}.args)", "try:\n    {*}\n    raise Failure({int})\nexcept (ValueError, TypeError):\n    {*}", "try:\n    {*}\nexcept Failure:\n    {*}\nelse:\n    {*}",
        "with Guard({=ints}) as {@g}:\n    {*;g:ints}", "with Guard({=ints}):\n    {*}\n    checked({int})", "try:\n    raise Failure\nexcept Failure as {@e}:\n    {!bool} = {@e}.__cause__ is None", "try:\n    try:\n        checked({int})\n    except ValueError as {@e}:\n        raise KeyError({str}) from {@e}\nexcept KeyError as {@h}:\n    {!bool} = isinstance({@h}.__cause__, Failure)",
        (0.5, "if {bool}:\n    raise Failure({int})"), (0.5, "assert {bool}, {str}"), "try:\n    {!int} = {int} // ({int} % 2)\nexcept ZeroDivisionError:\n    {!int} = -1", "try:\n    {=ints}.remove({int})\nexcept ValueError:\n    pass", "try:\n    {!int} = next(iter({ints}))\nexcept StopIteration:\n    {!int} = 0",
        (0.5, "try:\n    {mat}.missing\nexcept AttributeError as {@e}:\n    {!int} = 1"), "for {@i} in {ints}:\n    try:\n        if {bool;i:int}:\n            continue\n        {*;i:int}\n    finally:\n        {=ints}.append({@i}) if len({=ints}) < 6 else None",
    ],
}

ERROR_DEFINITIONS = '''
class Failure(ValueError):
    def __init__(self, amount=0):
        super().__init__(f"amount {amount}")
        self.amount = amount


class Guard:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.log.append(1)
        return self.log

    def __exit__(self, kind, error, traceback):
        self.log.append(-1)
        return kind is not None and issubclass(kind, Failure)


def checked(amount):
    if amount > 5:
        raise Failure(amount)
    return amount + 1


def pick(items, index):
    try:
        return items[index]
    except IndexError:
        return len(items)
    finally:
        COUNTS["picked"] = COUNTS.get("picked", 0) + 1
'''

CLOSURES = {
    "int": [
        "combine({int})", "combine({int}, {int})", "combine(b={int}, a={int})", "combine(*{pair})", "combine({int}, **{{'c': {int}}})", "gather({int}, *{ints}, last={int})", "gather(*{pair})", "counter()", "scaled({int})({int})", "(lambda {@q}, {@r}={int}: {@q} - {@r})({int})",
        "functools.partial(combine, {int})({int})", "gather({int}, **{{'last': {int}}})", "defaulted({int})", "len(defaulted.__defaults__)",
    ],
    "pair": ["swap(*{pair})", "both({int}, x={int})"],
    "statement": [
        "def {@h}(a, b={int}):\n    return a * b + {int;a:int,b:int}\n{!int} = {@h}({int})", "{@n} = {int}\ndef {@h}():\n    nonlocal {@n}\n    {@n} += {int}\n    return {@n}\n{!int} = {@h}() + {@h}()", "global TOTAL\nTOTAL += {int}", "{!int} = TOTAL", "{@fs} = [lambda {@q}=0, {@i}={@i}: {@q} + {@i} for {@i} in {ints}]\n{!int} = sum({@h}() for {@h} in {@fs})",
        "def {@h}(*args, **options):\n    return len(args), len(options)\n{!pair} = {@h}({int}, *{ints}, **{table})", "COUNTS['n'] = COUNTS.get('n', 0) + {int}", "{!function} = scaled({int})", "{!int} = {=function}({int})", "if {bool}:\n    return {int}",
    ],
}

CLOSURE_DEFINITIONS = '''
def combine(a, b=2, *, c=1):
    return a + b * c


def gather(first, *rest, last=0):
    return first + sum(rest) - last


def both(a, /, x=3):
    return a, x


def swap(a, b):
    return b, a


def scaled(factor):
    def scale(value):
        return value * factor

    return scale


def make_counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


counter = make_counter()


def defaulted(item, seen=[]):
    if len(seen) < 3:
        seen.append(item)
    return len(seen)
'''
