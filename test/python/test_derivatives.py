"""Derivatives at kinks, ties, infinities and NaN, and what requires grad: PyTorch's conventions, function by function."""

import functools

from differential import check as check_both

check = functools.partial(check_both, preloaded=True)

INF, NAN = float("inf"), float("nan")

HEAD = """
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
inf, nan = float("inf"), float("nan")

def text(tensor):
    return " ".join(f"{value:.10g}" for value in tensor.flatten().tolist())

"""

#: At module level, so that each function is hot by itself. The first calls are profiled, the others native.
CALLS = """
for function in functions:
    for given in inputs * 2 if len(inputs) > 1 else inputs * 5:
        leaves = [tensor.clone().requires_grad_(True) for tensor in given]
        result = function(*leaves)
        line = [function.__name__, str(result.requires_grad), text(result)]
        if result.requires_grad:
            result.backward(torch.arange(1.0, result.numel() + 1, dtype=result.dtype).reshape(result.shape))
            line += [str(None) if leaf.grad is None else text(leaf.grad) for leaf in leaves]
        print(*line, sep=" | ")
"""


def program(parameters: str, functions: dict[str, str], inputs: str) -> str:
    """A program that runs functions, given by their expressions, on each of some inputs."""
    definitions = "".join(f"def {name}({parameters}): return {value}\n" for name, value in functions.items())
    return HEAD + definitions + f"functions = [{', '.join(functions)}]\ninputs = {inputs}\n" + CALLS


#: By one number: each is called on a vector of special values.
UNARY = dict(
    exp="x.exp()",
    expm1="x.expm1()",
    log="x.log()",
    log1p="x.log1p()",
    sqrt="x.sqrt()",
    rsqrt="x.rsqrt()",
    sin="x.sin()",
    cos="x.cos()",
    tan="x.tan()",
    atan="x.atan()",
    tanh="x.tanh()",
    erf_of="x.erf()",
    sigmoid="x.sigmoid()",
    neg="-x",
    abs="x.abs()",
    sign="x.sign()",
    relu="x.relu()",
    floor="x.floor()",
    ceil="x.ceil()",
    trunc="x.trunc()",
    round="x.round()",
    square="x.square()",
    reciprocal="x.reciprocal()",
    pow0="x**0",
    pow1="x**1",
    pow2="x**2",
    pow3="x**3",
    powh="x**0.5",
    powm1="x**-1",
    powm2="x**-2",
    pow25="x**2.5",
    pow15="x**1.5",
    pow4="x**4",
    rpow="2**x",
    rpow0="0.0**x",
    rpow1="(1.0)**x",
    clampl="x.clamp(min=-1.)",
    clampu="x.clamp(max=1.)",
    clamp="x.clamp(-1.,1.)",
    clamp11="x.clamp(1.,1.)",
    clampbad="x.clamp(2.,-1.)",
    clamp_min="x.clamp_min(0.)",
    clamp_max="x.clamp_max(0.)",
    clampt="torch.clamp(x, torch.full_like(x,-1.), torch.full_like(x,1.))",
    elu="F.elu(x)",
    elu2="F.elu(x, 0.5)",
    leaky="F.leaky_relu(x, 0.1)",
    hardtanh="F.hardtanh(x)",
    relu6="F.relu6(x)",
    hardsig="F.hardsigmoid(x)",
    hardswish="F.hardswish(x)",
    silu="F.silu(x)",
    mish="F.mish(x)",
    gelu="F.gelu(x)",
    gelut='F.gelu(x, approximate="tanh")',
    softplus="F.softplus(x)",
    softplusb="F.softplus(x,2,1)",
    logsig="F.logsigmoid(x)",
    selu="F.selu(x)",
    celu="F.celu(x, 0.7)",
    softsign="F.softsign(x)",
    tanhshrink="F.tanhshrink(x)",
    threshold="F.threshold(x, 1., 7.)",
    rem="x%2",
    rdiv="2/x",
    divfloor='torch.div(x,2,rounding_mode="floor")',
    divtrunc='torch.div(x,2,rounding_mode="trunc")',
    rrem="torch.remainder(torch.full_like(x,3.), x)",
    wherez="torch.where(x>0, x.log(), x*0)",
    where0="torch.where(x>0, x, torch.zeros_like(x))",
    maskf="x.masked_fill(x>0, 3.)",
    isnan="torch.where(x.isnan(), x*2, x)",
    lerp="x.lerp(x*2, 0.3)",
    floor_="(x*1).floor_()",
    heav="x*(x>0)",
    norm0="x.unsqueeze(1).norm(dim=1)",
    norm1="x.unsqueeze(1).norm(p=1,dim=1)",
    norminf="x.unsqueeze(1).norm(p=inf,dim=1)",
    std1="x.unsqueeze(1).std(1)",
    cumsum="x.cumsum(0)",
    l1='F.l1_loss(x, torch.zeros_like(x), reduction="none")',
    sl1='F.smooth_l1_loss(x, torch.zeros_like(x), reduction="none")',
    hub='F.huber_loss(x, torch.zeros_like(x), reduction="none")',
    hub2='F.huber_loss(x, torch.zeros_like(x), reduction="none", delta=0.5)',
    sl1b='F.smooth_l1_loss(x, torch.zeros_like(x), reduction="none", beta=0.5)',
    sl10='F.smooth_l1_loss(x, torch.zeros_like(x), reduction="none", beta=0.0)',
    bcel='F.binary_cross_entropy_with_logits(x, torch.full_like(x, .3), reduction="none")',
    mse='F.mse_loss(x, torch.zeros_like(x), reduction="none")',
    hinge="(1-x).clamp(min=0)",
)

