"""What `janus run` saves can be used without Python and PyTorch: the profile and the IR after each stage."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from differential import finish, janus_command, start
from support.native_ops import janus_opt

EXAMPLE = Path(__file__).parents[2] / "examples" / "mnist.py"


def tool(name, *arguments):
    program = Path(janus_opt()).with_name(name)
    run = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr[:2000]
    return run.stdout


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A folder with `profile.json` and the dumps of a run of the example."""
    from janus_jit import converter_available

    if not converter_available():
        pytest.skip("there is nothing to save without the graph generator")
    folder = tmp_path_factory.mktemp("saved")
    options = ["--save-profile", "profile.json", "--dump-ir", "ir"]
    # An epoch and its test: the step, and the model alone without gradients.
    run = finish(start([*janus_command(), "run", *options, str(EXAMPLE), "--epochs", "1"], folder))
    assert (folder / "profile.json").exists(), run.stderr
    return folder


def test_the_profile_replays_the_specialization(saved):
    module = saved / "mnist.mlir"
    module.write_text(tool("janus-translate", "--python-to-pydyn", EXAMPLE))
    recorded = json.loads((saved / "profile.json").read_text())["functions"]
    assert {"train_step", "LeNet.forward"} <= {function["name"] for function in recorded}
    seen = {}
    for function in recorded:
        name = function["name"]
        graph = seen.setdefault(name, 0)
        seen[name] += 1
        options = f"profile={saved / 'profile.json'} function={name} graph={graph}"
        replayed = tool("janus-opt", module, f"--specialize-types={options}")
        dump = saved / "ir" / f"{name}.{function['line']}.{graph}.00-specialize-types.mlir"
        assert replayed == tool("janus-opt", dump), f"{name}, graph {graph}"


def test_every_stage_can_be_read_again(saved):
    files = sorted((saved / "ir").iterdir())
    stages = {re.search(r"\.\d\d-(.*)\.mlir$", file.name)[1] for file in files}
    assert {"specialize-types", "lift-state", "autodiff", "nn-to-linalg", "llvm"} <= stages
    for file in files:
        tool("janus-opt", file, "-o", "/dev/null")


def test_a_dump_can_be_taken_on_from(saved):
    # From the first file to the one before code, by the passes alone.
    (start,) = (saved / "ir").glob("train_step.*.00-specialize-types.mlir")
    (end,) = (saved / "ir").glob("train_step.*-dataflow-to-func.mlir")
    passes = ["control-flow-to-dataflow", "lift-state", "autodiff", "build-backward", "dataflow-to-func"]
    made = tool("janus-opt", start, *(f"--{name}" for name in passes))
    assert made == tool("janus-opt", end)
