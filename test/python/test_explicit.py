"""``@janus_jit.function`` in plain Python: one function, asked for by name."""

import json

import pytest
from differential import finish, start, write


def run(folder, program, modules=None):
    import sys

    return finish(start([sys.executable, str(write(folder, program, modules))], folder))


def test_it_returns_the_function_itself_and_profiles_it(tmp_path):
    result = run(
        tmp_path,
        """
        import json
        import janus_jit

        def f(x, y=1):
            if x > 2:
                return x + y
            return y

        g = janus_jit.function(f)
        assert g is f
        print([f(i) for i in range(8)])

        @janus_jit.function
        def h(x): return x

        class C:
            @janus_jit.function
            def method(self, x): return self, x
            @janus_jit.function
            @staticmethod
            def static(x): return x
            @classmethod
            @janus_jit.function
            def of_class(cls, x): return cls.__name__, x

        c = C()
        for i in range(6):
            assert h(i) == i and c.method(i) == (c, i) and C.static(i) == i and C.of_class(i) == ("C", i)
        print(json.dumps(janus_jit.stats()))
        """,
    )
    assert result.status == 0, result.stderr
    values, stats = result.stdout.splitlines()
    assert values == "[1, 1, 1, 4, 5, 6, 7, 8]"
    functions = {f["name"]: f for f in json.loads(stats)["functions"]}
    assert {"f", "h", "C.method", "C.static", "C.of_class"} <= functions.keys()
    # Only what was asked for: nothing else of the module is watched.
    assert functions["f"]["profiled"] == 3 and functions["h"]["profiled"] == 3
    assert all(f["state"] != "profiling" for f in functions.values() if f["calls"])


def test_what_cannot_be_taken_over_runs_as_it_is(tmp_path):
    result = run(
        tmp_path,
        """
        import json
        import janus_jit

        @janus_jit.function
        def numbers():
            yield 1

        @janus_jit.function
        async def later(): return 1

        twice = janus_jit.function(lambda x: 2 * x)
        space = {"function": janus_jit.function}
        exec("@function\\ndef made(x):\\n    return x + 1\\n", space)
        print(list(numbers()), twice(4), space["made"](1))
        try:
            janus_jit.function(3)
        except TypeError as error:
            print(error)
        print(json.dumps({f["name"]: f["reasons"][0]["code"] for f in janus_jit.stats()["functions"]}))
        """,
    )
    assert result.status == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "[1] 8 2"
    assert lines[1] == "@janus_jit.function takes a Python function, not int"
    assert json.loads(lines[2]) == {"numbers": "JR0006", "later": "JR0006", "<lambda>": "JR0008", "made": "JR0007"}


def test_under_janus_run_it_asks_for_a_watched_function(tmp_path):
    from differential import janus_command

    script = write(
        tmp_path,
        """
        import janus_jit

        @janus_jit.function
        def plain(x): return x + 1

        def other(x): return x + 1

        for i in range(8): print(plain(i), other(i))
        """,
    )
    result = finish(start([*janus_command(), "run", "--stats", "s.json", str(script)], tmp_path))
    assert result.status == 0, result.stderr
    functions = {f["name"]: f for f in json.loads((tmp_path / "s.json").read_text())["functions"]}
    codes = {name: [r["code"] for r in f["reasons"]] for name, f in functions.items()}
    assert codes["other"] == ["JR0004"] and "JR0004" not in codes["plain"]


def test_options_come_before_the_first_function(tmp_path):
    result = run(
        tmp_path,
        """
        import janus_jit
        try:
            janus_jit.configure(nonsense=1)
        except TypeError as error:
            print(error)
        janus_jit.configure(profile_calls=5)

        @janus_jit.function
        def f(x): return x

        for i in range(9): f(i)
        print(janus_jit.stats()["functions"][0]["profiled"])
        try:
            janus_jit.configure(profile_calls=1)
        except RuntimeError as error:
            print(error)
        """,
    )
    assert result.status == 0, result.stderr
    assert "nonsense" in result.stdout and "\n5\n" in result.stdout and "before the first" in result.stdout


@pytest.mark.parametrize("change", ["def f(x): return x + 1", "# a line more\ndef f(x): return x"])
def test_a_source_that_is_not_the_code_is_not_believed(change, tmp_path):
    result = run(
        tmp_path,
        f"""
        import pathlib, linecache, importlib
        import helper
        pathlib.Path(helper.__file__).write_text({change!r})
        linecache.clearcache()
        import janus_jit
        janus_jit.function(helper.f)
        print([helper.f(i) for i in range(6)], janus_jit.stats()["functions"][0]["reasons"][0]["code"])
        """,
        {"helper": "def f(x): return x\n"},
    )
    assert result.stdout == "[0, 1, 2, 3, 4, 5] JR0008\n", result.stderr


def test_a_value_and_its_transpose(tmp_path):
    """An elementwise chain whose value is read at other places too: fused as if it were not, this was zero."""
    result = run(
        tmp_path,
        """
        import torch
        import janus_jit

        def plain(x):
            a = torch.exp(x)
            return a - a.t()

        @janus_jit.function
        def native(x):
            a = torch.exp(x)
            return a - a.t()

        x = torch.arange(16.0).reshape(4, 4) / 8
        for _ in range(8):
            result = native(x)
        assert torch.allclose(result, plain(x)) and result.abs().max() > 1
        assert any(f["native"] for f in janus_jit.stats()["functions"]) or not janus_jit.converter_available()
        print("same")
        """,
    )
    assert (result.status, result.stdout) == (0, "same\n"), result.stderr
