"""Writes the tables beside this file, from the codecs of the Python that runs it.

    python generate.py BASES

BASES has what the decoders of the crate `encoding_rs` make of byte sequences beyond ASCII, one a line: the encoding's name,
the bytes in hexadecimal, and the code point that they stand for; `cargo run --example bases` prints it.

- aliases.txt: a name in normal form, and the codec that it stands for.
- charmaps.txt: a codec of one byte per character, and the characters of bytes 80 to ff; U+FFFE where there is none. A code in
  hexadecimal before the name's colon is a byte below 80 that does not stand for its ASCII character.
- multibyte.txt: a codec of several bytes per character, the decoder of `encoding_rs` that is nearest, and how it differs:
  `first-last` are sequences that stand for nothing, `sequence=code point` is one that stands for another character.
"""

import collections
import encodings.aliases
import os
import pkgutil
import sys

NONE = "\ufffe"
BASES = {
    "gb2312": "gbk", "gbk": "gbk", "gb18030": "gb18030", "euc_kr": "euc-kr", "cp949": "euc-kr", "big5": "big5",
    "cp950": "big5", "big5hkscs": "big5", "shift_jis": "shift_jis", "cp932": "shift_jis", "euc_jp": "euc-jp",
}  # fmt: skip
# What is decoded without a table.
OTHERS = "ascii", "utf_7", "utf_8", "utf_8_sig", "hz", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_ext", "iso2022_kr"


def decoded(sequence, codec):
    try:
        return sequence.decode(codec)
    except UnicodeError:
        return None


def charmap(codec):
    """Characters of the bytes 80 to ff, and what differs below; `None` if the codec has no such table."""
    try:
        low = {byte: decoded(bytes([byte]), codec) for byte in range(0x80)}
        high = [decoded(bytes([byte]), codec) for byte in range(0x80, 0x100)]
        whole = decoded(bytes(range(0x20, 0x7F)) * 2, codec)
    except LookupError:
        return None
    pairs = (bytes([lead, trail]) for lead in range(0x80, 0x100) for trail in range(0x20, 0x100))
    if decoded(b"\\u0041", codec) != "\\u0041" or any(decoded(pair, codec) and not high[pair[0] - 0x80] for pair in pairs):
        return None
    changed = {byte: text for byte, text in low.items() if text != chr(byte)}
    if whole is None or not any(high) or len(changed) > 8 or any(text and len(text) > 1 for text in high):
        return None
    return "".join(text or NONE for text in high), changed


def sequences(base):
    """Those that may be one character: none that begins with a character of one byte."""
    for lead in range(0x80, 0x100):
        yield bytes([lead])
    for lead in range(0x80, 0x100):
        for trail in range(0x21, 0x100):
            yield bytes([lead, trail])
    if base == "euc-jp":
        for middle in range(0xA1, 0xFF):
            for trail in range(0xA1, 0xFF):
                yield bytes([0x8F, middle, trail])


def multibyte(codec, base, table):
    """The differences, runs of sequences that stand for nothing put together."""
    single = {lead for lead in range(0x80, 0x100) if decoded(bytes([lead]), codec) is not None}
    removed, changed = [], []
    for sequence in sequences(base):
        if len(sequence) > 1 and sequence[0] in single:
            continue
        text, other = decoded(sequence, codec), table.get(sequence)
        if len(sequence) == 2 and sequence[:1] in table and text is None:
            other = other or NONE
        if text == other:
            continue
        number = int.from_bytes(sequence, "big")
        if text is not None:
            changed.append(f"{sequence.hex()}={'+'.join(f'{ord(character):x}' for character in text)}")
        elif removed and removed[-1][1] == number - 1:
            removed[-1][1] = number
        else:
            removed.append([number, number])
    return [f"{first:x}-{last:x}" for first, last in removed] + changed


def main():
    directory = os.path.dirname(os.path.abspath(__file__))
    tables = collections.defaultdict(dict)
    with open(sys.argv[1]) as file:
        for line in file:
            name, sequence, codes = line.split()
            tables[name][bytes.fromhex(sequence)] = "".join(chr(int(code, 16)) for code in codes.split("+"))
    names = sorted(module.name for module in pkgutil.iter_modules(encodings.__path__))
    names = [name for name in names if name not in ("aliases", "mbcs", "oem")]
    aliases = sorted({**encodings.aliases.aliases, **{name: name for name in names}}.items())
    known = {*BASES, *OTHERS}
    with open(f"{directory}/charmaps.txt", "w", encoding="utf-8", newline="\n") as file:
        for codec in names:
            found = codec not in known and charmap(codec)
            if found:
                known.add(codec)
                low = "".join(f"{byte:x}={ord(text) if text else 0xFFFE:x} " for byte, text in found[1].items())
                file.write(f"{low}{codec}:{found[0]}\n")
    with open(f"{directory}/multibyte.txt", "w") as file:
        for codec, base in BASES.items():
            file.write(" ".join([codec, base, *multibyte(codec, base, tables[base])]) + "\n")
    with open(f"{directory}/aliases.txt", "w") as file:
        file.writelines(f"{alias} {codec}\n" for alias, codec in aliases if codec in known)


if __name__ == "__main__":
    main()
