"""``torch.einsum``: values, strides, bases and gradients of every kind of equation."""

from exactly import check_exactly

EQUATIONS = [
    "ij->", "ij->j", "ij->ji", "ii->i", "ii->", "i...->...", "...ij->...ji", "ij,jk->ik", "ji,jk->ik", "ij,kj->ki",
    "bij,bjk->bik", "bij,bjk->bki", "ijb,bjk->bik", "bqhd,bkhd->bhqk", "bhqk,bkhd->bqhd", "ij,ij->", "ij,ij->i", "ij,j->i",
    "i,j->ij", "i,i->", "ij,ij->ij", "ijk,k->ij", "k,ijk->ij", "abc,dc->abd", "ij,kl->ikjl", "ij,jk->i", "ij,k->j",
    "...ij,...jk->...ik", "ij,jk", "ba,ca", "ij,jk,kl->il", "ik,jk,il->jl", " i j , j k -> i k ",
]  # fmt: skip

SIZES = [
    dict(zip("abcdhijklq", (2, 3, 4, 5, 2, 3, 4, 5, 6, 3))),
    dict(zip("abcdhijklq", (1, 3, 4, 1, 2, 3, 1, 5, 6, 3))),
    dict(zip("abcdhijklq", (1, 1, 4, 5, 1, 1, 4, 5, 6, 3))),
]

RUN = """
def seen(tensor):
    # A dimension of size 1 has no stride to speak of.
    strides = [stride if size > 1 else 1 for size, stride in zip(tensor.shape, tensor.stride())]
    return tuple(tensor.shape), strides, [round(value, 4) for value in tensor.flatten().tolist()]

CASES = []
"""


def _programs():
    for place, equation in enumerate(EQUATIONS):
        inputs = equation.split("->")[0].replace(" ", "").split(",")
        for which, sizes in enumerate(SIZES):
            shapes = [[size for label in labels.replace("...", "ab") for size in [sizes[label]]] for labels in inputs]
            if "ii" in equation:
                shapes = [[sizes["j"]] * 2]
            yield f"f{place}_{which}", equation, [f"t{i}" for i in range(len(inputs))], shapes


SHOW = """
for function, shapes in CASES:
    for call in range(6):
        g = torch.Generator().manual_seed(call)
        operands = [torch.randint(-3, 4, shape, generator=g).float().requires_grad_() for shape in shapes]
        result = function(*operands)
        seed = torch.randint(-3, 4, result.shape, generator=g).float()
        print(function.__name__, result.stride(), result._base is not None, seen(result.detach()))
        print([seen(gradient) for gradient in torch.autograd.grad(result, operands, seed)])
"""


def test_einsum_is_composed_as_pytorch_composes_it(tmp_path):
    program, names = RUN, []
    for name, equation, parameters, shapes in _programs():
        program += f"def {name}({', '.join(parameters)}):\n    return torch.einsum({equation!r}, {', '.join(parameters)})\n"
        program += f"CASES.append(({name}, {shapes}))\n"
        # Diagonals have no native form.
        if "ii" not in equation:
            names.append(name)
    check_exactly(tmp_path, program + SHOW, names)


RAISES = """
def label(x): return torch.einsum("ij,k->ik", x, x)
def rank(x): return torch.einsum("ijk->i", x)
def output(x): return torch.einsum("ij->ijj", x)
def sizes(x): return torch.einsum("ij,jk->ik", x, x[:, :2])
for function in (label, rank, output, sizes):
    run(function, (torch.ones(3, 4),))
"""


def test_what_is_no_equation_raises_pytorchs_error(tmp_path):
    check_exactly(tmp_path, RAISES, [], refused=["label", "rank", "output", "sizes"])
