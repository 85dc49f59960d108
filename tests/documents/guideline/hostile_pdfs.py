"""PDF files written by hand to break, stall or fill whatever opens them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable

MB = 1024 * 1024
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_WORDS = b"BT /F1 10 Tf 50 700 Td (Resume af anbefalinger) Tj ET"


def document(objects: Iterable[bytes], *, size: int | None = None, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first its catalogue; `size` is what its table of places says of itself."""
    made, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, count = len(made), len(places) + 1
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (size or count)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(made + b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (size or count, trailer, start))


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def one_page(contents: bytes, *more: bytes, page: bytes = b"", resources: bytes = b"") -> bytes:
    """A PDF whose single page has these contents; `more` objects are numbered from 6."""
    fonts = b"/Resources<</Font<</F1 5 0 R>>%s>>" % resources
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%s%s>>" % (fonts, page)
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return document([b"<</Type/Catalog/Pages 2 0 R>>", tree, leaf, contents, _FONT, *more])


def honest() -> bytes:
    return one_page(stream(_WORDS))


def pages(count: int, words: bytes = _WORDS) -> bytes:
    """A PDF of so many pages that all say the same."""
    kids = b" ".join(b"%d 0 R" % number for number in range(5, count + 5))
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    return document([b"<</Type/Catalog/Pages 2 0 R>>", tree, stream(words), _FONT, *[leaf] * count])


def locked(password: bytes = b"", *, words: bytes = _WORDS) -> bytes:
    """A page that is encrypted (RC4, 40 bits); whoever knows the password opens it, everybody where that is empty."""
    owner, name = b"O" * 32, b"0123456789abcdef"
    permitted = (-4).to_bytes(4, "little", signed=True)
    key = _md5((password + _PAD)[:32] + owner + permitted + name)[:5]
    own_key = _md5(key + (4).to_bytes(3, "little") + bytes(2))[:10]  # of object 4, the contents
    made = one_page(stream(rc4(own_key, words)))
    handler = b"/Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>" % (owner.hex().encode(), rc4(key, _PAD).hex().encode())
    hexed = name.hex().encode()
    return made.replace(b"/Size 6", b"/Size 6/Encrypt<<%s>>/ID[<%s><%s>]" % (handler, hexed, hexed))


def rc4(key: bytes, content: bytes) -> bytes:
    """The content encrypted, or decrypted, as PDFs of old are."""
    box, at = list(range(256)), 0
    for step in range(256):
        at = (at + box[step] + key[step % len(key)]) % 256
        box[step], box[at] = box[at], box[step]
    made, first, second = bytearray(), 0, 0
    for sign in content:
        first = (first + 1) % 256
        second = (second + box[first]) % 256
        box[first], box[second] = box[second], box[first]
        made.append(sign ^ box[(box[first] + box[second]) % 256])
    return bytes(made)


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def zeros(megabytes: int) -> bytes:
    """So many megabytes of blanks, packed: whole pieces laid one after the other."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * (16 * MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\x9c" + piece * (megabytes // 16) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def _nested() -> bytes:
    inside = zlib.compress(zlib.compress(zeros(2048)))
    return one_page(stream(inside, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"))


def _many_filters() -> bytes:
    return one_page(stream(zlib.compress(_WORDS), b"/Filter[" + b"/FlateDecode" * 20_000 + b"]"))


def _loop() -> bytes:
    return document([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2000000000>>"])


def _long_chain() -> bytes:
    links = (b"<</Type/Pages/Parent %d 0 R/Kids[%d 0 R]/Count 1>>" % (at - 1, at + 1) for at in range(3, 60_000))
    return document([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", *links])


def _self_drawing() -> bytes:
    form = stream(b"/X1 Do /X1 Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X1 6 0 R>>>>")
    return one_page(stream(b"/X1 Do " + _WORDS), form, resources=b"/XObject<</X1 6 0 R>>")


def _laughing() -> bytes:
    """Twenty forms, each drawn ten times by the one before."""
    forms = [
        stream(
            b"/X Do " * 10, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (at + 1)
        )
        for at in range(6, 26)
    ]
    last = stream(_WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>")
    return one_page(stream(b"/X Do"), *forms, last, resources=b"/XObject<</X 6 0 R>>")


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    tree = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)
    return document([b"<</Type/Catalog/Pages 2 0 R>>", tree, *[leaf] * count])


def _much_text() -> bytes:
    line = b"(" + b"Anbefaling " * 100 + b") Tj 0 -1 Td\n"
    return one_page(stream(zlib.compress(b"BT /F1 1 Tf 1 800 Td\n" + line * 3000 + b"ET"), b"/Filter/FlateDecode"))


def _previous() -> bytes:
    made = honest()
    start = made.rindex(b"xref\n0")
    return made.replace(b"/Size 6", b"/Size 6/Prev %d" % start)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nested filters": _nested,
    "twenty thousand filters": _many_filters,
    "two gigabytes in one filter": lambda: one_page(stream(zeros(2048), b"/Filter/FlateDecode")),
    "a loop of the page tree": _loop,
    "a page tree of sixty thousand levels": _long_chain,
    "a table of places that is huge": lambda: document([b"<</Type/Catalog/Pages 2 0 R>>"], size=2_000_000_000),
    "a table of places before itself": _previous,
    "a stream that does not end": lambda: honest().replace(b"endstream", b""),
    "a stream longer than the file": lambda: honest().replace(b"/Length 5", b"/Length 99999999995"),
    "a stream that is broken": lambda: one_page(stream(b"\x78\x9c" + b"\xff" * 5000, b"/Filter/FlateDecode")),
    "arrays in arrays": lambda: one_page(stream(_WORDS), page=b"/X" + b"[" * 500_000),
    "a form that draws itself": _self_drawing,
    "forms by the billion": _laughing,
    "ten thousand pages": lambda: _pages(10_000),
    "a page with three million signs": _much_text,
    "a page a light-year wide": lambda: honest().replace(b"595 842", b"9e30 9e30"),
}
