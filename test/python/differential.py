"""Runs a program under plain ``python`` and under ``janus run``, and compares all that can be seen of it."""

import json
import math
import os
import re
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parent / "support"
#: Floating-point results agree to rounding; this is the issue's bound for a whole training run.
TOLERANCE = 1e-4
_NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?|nan|inf")


@dataclass
class Run:
    """How a program ended."""

    status: int
    stdout: str
    stderr: str
    state: object = None
    stats: dict = field(default_factory=dict)

    def function(self, name: str) -> dict:
        """The stats of the function with this qualified name."""
        found = [f for f in self.stats["functions"] if f["name"] == name]
        assert len(found) == 1, f"{name}: {[f['name'] for f in self.stats['functions']]}"
        return found[0]


def janus_command() -> list[str]:
    """``janus`` of the package under test, also where the console script is not installed."""
    return [sys.executable, "-m", "janus_jit"]


def write(folder: Path, program: str, modules: dict[str, str] | None = None) -> Path:
    """Writes a program, and modules beside it, into a folder."""
    for name, text in {"program": program, **(modules or {})}.items():
        (folder / f"{name}.py").write_text(textwrap.dedent(text).lstrip("\n"))
    return folder / "program.py"


def _environment() -> dict[str, str]:
    # After the entries of the caller: the package under test may be there.
    path = os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(SUPPORT)])
    return {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}


def start(command: list[str], folder: Path, state: Path | None = None, **environment: str) -> subprocess.Popen:
    """Starts a command as a user would, with the package under test on its path."""
    env = {**_environment(), **environment}
    if state is not None:
        env["JANUS_TEST_STATE"] = str(state)
    return subprocess.Popen(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen, timeout: float = 300) -> Run:
    """Waits for a command."""
    try:
        stdout, stderr = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Run(process.returncode, stdout, stderr)


class Zygote:
    """A process with PyTorch in it that runs programs in forks of itself; see ``support/zygote.py``."""

    def __init__(self):
        command = [sys.executable, str(SUPPORT / "zygote.py")]
        environment = _environment()
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def start(self, argv: list[str], folder: Path, state: Path, janus: bool) -> None:
        name = "janus" if janus else "plain"
        self.files = folder / f"{name}.out", folder / f"{name}.err"
        job = {
            "argv": argv,
            "folder": str(folder),
            "janus": janus,
            "stdout": str(self.files[0]),
            "stderr": str(self.files[1]),
            "environment": {"JANUS_TEST_STATE": str(state)},
            "timeout": 300,
        }
        self.process.stdin.write(json.dumps(job) + "\n")

    def finish(self) -> Run:
        answer = self.process.stdout.readline()
        assert answer, "the zygote is gone"
        return Run(json.loads(answer), *(file.read_text() for file in self.files))


_zygotes: list[Zygote] = []


def run_both(
    script: Path, arguments: tuple[str, ...] = (), options: tuple[str, ...] = (), preloaded: bool = False
) -> tuple[Run, Run]:
    """The plain run and the one under Janus, at the same time."""
    folder = script.parent
    states = folder / "plain.pt", folder / "janus.pt"
    stats = folder / "stats.json"
    plain_argv = [str(script), *arguments]
    janus_argv = ["run", "--stats", str(stats), *options, *plain_argv]
    if preloaded:
        if not _zygotes:
            _zygotes.extend((Zygote(), Zygote()))
        _zygotes[0].start(plain_argv, folder, states[0], janus=False)
        _zygotes[1].start(["janus", *janus_argv], folder, states[1], janus=True)
        plain, janus = (zygote.finish() for zygote in _zygotes)
    else:
        processes = (
            start([sys.executable, *plain_argv], folder, states[0]),
            start([*janus_command(), *janus_argv], folder, states[1]),
        )
        plain, janus = map(finish, processes)
    for run, state in zip((plain, janus), states):
        if state.exists():
            import torch

            run.state = torch.load(state, weights_only=False)
    janus.stats = json.loads(stats.read_text()) if stats.exists() and stats.stat().st_size else {"functions": []}
    return plain, janus


