"""The command: what it prints, what it writes, how it ends."""

import json
import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest
from differential import check, finish, janus_command, start, write
from janus_jit import converter_available


def janus(folder, *arguments, **environment):
    return finish(start([*janus_command(), *map(str, arguments)], folder, **environment))


ENDINGS = {
    "the end": ("print('done')", 0),
    "exit with a number": ("import sys\nsys.exit(7)", 7),
    "exit with a message": ("import sys\nsys.exit('gone wrong')", 1),
    "exit with None": ("raise SystemExit", 0),
    "exit in a function": ("import sys\ndef f(n):\n    if n == 4: sys.exit(n)\nfor i in range(9): f(i)", 4),
    "an exception": ("def f(x):\n    return [][x]\nf(3)", 1),
    "an exception at the top": ("x = {}\nx['no']", 1),
    "an exception group": ("raise ExceptionGroup('many', [ValueError(1), TypeError(2)])", 1),
    "a hook for exceptions": ("import sys\nsys.excepthook = lambda *a: print('hook', a[0], a[2].tb_lineno)\n1/0", 1),
    "handlers at exit": ("import atexit\natexit.register(print, 'first')\natexit.register(print, 'second')\n1/0", 1),
    "an error at exit": ("import atexit\natexit.register(lambda: 1/0)", 0),
    "a thread that goes on": (
        "import threading, time\ndef late():\n    time.sleep(.2)\n    print('late')\nthreading.Thread(target=late).start()",
        0,
    ),
    "a hard exit": ("import os\nprint('x', flush=True)\nos._exit(9)", 9),
    "a broken encoding": ("# coding: nonsense\n", 1),
    "a syntax error": ("def f():\n    x = (1,\n", 1),
    "an indentation error": ("if True:\nx = 1\n", 1),
    "a tab error": ("if True:\n        x = 1\n\ty = 2\n", 1),
    "a late syntax error": ("def f():\n    return 1\nreturn 2\n", 1),
    "an unknown future": ("from __future__ import braces\n", 1),
    "warnings": ("import warnings\ndef f():\n    warnings.warn('old', DeprecationWarning)\nx = 1 is 1\nf()\n", 0),
    "an empty file": ("", 0),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_ends_as_plain_python(name, tmp_path):
    program, status = ENDINGS[name]
    check(tmp_path, program, status=status)


def test_an_interrupt_ends_by_the_signal(tmp_path):
    script = write(tmp_path, "import time\nprint('ready', flush=True)\ntime.sleep(60)\n")
    for command in ([sys.executable], [*janus_command(), "run"]):
        process = start([*command, str(script)], tmp_path)
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        run = finish(process)
        assert run.status == -signal.SIGINT
        assert run.stderr.endswith("KeyboardInterrupt\n") and "janus_jit" not in run.stderr


@pytest.mark.parametrize("text", ["x = 1\0\n", "x = 1\n\udcff\n", "# coding: ascii\nx = '\udcff'\n"])
def test_bytes_that_are_no_text(text, tmp_path):
    (tmp_path / "program.py").write_bytes(text.encode("utf-8", "surrogateescape"))
    run = janus(tmp_path, "run", "program.py")
    assert run.status == 1
    assert "program.py" in run.stderr and "SyntaxError" in run.stderr and "Traceback" not in run.stderr
    assert ("line 2" if "\n" in text[:-1] else "line 1") in run.stderr


def test_a_syntax_error_is_shown_as_python_shows_it(tmp_path):
    script = write(tmp_path, "print('never')\nx = [1, 2\ny = 3\n")
    plain, ours = (finish(start([*c, str(script)], tmp_path)) for c in ([sys.executable], [*janus_command(), "run"]))
    assert ours.stderr == plain.stderr and ours.status == plain.status == 1
    assert "^" in ours.stderr and "line 2" in ours.stderr and ours.stdout == ""


@pytest.mark.parametrize("command", ["run", "explain"])
def test_a_missing_script(command, tmp_path):
    run = janus(tmp_path, command, "nowhere.py")
    assert run.status == 2
    assert run.stderr.count("\n") == 1 and "nowhere.py" in run.stderr and "No such file" in run.stderr


def test_a_folder_is_no_script(tmp_path):
    run = janus(tmp_path, "run", ".")
    assert run.status == 1 and run.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "content, place",
    [
        (None, "No such file"),
        ("", "line 1"),
        ("{\n  oops", "line 2 column 3"),
        ("[]", "line 1"),
        ('{"version": 99, "functions": []}', "version is 99"),
        ("\0\1", "line 1"),
    ],
)
def test_an_unreadable_profile(content, place, tmp_path):
    write(tmp_path, "print('never')")
    if content is not None:
        (tmp_path / "p.json").write_text(content)
    run = janus(tmp_path, "run", "--profile", "p.json", "program.py")
    assert run.status == 2 and run.stdout == ""
    assert run.stderr.count("\n") == 1 and "p.json" in run.stderr and place in run.stderr


