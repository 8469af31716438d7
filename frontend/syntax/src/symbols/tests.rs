use super::*;
use crate::parse_module;

fn errors(source: &str) -> Vec<String> {
    let parsed = parse_module(source);
    // Some errors are the parser's in one version and the compiler's in another.
    let found = parsed.module().map_or_else(|| parsed.diagnostics().to_vec(), |module| analyze(module).1);
    found.iter().map(|diagnostic| diagnostic.message.clone()).collect()
}

/// How `name` is resolved in the scope called `scope` ("" for the module).
fn resolution(source: &str, scope: &str, name: &str) -> Option<Resolution> {
    let parsed = parse_module(source);
    let (table, _) = analyze(parsed.module()?);
    let (id, _) = table.scopes().find(|(_, candidate)| candidate.name == scope)?;
    table.resolution(id, name)
}

#[test]
fn names_live_where_they_are_bound() {
    let source = "import os\ndef f(a):\n    b = 1\n    def g():\n        global x\n        x = a\n        return b, c\n    return g\n";
    assert_eq!(resolution(source, "", "os"), Some(Resolution::Local));
    assert_eq!(resolution(source, "f", "a"), Some(Resolution::Cell));
    assert_eq!(resolution(source, "f", "b"), Some(Resolution::Cell));
    assert_eq!(resolution(source, "f", "g"), Some(Resolution::Local));
    assert_eq!(resolution(source, "g", "a"), Some(Resolution::Free));
    assert_eq!(resolution(source, "g", "c"), Some(Resolution::GlobalImplicit));
    assert_eq!(resolution(source, "g", "x"), Some(Resolution::GlobalExplicit));
}

#[test]
fn the_error_of_the_earlier_pass_comes_first() {
    let first = |source| errors(source).first().cloned().unwrap_or_default();
    assert_eq!(first("return\nnonlocal x\n"), "nonlocal declaration not allowed at module level");
    assert_eq!(first("yield\n[(yield x) for x in y]\n"), "'yield' inside list comprehension");
    assert_eq!(first("break\ndef f():\n    x\n    global x\n"), "name 'x' is used prior to global declaration");
    assert_eq!(first("import x\nglobal x\n"), "");
    assert_eq!(first("class C:\n    def f(self):\n        nonlocal __class__\n"), "");
}

#[test]
fn class_names_are_invisible_in_methods() {
    let source = "def f():\n    x = 1\n    class C:\n        x = 2\n        __y = 3\n        def m(self):\n            return x, self.__y, __z\n";
    assert_eq!(resolution(source, "m", "x"), Some(Resolution::Free));
    assert_eq!(resolution(source, "f", "x"), Some(Resolution::Cell));
    assert_eq!(resolution(source, "C", "_C__y"), Some(Resolution::Local));
    assert_eq!(resolution(source, "m", "_C__z"), Some(Resolution::GlobalImplicit));
}

#[test]
fn walrus_binds_around_the_comprehension() {
    let source = "def f(xs):\n    return [y := x for x in xs]\n";
    assert_eq!(resolution(source, "f", "y"), Some(Resolution::Cell));
}

