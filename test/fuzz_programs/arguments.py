"""Arguments of tensor functions at the edges of what PyTorch takes: numbers that a type has not, the wrong kind, `None`, keywords."""

ARGUMENTS = {
    #: Numbers where PyTorch takes a `Scalar`.
    "number": [
        (4, "{float}"), (4, "{int}"), "0", "-1", "True", "0.0", "-0.0", "-0.5", "1e39", "-1e308", "3.4028235677973366e38", "70000.0", "65519.0", "1e-50", "math.nan", "math.inf", "-math.inf", "2 ** 40", "300", "2 ** 62", "-(2 ** 63)",
    ],
    #: What is given for a dimension, a size or a flag.
    "place": [
        (6, "0"), (4, "1"), (4, "-1"), (2, "-2"), "2", "5", "True", "False", "None", "1.0", "'mean'", "(0,)", "(0, 1)", "[1]", "[0, 0]", "()", "torch.tensor(1)", "torch.float64", "2 ** 63", "...", "slice(None)", "{mat}", "{ivec}",
    ],
    #: Tensors of other types and layouts.
    "given": [
        (2, "{mat}"), "{tall}.t()", "{mat}.double()", "{mat}.half()", "{mat}.bfloat16()", "{mat}.int()", "{mat}.to(torch.int8)", "{mask}", "{mat}[:, ::2]", "{mat}[None]", "{mat}[0]", "{mat}[0, 0]", "{mat}[:0]", "{ivec}",
    ],
    "asked": [
        "{given}.clamp({number})", "{given}.clamp({number}, {number})", "{given}.clamp(min={number}, max={given})", "{given}.clamp(max={number})", "{given}.add({given}, alpha={number})", "{given}.sub({given}, alpha={number})",
        "{given}.masked_fill({mask}, {number})", "torch.where({mask}, {given}, {number})", "torch.full(({#A},), {number})", "torch.full_like({given}, {number})", "{given}.clone().fill_({number})", "{given}.addcmul({mat}, {mat}, value={number})",
        "{given}.lerp({mat}, {number})", "F.leaky_relu({given}, {number})", "F.elu({given}, {number})", "F.celu({given}, {number})", "F.hardtanh({given}, -1, {number})", "F.threshold({given}, {number}, {number})", "F.softplus({given}, 1, {number})",
        "F.pad({given}, (1, 1), value={number})", "({given} ** {number})", "({given} % {number})", "({given} // {number})", "({given} + {number})", "({number} - {given})", "({given} * {number})", "({given} == {number})", "({given} < {number})",
        "torch.nan_to_num({given}, {number})", "torch.tensor([{number}, 1])", "torch.arange({int}, dtype={given}.dtype)", "{given}.new_full(({#A},), {number})",
        "{given}.sum({place})", "{given}.sum(dim={place}, keepdim={place})", "{given}.mean({place})", "{given}.max({place})", "{given}.max(dim={place}, keepdim={bool})", "{given}.amax({place})", "{given}.argmax({place})", "{given}.std({place})",
        "{given}.prod({place})", "{given}.logsumexp({place})", "{given}.softmax({place})", "F.log_softmax({given}, {place})", "{given}.cumsum({place})", "{given}.norm({number}, {place})", "{given}.view({place}, {place})", "{given}.reshape({place})",
        "{given}.permute({place}, {place})", "{given}.transpose({place}, {place})", "{given}.unsqueeze({place})", "{given}.squeeze({place})", "{given}.expand({place}, {place})", "{given}.repeat({place}, {place})", "{given}.flatten({place})",
        "{given}.split({place}, {place})", "{given}.chunk({place})", "{given}.unbind({place})", "{given}.narrow({place}, 0, 1)", "{given}.select({place}, {place})", "{given}.index_select({place}, {ivec})", "{given}.flip({place})", "{given}.roll({place}, {place})",
        "{given}.sort({place})", "{given}.topk({place})", "{given}.diagonal({place})", "{given}.triu({place})", "{given}[{place}]", "{given}[{place}, {place}]", "{given}[{mask}]", "{given}.size({place})", "{given}.size(dim={place})", "{given}.stride({place})",
        "{given}.is_contiguous(memory_format=torch.channels_last)", "{given}.to({place})", "{given}.to({given})", "torch.cat([{given}, {given}], {place})", "torch.stack(({given}, {given}), {place})", "torch.zeros({place}, {place})", "torch.eye({place})",
        "torch.maximum({given}, {given})", "({given} + {given})", "({given} @ {given})", "torch.matmul({given}, {given})", "F.linear({given}, {given})", "F.mse_loss({given}, {given}, reduction={place})", "F.layer_norm({given}, {place})",
        "F.one_hot({ivec}.clamp(0, 2), {place})", "F.dropout({given}, {number}, {bool})", "F.normalize({given}, {number}, {place})", "{given}.mul_({given}, out=None)", "torch.add({given}, {given}, out=None)", "F.gelu({given}, approximate={place})",
    ],
    "statement": [(4, "{!seen} = {asked}"), "try:\n    {@r} = {asked}\nexcept Exception as {@e}:\n    {@r} = str({@e})\n{!seen} = {@r}"],
}  # fmt: skip
