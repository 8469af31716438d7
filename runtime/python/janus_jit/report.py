"""Turns the stats into text for a reader."""

import linecache
import os
import sys


class Style:
    """Terminal colours, or none."""

    def __init__(self, colour: bool):
        self.colour = colour

    def __call__(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def bold(self, text):
        return self("1", text)

    def dim(self, text):
        return self("2", text)

    def green(self, text):
        return self("32", text)

    def yellow(self, text):
        return self("33", text)


def style_for(stream) -> Style:
    """Colours only on a terminal, and not where ``NO_COLOR`` is set."""
    return Style(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def _place(function: dict) -> str:
    path = os.path.relpath(function["file"])
    path = function["file"] if path.startswith(os.pardir) else path
    return f"{path}:{function['line']}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _names(functions: list) -> str:
    return ", ".join(f["name"] for f in functions[:8]) + (", …" if len(functions) > 8 else "")


def _verdict(function: dict, style: Style) -> str:
    if function["native"]:
        share = 100 * function["native"] / function["calls"]
        return style.green(f"native in {function['native']} of {_count(function['calls'], 'call')} ({share:.1f} %)")
    if function["state"] == "hot" and not function["fallbacks"]:
        return style.dim(f"not converted on its own: {_count(function['calls'], 'call')}, then none from outside")
    return style.yellow(f"imperative: {_count(function['calls'], 'call')} watched")


def explain(stats: dict, stream=None) -> None:
    """What was converted, what was not and why, with the lines of the source."""
    stream = stream or sys.stdout
    style = style_for(stream)
    write = lambda text="": print(text, file=stream)  # noqa: E731
    plain = [f for f in stats["functions"] if _without_tensors(f)]
    called = [f for f in stats["functions"] if f["calls"] and not _without_tensors(f)]
    shown = [f for f in called if f["state"] != "profiling"]
    early = [f for f in called if f["state"] == "profiling"]
    idle = len(stats["functions"]) - len(plain) - len(called)
    write()
    write(style.bold("Janus: what ran native, and what did not"))
    for function in shown:
        write()
        write(f"{style.bold(function['name'])}  {style.dim(_place(function))}")
        write(f"  {_verdict(function, style)}")
        if function["native"]:
            write(
                f"  {function['profiled']} profiled, {_count(function['fallbacks'], 'fallback')}, "
                f"{_count(function['graphs'], 'graph')} compiled in {function['compile_ms']:.0f} ms"
            )
        for reason in function["reasons"]:
            times = f", {reason['count']} times" if reason["count"] > 1 else ""
            write(f"  {style.yellow(reason['code'])}: {reason['message']}{times}")
            source = linecache.getline(function["file"], reason["line"]).rstrip()
            if source:
                write(style.dim(f"  {reason['line']:5} | ") + source)
    write()
    if not shown:
        write("No function that does tensor work was called often enough to be converted.")
    if early:
        write(style.dim(f"Called too rarely to be converted: {_names(early)}"))
    if plain:
        write(style.dim(f"Left alone, without tensor work: {_names(plain)}"))
    if idle:
        write(style.dim(f"Never called: {_count(idle, 'function')}"))
    totals = stats["totals"]
    write(
        f"{totals['native']} of {_count(totals['calls'], 'watched call')} ran native; "
        f"{_count(totals['fallbacks'], 'fallback')}; {_count(totals['graphs'], 'graph')}, "
        f"{totals['compile_ms']:.0f} ms to generate and compile"
    )


def _without_tensors(function: dict) -> bool:
    return any(reason["code"] == "JR0004" for reason in function["reasons"])


def _ms(value) -> str:
    return "–" if value is None else f"{value:.2f}"


def summary(stats: dict, stream=None) -> None:
    """A short table: the functions that do tensor work, and how they ran."""
    stream = stream or sys.stderr
    style = style_for(stream)
    header = ("function", "calls", "native", "fallbacks", "graphs", "compile ms", "imperative ms", "native ms")
    rows = []
    for function in stats["functions"]:
        if not function["calls"] or function["state"] == "profiling" or _without_tensors(function):
            continue
        share = f"{100 * function['native'] / function['calls']:.1f} %"
        rows.append(
            (
                function["name"],
                str(function["calls"]),
                share,
                str(function["fallbacks"]),
                str(function["graphs"]),
                f"{function['compile_ms']:.0f}",
                _ms(function["imperative_ms"]),
                _ms(function["native_ms"]),
            )
        )
    print(file=stream)
    if not rows:
        print("janus: no function that does tensor work was called often enough to be converted", file=stream)
        return
    widths = [max(map(len, column)) for column in zip(header, *rows)]

    def line(cells):
        return "  ".join([cells[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(cells[1:], widths[1:])])

    print(style.bold(line(header)), file=stream)
    for row in rows:
        print(line(row), file=stream)
    print(style.dim("times are medians per call, the imperative ones of the profiled calls"), file=stream)
