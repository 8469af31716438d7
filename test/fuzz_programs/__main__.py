"""Compares generated programs under plain Python and under Janus; see docs/fuzz-programs.md."""

import argparse
import collections
import functools
import itertools
import os
import sys
import time
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(_HERE), str(_HERE.parents[1] / "runtime" / "python")]
# Order of sets of strings: one that can be had again.
if os.environ.get("PYTHONHASHSEED") != "0":
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])

import program  # noqa: E402
import workers  # noqa: E402
from minimise import minimise  # noqa: E402


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fuzz-programs", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="programs to compare, instead of generated ones")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (0)")
    parser.add_argument("--count", type=int, help="programs to run")
    parser.add_argument("--time", type=float, help="seconds to run for; 60 if there is no count")
    parser.add_argument("--jobs", type=int, default=1, help="processes (1)")
    parser.add_argument("--found", type=Path, default=Path("fuzz-found"), help="folder for minimised programs (fuzz-found)")
    parser.add_argument("--minimise", type=float, default=30, metavar="SECONDS", help="time for making each finding smaller (30)")
    parser.add_argument("--findings", type=int, default=30, help="findings of each kind that are kept (30)")
    parser.add_argument("--show", type=int, metavar="SEED", help="print the program of a seed, and end")
    parser.add_argument("--native", type=float, default=0, help="the share of programs that must run native, from 0 to 1")
    parser.add_argument("--theme", action="append", default=[], choices=sorted(program.THEMES), help="one that each program has; may be given several times")
    parser.add_argument("--calibrate", action="store_true", help="find out which templates usually keep a function imperative, and write rare.txt")
    parser.add_argument("--reasons", action="store_true", help="list refusals with their messages")
    return parser


class Report:
    """What was found so far."""

    def __init__(self):
        self.programs = self.native = self.raised = 0
        self.codes: collections.Counter = collections.Counter()
        self.reasons: collections.Counter = collections.Counter()
        self.kinds: collections.Counter = collections.Counter()
        self.seconds = 0.0

    def add(self, outcome: dict) -> None:
        self.programs += 1
        self.native += outcome.get("native", 0) > 0
        self.raised += outcome.get("raised", 0) > 0
        self.seconds += outcome.get("seconds", 0)
        if not outcome.get("native"):
            self.codes.update(set(outcome.get("codes", ())))
            self.reasons.update(r.rsplit(" (line", 1)[0] for r in outcome.get("reasons", ())[-1:])
        if outcome["kind"]:
            self.kinds[outcome["kind"]] += 1

    def print(self, reasons: bool) -> None:
        share = self.native / max(self.programs, 1)
        print(f"{self.programs} programs, {sum(self.kinds.values())} differ, {self.native} ran native ({share:.0%}), {self.raised} raised")
        for kind, count in self.kinds.most_common():
            print(f"  differs: {kind:<16} {count}")
        print("  reasons of those that did not run native: " + (", ".join(f"{c} {n}" for c, n in self.codes.most_common()) or "none"))
        if reasons:
            for reason, count in self.reasons.most_common(60):
                print(f"    {count:>4}  {reason[:150]}")


def _differs_like(kind: str):
    """Whether a text differs in that way, tried in a process of its own."""

    def differs(text: str) -> bool:
        (_, outcome), = workers.run_all([("candidate", text)], patience=15 if kind != "hang" else 30)
        return outcome["kind"] == kind

    return differs


def _keep(options, name: str, text: str, outcome: dict) -> None:
    """Makes a finding smaller and writes it into a file."""
    kind = outcome["kind"]
    differs = _differs_like(kind)
    small, note = text, ""
    if not differs(text):
        note = "Only together with the programs before it in its process. "
    elif options.minimise > 0:
        small = minimise(text, differs, options.minimise)
        (_, outcome), = workers.run_all([("found", small)])
    options.found.mkdir(parents=True, exist_ok=True)
    said = f'{note}{name}: {kind}, {outcome["text"]}'.replace("\\", "\\\\").replace('"""', "'''")
    path = options.found / f"{kind.replace(' ', '_')}_{name}.py"
    path.write_text(f'r"""{said}"""\n{small}')
    print(f"{path}: {outcome['text'][:200]}", flush=True)


def _calibrate(options) -> None:
    """Writes the list of rare templates: those whose trials did not run native, one of them at most apart."""
    trials = program.trials()
    names = {f"{number}.{part}": name for number, (name, texts) in enumerate(trials.items()) for part in range(len(texts))}
    jobs = [(f"{number}.{part}", text) for number, texts in enumerate(trials.values()) for part, text in enumerate(texts)]
    native: collections.Counter = collections.Counter()
    for job, outcome in workers.run_all(iter(jobs), options.jobs):
        native[names[job]] += outcome.get("native", 0) > 0
    rare = [name for name, texts in trials.items() if 2 * native[name] < len(texts)]
    program.RARE.write_text("\n".join(sorted(name.replace("\n", "\\n") for name in rare)) + "\n")
    print(f"{len(rare)} of {len(trials)} templates are rare")


def main() -> int:
    options = _parser().parse_args()
    grow = functools.partial(program.generate, always=frozenset(options.theme))
    if options.show is not None:
        print(grow(options.show))
        return 0
    workers.prepare()
    if options.calibrate:
        program.RARE.write_text("")
        _calibrate(options)
        return 0
    if options.files:
        jobs = ((str(path), path.read_text()) for path in options.files)
        limit = None
    else:
        limit = options.time if options.time or options.count else 60
        seeds = itertools.count(options.seed) if options.count is None else range(options.seed, options.seed + options.count)
        jobs = ((f"seed{seed}", grow(seed)) for seed in seeds)
    started = time.monotonic()
    jobs = itertools.takewhile(lambda _: limit is None or time.monotonic() - started < limit, jobs)
    report = Report()
    for name, outcome in workers.run_all(jobs, options.jobs):
        report.add(outcome)
        if outcome["kind"] is None:
            continue
        if options.files:
            print(f"{name}: {outcome['kind']}, {outcome['text']}", flush=True)
        elif report.kinds[outcome["kind"]] <= options.findings:
            _keep(options, name, grow(int(name.removeprefix("seed"))), outcome)
    report.print(options.reasons)
    return int(bool(report.kinds) or report.native < options.native * report.programs)


if __name__ == "__main__":
    sys.exit(main())
