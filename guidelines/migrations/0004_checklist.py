"""The product's own checklist for the secretariat's review, to begin with: data, which the secretariat may change.

No checklist is published (domain 2.2), so the points are read from the template's headings and from what published
guidelines lacked (domain 2.3-2.5, 7.2-7.4), and are marked as the product's own.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

POINTS = [
    (
        "Skabelonens afsnit er udfyldt: anbefalinger, introduktion, grundlag, referencer, metode, monitorering, bilag",
        "The template's sections are filled in: recommendations, introduction, grounds, references, method, "
        "monitoring, appendices",
    ),
    (
        "Titel, gruppe, versionsnummer og skabelonversion står i dokumentet",
        "Title, group, version number and template version stand in the document",
    ),
    (
        "Datoerne er i rækkefølge: litteratursøgning, faglig godkendelse, administrativ godkendelse, næste revision",
        "The dates are in order: literature search, clinical approval, administrative approval, next revision",
    ),
    (
        "Habilitet er oplyst for alle forfattere og reviewere",
        "Declarations of interest are given for all authors and reviewers",
    ),
    (
        "Litteratursøgningen er dokumenteret: dato, databaser og søgestrenge",
        "The literature search is documented: date, databases and search strings",
    ),
    (
        "Anbefalingerne har styrke A–D efter Oxford 2009",
        "The recommendations carry grades A–D after Oxford 2009",
    ),
    (
        "Ændringsloggen nævner den version, der bygges på, og hvad der er ændret",
        "The change log names the version it builds on, and what has changed",
    ),
    (
        "Høringen er beskrevet, eller det står, hvorfor der ikke har været høring",
        "The consultation is described, or it says why there was none",
    ),
    (
        "Faglig godkendelse er angivet med navn og dato",
        "The clinical approval is given with name and date",
    ),
    (
        "Næste revision er angivet med dato eller med interval, og hvad det tæller fra",
        "The next revision is given by a date or an interval, and what it counts from",
    ),
]


def add_points(apps: Any, schema_editor: Any) -> None:
    """Add the points that are not there; the secretariat's own stay and come after them."""
    item = apps.get_model("guidelines", "ChecklistItem")
    if item.objects.filter(is_default=True).exists():
        return
    for own in item.objects.all():
        own.position += len(POINTS)
        own.save(update_fields=["position"])
    item.objects.bulk_create(
        item(position=number, text_da=danish, text_en=english, is_default=True)
        for number, (danish, english) in enumerate(POINTS, start=1)
    )


def remove_points(apps: Any, schema_editor: Any) -> None:
    """Remove the product's own points; those that were used on a revision stay."""
    used = apps.get_model("guidelines", "Check").objects.values("item")
    apps.get_model("guidelines", "ChecklistItem").objects.filter(is_default=True).exclude(pk__in=used).delete()


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0003_approval")]
    operations = [migrations.RunPython(add_points, remove_points, elidable=False)]
