"""A waiver may be about a person, and what the document of a version gave is kept."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0011_rule_switches_and_waivers")]

    operations = [
        migrations.AddField(
            model_name="waiver",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waivers",
                to="guidelines.person",
            ),
        ),
        migrations.AlterField(
            model_name="waiver",
            name="guideline",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waivers",
                to="guidelines.guideline",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("person", "fingerprint"),
                name="finding_of_person_waived_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("guideline__isnull", False), ("person", None)),
                    models.Q(("guideline", None), ("person__isnull", False)),
                    _connector="OR",
                ),
                name="waiver_of_a_guideline_or_a_person",
            ),
        ),
        migrations.CreateModel(
            name="VersionCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("rules", models.CharField(max_length=64)),
                ("is_intact", models.BooleanField()),
                ("is_readable", models.BooleanField()),
                ("errors", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField()),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_of_document",
                        to="guidelines.guidelineversion",
                    ),
                ),
            ],
        ),
    ]
