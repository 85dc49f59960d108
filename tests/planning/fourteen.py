"""A plan of fourteen guidelines as long-winded as a real one; titles and people are made up."""

from __future__ import annotations

from datetime import date

from guidelines.models import Group, Person
from guidelines.planning.rules import Stage
from tests import factories

Row = tuple[str, str, int | None, tuple[str, ...], str | None, date | None]
ROWS: tuple[Row, ...] = (
    (
        "Multiple prøveknuder og knogleudvækster - udredning og opfølgning med henblik på tidlig omdannelse",
        "da",
        2027,
        ("Birger H. Holm", "Karla Vestergaard", "Merete L. Hvid"),
        "1.2",
        date(2027, 12, 1),
    ),
    (
        "Solitære prøveknuder og knogleudvækster - Udredning og opfølgning med henblik på tidlig omdannelse",
        "da",
        2027,
        ("Birger H. Holm", "Karla Vestergaard", "Merete L. Hvid"),
        "1.1",
        date(2027, 12, 1),
    ),
    ("Radiotherapy of localized example tumours", "en", 2026, ("Asger Sander",), "1.1", date(2025, 12, 21)),
    (
        "Perioperativ og lindrende kemoterapi til patienter med prøvederiverede svulster",
        "da",
        2028,
        ("Niels Juul", "Anton Kragh-Holm"),
        "1.1",
        date(2028, 12, 1),
    ),
    (
        "Lindrende kemoterapi til patienter med prøvesarkom",
        "da",
        2028,
        ("Nanna Juul", "Filip Roos"),
        "1.2",
        date(2028, 12, 1),
    ),
    ("Radiotherapy of example sarcomas – Holt's tumours", "en", 2027, ("Asger Sander",), "1.1", date(2027, 12, 1)),
    (
        "Medicinsk behandling til patienter med Gastrointestinal Prøve Tumor (GIPT)",
        "da",
        2026,
        ("Carla Birk", "Anton Kragh-Holm"),
        "1.1",
        date(2027, 12, 1),
    ),
    (
        "Kirurgisk behandling af prøvemetastaser - for lårben og overarm",
        "da",
        2027,
        ("Mille Skovgaard", "Mikkel M. Bech"),
        "1.1",
        date(2027, 12, 1),
    ),
    (
        "Perioperativ kemoterapi til patienter med prøvesarkomer - helbredende behandling",
        "da",
        2029,
        ("Niels Juul", "Anton Kragh-Holm"),
        "1.1",
        date(2029, 12, 1),
    ),
    (
        "Kirurgisk behandling af dybtliggende prøvesarkom",
        "da",
        2026,
        ("Jens A. Fabricius", "Mona M. Østergaard", "Henning K. Toft", "Anne K. Bro"),
        "1.0",
        date(2026, 1, 14),
    ),
    (
        "Prøvesarkomer i arme og ben - betydning af kirurgisk margin",
        "da",
        2029,
        ("Torben Bay-Hansen", "Mille Skovgaard"),
        "1.0",
        date(2029, 12, 1),
    ),
    ("Prøvecelletumorer", "da", 2029, ("Nanna Juul", "Niels Juul", "Peter Holm Jensen"), None, None),
    ("Fælles prøvesarkomer", "da", None, ("Zita Kofoed", "Julie Vind-Ravn", "Jens A. Fabricius"), None, None),
    (
        "Prøvefibromatose",
        "da",
        2027,
        ("Nikoline Aagaard", "Kaj Lund-Iversen", "Aksel Krag-Hansen", "Gitte Al-Amin", "Maja-Lise Thorup"),
        None,
        None,
    ),
)


def plan_of(group: Group) -> None:
    """Save the plan: two late, one awaiting the chair, one without a year, one new, five next year."""
    people: dict[str, Person] = {}
    for title, language, year, names, label, due in ROWS:
        for name in names:
            people.setdefault(name, factories.person(name))
        is_new = title == "Prøvefibromatose"
        made = factories.guideline(title, owner=group, language=language, is_working_title=is_new)
        if label:
            factories.version(made, label, administrative_approval=date(2020, 12, 21), next_due=due)
        kind = "new" if is_new else "revision"
        entry = factories.entry(made, year, kind=kind, leads=[people[name] for name in names])
        if year == 2026:
            stage = Stage.CLINICAL_APPROVAL if "GIPT" in title else Stage.DRAFT
            factories.revision(entry, stage, started_on=date(2026, 9, 15))
            factories.entry(made, 2022, outcome="done", leads=[people[names[0]]])