#[test]
fn what_the_compiler_rejects() {
    let cases = [
        ("return 1", "'return' outside function"),
        ("class C:\n    return", "'return' outside function"),
        (
            "if x:\n    from __future__ import division",
            "from __future__ imports must occur at the beginning of the file",
        ),
        ("class C:\n    lazy import x", "lazy import not allowed inside classes"),
        ("def f():\n    x: (yield)", "yield expression cannot be used within an annotation"),
        ("match x:\n    case f'a': pass", "patterns may only match literals and attribute lookups"),
        ("yield 1", "'yield' outside function"),
        ("def f():\n    [(yield x) for x in y]", "'yield' inside list comprehension"),
        ("def f():\n    await x", "'await' outside async function"),
        ("await x", "'await' outside function"),
        ("def f():\n    async with a: pass", "'async with' outside async function"),
        ("def f():\n    [x async for x in y]", "asynchronous comprehension outside of an asynchronous function"),
        ("async def f():\n    yield from x", "'yield from' inside async function"),
        ("async def f():\n    yield 1\n    return 2", "'return' with value in async generator"),
        ("break", "'break' outside loop"),
        ("while 1:\n    def f():\n        continue", "'continue' not properly in loop"),
        ("def f(a, a): pass", "duplicate argument 'a' in function definition"),
        ("nonlocal x", "nonlocal declaration not allowed at module level"),
        ("def f():\n    nonlocal x", "no binding for nonlocal 'x' found"),
        ("def f(a):\n    global a", "name 'a' is parameter and global"),
        ("def f():\n    print(a)\n    global a", "name 'a' is used prior to global declaration"),
        ("def f():\n    a = 1\n    global a", "name 'a' is assigned to before global declaration"),
        ("def f():\n    global a\n    a: int = 1", "annotated name 'a' can't be global"),
        ("__debug__ = 1", "cannot assign to __debug__"),
        ("def f():\n    from x import *", "import * only allowed at module level"),
        ("from __future__ import nothing", "future feature nothing is not defined"),
        ("x = 1\nfrom __future__ import division", "from __future__ imports must occur at the beginning of the file"),
        ("*a, *b = c", "multiple starred expressions in assignment"),
        ("*a = c", "starred assignment target must be in a list or tuple"),
        ("x = *a", "can't use starred expression here"),
        ("f(a=1, a=2)", "keyword argument repeated: a"),
        ("[x := 1 for x in y]", "assignment expression cannot rebind comprehension iteration variable 'x'"),
        (
            "class C:\n    [z := x for x in y]",
            "assignment expression within a comprehension cannot be used in a class body",
        ),
        ("match a:\n    case [x, x]: pass", "multiple assignments to name 'x' in pattern"),
        ("match a:\n    case x | 1: pass", "name capture 'x' makes remaining patterns unreachable"),
        ("match a:\n    case _: pass\n    case 1: pass", "wildcard makes remaining patterns unreachable"),
        ("match a:\n    case [x] | [y]: pass", "alternative patterns bind different names"),
        ("try: pass\nexcept: pass\nexcept A: pass", "default 'except:' must be last"),
        (
            "for x in y:\n    try: pass\n    except* A: break",
            "'break', 'continue' and 'return' cannot appear in an except* block",
        ),
        ("def f[T, T](): pass", "duplicate type parameter 'T'"),
        ("[i for i in (i := y)]", "assignment expression cannot be used in a comprehension iterable expression"),
        (
            "[i for i in y if (j := 0) for j in z]",
            "comprehension inner loop cannot rebind assignment expression target 'j'",
        ),
        ("type X = (y := 3)", "named expression cannot be used within a type alias"),
        ("class X[T: (yield)]: pass", "yield expression cannot be used within a TypeVar bound"),
        ("def f[T](x: (y := T)): pass", "named expression cannot be used within an annotation"),
        ("class X[T]((y := T)): pass", "named expression cannot be used within the definition of a generic"),
        ("class X[T]:\n    nonlocal T", "nonlocal binding not allowed for type parameter 'T'"),
        ("def f():\n    [await x for x in y]", "asynchronous comprehension outside of an asynchronous function"),
        ("f'{*a}'", "can't use starred expression here"),
        ("match a:\n    case {0: _, -0: _}: pass", "mapping pattern checks duplicate key (0)"),
        ("match a:\n    case {1: _, True: _}: pass", "mapping pattern checks duplicate key (True)"),
        ("match a:\n    case {1 + 0j: _, 1.0: _}: pass", "mapping pattern checks duplicate key (1.0)"),
        ("del __debug__", "cannot delete __debug__"),
    ];
    for (source, message) in cases {
        let found = errors(source);
        assert!(found.iter().any(|error| error == message), "{source}: {found:?}");
    }
}

#[test]
fn what_it_accepts() {
    let source = "
async def f(xs):
    async for x in xs:
        yield x
    return
g = (x async for x in y)
class C:
    def m(self, __x):
        return [self for _ in range(3) if __x]
while True:
    try:
        pass
    except* E:
        while 1:
            break
    break
match p:
    case (x, 1) | [x, 2]: pass
    case {'a': y, **rest}: pass
    case _: pass
";
    assert_eq!(errors(source), Vec::<String>::new());
}
