"""Makes a program smaller as long as it still differs in the same way: delta debugging on its syntax tree."""

import ast
import copy
import time
from collections.abc import Callable, Iterator

#: What `make` and the comparison need.
_KEPT = {"f", "make"}


def minimise(text: str, differs: Callable[[str], bool], seconds: float = 60) -> str:
    """The smallest program found, in the order of the passes below, until none helps or the time is up."""
    end = time.monotonic() + seconds
    tree = ast.parse(text)
    progress = True
    while progress and time.monotonic() < end:
        progress = False
        for candidates in (_statements, _arguments, _unwrapped, _expressions):
            # Places of a tree that became smaller are gone through again from where it did.
            skip = 0
            while time.monotonic() < end:
                smaller = None
                for number, candidate in enumerate(candidates(tree)):
                    if number < skip:
                        continue
                    if time.monotonic() > end:
                        break
                    skip = number
                    if (new := _text(candidate)) is not None and differs(new):
                        smaller = candidate
                        break
                if smaller is None:
                    break
                tree, progress = ast.parse(_text(smaller)), True
    return _text(tree) + "\n"


def _text(tree: ast.Module) -> str | None:
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        compile(text, "<candidate>", "exec")
    except (SyntaxError, ValueError, AttributeError, TypeError, RecursionError):
        return None
    return text


def _edit(tree: ast.Module, path: list, change: Callable) -> ast.Module | None:
    """A copy of the tree, changed at the node with this path."""
    new = copy.deepcopy(tree)
    node = new
    for step in path:
        node = getattr(node, step) if isinstance(step, str) else node[step]
    return new if change(node) is not False else None


def _walk(node, path=()) -> Iterator[tuple[tuple, ast.AST]]:
    yield path, node
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            yield from _walk(value, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield from _walk(item, (*path, name, index))


def _lists(tree: ast.Module) -> Iterator[tuple[tuple, str, list]]:
    """Lists of statements, the outermost first."""
    for path, node in _walk(tree):
        for name in ("body", "orelse", "finalbody", "handlers"):
            statements = getattr(node, name, None)
            if isinstance(statements, list) and statements:
                yield path, name, statements


def _statements(tree: ast.Module) -> Iterator[ast.Module]:
    """Without some statements of one list: halves first, then one by one."""
    for path, name, statements in _lists(tree):
        size = len(statements)
        while size:
            for start in range(0, len(statements), size):
                part = statements[start : start + size]
                if any(_is_kept(s) for s in part):
                    continue

                def cut(node, name=name, start=start, size=size):
                    rest = getattr(node, name)
                    del rest[start : start + size]
                    if not rest and name == "body" and not isinstance(node, ast.Module):
                        rest.append(ast.Pass())

                if not (len(statements) == 1 and isinstance(statements[0], ast.Pass)):
                    yield _edit(tree, path, cut)
            size //= 2


def _is_kept(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.FunctionDef):
        return statement.name in _KEPT
    return isinstance(statement, ast.Assign) and getattr(statement.targets[0], "id", None) in _KEPT


def _arguments(tree: ast.Module) -> Iterator[ast.Module]:
    """Without one parameter of `f` and its arguments, and with fewer kinds of calls."""
    function = next(s for s in tree.body if isinstance(s, ast.FunctionDef) and s.name == "f")
    for index in range(len(function.args.args)):
        new = copy.deepcopy(tree)
        for statement in new.body:
            if isinstance(statement, ast.FunctionDef) and statement.name == "f":
                del statement.args.args[index]
            elif _is_kept(statement):
                for node in ast.walk(statement):
                    # The tuples that are arguments, those in them apart.
                    if isinstance(node, ast.Tuple) and len(node.elts) == len(function.args.args):
                        del node.elts[index]
        yield new
    for path, node in _walk(tree):
        if isinstance(node, ast.Lambda) and isinstance(node.body, ast.IfExp):
            yield _edit(tree, path, lambda lam: setattr(lam, "body", lam.body.body))


def _unwrapped(tree: ast.Module) -> Iterator[ast.Module]:
    """A compound statement replaced by what is in it."""
    for path, name, statements in _lists(tree):
        for index, statement in enumerate(statements):
            if isinstance(statement, (ast.If, ast.For, ast.While, ast.With, ast.Try)):
                for part in ("body", "orelse", "finalbody"):
                    inner = getattr(statement, part, None)
                    if inner:
                        yield _edit(tree, path, lambda n, i=index, w=inner, a=name: getattr(n, a).__setitem__(slice(i, i + 1), copy.deepcopy(w)))


def _expressions(tree: ast.Module) -> Iterator[ast.Module]:
    """An expression replaced by one that is in it, or by something simple, or with fewer elements."""
    for path, node in _walk(tree):
        if not path or not isinstance(node, ast.expr):
            continue
        if isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
            continue
        parent, last = path[:-1], path[-1]

        def put(holder, value, last=last):
            setattr(holder, last, value) if isinstance(last, str) else holder.__setitem__(last, value)

        if isinstance(node, ast.Constant):
            if node.value in (0, 1, None, True, False, "") or not isinstance(node.value, (int, float, str)):
                continue
            simple = [ast.Constant(type(node.value)(1 if not isinstance(node.value, str) else "a"))]
            if node.value == simple[0].value:
                continue
        else:
            inside = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                inside.append(node.func.value)
            simple = [] if isinstance(node, (ast.Name, ast.Attribute)) else inside
            if isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Name):
                simple = [node.value]
            if not isinstance(node, (ast.Name, ast.Lambda, ast.Attribute)):
                simple = [*simple, ast.Constant(1), ast.Constant(None)]
        for value in simple:
            yield _edit(tree, list(parent), lambda holder, v=value: put(holder, copy.deepcopy(v)))
        for name in ("elts", "keys", "args", "keywords", "generators", "values", "comparators"):
            items = getattr(node, name, None)
            if isinstance(items, list) and len(items) > (0 if name in ("elts", "args", "keywords") else 1):
                for index in range(len(items)):

                    def shorten(n, name=name, index=index):
                        del getattr(n, name)[index]
                        if isinstance(n, ast.Dict):
                            del n.values[index]
                        if isinstance(n, ast.Compare):
                            del n.ops[index]

                    if not (isinstance(node, ast.Dict) and name == "values"):
                        yield _edit(tree, list(path), shorten)
