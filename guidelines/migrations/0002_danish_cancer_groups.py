"""The Danish cancer groups as domain 1.1 found them: 24 DMCG, three umbrellas and two sub-groups."""

from __future__ import annotations

from django.db import migrations
from django.utils.text import slugify

UMBRELLAS = [
    ("DUCG", "Dansk Urologisk Cancer Gruppe", ()),
    ("hæmDMCG", "Hæmatologisk Fællesforum", ()),
    ("ØGC", "Øvre Gastrointestinal Cancer", ()),
]
CANCER_GROUPS = [
    ("DaBlaCa", "Dansk Blærecancer Udvalg", "DUCG", ()),
    ("DaPeCa", "Dansk Peniscancer Udvalg", "DUCG", ()),
    ("DaProCa", "Dansk Prostatacancer Udvalg", "DUCG", ()),
    ("DaRenCa", "Dansk Nyrecancer Udvalg", "DUCG", ()),
    ("DaTeCa", "Dansk Testiscancer Udvalg", "DUCG", ()),
    ("DLG", "Dansk Lymfom Gruppe", "hæmDMCG", ()),
    ("ALG", "Akut Leukæmigruppen", "hæmDMCG", ()),
    ("DSKMS", "Dansk Studiegruppe for Kroniske Myeloide Sygdomme", "hæmDMCG", ()),
    ("DMSG", "Dansk Myelomatose Studiegruppe", "hæmDMCG", ("Dansk Myelomatose Studie Gruppe",)),
    ("DPCG", "Dansk Pancreas Cancer Gruppe", "ØGC", ()),
    ("DECV", "Dansk Esophagus-, Gastroesophageal overgangscancer og Ventrikelcancer Gruppe", "ØGC", ("DEGC",)),
    ("DLGCG", "Dansk Lever-Galdevejscancer Gruppe", "ØGC", ("Levertumor Gruppen",)),
    ("DBCG", "Danish Breast Cancer Group", "", ()),
    ("DCCG", "Danish Colorectal Cancer Group", "", ()),
    ("DLCG", "Dansk Lunge Cancer Gruppe", "", ()),
    ("DSG", "Dansk Sarkom Gruppe", "", ()),
    ("DAHANCA", "Danish Head and Neck Cancer Group", "", ()),
    ("DMG", "Dansk Melanom Gruppe", "", ()),
    ("DNOG", "Dansk Neuroonkologisk Gruppe", "", ()),
    (
        "DOOG",
        "Dansk Okulær Onkologi Gruppe",
        "",
        (
            "Dansk Oculær Onkologi Gruppe",
            "Dansk Okulær Onkologisk Gruppe",
            "Dansk Oftalmologisk Onkologi Gruppe",
            "Dansk Oftalmologiske Onkologiske Gruppe",
        ),
    ),
    ("DACG", "Dansk Anal Cancer Gruppe", "", ()),
    ("DGCG", "Dansk Gynækologisk Cancer Gruppe", "", ()),
    (
        "DMCG-PAL",
        "Dansk Multidisciplinær Cancer Gruppe for Palliativ Indsats",
        "",
        ("DMCG PAL",),
    ),
    ("DAPHO", "Dansk Pædiatrisk Hæmatologi Onkologi", "", ()),
]
SUBGROUPS = [
    ("DOLG", "Dansk Onkologisk Lungecancer Gruppe", "DLCG", ()),
    ("DATHYRCA", "Dansk Thyreoidea Cancer Gruppe", "DAHANCA", ("DATHYCA",)),
]


DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def add_groups(apps, schema_editor):
    """Add every group that is not there yet, parents first."""
    group_model = apps.get_model("guidelines", "Group")
    umbrellas = [(short, name, "umbrella", "", aliases) for short, name, aliases in UMBRELLAS]
    groups = [(short, name, "dmcg", parent, aliases) for short, name, parent, aliases in CANCER_GROUPS]
    subgroups = [(short, name, "subgroup", parent, aliases) for short, name, parent, aliases in SUBGROUPS]
    made = {}
    for short, name, kind, parent, aliases in [*umbrellas, *groups, *subgroups]:
        group = group_model.objects.create(
            abbreviation=short,
            name=name,
            kind=kind,
            parent=made.get(parent),
            slug=slugify(short.translate(DANISH)),
        )
        made[short] = group
        for alias in aliases:
            group.aliases.create(spelling=alias)


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0001_initial")]
    operations = [migrations.RunPython(add_groups, migrations.RunPython.noop)]
