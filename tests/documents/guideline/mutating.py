"""Guideline files damaged at random, each read in a process of its own under the limits of the reader's child.

`python -m tests.documents.guideline.mutating COUNT SEED` prints one JSON object: how many files were read, refused or
ended by a limit, what broke instead, and what was left behind (reliability F3).
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import django
import docx
import typst
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

from guidelines.documents.checks.catalogue import check
from guidelines.documents.checks.types import Subject
from guidelines.documents.guideline import child
from guidelines.documents.guideline.docx_lines import docx_lines
from guidelines.documents.guideline.failing import Damaged, TooLarge
from guidelines.documents.guideline.lines import text_lines
from guidelines.documents.guideline.pdf_lines import pdf_lines
from guidelines.documents.guideline.reading import read_lines
from guidelines.documents.planskema_types import UnreadableFile
from tests.documents.guideline.reading import GROUPS, whole

READ, REFUSED, LIMIT, BROKEN = 0, 10, 11, 12
SECONDS = 10.0  # of the clock, for one file
Reader = Callable[[bytes], object]


def _pdf() -> bytes:
    lines = "\n".join(f"#text({json.dumps(line, ensure_ascii=False)}) \\" for line in whole().split("\n") if line)
    return bytes(typst.compile(f'#set page(numbering: "1")\n{lines}\n#table(columns: 2)[a][b]'.encode()))


def _word() -> bytes:
    document = docx.Document()
    for line in whole().split("\n"):
        document.add_paragraph(line, style="List Number" if line[:1].isdigit() else None)
    document.add_table(2, 3).cell(0, 0).text = "PubMed 10-03-2025 AB (12 hits)"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """A few of: bits turned, a piece cut, doubled, moved or replaced, a number made huge, the end cut off."""
    made = bytearray(data)
    for _step in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) or 1)
        size = min(chance.choice([1, 2, 8, 64, 1024]), max(1, len(made) - at))
        act = chance.randrange(7)
        if act == 0:
            made[at : at + 1] = bytes([chance.randrange(256)])
        elif act == 1:
            del made[at : at + size]
        elif act == 2:
            made[at:at] = made[at : at + size] * chance.choice([1, 2, 50])
        elif act == 3:
            made[at:at] = chance.randbytes(size)
        elif act == 4:
            made[at : at + size] = chance.choice(
                [b"0", b"99999999999", b"-1", b"<", b"/Kids", b"obj", b"\x00", b"&#x0;"]
            )
        elif act == 5 and len(made) > 64:
            del made[-chance.randrange(1, len(made) // 2) :]
        else:
            other = chance.randrange(len(made) or 1)
            made[at : at + size] = made[other : other + size]
    return bytes(made)


def _damaged_word(data: bytes, chance: random.Random) -> bytes:
    """Half of the time the archive, half of the time a part in it, packed again as if nothing were."""
    if chance.random() < 0.4:
        return _damaged(data, chance)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        hit = chance.choice([name for name in archive.namelist() if name.endswith(".xml")])
        for name in archive.namelist():
            part = archive.read(name)
            packed.writestr(name, _damaged(part, chance) if name == hit else part)
    return target.getvalue()


def _text(data: bytes) -> object:
    return text_lines(data.decode("utf-8", "replace"))


KINDS: list[tuple[str, Callable[[], bytes], Callable[[bytes, random.Random], bytes], Reader]] = [
    ("pdf", _pdf, _damaged, pdf_lines),
    ("docx", _word, _damaged_word, docx_lines),
    ("text", lambda: whole().encode(), _damaged, _text),
]


def _read(data: bytes, reader: Reader) -> int:
    """What becomes of one file in a process of its own: its exit code."""
    try:
        reading = read_lines(tuple(reader(data)), GROUPS)  # type: ignore[arg-type]
        for finding in check(Subject(reading)):
            str(finding.message)
    except (Damaged, TooLarge, UnreadableFile):
        return REFUSED
    except MemoryError:
        return LIMIT
    except BaseException:
        traceback.print_exc()
        return BROKEN
    return READ


def _in_a_process(data: bytes, reader: Reader) -> tuple[int, float]:
    """The exit code (negative: the signal that ended it) and the seconds it took."""
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        child.set_limits()
        os._exit(_read(data, reader))
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status), time.monotonic() - started
        if time.monotonic() - started > SECONDS:
            os.kill(pid, 9)
        time.sleep(0.002)


def run(count: int, seed: int) -> dict[str, object]:
    """Damage and read so many files; say what became of them."""
    chance = random.Random(seed)
    whole_files = [make() for _name, make, *_rest in KINDS]
    outcomes: Counter[str] = Counter()
    broken: list[str] = []
    slowest = 0.0
    before = _left_behind()
    for number in range(count):
        at = number % len(KINDS)
        name, _make, damage, reader = KINDS[at]
        data = damage(whole_files[at], chance)
        code, seconds = _in_a_process(data, reader)
        slowest = max(slowest, seconds)
        word = {READ: "read", REFUSED: "refused", LIMIT: "limit"}.get(code, "ended" if code < 0 else "broken")
        outcomes[f"{name} {word}"] += 1
        if word == "broken" or code == -9:
            broken.append(f"{name} file {number}: exit {code}")
    return {
        "seed": seed,
        "files": count,
        "outcomes": dict(sorted(outcomes.items())),
        "broken": broken[:20],
        "slowest_seconds": round(slowest, 2),
        "left_behind": _left_behind() - before,
    }


def _left_behind() -> int:
    """Open files of this process."""
    return len(list(Path("/proc/self/fd").iterdir()))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