def same_text(plain: str, janus: str) -> bool:
    """Equal up to rounding of the numbers in them, and addresses."""
    plain, janus = (re.sub(r"0x[0-9a-f]{6,}", "0x", text) for text in (plain, janus))
    if _NUMBER.sub("#", plain) != _NUMBER.sub("#", janus):
        return False
    return all(same_number(float(a), float(b)) for a, b in zip(_NUMBER.findall(plain), _NUMBER.findall(janus)))


def same_number(plain: float, janus: float) -> bool:
    if isinstance(plain, int) and isinstance(janus, int):
        return plain == janus
    return math.isclose(plain, janus, rel_tol=TOLERANCE, abs_tol=1e-6) or (math.isnan(plain) and math.isnan(janus))


def differences(plain, janus, path: str = "") -> list[str]:
    """Where two dumped states differ."""
    import torch

    if type(plain) is not type(janus):
        return [f"{path}: {plain!r} became {janus!r}"]
    if isinstance(plain, torch.Tensor):
        if plain.dtype != janus.dtype or plain.shape != janus.shape:
            return [f"{path}: {plain.dtype}{list(plain.shape)} became {janus.dtype}{list(janus.shape)}"]
        if not plain.is_floating_point():
            return [] if torch.equal(plain, janus) else [f"{path}: integers differ"]
        if torch.allclose(plain, janus, rtol=TOLERANCE, atol=1e-5, equal_nan=True):
            return []
        return [f"{path}: differs by up to {(plain - janus).abs().max().item():.3g}"]
    if isinstance(plain, dict):
        if plain.keys() != janus.keys():
            return [f"{path}: {sorted(plain)} became {sorted(janus)}"]
        return [d for key in plain for d in differences(plain[key], janus[key], f"{path}.{key}" if path else key)]
    if isinstance(plain, (list, tuple)):
        if len(plain) != len(janus):
            return [f"{path}: {len(plain)} items became {len(janus)}"]
        return [d for i, (a, b) in enumerate(zip(plain, janus)) for d in differences(a, b, f"{path}[{i}]")]
    if isinstance(plain, float):
        return [] if same_number(plain, janus) else [f"{path}: {plain!r} became {janus!r}"]
    return [] if plain == janus else [f"{path}: {plain!r} became {janus!r}"]


def check(
    folder: Path,
    program: str,
    modules: dict[str, str] | None = None,
    *,
    native: dict[str, int] | None = None,
    max_fallbacks: dict[str, int] | None = None,
    status: int = 0,
    arguments: tuple[str, ...] = (),
    options: tuple[str, ...] = (),
    preloaded: bool = False,
) -> tuple[Run, Run]:
    """Asserts that a program does the same in both ways.

    ``native`` says of how many calls of which functions at least must have run native, and ``max_fallbacks`` how many at
    most may have fallen back. ``preloaded`` runs it where PyTorch is imported already. Where this build cannot generate graphs the rest is compared, and then the test is skipped.
    """
    plain, janus = run_both(write(folder, program, modules), arguments, options, preloaded)
    assert plain.status == status, f"the program itself is wrong:\n{plain.stderr}"
    context = f"--- plain\n{plain.stdout}{plain.stderr}\n--- janus\n{janus.stdout}{janus.stderr}"
    assert janus.status == plain.status, context
    assert same_text(plain.stdout, janus.stdout), context
    # Tracebacks and warnings are part of what a program says: same lines, same words, no frame of ours.
    assert same_text(plain.stderr, janus.stderr), context
    found = differences(plain.state, janus.state)
    assert not found, "\n".join(found[:20])
    if native or max_fallbacks:
        from janus_jit import converter_available

        if not converter_available():
            pytest.skip("same as plain Python; that it runs native needs the graph generator")
    for name, least in (native or {}).items():
        function = janus.function(name)
        assert function["native"] >= least, json.dumps(function, indent=2)
    for name, most in (max_fallbacks or {}).items():
        function = janus.function(name)
        assert function["fallbacks"] <= most, json.dumps(function, indent=2)
    return plain, janus
