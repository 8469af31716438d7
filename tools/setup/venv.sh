#!/usr/bin/env bash
# Makes .venv with PyTorch and what examples, tests and benchmarks use.
. "$(dirname "$0")/common.sh"

requirements=$root/tools/setup/requirements.txt
stamp=$venv/.janus-requirements
if [ -x "$venv/bin/python" ] && cmp -s "$requirements" "$stamp"; then exit 0; fi

python=$(find_python) || fail "Python 3.11 or newer is missing"
if [ ! -x "$venv/bin/python" ]; then
    step "Making .venv with $("$python" --version)"
    "$python" -m venv "$venv"
fi
step "Installing PyTorch and friends into .venv (about 5 GB; a few minutes)"
"$venv/bin/python" -m pip install --disable-pip-version-check -r "$requirements"
cp "$requirements" "$stamp"