SPECIAL = "[-inf, -6.0, -3.0, -2.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.0, 3.0, 6.0, 25.0, inf, nan]"


def test_functions_of_one_number(tmp_path):
    vector = f"[(torch.tensor({SPECIAL}, dtype=torch.float64),)]"
    # Refused: as an inverse of a square the one had another derivative at 0, and the slope of another is a float32 in PyTorch; PyTorch warns of `std1`.
    native = {name: 1 for name in UNARY if name not in ("powm2", "hardsig", "std1", "var1")}
    check(tmp_path, program("x", UNARY, vector), native=native)


#: By two: on all pairs of special values.
BINARY = dict(
    add="a+b",
    sub="a-b",
    mul="a*b",
    div="a/b",
    powt="a**b",
    atan2="torch.atan2(a,b)",
    maximum="torch.maximum(a,b)",
    minimum="torch.minimum(a,b)",
    remt="a%b",
    clampt2="a.clamp(min=b)",
    clampt3="torch.clamp(a, b, b+1)",
    where2="torch.where(a>b,a,b)",
    lerpt="torch.lerp(a,b,0.7)",
    addcdiv="torch.addcdiv(a,b,b)",
    addcmul="torch.addcmul(a,a,b)",
    prelu="F.prelu(a, b[:1])",
)


def test_functions_of_two_numbers(tmp_path):
    values = "torch.tensor([-inf, -2.0, -1.0, -0.0, 0.0, 1.0, 2.0, inf, nan], dtype=torch.float64)"
    pairs = f"[({values}.repeat_interleave(9), {values}.repeat(9))]"
    check(tmp_path, program("a, b", BINARY, pairs), native=dict.fromkeys(BINARY, 1))


#: What is zero upstream, as behind a mask, has a sign that the derivative keeps or does not.
SIGNS = """
def signs(tensor):
    return "".join("n" if value != value else "-" if str(value)[0] == "-" else "+" for value in tensor.flatten().tolist())

def call(function, zero):
    leaves = [tensor.clone().requires_grad_(True) for tensor in given]
    result = function(*leaves)
    result.backward(torch.full_like(result, zero))
    return [str(None) if leaf.grad is None else signs(leaf.grad) for leaf in leaves]

for function in functions:
    for given in inputs * 5:
        for zero in 0.0, -0.0:
            print(function.__name__, *call(function, zero))
"""


def signs_of_zeros(parameters: str, functions: dict[str, str], inputs: str) -> str:
    """A program that prints the signs of derivatives where those of the results are zero."""
    return program(parameters, functions, inputs).removesuffix(CALLS) + SIGNS


def test_signs_of_zeros_by_one_number(tmp_path):
    vector = "[(torch.tensor([-4.0, -3.0, -0.9, -0.3, -0.0, 0.0, 0.2, 0.9, 3.0, 4.0]),)]"
    functions = {name: value for name, value in UNARY.items() if name not in ("floor_", "std1")}
    check(tmp_path, signs_of_zeros("x", functions, vector), native={"gelu": 1, "norm0": 1, "bcel": 1})


def test_signs_of_zeros_by_two_numbers(tmp_path):
    values = "torch.tensor([-2.0, -1.0, -0.0, 0.0, 1.0, 2.0])"
    pairs = f"[({values}.repeat_interleave(6), {values}.repeat(6))]"
    functions = BINARY | dict(
        mse="F.mse_loss(a, b)",
        smooth="F.smooth_l1_loss(a, b)",
        huber="F.huber_loss(a, b)",
        logits="F.binary_cross_entropy_with_logits(a, b)",
        weighted="F.binary_cross_entropy_with_logits(a, b, pos_weight=torch.ones(36) * 2)",
    )
    check(tmp_path, signs_of_zeros("a, b", functions, pairs), native=dict.fromkeys(functions, 1))


