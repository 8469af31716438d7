"""Tensors: operations, views and in-place updates, branches, random numbers, gradients, modules and training."""

TENSORS = {
    "mat": [
        (8, "{=mat}"), (3, "({mat} + {mat})"), (2, "({mat} * {mat})"), (2, "({mat} - {vec})"), "({mat} * {float})", "({mat} + {int})", "({float} - {mat})", "({mat} / 2)", "-{mat}", "{mat}.relu()", "torch.tanh({mat})", "{mat}.abs()", "torch.sigmoid({mat})",
        "({mat} @ {sq})", "{tall}.t()", "{mat}.clamp(-1, 1)", "{mat}.clamp(min={float})", "torch.where({mask}, {mat}, {mat})", "torch.where({mask}, {mat}, 0.0)", "torch.maximum({mat}, {mat})", "{mat}.softmax(-1)", "F.softmax({mat}, dim=0)", "{mat}.masked_fill({mask}, {float})",
        "torch.zeros({#A}, {#B})", "torch.ones_like({mat})", "{vec}.expand({#A}, {#B})", "{mat}.exp().clamp(max=4)", "({mat} ** 2)", "{mat}.cumsum(0)", "{mat}.double().float()", "torch.cat([{mat}, {mat}])[:{#A}]", "torch.stack([{mat}, {mat}]).mean(0)", "torch.stack([{vec}] * {#A})",
        "{mat}.flip(0)", "{mat}.roll(1, 1)", "F.gelu({mat}.clamp(-9, 9))", "F.leaky_relu({mat}, 0.1)", "F.log_softmax({mat}, -1)", "F.layer_norm({mat}, ({#B},))", "{mask}.float()", "{mat}.floor()", "{mat}.sign()", "{mat}.round()", "{mat}.sort(0)[0]", "{mat}.index_select(0, {rows})[:{#A}]", "{mat}.tril()",
        "torch.nan_to_num({mat})", "{mat}.log1p().nan_to_num()", "F.softplus({mat})", "torch.lerp({mat}, {mat}, 0.5)", "torch.addcmul({mat}, {mat}, {mat}, value=0.5)", "{mat}.sqrt().nan_to_num()",
    ],
    "tall": [(3, "{=tall}"), (2, "{mat}.t()"), "{mat}.T.contiguous()", "{mat}.transpose(0, 1)", "({tall} + {tall})", "{mat}.reshape({#B}, {#A})", "{mat}.permute(1, 0)", "{mat}.swapaxes(0, 1)"],
    "sq": [(3, "{=sq}"), "torch.eye({#B})", "({tall} @ {mat})", "({sq} + {sq})", "{sq}.t()", "torch.outer({vec}, {vec})", "torch.diag({vec})", "{sq}.triu()"],
    "vec": [
        (6, "{=vec}"), (2, "({vec} + {vec})"), "({vec} * {float})", "{mat}.sum(0)", "{mat}.mean(0)", "{mat}.amax(0)", "{mat}[0]", "{mat}[-1]", "{sq}.diagonal()", "({sq} @ {vec})", "{vec}.flip(0)", "torch.arange({#B}).float()", "torch.full(({#B},), {float})", "{mat}.max(0).values", "{mat}.prod(0)", "F.relu({vec})", "torch.linspace(0, 1, {#B})",
        "{mat}.std(0).nan_to_num()", "{mat}.logsumexp(0)", "{mat}.norm(dim=0)", "{ivec}.float()",
    ],
    "scalar": [
        (5, "{=scalar}"), (3, "{mat}.sum()"), (2, "{mat}.mean()"), "{vec}.max()", "({vec} @ {vec})", "({scalar} + {scalar})", "({scalar} * {float})", "{mat}.norm()", "{vec}[0]", "{mat}[0, -1]", "torch.tensor({float})", "F.mse_loss({mat}, {mat})", "({mat} * {mat}).sum()", "{vec}.dot({vec})", "{mat}.var()", "F.l1_loss({vec}, {vec})", "{vec}.logsumexp(0)", "F.smooth_l1_loss({mat}, {mat})",
    ],
    "ivec": [(4, "{=ivec}"), "torch.arange({#B})", "{vec}.argsort()", "({ivec} + {int})", "({ivec} * 2)", "({ivec} // 2)", "{mat}.argmax(0)", "{vec}.long()", "({ivec} % 3)", "{mask}.sum(0)", "{ivec}.clamp(0, 2)"],
    "rows": ["torch.arange({#A})", "{mat}.argmax(1) % {#A}", "torch.zeros({#A}, dtype=torch.long)"],
    "mask": [(3, "{=mask}"), (2, "({mat} > {float})"), "({mat} == {mat})", "({mat} <= {vec})", "(~{mask})", "({mask} & {mask})", "({mask} | {mask})", "{mat}.bool()", "{mat}.isnan()", "torch.isfinite({mat})"],
    "double": [(3, "{=double}"), "{mat}.double()", "({double} + {double})", "({double} * {mat})", "{double}.exp().clamp(max=3)", "{mat}.to(torch.float64)"],
    "half": [(3, "{=half}"), "{mat}.half()", "({half} + {half})", "({half} * {half})", "{mat}.bfloat16()", "{half}.relu()", "{half}.sum(0, keepdim=True).expand({#A}, {#B})"],
    "img": [(4, "{=img}"), "({img} + {img})", "{img}.relu()", "F.conv2d({img}, torch.ones(3, 3, 3, 3) / 9, padding=1)", "({img} * {float})", "F.avg_pool2d({img}, 3, 1, 1)", "F.max_pool2d({img}, 3, 1, 1)", "{img}.contiguous()", "{img}.contiguous(memory_format=torch.channels_last)", "{img}.flip(-1)", "{img}.transpose(2, 3)", "F.dropout({img}, 0.5, training=False)"],
    "statement": [
        (4, "{!mat} = {mat}"), (2, "{!vec} = {vec}"), (2, "{!scalar} = {scalar}"), "{!sq} = {sq}", "{!tall} = {tall}", "{!mask} = {mask}", "{!ivec} = {ivec}", (0.5, "{!double} = {double}"), (0.4, "{!half} = {half}"), (0.4, "{!img} = {img}"), "{!mat}, {!mat} = {mat}, {mat}", "for {@i} in range(3):\n    {=mat} = {=mat} + {mat;i:int}",
    ],
}

