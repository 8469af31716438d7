"""Leaves parts of Janus out, one at a time, and shows which test notices.

All mutants are built at once, each behind a switch that an environment variable turns on, so that the extension is compiled twice and not once a
mutant: with the mutants, and without them again at the end. The checkout must be clean; the sources are put back in any case.

usage: .venv/bin/python test/mutation [--list] [WORD …]      only mutants whose name has one of the words
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))

from mutants import MUTANTS, Mutant  # noqa: E402

#: Names the mutant that is on.
VARIABLE = "JANUS_MUTANT"
SWITCH = f"""
/// Whether this part is left out, for `test/mutation`.
pub fn is_mutant(name: &str) -> bool {{
    std::env::var_os("{VARIABLE}").is_some_and(|on| on == name)
}}
"""


def _mutated(text: str, mutant: Mutant) -> str:
    start = text.index(mutant.after)
    place = text.index(mutant.old, start)
    path = "crate" if mutant.file.startswith("passes/") else "janus_passes"
    switch = f'{path}::is_mutant("{mutant.name}")'
    if mutant.new.startswith("+"):
        new = mutant.old + "\n" + mutant.new[1:].replace("mutant()", switch)
    elif mutant.new:
        # In parentheses, since a block before an operator is a statement of its own.
        new = f"(if {switch} {{ {mutant.new} }} else {{ ({mutant.old}) }})"
    else:
        new = f"if !{switch} {{ {mutant.old} }}"
    return text[:place] + new + text[place + len(mutant.old) :]


def _build() -> None:
    """The extension alone, as `tools/setup/build.sh` does it."""
    environment = {**os.environ, "PYO3_PYTHON": sys.executable}
    command = ["cargo", "build", "--release", "--locked", "--quiet", "-p", "janus-runtime", "--features", "extension-module"]
    # The mutants' parentheses are warned about; that is of interest only where the build fails.
    build = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    assert build.returncode == 0, build.stderr
    package = ROOT / "runtime/python/janus_jit"
    module = package / f"_janus{sysconfig.get_config_var('EXT_SUFFIX')}"
    new = module.with_suffix(".new")
    shutil.copy(ROOT / "target/release/libjanus_runtime.so", new)
    new.replace(module)


def _passes(test: str, mutant: str | None) -> bool:
    environment = {**os.environ, VARIABLE: mutant or ""}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    process = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    if process.returncode not in (0, 1):
        # No such test, or a crash: the second is noticed, too.
        assert process.returncode < 0 or "no tests" not in process.stdout, process.stdout
    return process.returncode == 0


def main() -> int:
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    chosen = [m for m in MUTANTS if not words or any(word in m.name for word in words)]
    if "--list" in sys.argv:
        print("\n".join(f"{m.name:<32} {m.test}" for m in chosen))
        return 0
    files = {ROOT / m.file for m in chosen} | {ROOT / "passes/src/lib.rs"}
    originals = {file: file.read_text() for file in files}
    changed = dict(originals)
    for mutant in chosen:
        changed[ROOT / mutant.file] = _mutated(changed[ROOT / mutant.file], mutant)
    changed[ROOT / "passes/src/lib.rs"] += SWITCH
    survived = 0
    try:
        for file, text in changed.items():
            file.write_text(text)
        _build()
        for test in sorted({m.test for m in chosen}):
            assert _passes(test, None), f"{test} fails without a mutant"
        for mutant in chosen:
            noticed = not _passes(mutant.test, mutant.name)
            survived += not noticed
            print(f"{'noticed ' if noticed else 'SURVIVED'} {mutant.name:<32} {mutant.test}", flush=True)
    finally:
        for file, text in originals.items():
            file.write_text(text)
        _build()
    print(f"{len(chosen) - survived} of {len(chosen)} mutants are noticed")
    return int(survived > 0)


if __name__ == "__main__":
    sys.exit(main())
