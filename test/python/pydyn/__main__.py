"""`python -m pydyn path/to/janus-translate file.py` runs a file by way of pydyn."""

import sys
from pathlib import Path

import pydyn

pydyn.load(Path(sys.argv[2]), Path(sys.argv[1])).run()