MEMORY = {
    "mat": ["{mat}.clone()", "{mat}.contiguous()", "{tall}.t().contiguous()", "{mat}.view({#A}, {#B})", "{mat}.reshape({#A}, {#B})", "{mat}.view_as({mat})", "{mat}.detach()", "{mat}.data", "{mat}.to(torch.float32)", "{mat}.float()", "{mat}.narrow(0, 0, {#A})", "{mat}.unsqueeze(0).squeeze(0)", "{mat}[:]", "{mat}[None][0]", "{mat}.expand_as({mat})", "{mat}.type(torch.float32)", "torch.empty_like({mat}).copy_({mat})", "{mat}.movedim(0, 1).movedim(1, 0)", "{mat}.new_zeros({#A}, {#B})"],
    "vec": ["{vec}.clone()", "{vec}.view(-1)", "{mat}.select(0, 0)", "{mat}.unbind(0)[0]", "{mat}.reshape(-1)[:{#B}]", "{mat}.flatten()[:{#B}]", "torch.squeeze({mat}[:1], 0)", "{mat}.split(1)[0].view(-1)"],
    "bool": ["({mat}.data_ptr() == {mat}.data_ptr())", "{mat}.is_contiguous()", "({mat}._version > 1)", "({mat}.stride() == ({#B}, 1))", "({mat}._base is None)"],
    "statement": [
        (2, "{=mat}.add_({mat})"), "{=mat}.mul_({float})", "{=mat} += {mat}", "{=mat} *= 2", "{=mat}[0] = {vec}", "{=mat}[:, 0] = {float}", "{=vec}.zero_()", "{=vec}[0] += 1", "{=mat}.copy_({mat})", "{=mat}[{mask}] = {float}", "{=mat}.clamp_(-1, 1)", "{=mat}.fill_({float})", "{=mat}.t().mul_(2)", "{=mat}.relu_()", "{=mat}.masked_fill_({mask}, 0.5)", "{=mat}.view(-1)[:1].fill_({float})", "{=mat}.data.mul_(0.5)", "{=mat}[-1].sub_({vec})", "{=ivec} += 1", "{=mat}.diagonal().fill_(1)", "torch.add({mat}, {mat}, out={=mat})",
        (2, "{!mat} = {=mat}.view({#A}, {#B})"), "{!vec} = {=mat}[0]", "{!tall} = {=mat}.t()", "{!mat} = {=mat}.clone()", "{!mat} = {=mat}.reshape({#A}, {#B})", "{!mat} = {=mat}.detach()", "{!mat} = {=mat}", "{=mat}.unsqueeze_(0).squeeze_(0)", "{!vec} = {=mat}.sum(0)\n{=mat}.zero_()",
    ],
}

