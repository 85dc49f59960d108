"""The process that opens a foreign file: bytes on its input, JSON on its output, under limits it sets itself.

Started by `running.py` and by nothing else. Whatever a file does to a parser happens here (reliability F3). A parser is
loaded only where the file needs it: starting is most of what a usual file costs.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from guidelines.documents.guideline.failing import TooLarge, Unread
from guidelines.documents.guideline.lines import Line

SECONDS, MEMORY = 20, 1024 * 1024 * 1024
MAX_OUTPUT = 30 * 1024 * 1024  # bytes of JSON
OK, DAMAGED, TOO_LARGE = 0, 3, 4


def set_limits() -> None:
    """Bound this process: seconds of processor, bytes of memory, no file written, no core left."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(lines: Iterable[Line]) -> list[list[Any]]:
    """Lines as JSON can say them."""
    return [[line.text, line.place.kind, line.place.number, line.starts] for line in lines]


_READERS = {
    "pdf": "guidelines.documents.guideline.pdf_lines:pdf_lines",
    "docx": "guidelines.documents.guideline.docx_lines:docx_lines",
    "picture": "guidelines.documents.guideline.pdf_pictures:picture",
    "plan": "guidelines.documents.pdf.plan:pdf_plan",
}


def _read(kind: str, data: bytes) -> Any:
    """What the reader of this kind makes of the file."""
    module, _, name = _READERS[kind].partition(":")
    made = getattr(import_module(module), name)(data)
    return _plain(made) if isinstance(made, tuple) else made


def main() -> int:
    """Read the file of the kind named in the only argument; the exit code says how it went."""
    set_limits()
    data = sys.stdin.buffer.read()
    try:
        read = _read(sys.argv[1], data)
    except Unread:
        return DAMAGED
    except (TooLarge, MemoryError):
        return TOO_LARGE
    said = json.dumps(read)
    if len(said) > MAX_OUTPUT:
        return TOO_LARGE
    sys.stdout.write(said)
    sys.stdout.flush()
    return OK


if __name__ == "__main__":
    sys.exit(main())
