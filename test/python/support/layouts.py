"""How results of PyTorch's functions lie in memory: each function that has a family, on tensors of odd layouts, against eager.

``layouts.py [PATTERN [N]]`` prints what differs, a case a line, and counts last; of one in N functions. Functions are called by the names
that the families have them under, with what arguments they take; defaults are PyTorch's own. Left out is attention, of which
it is known that a result is no view where PyTorch's is one of a copy.
"""

import itertools
import re
import sys
import warnings
from pathlib import Path

import torch
from same import Module, difference

FAMILIES = Path(__file__).parents[3] / "passes" / "src" / "families"
#: Drawn, not initialized, or other than functions of their arguments.
LEFT_OUT = re.compile(r"rand|empty|dropout|resize_|set_$|attention")
CASE = """
def case_{}(op, x, more):
    return op(x, *more)
"""


def layouts():
    """Tensors with dimensions of size 1 and strides that nobody would give them, repeated rows, gaps, other orders."""
    yield torch.rand(1, 2).t()
    yield torch.rand(2, 1).expand(2, 3)
    yield torch.rand(2, 3, 1).transpose(0, 2)
    yield torch.rand(2, 1, 4, 4).to(memory_format=torch.channels_last)
    yield torch.rand(4, 6)[:, ::2]
    yield torch.empty_strided((2, 1), (5, 7)).fill_(0.3)
    yield torch.empty_strided((1,), (5,), dtype=torch.int64).fill_(3)


def functions(pattern, every):
    names = set()
    for path in FAMILIES.rglob("*.rs"):
        names |= set(re.findall(r'"(torch(?:\.\w+)+)"', path.read_text()))
    for name in sorted(names)[::every]:
        found = torch
        for part in name.split(".")[1:]:
            found = getattr(found, part, None)
        in_place = name.endswith("_") and not name.endswith("__")
        if callable(found) and not in_place and not LEFT_OUT.search(name) and re.search(pattern, name):
            yield name, found


def cases(pattern, every):
    for (name, function), tensor in itertools.product(functions(pattern, every), layouts()):
        for more in ((), (tensor,), (0.5,), (tensor, tensor)):
            try:
                wanted = function(tensor, *more)
            except Exception:
                continue
            if isinstance(wanted, torch.Tensor):
                yield name, function, tensor, more, wanted


def main():
    import janus_jit

    warnings.simplefilter("ignore")
    torch.manual_seed(0)
    torch.set_num_threads(1)
    janus_jit.configure(profile_calls=1)
    pattern, every = (*sys.argv[1:], *("", "1")[len(sys.argv) - 1 :])
    found = list(cases(pattern, int(every)))
    module = Module([CASE] * len(found))
    wrong = 0
    for index, (name, function, tensor, more, wanted) in enumerate(found):
        for _ in range(3):
            given = module[index](function, tensor, more)
        what = difference(given, wanted, False, True)
        for attribute in ("_version", "is_leaf"):
            if getattr(given, attribute) != getattr(wanted, attribute):
                what = f"{attribute}: {getattr(given, attribute)} for {getattr(wanted, attribute)}"
        if (given._base is None) != (wanted._base is None):
            what = f"a view, or not: {given._base is not None} for {wanted._base is not None}"
        if what:
            wrong += 1
            print(f"{name} of {tuple(tensor.shape)}, {tensor.stride()} and {len(more)} more: {what}")
    functions_seen = {f["name"]: f for f in janus_jit.stats()["functions"]}
    native = sum(bool(functions_seen[f"case_{index}"]["native"]) for index in range(len(found)))
    print(f"# {native} of {len(found)} native, {wrong} different")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
