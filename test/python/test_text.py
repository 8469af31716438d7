"""Strings, their methods and formats: what is known is computed by CPython itself, in its words."""

from exactly import check_exactly

EXPRESSIONS = [
    "'a=b=c'.partition('='), 'abc'.partition('x'), 'a=b'.rpartition('=')",
    "' a b  c '.split(), 'a,b,c'.split(',', 1), 'a,b,c'.rsplit(',', maxsplit=1), 'abc'.split('x')",
    "'  x '.strip(), 'xxaxx'.lstrip('x'), 'abc'.strip() is None, 'a\\nb'.splitlines()",
    "'abc'.find('c'), 'abc'.rfind('z'), 'banana'.count('an'), 'abc'.index('b')",
    "'straße'.upper(), 'ǅ'.lower(), 'ß'.casefold(), 'hello world'.title(), 'Ab'.swapcase(), 'x'.capitalize()",
    "'½'.isnumeric(), '²'.isdigit(), 'a1'.isalnum(), 'a b'.isidentifier(), ''.isalpha(), 'é'.isascii(), ' '.isspace()",
    "'7'.zfill(3), 'a'.center(5, '*'), 'a'.ljust(3), 'a'.rjust(3), 'a\\tb'.expandtabs(4)",
    "'abcdef'[1:4], 'abc'[-1], 'abc'[::-1], b'abc'[0], b'abc'[1:].hex(), 'b' in 'abc'",
    "'%d %s %r %5.2f %%' % (3, 'x', 'y', 1.5), '%s' % 'a', '%(k)s' * 2, '%x' % 255",
    "'{} {:>4} {:.3f} {0!r}'.format, '{:d}|{:>5}|{!r}'.format(3, 'a', 'b'), '{k}'.format(k=2)",
    "f'{1.5:.3f} {3:05d} {\"x\":>3} {True!s} {None} {1e-7} {2.0} {\"é\"!a} {10**30} {[1, 2.5]} {(1,)}'",
    "f'{n} {n:>4} {n!r} {n * 2.5:.1f}'",
    "str(1.0), str(-0.0), repr(1e22), str(True), str(None), repr('a\\'b'), ascii('é'), format(3.14159, '.2f')",
    "int('12'), int(' -7 '), int('ff', 16), int('0b11', 0), float('1e3'), float('-inf'), float('nan')",
    "chr(97), ord('a'), hex(255), oct(8), bin(-5), chr(0x1F600)",
    "(255).bit_length(), (5).to_bytes(2, 'big').hex(), (0.5).as_integer_ratio(), (2.0).is_integer(), (0.1).hex()",
    "len(b'a,b'.split(b',')), b'x'.hex(), b'caf\\xc3\\xa9'.decode(), 'é'.encode().hex()",
    "','.join(['a', 'b']), ','.join(str(i) for i in range(3)), '-'.join('abc')",
    "'abc'.replace('b', 'x'), 'abc'.removeprefix('a'), 'abc'.removesuffix('x'), 'abc'.startswith(('x', 'a'))",
]

#: What raises, inside of a `try`.
RAISING = [
    "int('x')", "float('1,5')", "'abc'.index('z')", "'abc'[7]", "'%d' % 'a'", "'{:d}'.format('a')", "chr(-1)", "ord('ab')",
    "format(1, 'q')", "'a'.split('')", "int('12', 99)", "','.join(['a', 1])", "f'{3:.2q}'",
]  # fmt: skip


def test_texts_are_what_cpython_makes_of_them(tmp_path):
    program, names = "", []
    for place, expression in enumerate(EXPRESSIONS):
        expression = expression.replace("'{} {:>4} {:.3f} {0!r}'.format, ", "")
        program += f"def text{place}(x, n):\n    return x * 2, {expression}\nrun(text{place}, lambda call: (torch.ones(2), 7))\n"
        names.append(f"text{place}")
    for place, expression in enumerate(RAISING):
        program += f"""
def raises{place}(x):
    try:
        {expression}
    except Exception as error:
        return x * 2, type(error).__name__, str(error), error.args
run(raises{place}, lambda call: (torch.ones(2),))
"""
        names.append(f"raises{place}")
    check_exactly(tmp_path, program, names)


LEFT_ALONE = """
class Named:
    def __str__(self): return "named"
    def __format__(self, spec): return "format " + spec

def of_the_run(x): return x, f"{x.sum().item():.3f}"
def of_an_object(x, named): return x * 2, f"{named:>5} {named}", "%s" % named
def in_a_try(x, named):
    try:
        return x * 2, "%s" % named
    except TypeError:
        return "not supported"
def of_a_codec(x): return x * 2, "a".encode("rot13_of_ours").hex(), "ab".encode("utf-8", errors="replace").hex()
def of_an_attribute(x): return x * 2, "{0.real} {1[0]}".format(3, "ab")
def with_a_keyword(x): return x * 2, int("ff", base=16), str(object="a")
def long_number(x): return x * 2, int("1" * 700) % 97
def local(x): return x * 2, format(1234567, "n")

import codecs
asked = []
def search(name):
    if name == "rot13_of_ours":
        return codecs.CodecInfo(lambda text, errors="strict": (asked.append(1) or b"n", 1), None, name=name)
codecs.register(search)
for function in (of_a_codec, of_an_attribute, with_a_keyword, long_number):
    run(function, lambda call: (torch.ones(2),))
print(asked)
run(of_the_run, lambda call: (torch.ones(2),))
run(of_an_object, lambda call: (torch.ones(2), Named()))
run(in_a_try, lambda call: (torch.ones(2), Named()))
run(local, lambda call: (torch.ones(2),))
"""


def test_what_is_not_known_is_left_to_cpython(tmp_path):
    check_exactly(tmp_path, LEFT_ALONE, [], refused=["of_the_run", "local", "of_a_codec", "of_an_attribute", "with_a_keyword", "long_number"])


OBJECTS = """
class Named:
    def __str__(self): return "named"
class Shown:
    def __repr__(self): return "shown " + repr(self.__class__.__name__)
class Wrong(ValueError): pass

def names(x): return x * 2, str(Named()), f"{Named()} {Named()!s}", str(Shown()), repr(Shown()), f"{Shown()}"
def told(x):
    texts = []
    for error in (ValueError("a"), ValueError(), KeyError("k"), ValueError("a", 1), Wrong("w"), TypeError(3)):
        try:
            raise error
        except Exception as caught:
            texts.append(str(caught) + f"{caught}")
    return x * 2, texts
def bytes_of(x): return x * 2, b"caf\\xc3\\xa9\\"\\\\".decode(), list(b"\\x00\\xff\\n")
def address(x): return x * 2, len(str(object()))

for function in (names, told, bytes_of, address):
    run(function, lambda call: (torch.ones(2),))
"""


def test_objects_tell_what_they_are(tmp_path):
    check_exactly(tmp_path, OBJECTS, ["names", "told"], refused=["address"])
