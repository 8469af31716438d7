"""What all tests of the Python side share."""

import os
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PACKAGE = str(_ROOT / "runtime" / "python")
# The package of this checkout, in this process and in those that tests start.
sys.path[:0] = [_PACKAGE, str(Path(__file__).parent)]
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [_PACKAGE, os.environ.get("PYTHONPATH")]))