@pytest.mark.parametrize("option", ["--stats", "--save-profile", "--dump-ir"])
def test_a_place_that_cannot_be_written_is_told_before_the_run(option, tmp_path):
    write(tmp_path, "print('never')")
    (tmp_path / "file").write_text("")
    run = janus(tmp_path, "run", option, "file/below", "program.py")
    assert run.status == 2 and run.stdout == ""
    assert run.stderr.count("\n") == 1 and "file/below" in run.stderr


@pytest.mark.parametrize(
    "arguments", [["run"], ["fly", "x.py"], ["run", "--no-such", "x.py"], ["run", "--profile-calls", "0", "program.py"]]
)
def test_bad_usage_is_one_line(arguments, tmp_path):
    write(tmp_path, "print('never')")
    run = janus(tmp_path, *arguments)
    assert run.status == 2 and run.stdout == ""
    assert run.stderr.startswith("janus: ") and run.stderr.count("\n") == 1


def test_help_and_version(tmp_path):
    assert janus(tmp_path, "--version").stdout.startswith("janus 0.")
    for arguments in ([], ["--help"], ["run", "--help"], ["explain", "--help"]):
        run = janus(tmp_path, *arguments)
        assert "usage: janus" in run.stdout and "Traceback" not in run.stderr
    assert "--save-profile" in janus(tmp_path, "run", "--help").stdout


def test_the_scripts_own_options_are_its_own(tmp_path):
    write(tmp_path, "import sys\nprint(sys.argv)")
    run = janus(tmp_path, "run", "program.py", "--stats", "x", "--help", "--", "-v")
    assert run.stdout == "['program.py', '--stats', 'x', '--help', '--', '-v']\n"


def test_stats_have_the_documented_fields(tmp_path):
    write(
        tmp_path,
        """
        def plain(x):
            return x + 1

        def never():
            pass

        for i in range(10):
            plain(i)
        """,
    )
    assert janus(tmp_path, "run", "--stats", "s.json", "program.py").status == 0
    stats = json.loads((tmp_path / "s.json").read_text())
    function = next(f for f in stats["functions"] if f["name"] == "plain")
    for name in ("name", "file", "line", "calls", "profiled", "native", "fallbacks", "graphs", "compile_ms", "reasons"):
        assert name in function
    assert function["line"] == 1 and function["file"].endswith("program.py")
    assert function["calls"] == function["profiled"] + function["native"] + function["fallbacks"] == 3
    reason = function["reasons"][0]
    assert set(reason) == {"code", "message", "line", "count"} and reason["code"] == "JR0004"
    assert stats["totals"]["functions"] == 2


def test_a_profile_is_saved_and_used_again(tmp_path):
    write(
        tmp_path,
        """
        import torch

        def f(x, k, flag=True):
            if flag:
                x = x * k
            for _ in range(k):
                x = x + 1
            return x

        for i in range(6):
            f(torch.ones(2, 3), 2, flag=i % 2 == 0)
        """,
    )
    assert janus(tmp_path, "run", "--save-profile", "p.json", "program.py").status == 0
    profile = json.loads((tmp_path / "p.json").read_text())
    function = next(f for f in profile["observed"] if f["name"] == "f")
    assert function["tensors"] and function["calls"] == 3
    x, k, flag = function["parameters"]
    assert x["observed"][0]["dtype"] == "float32" and x["observed"][0]["shape"] == [2, 3]
    assert k["observed"] == [{"kind": "int", "value": 2, "count": 3}]
    assert [o["value"] for o in flag["observed"]] == [True, False]
    # From the second call on: a function that is called only once must not pay for its loops.
    assert (function["branches"][0]["taken"], function["branches"][0]["not_taken"]) == (1, 1)
    assert function["loops"][0]["trips"] == {"2": 2}
    run = janus(tmp_path, "run", "--profile", "p.json", "--stats", "s.json", "program.py")
    assert run.status == 0, run.stderr
    stats = json.loads((tmp_path / "s.json").read_text())
    assert next(f for f in stats["functions"] if f["name"] == "f")["profiled"] == 0


