"""`make bench`: PyTorch eager, torch.compile and Janus side by side, in one run, in turns, on the same machine.

Each runs in a process of its own. Times are medians. Nothing is left out: where something could not be measured, the
table says so.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import machine

HERE = Path(__file__).parent
PEERS = ("eager", "compile", "janus")
NAMES = {"eager": "PyTorch eager", "compile": "torch.compile", "janus": "Janus"}


class Worker:
    """A process that runs `worker.py` in one of the three ways."""

    def __init__(self, mode: str, threads: int):
        self.mode = mode
        self.stats_file = Path(tempfile.mkstemp(suffix=".json")[1])
        command = [sys.executable]
        if mode == "janus":
            command += ["-m", "janus_jit", "run", "--stats", str(self.stats_file)]
        command += [str(HERE / "worker.py"), mode, str(threads)]
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def ask(self, command: str, number: int = 0):
        self.process.stdin.write(f"{command} {number}\n")
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"bench: the {NAMES[self.mode]} process ended with status {self.process.wait()}")
        return json.loads(answer)

    def close(self) -> dict:
        """Ends it; Janus's stats by function name."""
        self.process.stdin.close()
        self.process.wait()
        text = self.stats_file.read_text()
        self.stats_file.unlink()
        return {f["name"]: f for f in json.loads(text)["functions"]} if text else {}


def progress(text: str) -> None:
    print(f"  {text} …", file=sys.stderr, flush=True)


def speed(threads: int, rounds: int, steps: int) -> dict:
    """LeNet's step, its first calls, and a call with ten parameters."""
    result = {}
    workers = {mode: Worker(mode, threads) for mode in PEERS}
    for mode, worker in workers.items():
        progress(f"first calls: {NAMES[mode]}")
        result[mode] = {"first_ms": worker.ask("step", 1)[0], "early_ms": worker.ask("step", 29)}
        worker.ask("ten", 200)
    times = {mode: [] for mode in PEERS}
    ten = {mode: [] for mode in PEERS}
    for number in range(rounds):
        progress(f"LeNet, round {number + 1} of {rounds}")
        # In turns, each time in another order: what else the machine does hits all alike.
        for mode in (PEERS[number % 3], PEERS[(number + 1) % 3], PEERS[(number + 2) % 3]):
            workers[mode].ask("step", 5)
            times[mode] += workers[mode].ask("step", steps)
            workers[mode].ask("ten", 20)
            ten[mode] += workers[mode].ask("ten", 500)
    operations = workers["eager"].ask("flops")
    for mode, worker in workers.items():
        entry = result[mode]
        entry["step_ms"] = statistics.median(times[mode])
        entry["step_min_ms"] = min(times[mode])
        entry["gflops"] = operations / entry["step_ms"] / 1e6
        entry["ten_parameters_us"] = 1e3 * statistics.median(ten[mode])
        entry["stats"] = worker.close()
    return result | {"flops": operations}


def memory(threads: int, few: int, many: int) -> dict:
    """Resident size of a long training run, and the largest that eager and Janus had in a short one."""
    result = {}
    for mode in ("eager", "janus"):
        worker = Worker(mode, threads)
        last = many if mode == "janus" else few
        progress(f"memory over {last} steps: {NAMES[mode]}")
        done, entry = 0, {}
        while done < last:
            count = min(few - done % few, last - done)
            worker.ask("step", count)
            done += count
            if done in (few, many):
                entry[str(done)] = worker.ask("resident")
        worker.close()
        result[mode] = entry
    return result


