"""Control flow that only the run knows: loops, sides that leave, recursion, and derivatives through them."""

FLOW = {
    "int": [(2, "{=int}"), "({int} % 4)"],
    "bool": [(2, "({scalar} > {float})"), "({int} > {int})", "({bool} and {bool})", "({bool} or {bool})", "(not {bool})", "({float} < {scalar} < {float})", "({mat} > {float}).any()"],
    "mat": ["({mat} if {bool} else {mat})", "halved({mat}, {int} % 4)", "chosen({mat}, {int}, {bool})", "even({mat}, {int} % 5)"],
    "scalar": ["({scalar} if {bool} else {scalar})"],
    "statement": [
        # Loops with a count.
        (2, "for {@i} in range({int} % 5):\n    {*;i:int}"), (2, "for {@i} in range({int} % 6):\n    {=mat} = {=mat} * 0.5 + {mat;i:int}"), "for {@i} in range({int} % 3, {int} % 7):\n    {*;i:int}", "for {@i} in range({int} % 5, -1, -1):\n    {*;i:int}",
        "{!int} = 0\nfor {@i} in range({int} % 5):\n    {*;i:int}\n    if {bool}:\n        break\n    {*;i:int}", "for {@i} in range({int} % 5):\n    if {bool;i:int}:\n        continue\n    {*;i:int}", "for {@i} in range({int} % 5):\n    {*;i:int}\n    if {bool;i:int}:\n        return {mat;i:int}",
        "for {@i} in range({int} % 4):\n    {*;i:int}\nelse:\n    {*}", "for {@i} in range({int} % 5):\n    if {bool;i:int}:\n        {*;i:int}\n        break\n    elif {bool;i:int}:\n        continue\n    {*;i:int}", "for {@i} in range({int} % 4):\n    for {@j} in range({int;i:int} % 3):\n        {*;i:int,j:int}",
        "for {@i} in range(70):\n    {=mat} = {=mat} * 0.75 + {@i}", "for {@i} in range({int} % 5):\n    {!scalar} = {scalar;i:int}\n{!scalar} = {scalar}", "{@t} = 0\nfor {@i} in range({int} % 5):\n    {@t} = {@t} + {@i}\n{!int} = {@t}", "{!int} = {int}\nfor {@i} in range({int} % 5):\n    {=int} += {@i}", "{!float} = {float}\nfor {@i} in range({int} % 5):\n    {=float} = {=float} * 0.5",
        # Loops with a test.
        (2, "{@k} = 0\nwhile {bool;k:int} and {@k} < 4:\n    {@k} += 1\n    {*;k:int}"), "{@k} = 0\nwhile {@k} < {int} % 5:\n    {*;k:int}\n    {@k} += 1", "{@k} = 0\nwhile True:\n    {*;k:int}\n    {@k} += 1\n    if {bool;k:int} or {@k} > 3:\n        break", "{@k} = {int} % 5\nwhile {@k}:\n    {@k} -= 1\n    if {bool;k:int}:\n        continue\n    {*;k:int}",
        "while {=scalar} > 1:\n    {=scalar} = {=scalar} * 0.5", "{@k} = 0\nwhile {@k} < 3 and {scalar;k:int} < {float}:\n    {=mat} = {=mat} + {mat;k:int}\n    {@k} += 1\nelse:\n    {*}\n{!int} = {@k}", "{@k} = 0\nwhile {@k} < 4:\n    {@k} += 1\n    if {bool;k:int}:\n        return {=mat}, {@k}",
        # What loops keep.
        "{@p} = [{mat}, {scalar}]\nfor {@i} in range({int} % 4):\n    {@p}[0] = {@p}[0] + {mat;i:int}\n    {@p}[1] = {@p}[1] * 0.5\n{!mat} = {@p}[0]\n{!scalar} = {@p}[1]", "{@d} = {{'h': {mat}}}\nfor {@i} in range({int} % 4):\n    {@d}['h'] = torch.tanh({@d}['h'] + {mat;i:int})\n{!mat} = {@d}['h']", "{@h}, {@c} = {mat}, {mat}\nfor {@i} in range({int} % 4):\n    {@h}, {@c} = {@c}, {@h} + {mat;i:int}\n{!mat} = {@h}",
        "for {@i} in range({int} % 4):\n    {=mat}.add_({mat;i:int})", "{!mat} = {mat}.clone()\nfor {@i} in range({int} % 4):\n    {=mat}[{@i} % {#A}] = {vec;i:int}", "{@parts} = []\nfor {@i} in range({int} % 4):\n    {@parts}.append({mat;i:int})\n{!mat} = sum({@parts}, {mat})", "for {@row} in {mat}:\n    {=vec} = {=vec} * 0.5 + {@row}", "for {@row} in {mat}.unbind(0):\n    if {bool}:\n        break\n    {!vec} = {@row}",
        "{@b} = {mat}\nfor {@i} in range({int} % 5):\n    {@a} = {@b}\n    {@b} = {@a} * 0.5\n{!mat} = {@b}", "def {@step}(x):\n    nonlocal {@h}\n    {@h} = {@h} * 0.5 + x\n    return {@h}\n{@h} = {mat}\nfor {@i} in range({int} % 4):\n    {@step}({mat;i:int})\n{!mat} = {@h}",
        # Sides that leave.
        (2, "if {bool}:\n    return {mat}"), "if {bool}:\n    {*}\n    return {scalar}, {int}\nelse:\n    {*}", "if {bool}:\n    if {bool}:\n        return {mat}\n    {*}\nelif {bool}:\n    {*}\nelse:\n    return {mat}", "if {bool}:\n    raise ValueError({int})", "try:\n    if {bool}:\n        raise ValueError({int})\n    {*}\nexcept ValueError:\n    {*}", "try:\n    if {bool}:\n        return {mat}\n    {*}\nfinally:\n    {*}",
        (2, "if {bool}:\n    {*}\nelse:\n    {*}"), "if {bool}:\n    {=mat}.mul_({float})", "match {int} % 3:\n    case 0:\n        {*}\n    case 1:\n        return {mat}\n    case _:\n        {*}", "if {bool}:\n    {!mat} = {mat}\nelse:\n    {=mat} = {=mat} + 1", "with torch.no_grad():\n    if {bool}:\n        {=mat} = {mat}",
    ],
}

