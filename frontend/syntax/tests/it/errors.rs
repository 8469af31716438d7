//! Messages and places of errors.

use janus_syntax::{parse_module, render};

/// `line:message` of every error.
fn errors(source: &str) -> Vec<String> {
    let parsed = parse_module(source);
    let index = parsed.line_index();
    let place = |offset| index.line_column(offset).line;
    parsed.diagnostics().iter().map(|error| format!("{}:{}", place(error.range.start), error.message)).collect()
}

#[test]
fn messages_of_cpython() {
    let cases = [
        ("x = (1,\ny = 2\n", "1:'(' was never closed"),
        ("x = 1)\n", "1:unmatched ')'"),
        ("x = (1]\n", "1:closing parenthesis ']' does not match opening parenthesis '('"),
        ("x = (\n1]\n", "2:closing parenthesis ']' does not match opening parenthesis '(' on line 1"),
        ("if x\n    pass\n", "1:expected ':'"),
        ("def f()\n    pass\n", "1:expected ':'"),
        ("else x\n", "1:invalid syntax"),
        ("x = [1, 2 3]\n", "1:invalid syntax. Perhaps you forgot a comma?"),
        ("f(a b)\n", "1:invalid syntax. Perhaps you forgot a comma?"),
        ("if x = 3:\n    pass\n", "1:invalid syntax. Maybe you meant '==' or ':=' instead of '='?"),
        ("f() = 1\n", "1:cannot assign to function call here. Maybe you meant '==' instead of '='?"),
        ("(a, f()) = 1\n", "1:cannot assign to function call"),
        ("None = 1\n", "1:cannot assign to None"),
        ("x + 1 += 2\n", "1:'expression' is an illegal expression for augmented assignment"),
        ("a, b: int\n", "1:only single target (not tuple) can be annotated"),
        ("del f()\n", "1:cannot delete function call"),
        ("f(a=1, b)\n", "1:positional argument follows keyword argument"),
        ("f(**a, b)\n", "1:positional argument follows keyword argument unpacking"),
        ("f(**a, *b)\n", "1:iterable argument unpacking follows keyword argument unpacking"),
        ("f(a.b=1)\n", "1:expression cannot contain assignment, perhaps you meant \"==\"?"),
        ("f(x for x in y, 1)\n", "1:Generator expression must be parenthesized"),
        ("def f(a=1, b): pass\n", "1:parameter without a default follows parameter with a default"),
        ("def f(*): pass\n", "1:named arguments must follow bare *"),
        ("print 'x'\n", "1:Missing parentheses in call to 'print'. Did you mean print(...)?"),
        ("if x:\npass\n", "2:expected an indented block after 'if' statement on line 1"),
        ("def f():\n", "1:expected an indented block after function definition on line 1"),
        ("x = 1\n  y = 2\n", "2:unexpected indent"),
        ("if x:\n    a\n  b\n", "3:unindent does not match any outer indentation level"),
        ("if x:\n        a\n\tb\n", "3:inconsistent use of tabs and spaces in indentation"),
        ("'abc\n", "1:unterminated string literal (detected at line 1)"),
        ("'''abc\n\n", "1:unterminated triple-quoted string literal (detected at line 2)"),
        (
            "x = 0777\n",
            "1:leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        ),
        ("x = 1__0\n", "1:invalid decimal literal"),
        ("x = 0b12\n", "1:invalid digit '2' in binary literal"),
        ("x = 5a\n", "1:invalid decimal literal"),
        ("x = \u{20ac}\n", "1:invalid character '\u{20ac}' (U+20AC)"),
        ("x = a\u{a0}b\n", "1:invalid non-printable character U+00A0"),
        ("x = \\ 1\n", "1:unexpected character after line continuation character"),
        ("b'\u{e9}'\n", "1:bytes can only contain ASCII literal characters"),
        ("'a' b'b'\n", "1:cannot mix bytes and nonbytes literals"),
        ("f'{}'\n", "1:f-string: valid expression required before '}'"),
        ("f'}'\n", "1:f-string: single '}' is not allowed"),
        ("f'{a'\n", "1:f-string: expecting '}'"),
        ("f'{a:{b:{c:{d}}}}'\n", "1:f-string: expressions nested too deeply"),
        ("f'{a!x}'\n", "1:f-string: invalid conversion character 'x': expected 's', 'r', or 'a'"),
        ("try:\n    a\nb\n", "3:expected 'except' or 'finally' block"),
        ("from a import b,\n", "1:trailing comma not allowed without surrounding parentheses"),
        ("import\n", "1:Expected one or more names after 'import'"),
        (
            "'\\u12'\n",
            "1:(unicode error) 'unicodeescape' codec can't decode bytes in position 0-3: truncated \\uXXXX escape",
        ),
        ("def f:\n    pass\n", "1:expected '('"),
        ("'a': 1,\n", "1:illegal target for annotation"),
        ("  x)\n", "1:unexpected indent"),
        ("del (*x)\n", "1:cannot use starred expression here"),
        ("[x, y for x, y in z]\n", "1:did you forget parentheses around the comprehension target?"),
        ("[x for x if y]\n", "1:'in' expected after for-loop variables"),
        ("[x for x + 1 in y]\n", "1:cannot assign to expression"),
        ("{1: *x}\n", "1:cannot use a starred expression in a dictionary value"),
        ("{1: 2, 3}\n", "1:':' expected after dictionary key"),
        ("{1:}\n", "1:expression expected after dictionary key and ':'"),
        ("def f(a=, b=1): pass\n", "1:expected default value expression"),
        ("f(a=)\n", "1:expected argument value expression"),
        ("f(*x=1)\n", "1:cannot assign to iterable argument unpacking"),
        ("f(x, *)\n", "1:Invalid star expression"),
        ("f(a = i for i in x)\n", "1:invalid syntax. Maybe you meant '==' or ':=' instead of '='?"),
        ("def f(x, (y, z)): pass\n", "1:Function parameters cannot be parenthesized"),
        ("lambda x, (y, z): 1\n", "1:Lambda expression parameters cannot be parenthesized"),
        ("def f(a, /*, b): pass\n", "1:expected comma between / and *"),
        ("def f[](): pass\n", "1:Type parameter list cannot be empty"),
        ("def f[*T: int](): pass\n", "1:cannot use bound with TypeVarTuple"),
        ("x = 1 if y\n", "1:expected 'else' after 'if' expression"),
        ("x = yield = 1\n", "1:assignment to yield expression not possible"),
        ("lambda: x = 1\n", "1:cannot assign to lambda"),
        ("(f() := 1)\n", "1:cannot use assignment expressions with function call"),
        ("try: pass\nexcept*: pass\n", "2:expected one or more exception types"),
        ("try: pass\nexcept A, B as e: pass\n", "2:multiple exception types must be parenthesized when using 'as'"),
        ("with (a as b)\n    pass\n", "1:expected ':'"),
        ("if x: print y\n", "1:Missing parentheses in call to 'print'. Did you mean print(...)?"),
        ("f'{.}'\n", "1:f-string: expecting a valid expression after '{'"),
        ("f'{x!}'\n", "1:f-string: missing conversion character"),
        ("f'{x!3}'\n", "1:f-string: invalid conversion character"),
        ("f'{x!s y}'\n", "1:f-string: expecting ':' or '}'"),
        ("f'{lambda x: x}'\n", "1:f-string: lambda expressions are not allowed without parentheses"),
        ("f'{x)}'\n", "1:f-string: unmatched ')'"),
        ("0or x\n", "1:invalid octal literal"),
        ("0b1_2\n", "1:invalid digit '2' in binary literal"),
        ("9\u{2044}7\n", "1:invalid character '\u{2044}' (U+2044)"),
        ("if x:\n    if y:\n\n", "3:expected an indented block after 'if' statement on line 2"),
    ];
    let mut wrong = Vec::new();
    for (source, expected) in cases {
        let found = errors(source);
        if found.first().is_none_or(|first| first != expected) {
            wrong.push(format!("{source:?}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn several_errors_in_one_run() {
    let source = "def f():\n    x = [1 2]\n    return x\nclass A\n    y = 1\nfor x in\n    pass\nz = )\nok = 1\nwhile True print\n";
    let lines: Vec<_> =
        errors(source).iter().map(|error| error.split(':').next().unwrap_or_default().to_owned()).collect();
    // First the one that CPython reports: tokens go before grammar.
    assert_eq!(lines, ["8", "2", "4", "6", "10"]);
}

#[test]
fn reading_goes_on_after_a_bracket_that_is_never_closed() {
    let source =
        "def f():\n    x = g(1,\n          2\n    return x y\n\ndef h(:\n    pass\nz = [\nclass C:\n    pass\nimport\n";
    let found = errors(source);
    assert_eq!(
        found,
        [
            "4:invalid syntax",
            "2:'(' was never closed",
            "6:'(' was never closed",
            "8:'[' was never closed",
            "11:Expected one or more names after 'import'"
        ]
    );
}

#[test]
fn the_first_error_is_the_one_that_cpython_reports() {
    for (source, expected) in [
        ("x y\nz = 'a\n", "2:unterminated string literal (detected at line 2)"),
        ("x y\nz = (1]\n", "2:closing parenthesis ']' does not match opening parenthesis '('"),
        ("(\n\"\"\"R\n)", "2:unterminated triple-quoted string literal (detected at line 3)"),
        ("x = [\ny = 1\n", "1:'[' was never closed"),
        ("x = [1 2\ny = 1\n", "1:'[' was never closed"),
        ("x = [1 2]\ny = (\n", "1:invalid syntax. Perhaps you forgot a comma?"),
        ("x = [1 +\n2 3]\n", "1:invalid syntax. Perhaps you forgot a comma?"),
        ("x = $\ny = 'a\n", "2:unterminated string literal (detected at line 2)"),
        ("def f() -> x y: pass\n", "1:expected ':'"),
        ("f(a,\n  =b)\n", "2:invalid syntax"),
        ("  x y\nz = 'a\n", "1:unexpected indent"),
        ("def f(x):\n    x y\nz = (\n", "2:invalid syntax"),
        ("a = 9 + \\\n", "1:unexpected EOF while parsing"),
        ("a = 9\n  \\\n", "2:unexpected EOF while parsing"),
        ("if x:\n    y = 1\n  \\\n  z = 1\n", "4:unindent does not match any outer indentation level"),
        ("try:\n    x\n", "2:expected 'except' or 'finally' block"),
        (
            "f(\n    a=[\"unclosed], # a quote: \"\n    b=2,\n)\n",
            "4:closing parenthesis ')' does not match opening parenthesis '[' on line 2",
        ),
    ] {
        assert_eq!(errors(source).first().map(String::as_str), Some(expected), "{source}");
    }
}

#[test]
fn newer_syntax_needs_its_version() {
    let errors = |source: &str, minor| {
        let parsed = janus_syntax::parse_module_with(source, janus_syntax::Options { minor });
        parsed.diagnostics().len()
    };
    for (source, minor) in [
        ("type X = int\n", 12),
        ("def f[T](): pass\n", 12),
        ("t'a'\n", 14),
        ("try: pass\nexcept A, B: pass\n", 14),
        ("try: pass\nexcept* A: pass\n", 11),
        ("def f[T = int](): pass\n", 13),
        ("f'{a['b']}'\n", 12),
        ("f'{a + \"\\n\"}'\n", 12),
        ("f'{a:{b:{c}}}'\n", 12),
        ("match a:\n    case 1: pass\n", 10),
        ("[*x for x in y]\n", 15),
        ("{**x for x in y}\n", 15),
        ("lazy import x\n", 15),
        ("a[*b]\n", 11),
        ("def f(*a: *b): pass\n", 11),
        ("a[b := 1]\n", 10),
        ("{b := 1}\n", 9),
        ("@a[0]\ndef f(): pass\n", 9),
        ("with (a as b): pass\n", 9),
        ("for x in *a, b: pass\n", 9),
        ("f'{a # b\n}'\n", 12),
    ] {
        assert_eq!(errors(source, minor), 0, "{source}");
        assert_ne!(errors(source, minor - 1), 0, "{source}");
    }
}

#[test]
fn the_picture() {
    let source = "x = 1\ny = [1, 2 3]\n";
    let parsed = parse_module(source);
    let picture = render(&parsed.diagnostics()[0], "x.py", source, false);
    assert_eq!(
        picture,
        "  File \"x.py\", line 2
SyntaxError[JP0305]: invalid syntax. Perhaps you forgot a comma?
 --> x.py:2:9
  |
2 | y = [1, 2 3]
  |         ^^^
SyntaxError: invalid syntax. Perhaps you forgot a comma?"
    );
}