def table(header: list[str], rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(header, *rows)]
    for row in (header, *rows):
        print("  " + "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))]))


def verdict(value: float, bound: float) -> str:
    return "yes" if value <= bound else "NO"


def print_speed(result: dict, peak: dict) -> None:
    step = result["janus"]["stats"].get("train_step", {})
    print(f"\nLeNet, batch 50: forward, backward, update ({result['flops'] / 1e6:.0f} MFLOP in products and convolutions)")
    rows = []
    for mode in PEERS:
        entry = result[mode]
        rows.append(
            [
                NAMES[mode],
                f"{entry['step_ms']:.2f}",
                f"{entry['step_ms'] / result['eager']['step_ms']:.2f} ×",
                f"{entry['gflops']:.1f}",
                f"{100 * entry['gflops'] / peak['measured_gflops']:.1f} %",
                f"{max([entry['first_ms'], *entry['early_ms']]):.0f}",
                f"{entry['ten_parameters_us']:.1f}",
            ]
        )
    table(["", "step ms", "of eager", "GFLOP/s", "of peak", "slowest early call ms", "10 parameters µs"], rows)
    if not step.get("native"):
        print("\n  Janus ran nothing natively: its numbers are those of the imperative executor.")
        for reason in step.get("reasons", []):
            print(f"    {reason['code']}: {reason['message']}")
        return
    print(
        f"\n  Janus: {step['native']} of {step['calls']} steps native, {step['fallbacks']} fallbacks, "
        f"{step['graphs']} graphs in {step['compile_ms']:.0f} ms"
    )
    janus, eager = result["janus"], result["eager"]
    ten = janus["stats"].get("ten_parameters", {})
    bounds = [
        ["step of eager's", f"{janus['step_ms'] / eager['step_ms']:.2f}", "0.50"],
        ["first native call, s", f"{step['compile_ms'] / step['graphs'] / 1e3:.2f}", "1.00"],
    ]
    if ten.get("native"):
        bounds.append(["call with 10 parameters, µs", f"{janus['ten_parameters_us']:.1f}", "20.0"])
    else:
        print("  the function with 10 parameters did not run native")
    print()
    table(["", "measured", "at most", "met"], [[*b, verdict(float(b[1]), float(b[2]))] for b in bounds])


def print_memory(result: dict, few: int, many: int) -> None:
    print("\nMemory of LeNet's training (MiB resident)")
    rows = []
    for mode, entry in result.items():
        cells = [f"{entry[str(n)]['now'] / 2**20:.1f}" if str(n) in entry else "–" for n in (few, many)]
        rows.append([NAMES[mode], *cells, f"{entry[str(few)]['peak'] / 2**20:.1f}"])
    table(["", f"after {few}", f"after {many}", f"peak until {few}"], rows)
    janus = result["janus"]
    growth = janus[str(many)]["now"] / janus[str(few)]["now"] - 1
    print(f"\n  growth from {few} to {many} steps: {100 * growth:+.2f} % (at most 1 %: {verdict(growth, 0.01)})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--steps", type=int, default=60, help="steps per round and peer")
    parser.add_argument("--memory-steps", type=int, nargs=2, default=(1000, 20000), metavar=("FEW", "MANY"))
    parser.add_argument("--only", choices=("speed", "memory"))
    parser.add_argument("--json", metavar="FILE", help="write all numbers, too")
    options = parser.parse_args()
    few, many = options.memory_steps

    print("Measuring; nothing else should run on the machine.", file=sys.stderr)
    peak = machine.describe(options.threads)
    theory = f"{peak['theoretical_gflops']:.0f}" if peak["theoretical_gflops"] else "unknown"
    print(f"{peak['cpu']}, {peak['cpus']} CPUs, {options.threads} threads")
    print(
        f"single-precision peak: {peak['measured_gflops']:.0f} GFLOP/s measured (2048³ product in PyTorch), {theory} in theory "
        f"(2 FMA units per core at {peak['mhz'] or 0:.0f} MHz, without boost)"
    )
    results = {"machine": peak}
    if options.only != "memory":
        results["speed"] = speed(options.threads, options.rounds, options.steps)
        print_speed(results["speed"], peak)
    if options.only != "speed":
        results["memory"] = memory(options.threads, few, many)
        print_memory(results["memory"], few, many)
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=2)
            file.write("\n")


main()
