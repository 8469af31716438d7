"""Writes a seed corpus: every top-level statement of the repository's Python fixtures, one a file.

    python seeds.py DIRECTORY
"""

import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ["frontend/syntax/tests", "test/frontend", "test/python/programs", "examples"]
# A line that begins a statement. Wrong guesses do no harm: a seed need not be valid.
BEGINS = re.compile(r"(?![ \t#)\]}]|(?:else|elif|except|finally|case)\b)\S")
LONGEST = 2000


def statements(text):
    statement, decorated = [], False
    for line in text.splitlines(keepends=True):
        if statement and BEGINS.match(line) and not decorated:
            yield "".join(statement)
            statement = []
        decorated = line.startswith("@")
        statement.append(line)
    yield "".join(statement)


def main():
    directory = pathlib.Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    for folder in FIXTURES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            data = path.read_bytes()
            pieces = [data] if len(data) <= LONGEST else []
            pieces += [piece.encode() for piece in statements(data.decode(errors="replace"))]
            for piece in pieces:
                if piece.strip():
                    name = hashlib.sha1(piece).hexdigest()
                    (directory / name).write_bytes(piece[:LONGEST])


if __name__ == "__main__":
    main()
