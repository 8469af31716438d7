#!/usr/bin/env bash
# Installs the system packages that are missing: on Debian as root by itself, elsewhere it says what is needed.
. "$(dirname "$0")/common.sh"

packages=()
need() { # need FILE-OR-COMMAND PACKAGE...
    local probe=$1; shift
    if [ ! -e "$probe" ] && ! command -v "$probe" >/dev/null; then packages+=("$@"); fi
}
need "$llvm/lib/libMLIRIR.a" libmlir-22-dev
need "$llvm/lib/libLLVMCore.a" llvm-22-dev
need "$llvm/bin/mlir-tblgen" mlir-22-tools
need "$llvm/bin/FileCheck" llvm-22-tools
need "$llvm/lib/libclang.so" libclang-22-dev
need "$llvm/lib/libPolly.a" libpolly-22-dev
need "$llvm/bin/ld.lld" lld-22
need /usr/include/zlib.h zlib1g-dev
need /usr/include/zstd.h libzstd-dev
need /usr/include/libxml2/libxml/parser.h libxml2-dev
need c++ g++
need git git
python=$(find_python) || python=
if [ -z "$python" ]; then
    packages+=(python3 python3-venv python3-dev)
elif [ ! -x "$venv/bin/python" ]; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
    # The Rust tests embed Python and link its shared library.
    "$python" - <<'PY' || packages+=(python3-dev)
import os, sys, sysconfig
folder, name = sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("LDLIBRARY")
multiarch = sysconfig.get_config_var("MULTIARCH") or ""
sys.exit(not any(os.path.exists(os.path.join(folder, part, name)) for part in ("", multiarch)))
PY
fi

rust_missing=
command -v cargo >/dev/null || rust_missing=1
[ ${#packages[@]} -eq 0 ] && [ -z "$rust_missing" ] && exit 0

on_debian=
[ -r /etc/os-release ] && grep -qiE '^(ID|ID_LIKE)=.*debian' /etc/os-release && command -v apt-get >/dev/null && on_debian=1

if [ -n "$on_debian" ] && [ "$(id -u)" -eq 0 ] && [ -z "$rust_missing" ]; then
    step "Installing system packages: ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q
    apt-get install -y --no-install-recommends "${packages[@]}"
    exit 0
fi

{
    echo "Janus needs a few things that are not on this machine."
    echo
    if [ -n "$rust_missing" ]; then
        echo "  Rust 1.89 or newer, with rustfmt and clippy:"
        echo "      https://rustup.rs"
        echo
    fi
    if [ ${#packages[@]} -gt 0 ] && [ -n "$on_debian" ]; then
        echo "  Debian packages (this user may not install them; run as root):"
        echo "      apt-get update && apt-get install -y ${packages[*]}"
    elif [ ${#packages[@]} -gt 0 ]; then
        echo "  LLVM and MLIR 22.1 with headers, static libraries and tools under $llvm"
        echo "  (elsewhere: set the three prefixes in .cargo/config.toml),"
        echo "  libclang 22, Polly 22 and lld 22, the headers of zlib, zstd and libxml2,"
        echo "  a C++17 compiler, and Python 3.11 or newer with venv and its shared library."
        echo
        echo "  On Debian 12 these packages are missing here:"
        echo "      ${packages[*]}"
    fi
    echo
    echo "Then run make again."
} >&2
exit 1
