"""The lines of a mail's head as bytes (RFC 5322, 2047): the usual values by hand, the odd ones by the library.

The library's composer understands every value and takes its time; what stands in nearly all mails is plain: ASCII, or
words with Danish letters, and addresses without quotes. Both ways give what reads back as the same.
"""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.policy import SMTP

POLICY = SMTP.clone(cte_type="7bit")
LONGEST_LINE = 76
_WORD_OPENS, _WORD_ENDS = b"=?utf-8?q?", b"?="
_WORD_LENGTH = 75
_FOLD = "\r\n "
_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
"""What stands for itself in an encoded word wherever one may stand (RFC 2047, 5, rule 3)."""

_OCTETS = tuple(bytes([octet]) if octet in _SAFE else b"_" if octet == 32 else b"=%02X" % octet for octet in range(256))
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*")
_QUOTABLE = re.compile(r"[A-Za-z0-9 !#$%&'*+/^_`{|}~.,:;()@<>\[\]-]+")
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_ENDS = re.compile(r"[\r\n\x00]")
_VISIBLE = re.compile(r"[!-~]+(?: [!-~]+)*")


def words_line(name: str, text: str) -> bytes:
    """Return a header of free words; `text` is one line."""
    if _VISIBLE.fullmatch(text) and "=?" not in text:
        if len(name) + 2 + len(text) <= LONGEST_LINE:
            return f"{name}: {text}\r\n".encode("ascii")
    elif text.isprintable() and not text.isascii():
        words = _encoded(text, _WORD_LENGTH - len(name) - 1)
        return name.encode("ascii") + b": " + b"\r\n ".join(words) + b"\r\n"
    return _by_library(name, text)


def tokens_line(name: str, *tokens: str) -> bytes:
    """Return a header of tokens that must not be changed, one a line: ids, and addresses of pages."""
    if all(_VISIBLE.fullmatch(token) for token in tokens):
        return f"{name}: {_FOLD.join(tokens)}\r\n".encode("ascii")
    return _by_library(name, " ".join(tokens))


def mailbox_line(name: str, called: str, address: str) -> bytes:
    """Return a header with one mailbox; `called` is one line. Raises ValueError on an address that is none."""
    if _PLAIN_ADDRESS.fullmatch(address):
        phrase = _phrase(called)
        if phrase is not None and len(name) + 2 + len(phrase) <= LONGEST_LINE and len(address) <= LONGEST_LINE - 3:
            head = name.encode("ascii") + b": " + phrase
            box = b"<%s>" % address.encode("ascii") if phrase else address.encode("ascii")
            gap = b"" if not phrase else b" " if len(head) + 1 + len(box) <= LONGEST_LINE else b"\r\n "
            return head + gap + box + b"\r\n"
    local, _, domain = address.rpartition("@")
    return _by_library(name, Address(called, local, domain.encode("idna").decode("ascii")))


def _phrase(called: str) -> bytes | None:
    """The name of a mailbox; None where it is none of the usual."""
    if not called or _ATOMS.fullmatch(called):
        return called.encode("ascii")
    if _QUOTABLE.fullmatch(called):
        return b'"%s"' % called.encode("ascii")
    if called.isascii() or not called.isprintable():
        return None
    words = _encoded(called, _WORD_LENGTH)
    return words[0] if len(words) == 1 else None


def _encoded(text: str, first: int) -> list[bytes]:
    """Encoded words that together say the text, none longer than 75; the first one has `first` bytes."""
    room = first - len(_WORD_OPENS) - len(_WORD_ENDS)
    words: list[bytes] = []
    word: list[bytes] = []
    length = 0
    for char in text:
        octets = b"".join([_OCTETS[octet] for octet in char.encode("utf-8")])
        if length + len(octets) > room:
            words.append(_WORD_OPENS + b"".join(word) + _WORD_ENDS)
            word, length, room = [], 0, _WORD_LENGTH - len(_WORD_OPENS) - len(_WORD_ENDS)
        word.append(octets)
        length += len(octets)
    words.append(_WORD_OPENS + b"".join(word) + _WORD_ENDS)
    return words


def _by_library(name: str, value: object) -> bytes:
    """The header as the standard library makes it, which lets a line end through where it is the last character."""
    if isinstance(value, str) and _ENDS.search(value):
        raise ValueError("a header holds no linefeed")
    _name, made = POLICY.header_store_parse(name, value)
    return POLICY.fold_binary(name, made)