BRANCHES = {
    "mat": ["({mat} if {bool} else {mat})", "({mat} if {scalar} > {float} else {mat})"],
    "bool": [(2, "({scalar} > {float})"), "({mat} > {float}).any()", "bool({scalar} < 0)", "{mask}.all().item()", "torch.equal({mat}, {mat})", "torch.allclose({mat}, {mat})", "({vec}[0] == {vec}[0])"],
    "statement": [
        (3, "if {scalar} > {float}:\n    {=mat} = {mat}\nelse:\n    {=mat} = {mat}"), (2, "if {bool}:\n    {*}\nelse:\n    {*}"), "if {scalar} > 0:\n    {*}", "if {scalar} > {float}:\n    return {mat}", "{!mat} = {mat} if {bool} else {mat}", "while {=scalar} > 1:\n    {=scalar} = {=scalar} * 0.5", "if {bool}:\n    {=mat} = {=mat} * 2\nelif {bool}:\n    {=mat} = {=mat} - 1", "{!float} = {scalar}.item()", "if {bool}:\n    {=vec}.add_({vec})",
    ],
}

RANDOM = {
    "mat": ["torch.randn({#A}, {#B})", "torch.rand({#A}, {#B})", "F.dropout({mat}, 0.5)", "torch.randn_like({mat})", "torch.bernoulli(torch.full(({#A}, {#B}), 0.5))", "torch.empty({#A}, {#B}).uniform_(-1, 1)", "torch.normal(0.0, 1.0, ({#A}, {#B}))"],
    "vec": ["torch.rand({#B})", "{mat}[torch.randperm({#A})][0]"],
    "ivec": ["torch.randint(0, 5, ({#B},))", "torch.randperm({#B})"],
    "float": [(0.5, "random.random()"), (0.5, "random.uniform(0, 1)")],
    "int": [(0.5, "random.randint(0, 3)")],
    "statement": ["{=mat}.normal_()", "{=mat} = F.dropout({mat}, 0.25, training={bool})", "if {bool}:\n    {=mat} = {=mat} + torch.randn({#A}, {#B})"],
}

