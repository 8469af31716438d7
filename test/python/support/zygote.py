"""Imports PyTorch once and runs many programs, each in a fork: importing takes longer than most of them.

Reads jobs as JSON lines from stdin, answers each with its exit status on stdout. ``janus`` says whether the program runs
under ``janus run``. Used for programs that end by themselves; how a process ends is tested on real ones.
"""

import atexit
import json
import os
import signal
import sys
import traceback
import types

import torch
import torch._dynamo  # noqa: F401  # imported by the first use of some functions, and slow


def serve() -> dict | None:
    """Handles jobs; returns one in each forked child, and None at the end."""
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            return job
        _, status = os.waitpid(pid, 0)
        print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)
    return None


def run(job: dict) -> None:
    """The program, in a process that looks as if it had been started for it."""
    signal.alarm(job["timeout"])
    os.chdir(job["folder"])
    os.environ.update(job["environment"])
    for number, name in ((0, os.devnull), (1, job["stdout"]), (2, job["stderr"])):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC), number)
    sys.argv[:] = job["argv"]
    if job["janus"]:
        from janus_jit.cli import main

        main()
        return
    script = os.path.abspath(sys.argv[0])
    sys.path[0] = os.path.dirname(script)
    module = types.ModuleType("__main__")
    module.__file__ = script
    module.__annotations__ = {}
    sys.modules["__main__"] = module
    with open(script, "rb") as file:
        exec(compile(file.read(), script, "exec", dont_inherit=True), module.__dict__)


def end(status: int) -> None:
    """Leaves without taking PyTorch down module by module, which takes longer than most programs."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if (job := serve()) is not None:
    try:
        run(job)
    except SystemExit as error:
        end(error.code if isinstance(error.code, int) else int(error.code is not None))
    except BaseException:
        traceback.print_exc()
        end(1)
    end(0)
