"""The examples of ``docs/refusals.md`` are refused with the code that they stand under, and run as plain Python does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "refusals.md"
#: Codes that no small program shows.
WITHOUT_EXAMPLE = {"JS0017"}

_SECTION = re.compile(r"^### `(JS\d{4})` (?:(?!^#).)*?(?:^```python\n(.*?)^```$|(?=^#|\Z))", re.M | re.S)


def sections() -> dict[str, str | None]:
    """The example of each code."""
    return {code: example or None for code, example in _SECTION.findall(PAGE.read_text())}


#: Runs each example as a module of its own, and prints what it did and why it was refused.
DRIVER = """
import json
import linecache
import sys

import torch
from janus_jit import engine, takeover


def outcome(function):
    try:
        return repr(type(function(torch.ones(3))))
    except Exception as error:
        return repr(error)


found = {}
for code, text in json.load(sys.stdin).items():
    file = f"<{code}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    plain, watched = {"__name__": "plain"}, {"__name__": "watched"}
    exec(compile(text, file, "exec"), plain)
    exec(takeover.load(text, file, "watched").module_code(), watched)
    place = watched["f"].__code__
    engine.get().request((file, place.co_qualname, place.co_firstlineno))
    same = all(outcome(plain["f"]) == outcome(watched["f"]) for _ in range(6))
    stats = [s for s in engine.stats()["functions"] if s["file"] == file and s["name"] == "f"]
    found[code] = same, [reason["code"] for reason in stats[0]["reasons"]], stats[0]["native"]
json.dump(found, sys.stdout)
"""


@pytest.fixture(scope="module")
def found() -> dict:
    import json

    examples = {code: text for code, text in sections().items() if text}
    command = [sys.executable, "-W", "ignore", "-c", DRIVER]
    process = subprocess.run(command, input=json.dumps(examples), capture_output=True, text=True, timeout=300)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def test_every_code_has_an_example():
    assert {code for code, text in sections().items() if text is None} == WITHOUT_EXAMPLE
    assert len(sections()) >= 17


@pytest.mark.parametrize("code", [code for code, text in sections().items() if text])
def test_the_example_is_refused_with_its_code(found, code):
    from janus_jit import converter_available

    same, codes, native = found[code]
    assert same
    if not converter_available():
        pytest.skip("nothing is converted without the graph generator")
    assert set(codes) == {code} and native == 0