GRADIENTS = {
    "mat": ["(W * {mat})", "(W + {mat})", "{mat}.detach()", "(W * W)", "{mat}.requires_grad_().mul(2) if False else {mat}"],
    "vec": ["({vec} * S)", "(W.sum(0) * {vec})"],
    "scalar": ["(W * {mat}).sum()", "(S * {vec}).sum()", "(W * W).mean()", "F.mse_loss(W, {mat})"],
    "statement": [
        (3, "{@loss} = {scalar} + (W * {mat}).sum()\n{@loss}.backward()\n{!scalar} = {@loss}.detach()"), (2, "W.grad = None\n((W * {mat}).sum() + (S ** 2).sum()).backward()"), "{@g}, = torch.autograd.grad((W * W * {mat}).sum(), W)\n{!mat} = {@g}", "{@g} = torch.autograd.grad((W * {mat}).sum(), [W, S], allow_unused=True)\n{!bool} = {@g}[1] is None",
        "with torch.no_grad():\n    {*}", "with torch.no_grad():\n    W.sub_(0.125 * W.grad if W.grad is not None else 0.25)", "with torch.no_grad():\n    {!mat} = W + {mat}", "if W.grad is not None:\n    W.grad.zero_()", "{@h} = {=mat}.detach().requires_grad_()\n({@h} * {@h} * W).sum().backward()\n{!mat} = {@h}.grad", "{!bool} = {mat}.requires_grad", "{!bool} = {mat}.grad_fn is None", "{!bool} = {mat}.is_leaf",
        "W.data.add_(0.25)", "(W.relu() * {mat}).sum().backward()", "(torch.maximum(W, {mat})).sum().backward()", "W.clamp(-1, 1).sum().backward()", "(W.max(0).values * {vec}).sum().backward()", "W.abs().mean().backward()", "(W.t() @ {mat}).sum().backward()", "{@y} = W.clone()\n{@y}[0] = {vec}\n({@y} * {mat}).sum().backward()", "{@y} = W * 2\n{@y}.mul_({mat})\n{@y}.sum().backward()", "((W * {mat}).sum() * (S.sum())).backward(retain_graph={bool})",
        "if (W.sum() > {float}):\n    {@y} = W * 2\nelse:\n    {@y} = W * S\n{@y}.sum().backward()", "{@y} = (W * {mat})\n{@y}.retain_grad()\n{@y}.sum().backward()\n{!mat} = {@y}.grad", "{@a} = (W * {mat}).sum()\n{@b} = (S * {vec}).sum()\n{@a}.backward()\n{@b}.backward()", "with torch.set_grad_enabled({bool}):\n    {!mat} = W * {mat}", "W.register_hook(lambda {@g}: {@g} * 2) if False else None", "{!mat} = torch.where({mask}, W, {mat})",
    ],
}

MODULES = {
    "mat": [(2, "net({mat})"), "net.act({mat})", "net.first({mat})", "norm({mat})"],
    "vec": ["net.first.bias", "norm.running_mean"],
    "bool": ["net.training", "hasattr(net, 'extra')", "isinstance(net.act, nn.ReLU)"],
    "int": ["net.calls", "len(net.layers)", "sum(1 for {@p} in net.parameters())"],
    "scalar": ["sum({@p}.sum() for {@p} in net.parameters())", "net({mat}).pow(2).mean()", "F.cross_entropy({mat}, torch.arange({#A}) % {#B})"],
    "statement": [
        (3, "optimizer.zero_grad()\n{@loss} = net({mat}).pow(2).mean()\n{@loss}.backward()\noptimizer.step()\n{!scalar} = {@loss}"), (2, "optimizer.zero_grad()\n{@loss} = F.cross_entropy(net({mat}), torch.arange({#A}) % {#B})\n{@loss}.backward()\noptimizer.step()\n{!scalar} = {@loss}.detach()"), "for {@p} in net.parameters():\n    if {@p}.grad is not None:\n        {@p}.data.sub_({@p}.grad, alpha=0.1)", "net.calls += 1", "net.train({bool})", "net.eval()", "with torch.no_grad():\n    {!mat} = net({mat})", "net.scale = {float}", "net.first.bias.data.zero_()", "{!mat} = norm({mat})",
        "nn.init.constant_(net.first.bias, {float})", "net.zero_grad()", "{@loss} = net({mat}).sum() + net({mat}).mean()\n{@loss}.backward()", "torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)", "net.requires_grad_({bool})",
    ],
}

MODULE_DEFINITIONS = '''
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear({B}, {B})
        self.layers = nn.ModuleList([nn.Linear({B}, {B}, bias=False) for _ in range({count})])
        self.act = nn.ReLU()
        self.scale = 1.0
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        h = self.act(self.first(x))
        for layer in self.layers:
            h = h + layer(h) * self.scale
        return {last}


torch.manual_seed(1)
net = Net()
norm = {norm}
optimizer = torch.optim.{optimizer}
'''