def test_explain_shows_lines_of_the_source_and_no_colour_in_a_file(tmp_path):
    write(
        tmp_path,
        """
        import torch

        def f(x):
            print("seen")
            return open("/dev/null"), x

        def plain(x):
            return x

        for i in range(10):
            f(torch.ones(2)); plain(i)
        """,
    )
    run = janus(tmp_path, "explain", "program.py")
    assert run.status == 0, run.stderr
    assert run.stdout.startswith("seen\n" * 10)
    assert "program.py:3" in run.stdout and "Left alone, without tensor work: plain" in run.stdout
    # A code, a sentence, and the line that it is about.
    assert re.search(r"J[A-Z]\d{4}: .+\n +\d+ \| ", run.stdout), run.stdout
    assert "\x1b" not in run.stdout


def test_output_goes_through_a_closed_pipe_as_under_python(tmp_path):
    script = write(tmp_path, "for i in range(100000): print(i)\n")
    results = []
    for command in ([sys.executable], [*janus_command(), "run"]):
        process = start([*command, str(script)], tmp_path)
        process.stdout.close()
        process.stdout = open(os.devnull)
        results.append((process.wait(60), "BrokenPipeError" in process.stderr.read()))
        process.stderr.close()
    assert results[0] == results[1]


@pytest.mark.parametrize("seed", range(3))
def test_no_input_breaks_the_command(seed, tmp_path):
    """A hundred mutated programs each: plain Python and Janus agree on whether they compile, and nothing aborts."""
    import random

    rng = random.Random(seed)
    source = (
        "import sys\nclass A(object):\n    def f(self, x, *a, k=1, **kw):\n        '''doc'''\n        for i in range(3):\n"
        "            if x > i and not k: x += [i for i in a if i]\n            else: x = (lambda y: y + x)(1)\n"
        "        while x: x = None\n        return f'{x!r:>{10}}' if k else {**kw}\n@staticmethod\ndef g(): yield 1\n"
        "async def h(): await g()\nprint(A().f(1, 2, k=0), file=sys.stderr)\n"
    ).encode()
    for number in range(100):
        data = bytearray(source)
        for _ in range(rng.randrange(1, 6)):
            position = rng.randrange(len(data))
            match rng.randrange(4):
                case 0:
                    del data[position : position + rng.randrange(1, 20)]
                case 1:
                    data[position] = rng.randrange(256)
                case 2:
                    data[position:position] = rng.choice([b"(", b"\n", b"\t", b"def ", b"'", b"\\", b"\xc3", b"{", b": ", b"\0"])
                case 3:
                    start_ = rng.randrange(len(data))
                    data[position:position] = data[start_ : start_ + 30]
        (tmp_path / f"m{number}.py").write_bytes(data)
    # One process each would take minutes: the loader is what they are fed to, in one process, as `janus run` does it.
    driver = """
        import sys, warnings
        warnings.simplefilter("ignore")
        from janus_jit import runner
        for number in range(100):
            file = f"m{number}.py"
            data = runner.read_script(file)
            try:
                compile(data, file, "exec", dont_inherit=True)
                fine = True
            except (SyntaxError, ValueError):
                fine = False
            try:
                runner._compile(data, file)
                assert fine, file
            except SyntaxError:
                assert not fine, file
        print("all")
    """
    run = finish(start([sys.executable, str(write(tmp_path, driver))], tmp_path))
    assert run.stdout == "all\n", run.stderr
    for number in range(0, 100, 20):
        run = janus(tmp_path, "run", f"m{number}.py")
        assert run.status in (0, 1) and "panicked" not in run.stderr and "janus_jit" not in run.stderr, run.stderr


def test_perf_knows_the_compiled_functions(tmp_path):
    write(tmp_path, "import torch\ndef double(x):\n    return torch.tanh(x) + x\nfor _ in range(8):\n    double(torch.ones(4))\n")
    process = start([*janus_command(), "run", "--perf-map", "program.py"], tmp_path)
    run = finish(process)
    assert run.status == 0, run.stderr
    map_file = Path(f"/tmp/perf-{process.pid}.map")
    if not converter_available():
        assert not map_file.exists()
        return
    lines = [line.split(maxsplit=2) for line in map_file.read_text().splitlines()]
    map_file.unlink()
    assert lines and all(int(address, 16) > 0 and int(size, 16) > 0 for address, size, _ in lines)
    assert any(name.startswith("janus:") for *_, name in lines)