#: What joins it where there are gradients.
FLOW_GRADIENTS = {
    "statement": [
        (2, "{@h} = {mat}\nfor {@i} in range({int} % 4):\n    {@h} = torch.tanh({@h} * W + {mat;i:int})\n({@h} * {mat}).sum().backward()"), "{@h}, {@k} = {mat}, 0\nwhile {@k} < 4 and {@h}.sum() < {float}:\n    {@h} = {@h} + (W * {mat;k:int}).sin()\n    {@k} += 1\n{@h}.sum().backward()\n{!int} = {@k}", "{@l} = {scalar}\nfor {@i} in range({int} % 4):\n    {@l} = {@l} + (W * {mat;i:int}).sum()\nif {@l}.requires_grad:\n    {@l}.backward()",
        "if {bool}:\n    {@y} = W * {mat}\nelif {bool}:\n    {@y} = W + S\nelse:\n    {@y} = W.relu()\n{@y}.sum().backward()", "for {@i} in range({int} % 3):\n    (W * {mat;i:int}).sum().backward()", "{!mat} = W * 1\nfor {@i} in range({int} % 4):\n    {=mat} = {=mat} * S + {mat;i:int}", "for {@i} in range({int} % 4):\n    if {bool;i:int}:\n        {=mat} = {=mat} * W\n    else:\n        {=mat} = {=mat} + S",
        "{@h} = halved(W * {mat}, {int} % 4)\n{@h}.sum().backward()", "if {bool}:\n    (W * {mat}).sum().backward()", "{@h} = W\nfor {@i} in range({int} % 4):\n    with torch.no_grad():\n        {@f} = {mat;i:int}\n    {@h} = {@h} * {@f}\n    if {bool;i:int}:\n        break\nif {@h} is not W:\n    {@h}.mean().backward()",
    ],
}

FLOW_DEFINITIONS = '''

def halved(x, n):
    if n <= 0:
        return x
    return halved(x * 0.5, n - 1) + 1


def chosen(x, n, flag):
    if flag:
        return x * 2
    for i in range(n % 4):
        if (x.sum() > i) == flag:
            return x - i
        x = x + 1
    return x


def even(x, n):
    return x if n == 0 else odd(x + n, n - 1)


def odd(x, n):
    return -x if n == 0 else even(x * 0.5, n - 1)

'''
