#!/usr/bin/env bash
# Everything that must hold: formatting, lints, Rust unit tests, lit tests, pytest.
. "$(dirname "$0")/common.sh"

export PYO3_PYTHON=$venv/bin/python
# The test binary of the runtime links libpython, which need not be on the loader's path.
libpython=$("$PYO3_PYTHON" -c 'import sysconfig; print(sysconfig.get_config_var("LIBDIR"))')
export LD_LIBRARY_PATH=$libpython${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
# The tools of LLVM's own that lit tests call.
export PATH=$llvm/bin:$PATH

step "rustfmt"
cargo fmt --all --check
# Release throughout: one build of the dependencies serves the tools, the extension and the tests.
step "clippy"
cargo clippy --release --locked --workspace --all-targets -- -D warnings
step "Rust unit tests and lit tests"
cargo test --release --locked --workspace
step "pytest"
# A test starts programs of its own and waits for them: two at a time are done sooner.
"$venv/bin/python" -m pytest test/python -q -n 2 --dist worksteal "$@"
step "All tests passed"
