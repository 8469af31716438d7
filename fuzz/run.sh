#!/usr/bin/env bash
# Fuzzes the frontend: `run.sh [SECONDS]`. What it finds is in fuzz/artifacts/frontend.
. "$(dirname "$0")/../tools/setup/common.sh"

seconds=${1:-600}
python=$(find_python) || fail "Python 3.11 or newer is missing"
if ! cargo fuzz --version >/dev/null 2>&1; then
    step "Installing cargo-fuzz"
    cargo install --locked cargo-fuzz
fi
cd "$root/fuzz"
"$python" seeds.py corpus/seeds
mkdir -p corpus/frontend
step "Fuzzing for $seconds s"
# No sanitizer: stable Rust has none, and what is fuzzed is safe Rust. cargo-fuzz sets RUSTFLAGS, which replaces the
# flags of .cargo/config.toml: the linker is named again.
export RUSTFLAGS="-C link-arg=-B$llvm/bin -C link-arg=-fuse-ld=lld ${RUSTFLAGS:-}"
# Inputs longer than 4 KB find nothing that shorter ones do not; sizes have tests of their own.
exec cargo fuzz run --sanitizer none frontend corpus/frontend corpus/seeds -- -dict=python.dict \
    -max_len=4096 -timeout=10 -rss_limit_mb=2048 -max_total_time="$seconds" -print_final_stats=1
