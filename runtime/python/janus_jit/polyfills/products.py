"""``torch.einsum`` as ATen composes it: of permutations, sums and batched products of matrices.

What its result and its gradients are views of, and how they lie in memory, follows from the composition.
"""

import torch
from torch import _VF

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def einsum(*args):
    """``torch.einsum(equation, *operands)``. Whatever ATen raises for is left to it."""
    equation, operands = args[0], args[1:]
    if type(equation) is not str:
        return _VF.einsum(equation, operands)
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = operands[0]
    if len(operands) > 2 and torch.backends.opt_einsum.m._get_enabled():
        # Contracted in the order that is cheapest.
        return _VF.einsum(equation, operands)

    # The labels of each operand; a dimension that an ellipsis covers has its place among them, counted from behind.
    left, arrow, right = equation.replace(" ", "").partition("->")
    parts = left.split(",")
    if len(parts) != len(operands) or len(operands) == 0:
        return _VF.einsum(equation, operands)
    covered = 0
    inputs = []
    for part, operand in zip(parts, operands):
        before, dots, after = part.partition("...")
        count = operand.dim() - len(before) - len(after)
        if count < 0 or (count > 0 and not dots):
            return _VF.einsum(equation, operands)
        inputs.append([*before, *range(-count, 0), *after])
        covered = max(covered, count)
    used = []
    for labels in inputs:
        for label in labels:
            if type(label) is str and label not in _LETTERS:
                return _VF.einsum(equation, operands)
            used.append(label)
    ellipsis = [*range(-covered, 0)]
    if arrow:
        before, dots, after = right.partition("...")
        output = [*before, *ellipsis, *after] if dots else [*before]
    else:
        output = [*ellipsis, *[label for label in _LETTERS if used.count(label) == 1]]
    for label in output:
        if output.count(label) > 1 or (type(label) is str and label not in used):
            return _VF.einsum(equation, operands)
    kept = len(output)
    order = [*output]
    for label in [*ellipsis, *_LETTERS]:
        if label not in output and (label in used or type(label) is int):
            order.append(label)

    # All operands with the same dimensions in the same order, of size 1 where one has none.
    sizes = [1] * len(order)
    uses = [0] * len(order)
    aligned = []
    for labels, operand in zip(inputs, operands):
        places = [-1] * len(order)
        dim = 0
        for label in labels:
            index = order.index(label)
            if places[index] == -1:
                size = operand.shape[dim]
                if size != 1:
                    if sizes[index] != 1 and sizes[index] != size:
                        return _VF.einsum(equation, operands)
                    sizes[index] = size
                    uses[index] += 1
                places[index] = dim
                dim += 1
            else:
                if operand.shape[dim] != operand.shape[places[index]]:
                    return _VF.einsum(equation, operands)
                operand = operand.diagonal(0, places[index], dim).movedim(-1, places[index])
        for index in range(len(order)):
            if places[index] == -1:
                operand = operand.unsqueeze(dim)
                places[index] = dim
                dim += 1
        aligned.append(operand.permute(places))

    product = aligned[0]
    for other in aligned[1:]:
        sums, own, others = [], [], []
        for dim in range(kept, len(order)):
            if product.shape[dim] != 1 and other.shape[dim] != 1:
                uses[dim] -= 1
                if uses[dim] == 1:
                    sums.append(dim)
                    uses[dim] = 0
            elif uses[dim] == 1:
                if product.shape[dim] != 1:
                    own.append(dim)
                    uses[dim] = 0
                elif other.shape[dim] != 1:
                    others.append(dim)
                    uses[dim] = 0
        if own:
            product = product.sum(own, True)
        if others:
            other = other.sum(others, True)
        product = sum_of_products(product, other, sums)
    if len(order) == kept:
        return product
    if len(aligned) == 1:
        return product.sum([*range(kept, len(order))])
    return product.view(product.shape[:kept])


def sum_of_products(left, right, sums):
    """``(left * right).sum(sums, keepdim=True)`` for tensors that broadcast, as a product of matrices."""
    if not sums:
        return left * right
    both, lefts, rights = [], [], []
    for dim in range(left.dim()):
        in_left, in_right = left.shape[dim] != 1, right.shape[dim] != 1
        if dim in sums:
            continue
        if in_left and in_right:
            both.append(dim)
        elif in_left:
            lefts.append(dim)
        else:
            rights.append(dim)
    if lefts and rights and rights[-1] < lefts[0]:
        # The product lies in memory as the result does.
        left, right, lefts, rights = right, left, rights, lefts
    batch, rows, inner, columns = 1, 1, 1, 1
    for dim in both:
        batch *= left.shape[dim]
    for dim in lefts:
        rows *= left.shape[dim]
    for dim in sums:
        inner *= left.shape[dim]
    for dim in rights:
        columns *= right.shape[dim]
    shape = [left.shape[dim] for dim in [*both, *lefts]] + [1] * len(sums) + [right.shape[dim] for dim in rights]
    order = [*both, *lefts, *sums, *rights]
    back = [order.index(dim) for dim in range(len(order))]
    left = left.permute(order).reshape([batch, rows, inner])
    right = right.permute([*both, *sums, *rights, *lefts]).reshape([batch, inner, columns])
    return torch.bmm(left, right).view(shape).permute(back)
