"""The process that opens a foreign file: bytes on its input, JSON on its output, under limits it sets itself.

Started by `running.py` and by nothing else. Whatever a file does to a parser happens here (reliability F3).
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterable
from typing import Any

from guidelines.documents.guideline.docx_lines import docx_lines
from guidelines.documents.guideline.lines import Line
from guidelines.documents.guideline.pdf_lines import Damaged, TooLarge, pdf_lines
from guidelines.documents.guideline.pdf_pictures import picture
from guidelines.documents.pdf.plan import pdf_plan
from guidelines.documents.planskema_types import UnreadableFile

SECONDS, MEMORY = 20, 1024 * 1024 * 1024
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


_KINDS: dict[str, Callable[[bytes], Any]] = {
    "pdf": lambda data: _plain(pdf_lines(data)),
    "docx": lambda data: _plain(docx_lines(data)),
    "picture": picture,
    "plan": pdf_plan,
}


def main() -> int:
    """Read the file of the kind named in the only argument; the exit code says how it went."""
    set_limits()
    data = sys.stdin.buffer.read()
    try:
        read = _KINDS[sys.argv[1]](data)
    except (Damaged, UnreadableFile):
        return DAMAGED
    except (TooLarge, MemoryError):
        return TOO_LARGE
    sys.stdout.write(json.dumps(read))
    sys.stdout.flush()
    return OK


if __name__ == "__main__":
    sys.exit(main())
