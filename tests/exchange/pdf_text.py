"""The text of a PDF, read with nothing but the standard library: its content streams and what their glyphs mean."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
_STREAM = re.compile(rb"^(.*?)stream\r?\n(.*)\r?\n?endstream", re.DOTALL)
_SHOWN = re.compile(
    rb"/(\w+) [\d.]+ Tf|<([0-9a-fA-F]+)>|\(((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*)\)", re.DOTALL
)  # a literal string may hold brackets that match


def text_of(pdf: bytes) -> str:
    """Return all that a PDF made by typst says, line breaks and blanks left out."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    return "".join(_words(objects)).replace(" ", "").replace("\u00a0", "")


def squeezed(text: str) -> str:
    """Return a text as `text_of` has it."""
    return re.sub(r"\s", "", text)


def _words(objects: dict[int, bytes]) -> Iterator[str]:
    for body in objects.values():
        if re.search(rb"/Type\s*/Page\b", body):
            yield from _page(body, objects)


def _page(body: bytes, objects: dict[int, bytes]) -> Iterator[str]:
    fonts = _fonts(body, objects)
    content = re.search(rb"/Contents (\d+) 0 R", body)
    assert content
    meanings: dict[int, str] = {}
    for font, digits, raw in _SHOWN.findall(_data(objects[int(content[1])])):
        if font:
            meanings = fonts[font]
        elif digits or raw:
            codes = bytes.fromhex(digits.decode()) if digits else _unescaped(raw)
            yield "".join(meanings.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2))


def _fonts(body: bytes, objects: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    resources = re.search(rb"/Resources (\d+) 0 R", body)
    held = objects[int(resources[1])] if resources else body
    fonts = re.search(rb"/Font\s*(?:(\d+) 0 R|<<(.*?)>>)", held, re.DOTALL)
    assert fonts
    listed = objects[int(fonts[1])] if fonts[1] else fonts[2]
    found = {}
    for name, number in re.findall(rb"/(\w+) (\d+) 0 R", listed):
        meaning = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        assert meaning
        found[name] = _meanings(_data(objects[int(meaning[1])]))
    return found


def _meanings(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, letters in re.findall(rb"<(\w+)>\s*<(\w+)>", part):
            found[int(glyph, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    return found


def _data(body: bytes) -> bytes:
    found = _STREAM.match(body)
    assert found
    return zlib.decompressobj().decompress(found[2]) if b"FlateDecode" in found[1] else found[2]


def _unescaped(raw: bytes) -> bytes:
    named = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def letter(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said.isdigit() else named.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", letter, raw, flags=re.DOTALL)
