#!/usr/bin/env bash
# Builds the tools and the Python extension, and installs the `janus` command into .venv.
. "$(dirname "$0")/common.sh"

export PYO3_PYTHON=$venv/bin/python
step "Building the tools (target/release)"
cargo build --release --locked -p janus-tools -p janus-syntax
step "Building the Python extension"
cargo build --release --locked -p janus-runtime --features extension-module

package=$root/runtime/python/janus_jit
suffix=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
# By way of a new file: a running process may have the old one mapped.
cp target/release/libjanus_runtime.so "$package/_janus$suffix.new"
mv "$package/_janus$suffix.new" "$package/_janus$suffix"

if ! (cd / && "$venv/bin/python" -c "import janus_jit, sys; sys.exit(janus_jit.__path__[0] != '$package')") 2>/dev/null ||
    [ ! -x "$venv/bin/janus" ]; then
    step "Installing the janus command into .venv"
    "$venv/bin/python" -m pip install --disable-pip-version-check -q --no-build-isolation --no-deps -e "$root/runtime/python"
fi
echo "built: .venv/bin/$("$venv/bin/janus" --version)" >&2
