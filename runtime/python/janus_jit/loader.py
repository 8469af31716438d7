"""Imports of the user's own modules, those beside the script."""

import os
import sys
import sysconfig
import warnings
from importlib.machinery import PathFinder, SourceFileLoader

from . import takeover
from .source import decode


class UserCode:
    """Tells the user's modules, under the script's folder, from libraries."""

    def __init__(self, folder: str):
        self.folder = os.path.realpath(folder)
        paths = sysconfig.get_paths()
        libraries = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
        libraries.add(os.path.dirname(__file__))
        self.libraries = [os.path.realpath(path) for path in libraries]

    def __contains__(self, file: str) -> bool:
        file = os.path.realpath(file)
        if not _under(file, self.folder) or any(_under(file, library) for library in self.libraries):
            return False
        # The libraries of another environment that lies in the project's folder.
        return not {"site-packages", "dist-packages"}.intersection(file.split(os.sep))


def _under(file: str, folder: str) -> bool:
    return file.startswith(folder.rstrip(os.sep) + os.sep)


class JanusLoader(SourceFileLoader):
    """Loads a module whose functions are taken over."""

    def __init__(self, fullname: str, path: str, code):
        super().__init__(fullname, path)
        self._janus_code = code

    def get_code(self, fullname):
        code, self._janus_code = self._janus_code, None
        # A second call (`importlib.reload`, `runpy`) means that the file may have changed.
        return code if code is not None else super().get_code(fullname)


class JanusFinder:
    """Stands before Python's own path finder and swaps the loader of the user's modules."""

    def __init__(self, user_code: UserCode):
        self.user_code = user_code

    def find_spec(self, fullname, path=None, target=None):
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader or spec.origin not in self.user_code:
            return spec
        # What cannot be taken over, a syntax error among others, is left to Python's loader: so the exception and
        # its traceback are Python's too.
        try:
            data = spec.loader.get_data(spec.origin)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(data, spec.origin, "exec", dont_inherit=True)
            code = takeover.load(decode(data), spec.origin, fullname).module_code()
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            return spec
        # Now that nothing can fail, with the warnings that the module's author is to see.
        compile(data, spec.origin, "exec", dont_inherit=True)
        spec.loader = JanusLoader(fullname, spec.origin, code)
        return spec


def install(folder: str) -> None:
    """Takes over what is imported from ``folder`` from now on."""
    finder = JanusFinder(UserCode(folder))
    position = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else len(sys.meta_path)
    sys.meta_path.insert(position, finder)
