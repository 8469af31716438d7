"""Runs programs in forks of this process, where PyTorch is imported already: a crash or a hang takes only the fork along."""

import faulthandler
import json
import os
import select
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator

#: Programs that one process runs: later ones see a larger engine, and none that a crash would lose.
CHUNK = 60

#: Seconds after which a program hangs.
PATIENCE = 90


def run_one(text: str, name: str) -> dict:
    """The outcome of a program, in this process."""
    import both

    started = time.perf_counter()
    try:
        outcome = both.run(text, name)
    except Exception as error:
        # Neither way of running it raises here: the program's own top level, or this harness.
        line = traceback.extract_tb(error.__traceback__)[-1]
        return {"kind": "harness", "text": f"{type(error).__name__}: {error} ({line.filename}:{line.lineno})"}
    return {**vars(outcome), "seconds": time.perf_counter() - started}


def prepare() -> None:
    """Imports what all forks need. The engine starts in each of them; it must not have started here."""
    import torch
    import torch._dynamo  # noqa: F401  # imported by the first use of some functions, and slow

    import both  # noqa: F401
    import janus_jit.takeover  # noqa: F401

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")


def _serve(jobs: list[tuple[str, str]], pipe: int) -> None:
    """The fork: one line before each program, and one with its outcome."""
    with open(os.devnull, "w") as null:
        os.dup2(null.fileno(), 1)
    for name, text in jobs:
        os.write(pipe, (json.dumps({"begin": name}) + "\n").encode())
        os.write(pipe, (json.dumps({"end": name, **run_one(text, name)}) + "\n").encode())


class _Fork:
    """A process that runs programs one after the other."""

    def __init__(self, jobs: list[tuple[str, str]]):
        self.jobs = jobs
        self.buffer = b""
        self.current: str | None = None
        self.since = time.monotonic()
        reading, writing = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            # What a crash says goes with the finding; everything else is noise.
            faulthandler.enable(open("/dev/null", "w"))
            status = 1
            try:
                _serve(jobs, writing)
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        self.pipe = reading

    def read(self) -> Iterator[dict]:
        """What has arrived."""
        data = os.read(self.pipe, 1 << 16)
        if not data:
            yield {"closed": True}
            return
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            self.since = time.monotonic()
            self.current = message.get("begin")
            if "end" in message:
                self.jobs = [job for job in self.jobs if job[0] != message["end"]]
                yield message

    def end(self) -> str:
        """Waits for the process, and says how it ended."""
        os.close(self.pipe)
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        return signal.Signals(-code).name if code < 0 else f"status {code}"

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def run_all(jobs: Iterable[tuple[str, str]], processes: int = 1, patience: float = PATIENCE) -> Iterator[tuple[str, dict]]:
    """Runs programs, given by name and text; yields each name with its outcome. A crash is an outcome, too."""
    jobs = iter(jobs)
    waiting: list[list[tuple[str, str]]] = []
    forks: list[_Fork] = []
    exhausted = False
    while True:
        while len(forks) < processes and not (exhausted and not waiting):
            chunk = waiting.pop() if waiting else []
            while len(chunk) < CHUNK and not exhausted:
                try:
                    chunk.append(next(jobs))
                except StopIteration:
                    exhausted = True
            if chunk:
                forks.append(_Fork(chunk))
        if not forks:
            return
        ready, _, _ = select.select([fork.pipe for fork in forks], [], [], 1.0)
        for fork in list(forks):
            if fork.pipe not in ready:
                if time.monotonic() - fork.since > patience:
                    fork.kill()
                    fork.hung = True
                continue
            for message in fork.read():
                if "end" in message:
                    yield message.pop("end"), message
                    continue
                forks.remove(fork)
                how = fork.end()
                if fork.jobs:
                    # It ended in the program that it was at; the others are still to be run.
                    lost = fork.current or fork.jobs[0][0]
                    kind = "hang" if getattr(fork, "hung", False) else "crash"
                    yield lost, {"kind": kind, "text": how, "native": 0, "codes": []}
                    rest = [job for job in fork.jobs if job[0] != lost]
                    if rest:
                        waiting.append(rest)
