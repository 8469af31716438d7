"""What this machine can do at most."""

import os
import re
import time

#: Single-precision results of one FMA instruction, by the widest vectors that the CPU names.
_LANES = (("avx512f", 16), ("avx2", 8), ("asimd", 4))


def describe(threads: int) -> dict:
    """The CPU, its theoretical peak where it can be told, and the measured one, in GFLOP/s of single precision."""
    with open("/proc/cpuinfo") as file:
        info = file.read()
    flags = set((re.search(r"^(?:flags|Features)\s*:(.*)$", info, re.M) or [None, ""])[1].split())
    name = (re.search(r"^model name\s*:\s*(.*)$", info, re.M) or [None, "unknown CPU"])[1]
    mhz = [float(m) for m in re.findall(r"^cpu MHz\s*:\s*([\d.]+)", info, re.M)]
    lanes = next((n for flag, n in _LANES if flag in flags), None)
    theory = None
    if lanes and mhz:
        # Two FMA units per core, two operations per FMA. The clock is the one that is stated, without boost.
        theory = threads * max(mhz) / 1e3 * lanes * 2 * 2
    return {
        "cpu": name.strip(),
        "cpus": os.cpu_count(),
        "threads": threads,
        "mhz": max(mhz) if mhz else None,
        "theoretical_gflops": theory,
        "measured_gflops": measured_peak(threads),
    }


def measured_peak(threads: int, size: int = 2048, rounds: int = 8) -> float:
    """The best of several large matrix products in PyTorch."""
    import torch

    torch.set_num_threads(threads)
    a, b = torch.randn(size, size), torch.randn(size, size)
    out = torch.empty(size, size)
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        torch.mm(a, b, out=out)
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best / 1e9
