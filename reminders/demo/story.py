"""The story as data: the published titles with fictional people, and a believable course from 2020 to 2030.

Nobody here exists. Years, dates and stages are invented; the strip on every page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reminders.demo import story_runs
from reminders.demo.story_runs import Run

TODAY = date(2026, 11, 21)
RELEASED_ON = date(2026, 8, 18)  # a Tuesday
PLANSKEMA_ON, PLANSKEMA_TO = date(2021, 11, 20), 2024  # the day its plan was agreed, and its last year
APPROVED_ON = date(2026, 3, 12)
APPROVED_WITH = "Planen er aftalt på mødet 12. marts. Sig til, hvis et år ikke kan holde."
"""The day the chair approved the plan, and the remark to the group; three changes of the story come after it."""
CHAIR = "Lone Bjerregaard"
DEPUTY = "Mona M. Østergaard"
SECRETARIAT = "Karla Toft"
SECOND_SECRETARY = "Jonas Friis"
GIST = "GIST"
READER = "Rikke Engholm"
LEAD = "Asger Sander"
OTHER_CHAIR = "Hanne Wulff"
MISSED = "Nåede ikke i mål det år"
PUBLISHED = "Godkendt og publiceret af sekretariatet"
PHRASES = (
    ("", "Skriv forkortelsen ud, første gang den bruges."),
    ("3 Grundlag", "Angiv evidensniveauet for hver af de nye referencer."),
    ("5 Metode", "Angiv datoen for den seneste litteratursøgning, og hvilke databaser der er søgt i."),
)
"""What the secretariat keeps to write in comments: section and text."""
WITHOUT_ADDRESS = ("Kaj Ravn", "Viggo Lykke")


@dataclass(frozen=True)
class Version:
    """A version with its administrative approval; next due after 60 months unless `due` says otherwise."""

    label: str
    approved_on: date
    due_on: date | None = None
    searched_on: date | None = None


@dataclass(frozen=True)
class Entry:
    """A plan entry: year, kind and what became of it; `moved_to` with a reason where it was moved.

    `joined` names somebody who became one more tovholder of it later, and `joined_on` the day.
    """

    year: int
    outcome: str = "planned"
    kind: str = "revision"
    moved_to: int | None = None
    reason: str = ""
    moved_on: date = date(2026, 10, 6)
    joined: str = ""
    joined_on: date = date(2026, 6, 9)


@dataclass(frozen=True)
class Guideline:
    """One guideline of the story; `shared_with` names the other group, beside the one that was settled as owner."""

    title: str
    leads: tuple[str, ...]
    versions: tuple[Version, ...]
    entries: tuple[Entry, ...]
    run: Run | None = None
    short_name: str = ""
    shared_with: str = ""

    @property
    def confirmed(self) -> tuple[str, ...]:
        """The tovholdere who have said yes: those of a revision that has got further than its draft."""
        has_file = self.run is not None and any(act.verb == "upload" for act in self.run.acts)
        return self.leads if has_file else ()


BONE = ("Birger H. Holm", "Karla Vestergaard", "Merete L. Hvid")
CHEMO = ("Niels Jonstrup", "Anton Kragh-Holm")
_FIRST_BATCH = date(2020, 12, 21)
_DUE_2027 = date(2027, 12, 1)
_ASKED_NOW = date(2027, 11, 20)  # twelve months before it, in the last slot before TODAY, its tovholdere are asked

GUIDELINES = (
    Guideline(
        "Multiple enkondromer og osteokondromer - udredning og opfølgning med henblik på malignisering",
        BONE,
        (Version("1.2", date(2021, 1, 13)), Version("2.0", date(2022, 12, 1), _DUE_2027)),
        (Entry(2022, "done"), Entry(2027)),
        story_runs.MULTIPLE,
    ),
    Guideline(
        "Solitære enkondromer og osteokondromer - udredning og opfølgning med henblik på malignisering",
        BONE,
        (Version("1.1", _FIRST_BATCH), Version("2.0", date(2022, 12, 1), _DUE_2027)),
        (Entry(2022, "done"), Entry(2027)),
        story_runs.SOLITARY,
    ),
    Guideline(
        "Radiotherapy of localized soft tissue sarcoma",
        (LEAD,),
        (Version("1.1", _FIRST_BATCH, date(2025, 12, 21)),),
        (Entry(2024, "missed"), Entry(2026)),
        story_runs.RADIOTHERAPY,
    ),
    Guideline(
        "Perioperativ og pallierende kemoterapi til patienter med knoglederiverede sarkomer",
        CHEMO,
        (Version("1.1", _FIRST_BATCH), Version("1.2", date(2024, 11, 19), date(2029, 12, 1))),
        (Entry(2024, "done"), Entry(2029, joined="Philip Brask")),
    ),
    Guideline(
        "Pallierende kemoterapi til patienter med bløddelssarkom",
        ("Nanna Juul", "Philip Brask"),
        (Version("1.2", _FIRST_BATCH), Version("2.0", date(2025, 12, 1), date(2030, 12, 1), date(2025, 6, 15))),
        (Entry(2023, "missed"), Entry(2025, "done"), Entry(2030)),
    ),
    Guideline(
        "Radiotherapy of bone sarcomas – Ewing's tumours",
        (LEAD,),
        (Version("1.1", _FIRST_BATCH), Version("1.2", date(2022, 11, 8), _DUE_2027)),
        (Entry(2022, "done"), Entry(2027)),
        story_runs.EWING,
    ),
    Guideline(
        "Medicinsk behandling til patienter med Gastrointestinal Stromal Tumor (GIST)",
        ("Carla Birk", "Anton Kragh-Holm"),
        (Version("1.1", date(2022, 11, 29), _DUE_2027, date(2024, 9, 30)),),
        (Entry(2022, "done"), Entry(2026)),
        story_runs.GIST,
        short_name=GIST,
    ),
    Guideline(
        "Kirurgisk behandling af knoglemetastaser - for proximale femur og humerus",
        ("Mille Skovgaard", "Mikkel M. Bech"),
        (Version("1.1", _FIRST_BATCH), Version("1.2", date(2022, 12, 1), _DUE_2027)),
        (Entry(2022, "done"), Entry(2027)),
        story_runs.METASTASES,
    ),
    Guideline(
        "Perioperativ kemoterapi til patienter med bløddelssarkomer - kurativt intenderet behandling",
        CHEMO,
        (Version("1.1", _FIRST_BATCH), Version("1.2", date(2024, 12, 3), _ASKED_NOW)),
        (Entry(2024, "done"), Entry(2027)),
    ),
    Guideline(
        "Kirurgisk behandling af retroperitonealt sarkom",
        ("Jens A. Fabricius", DEPUTY, "Henning K. Krogh", "Anne K. Mørk"),
        (Version("1.0", date(2021, 1, 14), date(2026, 1, 14)),),
        (Entry(2024, "missed"), Entry(2026)),
        story_runs.RETROPERITONEAL,
    ),
    Guideline(
        "Bløddelssarkomer i ekstremiteterne - betydning af kirurgisk margin",
        ("Thor Bagger-Lind", "Mille Skovgaard"),
        (Version("1.0", date(2021, 4, 21)), Version("1.1", date(2024, 12, 10), date(2029, 12, 1))),
        (
            Entry(2024, "done"),
            Entry(2028, moved_to=2029, reason="resultater af et nordisk studie", moved_on=date(2026, 9, 8)),
        ),
    ),
    Guideline(
        "Kæmpecelletumorer",
        ("Nanna Juul", "Niels Jonstrup", "Peter Hald Jensen"),
        (Version("1.0", date(2022, 5, 10)), Version("1.1", date(2023, 12, 5), date(2028, 12, 1))),
        (Entry(2023, "done"), Entry(2027, moved_to=2028, reason="afventer nyt studie")),
    ),
    Guideline(
        "Uterine sarkomer",
        ("Zita Kofoed", "Julie Vind-Ravn", "Jens A. Fabricius"),
        (Version("1.0", date(2024, 12, 17), date(2028, 12, 1)),),
        (Entry(2024, "done"), Entry(2028, moved_to=2026, reason="ny klassifikation", moved_on=date(2026, 2, 10))),
        story_runs.UTERINE,
        shared_with="DGCG",
    ),
    Guideline(
        "Desmoid fibromatose",
        ("Nikoline Aagaard", "Kaj Ravn", "Anton Kragh-Holm", "Viggo Lykke", "Maja Tarp"),
        (Version("1.0", date(2022, 12, 1), _DUE_2027),),
        (Entry(2022, "done", "new"), Entry(2027)),
        story_runs.DESMOID,
    ),
)
