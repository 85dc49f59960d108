"""Texts: what code and templates ask for is found, kept, checked and compiled."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from guidelines.management import catalogues

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
a = _("Plan")
b = ngettext("%(n)s year", "%(n)s years", 2)
c = pgettext("deadline", "Draft")
"""
TEMPLATE = """{% load i18n %}
<h1>{% translate "Guidelines" %}</h1>
    {% blocktranslate trimmed with n=x count c=n %}
      One row
    {% plural %}
      {{ c }} rows
    {% endblocktranslate %}
  {{ x|default:_("unknown") }}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one module and one template."""
    for name, text in (("room/views.py", CODE), ("templates/room/page.html", TEMPLATE)):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    return tmp_path


def ids(catalogue: Catalog) -> list[tuple[str | None, object]]:
    return sorted(((m.context, m.id) for m in catalogue if m.id), key=str)


def translated(**texts: str | tuple[str, str]) -> Catalog:
    catalogue = Catalog(locale="da", fuzzy=False)
    for text, danish in texts.items():
        catalogue.add(text, danish)
    return catalogue


def asked(*texts: str | tuple[str, str]) -> Catalog:
    catalogue = Catalog()
    for text in texts:
        catalogue.add(text)
    return catalogue


def test_code_and_templates_are_read(project: Path) -> None:
    assert ids(catalogues.extracted(project, ["room"])) == sorted(
        [
            (None, "Plan"),
            (None, ("%(n)s year", "%(n)s years")),
            ("deadline", "Draft"),
            (None, "Guidelines"),
            (None, ("One row", "%(c)s rows")),
            (None, "unknown"),
        ],
        key=str,
    )


def test_merging_keeps_the_danish_adds_the_new_and_drops_the_unused() -> None:
    catalogue = translated(Plan="Plan (dansk)", Gone="Væk")
    catalogues.merge(catalogue, asked("Plan", "New"))
    assert {m.id: m.string or "" for m in catalogue if m.id} == {"Plan": "Plan (dansk)", "New": ""}


@pytest.mark.parametrize(
    ("known", "wanted", "expected"),
    [
        ({"Plan": "Plan"}, "Plan", []),
        ({}, "Plan", ["not in the catalogue: 'Plan'"]),
        ({"Plan": ""}, "Plan", ["no translation: 'Plan'"]),
        ({"{n} rows": "{antal} rækker"}, "{n} rows", ["other placeholders: '{n} rows'"]),
        ({"%(n)s rows": "%(n)s rækker"}, "%(n)s rows", []),
        ({"Plan": "Plan", "Gone": "Væk"}, "Plan", ["unused: 'Gone'"]),
        ({"row": "række"}, ("row", "rows"), ["no plural in the catalogue: 'row'"]),
    ],
)
def test_faults_are_named(known: dict[str, str], wanted: str | tuple[str, str], expected: list[str]) -> None:
    assert catalogues.faults(translated(**known), asked(wanted)) == expected


def test_a_fuzzy_text_is_a_fault() -> None:
    catalogue = translated(Plan="Plan")
    catalogue["Plan"].flags.add("fuzzy")
    assert catalogues.faults(catalogue, asked("Plan")) == ["fuzzy: 'Plan'"]


def test_what_is_written_is_read_and_compiled(tmp_path: Path) -> None:
    path = tmp_path / "da" / "LC_MESSAGES" / "django.po"
    catalogues.write(path, translated(Guidelines="Retningslinjer"))
    assert ids(catalogues.read(path)) == [(None, "Guidelines")]
    with catalogues.compile_catalogue(path).open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Guidelines") == "Retningslinjer"
