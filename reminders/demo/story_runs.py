"""What happens in the revisions under way, as data: one act after the other, each on its day, by a fictional person.

An act is a verb of `telling`; the fields it uses stand beside its name there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Act:
    """One act of a run: the verb, the day, by whom ("" the command), and what it takes."""

    verb: str
    on: date
    who: str = ""
    text: str = ""
    group: str = ""
    section: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Run:
    """A revision under way: the year of its entry, its start, an agreed deadline or None, and what happened in it."""

    year: int
    started_on: date
    deadline_on: date | None
    acts: tuple[Act, ...] = ()


def on(month: int, day: int) -> date:
    """A day of the story's last year."""
    return date(2026, month, day)


FROM_2027 = date(2027, 2, 26)
"""The deadline of revisions that are planned for 2027 and began a year before."""

LONE, KARLA, JONAS, HANNE = "Lone Bjerregaard", "Karla Toft", "Jonas Friis", "Hanne Wulff"
PATIENTS = "Sarkompatienternes forening"

RADIOTHERAPY = Run(2026, on(3, 2), None, (Act("draft", on(4, 14)),))
RETROPERITONEAL = Run(2026, on(2, 9), None, (Act("draft", on(5, 4)),))

GIST = Run(
    2026,
    on(3, 2),
    on(12, 11),
    (
        Act("draft", on(3, 16), "Carla Birk"),
        Act("upload", on(9, 28), "Carla Birk", "Udkast 2"),
        Act("consult", on(10, 1), "Carla Birk", until=on(10, 29)),
        Act("ask_group", on(10, 1), "Carla Birk", group="DGCG"),
        Act("ask_person", on(10, 1), "Carla Birk", "Nanna Juul"),
        Act("answer_free", on(10, 14), PATIENTS, "Skriv kort, hvad bivirkningerne betyder i hverdagen.", section="3"),
        Act("answer_person", on(10, 20), "Nanna Juul", "Dosis ved nedsat nyrefunktion mangler en kilde.", section="4"),
        Act("answer_group", on(10, 27), HANNE, "Intervallet mellem skanninger bør begrundes.", group="DGCG"),
        Act("close", on(10, 30), "Carla Birk"),
        Act("dispose", on(11, 9), "Carla Birk", "Tilføjet i udkast 3"),
        Act("upload", on(11, 12), "Carla Birk", "Udkast 3"),
        Act("describe", on(11, 12), "Carla Birk", "To anbefalinger om adjuverende behandling og 11 nye referencer"),
        Act("declare", on(11, 13)),
        Act("ask", on(11, 16), "Carla Birk"),
    ),
)
UTERINE = Run(
    2026,
    on(2, 16),
    on(12, 18),
    (
        Act("draft", on(3, 9), "Zita Kofoed"),
        Act("upload", on(9, 21), "Zita Kofoed", "Udkast 1"),
        Act("describe", on(9, 21), "Zita Kofoed", "Ny klassifikation, og operation kan undlades ved små tumorer"),
        Act("skip", on(10, 5), "Zita Kofoed", "Udkastet er gennemgået på de to gruppers fællesmøde 3. september"),
        Act("declare", on(11, 5)),
        Act("ask", on(11, 9), "Zita Kofoed"),
        Act("approve", on(11, 17), LONE, group="DSG"),
    ),
)
EWING = Run(
    2027,
    on(5, 4),
    FROM_2027,
    (
        Act("draft", on(5, 18), "Asger Sander"),
        Act("upload", on(9, 28), "Asger Sander", "Draft 1"),
        Act("describe", on(9, 28), "Asger Sander", "New dose constraints for the spinal cord, six new references"),
        Act("skip", on(9, 28), "Asger Sander", "Kun dosisgrænser er ændret; gruppen har drøftet dem på sit møde"),
        Act("declare", on(10, 2)),
        Act("ask", on(10, 5), "Asger Sander"),
        Act("approve", on(10, 13), LONE, group="DSG"),
        Act("take", on(10, 20), KARLA),
        Act("comment", on(11, 11), KARLA, "Søgedatoen mangler. Skriv den sammen med databaserne.", section="Metode"),
        Act("comment", on(11, 11), KARLA, "Anbefaling 4 mangler styrke A-D.", section="Anbefalinger"),
        Act("comment", on(11, 11), KARLA, "Reference 12 og 19 er den samme.", section="Referencer"),
        Act("send_back", on(11, 12), KARLA, "Tre mindre ting, så er den klar.", until=on(12, 3)),
    ),
)
METASTASES = Run(
    2027,
    on(4, 13),
    FROM_2027,
    (
        Act("draft", on(4, 27), "Mille Skovgaard"),
        Act("upload", on(10, 19), "Mille Skovgaard", "Udkast 4"),
        Act("describe", on(10, 19), "Mille Skovgaard", "Valg af protese er opdelt efter forventet levetid"),
        Act("skip", on(10, 19), "Mille Skovgaard", "Høringen blev holdt på årsmødet; referatet er vedlagt udkastet"),
        Act("declare", on(10, 26)),
        Act("ask", on(11, 2), "Mille Skovgaard"),
        Act("approve", on(11, 18), LONE, group="DSG"),
    ),
)
MULTIPLE = Run(
    2027,
    on(4, 7),
    FROM_2027,
    (
        Act("draft", on(4, 20), "Birger H. Holm"),
        Act("upload", on(9, 14), "Birger H. Holm", "Udkast 2"),
        Act("describe", on(9, 14), "Birger H. Holm", "Kontrol med MR hvert andet år i stedet for hvert år"),
        Act("skip", on(9, 14), "Birger H. Holm", "Ændringen følger en anbefaling, der har været i høring i foråret"),
        Act("declare", on(9, 21)),
        Act("ask", on(9, 28), "Birger H. Holm"),
        Act("approve", on(10, 6), LONE, group="DSG"),
        Act("take", on(11, 10), KARLA),
        Act("check", on(11, 10), KARLA),
        Act("comment", on(11, 10), KARLA, "Forkortelsen MHE bør skrives ud første gang.", section="Introduktion"),
    ),
)
SOLITARY = Run(
    2027,
    on(4, 7),
    FROM_2027,
    (
        Act("draft", on(4, 20), "Birger H. Holm"),
        Act("upload", on(9, 14), "Birger H. Holm", "Udkast 2"),
        Act("describe", on(9, 14), "Birger H. Holm", "Patienter uden symptomer kan afsluttes efter ét år"),
        Act("skip", on(9, 14), "Birger H. Holm", "Ændringen følger en anbefaling, der har været i høring i foråret"),
        Act("declare", on(9, 21)),
        Act("ask", on(9, 28), "Birger H. Holm"),
        Act("approve", on(10, 6), LONE, group="DSG"),
        Act("take", on(10, 13), JONAS),
        Act("check", on(10, 13), JONAS),
        Act("approve", on(11, 19), JONAS),
    ),
)
DESMOID = Run(
    2027,
    on(5, 18),
    FROM_2027,
    (
        Act("draft", on(6, 1), "Nikoline Aagaard"),
        Act("upload", on(10, 26), "Nikoline Aagaard", "Udkast til høring.docx"),
        Act("describe", on(10, 26), "Nikoline Aagaard", "Aktiv observation er nu førstevalg"),
        Act("consult", on(11, 2), "Nikoline Aagaard", until=on(11, 30)),
        Act("ask_group", on(11, 2), "Nikoline Aagaard", group="DGCG"),
        Act("ask_person", on(11, 2), "Nikoline Aagaard", "Nanna Juul"),
        Act("answer_free", on(11, 10), PATIENTS, "Hvor ofte skal man møde op? Det kunne stå i en tabel.", section="3"),
        Act("answer_person", on(11, 16), "Nanna Juul", "Afsnittet om hormonbehandling kan udgå.", section="4"),
        Act("answer_person", on(11, 16), "Nanna Juul", "Nævn studiet om kryoablation.", section="5"),
        Act("dispose_first", on(11, 18), "Nikoline Aagaard", "Der er kommet en tabel i afsnit 3"),
    ),
)
