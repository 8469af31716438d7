"""``python -m janus_jit``: the same as ``janus``."""

from .cli import main

main()
