"""The process that opens a foreign file: bytes on its input, lines as JSON on its output, under limits it sets itself.

Started by `extracting.py` and by nothing else. Whatever a file does to a parser happens here (reliability F3).
"""

from __future__ import annotations

import json
import resource
import sys

from guidelines.documents.guideline.docx_lines import docx_lines
from guidelines.documents.guideline.pdf_lines import Damaged, TooLarge, pdf_lines
from guidelines.documents.planskema_types import UnreadableFile

SECONDS, MEMORY = 20, 1024 * 1024 * 1024
OK, DAMAGED, TOO_LARGE = 0, 3, 4


def set_limits() -> None:
    """Bound this process: seconds of processor, bytes of memory, no file written, no core left."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Read the file of the kind named in the only argument; the exit code says how it went."""
    set_limits()
    data = sys.stdin.buffer.read()
    try:
        lines = pdf_lines(data) if sys.argv[1] == "pdf" else docx_lines(data)
    except (Damaged, UnreadableFile):
        return DAMAGED
    except (TooLarge, MemoryError):
        return TOO_LARGE
    rows = [[line.text, line.place.kind, line.place.number, line.starts] for line in lines]
    sys.stdout.write(json.dumps(rows))
    sys.stdout.flush()
    return OK


if __name__ == "__main__":
    sys.exit(main())