#: By rows: on rows with ties, zeros, infinities and NaN.
ROWS = dict(
    sum="x.sum()",
    mean="x.mean()",
    max="x.max()",
    min="x.min()",
    amax="x.amax(1)",
    amin="x.amin(1)",
    maxd="x.max(1)[0]",
    mind="x.min(1)[0]",
    std="x.std()",
    var="x.var(1)",
    std0="x.std(1,correction=0)",
    norm="x.norm()",
    normp1="x.norm(p=1)",
    normi="x.norm(p=inf)",
    normdk="F.normalize(x, dim=1)",
    softmax="x.softmax(1)",
    lsm="x.log_softmax(1)",
    cumsum="x.cumsum(1)",
    mp="F.max_pool1d(x, 2, 1)",
    mp2="F.max_pool2d(x.reshape(1,1,5,1), (3,1), 1)",
    ap="F.avg_pool1d(x,2)",
    softmin="F.softmin(x,1)",
    glu="F.glu(x[:, :4],1)",
    mean_d="x.mean(1)",
)


def test_reductions_of_rows(tmp_path):
    rows = [
        [1.0, 1.0, 0.0, 1.0, 0.0],
        [0.0] * 5,
        [-1.0, 2.0, 2.0, -3.0, 3.0],
        [-INF] * 5,
        [INF, 1.0, 2.0, INF, 0.0],
        [NAN, 1.0, 2.0, NAN, 0.0],
        [-INF, 1.0, 2.0, 1.0, -INF],
        [3.0, -0.0, 0.0, 3.0, -3.0],
        [-2.0, -2.0, -1.0, -4.0, -2.0],
    ]
    inputs = f"[(torch.tensor([row], dtype=torch.float64),) for row in {rows}]"
    check(tmp_path, program("x", ROWS, inputs), native=dict.fromkeys(ROWS, 1))


#: What is zero is handed on: it meets a NaN further down.
HANDED_ON = dict(
    floor="(x * x.sqrt()).floor()",
    rounded="(x * x.sqrt()).round()",
    sign="(x * x.sqrt()).sign()",
    floor_div='torch.div(x.sqrt(), 2, rounding_mode="floor")',
    clamp="x.sqrt().clamp(5, 6)",
    where="torch.where(x > 9, x.sqrt(), x * 2)",
    masked="x.sqrt().masked_fill(x < 9, 1.0)",
)


def test_zeros_are_handed_on(tmp_path):
    vector = "[(torch.tensor([-1.0, 0.0, 1.0, nan, inf]),)]"
    check(tmp_path, program("x", HANDED_ON, vector), native=dict.fromkeys(HANDED_ON, 1))


#: By what a function is differentiated.
TAPE = """
x, w = torch.ones(2), torch.tensor([1.5, -2.5], requires_grad=True)

def rounded(w): return w.floor(), w.round(), w.sign(), w.ceil(), w.trunc(), w % 2
def in_place(w): return (w * 2).floor_() + 1
def constants(w): return torch.zeros_like(w), torch.ones_like(w), w.new_zeros(2), w > 0, w.argmax()
def shapes(w): return (x * 1).view_as(w) + 0, (x * 1).expand_as(w) + 0, (x * 1).reshape_as(w) + 0, x.to(w)
def broadcast(w): return [each + 0 for each in torch.broadcast_tensors(x, w)]
def chosen(w): return torch.where(w > 0, x, x * 2), w.masked_fill(x > 0, 0.0)
def floor_division(w): return w // 2

for function in rounded, in_place, constants, shapes, broadcast, chosen, floor_division:
    for call in range(6):
        w.grad = None
        results = function(w)
        for result in results if isinstance(results, (tuple, list)) else [results]:
            print(function.__name__, result.requires_grad, result.tolist())
            try:
                result.backward(torch.ones_like(result), retain_graph=True)
                print(w.grad)
            except RuntimeError as error:
                print(error)
"""


def test_what_requires_grad(tmp_path):
    native = ["rounded", "in_place", "constants", "shapes", "broadcast", "chosen"]
    _, janus = check(tmp_path, HEAD + TAPE, native=dict.fromkeys(native, 1))
    assert janus.function("floor_division")["native"] == 0
