"""The command ``janus``."""

import argparse
import json
import os
import sys

from . import _janus, engine, report, runner

_RUN_HELP = """\
Runs a Python script as `python` does. Functions that do tensor work and are called often run as native code; everything
else, and every call that does not match what was seen before, runs in CPython.
"""


class _Parser(argparse.ArgumentParser):
    """Errors are one line, and name the command that shows the help."""

    def error(self, message):
        self.exit(2, f"janus: {message} (see `{self.prog} --help`)\n")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", metavar="P.json", help="use the profile of an earlier run: its functions are hot at once")
    parser.add_argument("--save-profile", metavar="P.json", help="write what the first calls showed, to be replayed or studied")
    parser.add_argument("--dump-ir", metavar="DIR", help="write the IR after each stage of each graph into a folder")
    parser.add_argument("--perf-map", action="store_true", help="let Linux's perf name the compiled functions")
    parser.add_argument("--stats", metavar="S.json", help="write per function how it ran, and why not native")
    parser.add_argument(
        "--profile-calls", metavar="N", type=int, default=None, help="imperative calls before a function becomes hot (3)"
    )
    parser.add_argument("script", metavar="script.py", help="the program")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="its own arguments")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="janus", description="Imperative PyTorch programs as speculative native code.")
    parser.add_argument("--version", action="version", version=f"janus {_janus.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    run = commands.add_parser("run", help="run a script", description=_RUN_HELP, allow_abbrev=False)
    run.add_argument("--summary", action="store_true", help="end with a short table on stderr")
    _options(run)
    explain = commands.add_parser(
        "explain",
        help="run a script, then tell what was converted, what was not and why",
        description=_RUN_HELP + "Then tells per function what was converted, what was not and why.",
        allow_abbrev=False,
    )
    _options(explain)
    return parser


def main() -> None:
    """Entry point of the console script."""
    parser = _parser()
    options = parser.parse_args()
    if options.command is None:
        parser.print_help()
        sys.exit(2)
    try:
        data = runner.read_script(options.script)
        _configure(options)
    except runner.CannotStart as error:
        print(f"janus: {error}", file=sys.stderr)
        sys.exit(error.status)
    runner.at_exit(lambda stats: _finish(options, stats))
    runner.run(options.script, options.arguments, data)


def _configure(options: argparse.Namespace) -> None:
    """Sets the engine up; what would go wrong only at the end of a long run is tried now."""
    if options.profile_calls is not None and options.profile_calls < 1:
        raise runner.CannotStart("--profile-calls must be at least 1")
    for path in (options.save_profile, options.stats):
        if path is not None:
            _check_writable(path)
    if options.dump_ir is not None:
        try:
            os.makedirs(options.dump_ir, exist_ok=True)
        except OSError as error:
            raise runner.CannotStart(f"cannot write to '{options.dump_ir}': {error.strerror}") from None
    # Absolute, since the program may change its folder.
    engine.configure(
        profile_calls=options.profile_calls,
        dump_ir=options.dump_ir and os.path.abspath(options.dump_ir),
        save_profile=options.save_profile and os.path.abspath(options.save_profile),
        load_profile=options.profile,
        perf_map=options.perf_map,
    )
    options.stats = options.stats and os.path.abspath(options.stats)
    try:
        engine.get()
    except OSError as error:
        raise runner.CannotStart(str(error)) from None


def _check_writable(path: str) -> None:
    try:
        with open(path, "a", encoding="utf-8"):
            pass
    except OSError as error:
        raise runner.CannotStart(f"cannot write '{path}': {error.strerror}") from None


def _finish(options: argparse.Namespace, stats: dict) -> None:
    try:
        engine.get().finish()
        if options.stats:
            with open(options.stats, "w", encoding="utf-8") as file:
                json.dump(stats, file, indent=2, ensure_ascii=False)
                file.write("\n")
    except OSError as error:
        print(f"janus: {error}", file=sys.stderr)
    if options.command == "explain":
        report.explain(stats)
    elif options.summary:
        report.summary(stats)
