"""What `janus explain` and `--summary` make of the stats."""

import io

import pytest
from janus_jit import report


def function(name, **fields):
    known = {
        "name": name,
        "file": __file__,
        "line": 1,
        "state": "hot",
        "calls": 0,
        "profiled": 0,
        "native": 0,
        "fallbacks": 0,
        "graphs": 0,
        "compile_ms": 0.0,
        "imperative_ms": None,
        "native_ms": None,
        "reasons": [],
    }
    assert fields.keys() <= known.keys()
    return known | fields


@pytest.fixture
def stats():
    functions = [
        function(
            "train_step", calls=1000, profiled=3, native=996, fallbacks=1, graphs=2, compile_ms=412.5, imperative_ms=6.25,
            native_ms=2.5, reasons=[{"code": "JR0100", "message": "the batch is smaller", "line": 1, "count": 1}],
        ),
        function("Net.forward", calls=3, profiled=3),
        function("load", calls=1, profiled=1, state="profiling"),
        function("unused", state="profiling"),
        function(
            "plain", calls=3, profiled=3, state="refused",
            reasons=[{"code": "JR0004", "message": "does no tensor work", "line": 1, "count": 1}],
        ),
        function(
            "odd", calls=5, profiled=3, fallbacks=2, state="refused",
            reasons=[{"code": "JR0200", "message": "yields", "line": 3, "count": 2}],
        ),
    ]  # fmt: skip
    names = ("calls", "profiled", "native", "fallbacks", "graphs", "compile_ms")
    totals = {name: sum(f[name] for f in functions) for name in names} | {"functions": len(functions)}
    return {"version": 1, "functions": functions, "totals": totals}


def text_of(render, stats, terminal=False):
    stream = io.StringIO()
    stream.isatty = lambda: terminal
    render(stats, stream)
    return stream.getvalue()


def test_explain_tells_each_function_once(stats):
    text = text_of(report.explain, stats)
    assert "native in 996 of 1000 calls (99.6 %)" in text
    assert "3 profiled, 1 fallback, 2 graphs compiled in 412 ms" in text
    assert "JR0100: the batch is smaller" in text
    # With the line of the source.
    assert '    1 | """What `janus explain`' in text
    assert "not converted on its own" in text.split("Net.forward")[1].split("odd")[0]
    assert "JR0200: yields, 2 times" in text
    assert "Called too rarely to be converted: load" in text
    assert "Left alone, without tensor work: plain" in text
    assert "Never called: 1 function" in text
    assert "996 of 1012 watched calls ran native" in text


def test_colour_is_for_terminals(stats, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" not in text_of(report.explain, stats) + text_of(report.summary, stats)
    assert "\x1b[" in text_of(report.explain, stats, terminal=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in text_of(report.explain, stats, terminal=True)


def test_summary_is_a_table_of_what_became_hot(stats):
    lines = text_of(report.summary, stats).splitlines()
    assert [line.split()[0] for line in lines if line][:4] == ["function", "train_step", "Net.forward", "odd"]
    assert lines[2].split()[1:] == ["1000", "99.6", "%", "1", "2", "412", "6.25", "2.50"]
    assert "no function that does tensor work" in text_of(
        report.summary, {"functions": [], "totals": stats["totals"]}
    )
