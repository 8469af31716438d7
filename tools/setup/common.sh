# Sourced by the scripts beside it: where things are, and how progress is shown.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
venv=$root/.venv
llvm=/usr/lib/llvm-22

step() { printf '\n\033[1m==> %s\033[0m\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# The newest Python from 3.11 on that is here; an existing .venv keeps its own.
find_python() {
    if [ -x "$venv/bin/python" ]; then echo "$venv/bin/python"; return; fi
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"; return
        fi
    done
    return 1
}
