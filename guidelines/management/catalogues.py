"""The catalogues of texts: read from code and templates, kept in Danish, compiled; by Babel, without gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "__": None,  # the lazy one beside an eager "_"
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def sources(root: Path, packages: list[str]) -> Iterator[Path]:
    """Yield the modules of `packages` and every template under `root`/templates, in a fixed order."""
    for package in packages:
        yield from (path for path in sorted((root / package).rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((root / "templates").rglob("*")) if path.suffix in {".html", ".txt"})


def _from_template(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield (text, context) of a template: its tags become Python calls, its indentation means nothing."""
    source = templatize(path.read_text("utf-8"), origin=str(path))
    lines = "\n".join(line.strip() for line in source.splitlines())
    for _line, text, _comments, context in extract("python", BytesIO(lines.encode()), keywords=KEYWORDS):
        yield text, context


def _from_module(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Yield (text, context) of a module's calls, read from its syntax tree: inside f-strings, too."""
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = _called(call)
        if not isinstance(call, ast.Call) or name not in KEYWORDS:
            continue
        words = [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
        context = words.pop(0) if words and name.startswith(("pgettext", "npgettext")) else None
        if words:
            yield (tuple(words[:2]) if "ngettext" in name or "npgettext" in name else words[0]), context


def _called(node: ast.AST) -> str:
    """Return the last name of what is called: `gettext` of `translation.gettext(…)`; "" where nothing is."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def extracted(root: Path, packages: list[str]) -> Catalog:
    """Return every text that code and templates under `root` ask for, without translations."""
    found = Catalog(charset="utf-8")
    for path in sources(root, packages):
        for text, context in _from_module(path) if path.suffix == ".py" else _from_template(path):
            found.add(text, context=context)
    return found


def read(path: Path) -> Catalog:
    """Return the catalogue at `path`; an empty Danish one where there is none."""
    if not path.exists():
        return Catalog(locale="da", project="dsg-planner", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def write(path: Path, catalogue: Catalog) -> None:
    """Write `catalogue` sorted and without line numbers, so that a changed text is a changed line and nothing else."""
    buffer = BytesIO()
    write_po(buffer, catalogue, sort_output=True, width=110, no_location=True, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


def merge(catalogue: Catalog, found: Catalog) -> None:
    """Bring the texts of `catalogue` to those of `found`: new ones empty, unused ones out, translations kept."""
    wanted = _keys(found)
    for message in [message for message in catalogue if message.id]:
        if _key(message) not in wanted:
            catalogue.delete(message.id, message.context)
    for message in found:
        if message.id and catalogue.get(_first(message), message.context) is None:
            catalogue.add(message.id, context=message.context)


def faults(catalogue: Catalog, found: Catalog) -> list[str]:
    """Return a line for each text without a good translation, each that nothing asks for and each false placeholder."""
    lines: list[str] = []
    for message in found:
        if message.id:
            known = catalogue.get(_first(message), message.context)
            lines += [f"{fault}: {_first(message)!r}" for fault in _faults_of(message, known)]
    wanted = _keys(found)
    return lines + [f"unused: {_first(m)!r}" for m in catalogue if m.id and _key(m) not in wanted]


def _faults_of(message: Message, known: Message | None) -> Iterator[str]:
    if known is None:
        yield "not in the catalogue"
        return
    if known.fuzzy:
        yield "fuzzy"
    if isinstance(message.id, tuple | list) and not isinstance(known.id, tuple | list):
        yield "no plural in the catalogue"
        return
    forms = [known.string] if isinstance(known.string, str) else list(known.string or [""])
    if not all(forms):
        yield "no translation"
        return
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    for source, form in zip(ids, forms, strict=False):
        if sorted(_PLACEHOLDERS.findall(source)) != sorted(_PLACEHOLDERS.findall(form)):
            yield "other placeholders"


def compile_catalogue(path: Path) -> Path:
    """Write the .mo beside the .po at `path` and return it."""
    target = path.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, read(path))
    return target


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _key(message: Message) -> tuple[str, str | None]:
    return _first(message), message.context


def _keys(catalogue: Catalog) -> set[tuple[str, str | None]]:
    return {_key(message) for message in catalogue if message.id}
