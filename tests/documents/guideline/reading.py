"""Reading made-up guideline texts in tests."""

from __future__ import annotations

from guidelines.documents.checks.types import Limits
from guidelines.documents.guideline.report import GuidelineReport, read_guideline

GROUPS = {
    "DLCG": "DLCG",
    "Dansk Lunge Cancer Gruppe": "DLCG",
    "DOLG": "DOLG",
    "DSG": "DSG",
    "Dansk Sarkom Gruppe": "DSG",
    "DMSG": "DMSG",
    "Dansk Myelomatose Studiegruppe": "DMSG",
    "DaProCa": "DaProCa",
}


def read(text: str, file_name: str = "retningslinje.txt", limits: Limits | None = None) -> GuidelineReport:
    """A text read with the groups of the tests."""
    return read_guideline(text.encode(), file_name=file_name, groups=GROUPS, limits=limits)


def codes(report: GuidelineReport) -> list[str]:
    """The codes of the findings, in their order."""
    return [finding.code for finding in report.findings]


def iso(report: GuidelineReport, name: str) -> str | None:
    """A date of the facts as the JSON has it."""
    fact = report.as_json()["dates"][name]
    return fact["value"] if fact else None


def whole(**parts: str) -> str:
    """A short guideline in template 10 with nothing wrong; each part may be replaced by its name."""
    told = {
        "recommendations": "Udredning\n1. Patienter kan tilbydes scanning (B)\n2. Kontrol kan ske efter et år (C)",
        "search": "Litteratursøgningen blev foretaget i marts 2025 i PubMed.",
        "consultation": "Udkastet har været i høring hos DSG.",
        "clinical": "3. juni 2025 af forperson for DSG Vera Lind",
        "administrative": "10. juni 2025",
        "authors": "Ada Berg, overlæge, Onkologisk afdeling, Nordby Hospital. Ingen interessekonflikter.\n"
        "Bo Dal, overlæge, Kirurgisk afdeling, Sydby Hospital. Ingen interessekonflikter.",
        "update": "Næste revision er planlagt til 1. juni 2030.",
        "template": "Retningslinjen er udarbejdet i version 10 af skabelonen.",
        "log": "Nyt siden version 1.0\nReferencer\nTo referencer er tilføjet.",
        "searches": "PubMed 10-03-2025 AB (12 hits)",
    } | parts
    return f"""1. Anbefalinger (Quick guide)
{told["recommendations"]}
2. Introduktion
Kort om sygdommen.
Formål
At hjælpe.
Patientgruppe
Voksne.
Målgruppe for brug af retningslinjen
Læger.
3. Grundlag
Litteratur og evidensgennemgang
Der er læst artikler.
4. Referencer
1. En artikel.
5. Metode
Litteratursøgning
{told["search"]}
Litteraturgennemgang
To har læst hver artikel.
Formulering af anbefalinger
Gruppen har formuleret dem.
Høring
{told["consultation"]}
Godkendelse
Faglig godkendelse:
{told["clinical"]}
Administrativ godkendelse:
{told["administrative"]}
Forfattere og habilitet
{told["authors"]}
Plan for opdatering
{told["update"]}
Version af retningslinjeskabelon
{told["template"]}
6. Monitorering
Databasen følger det.
7. Bilag
Bilag 1 – Ændringslog fra tidligere versioner
{told["log"]}
Bilag 2 - Søgning efter primær litteratur
{told["searches"]}
8. Om denne kliniske retningslinje
Om.
"""
