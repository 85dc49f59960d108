"""A planned guideline keeps in whose text it was announced, and in what words."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0016_plan_mailings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quotation", models.CharField(max_length=1000)),
                ("place", models.CharField(blank=True, max_length=60)),
                (
                    "guideline",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="announcement",
                        to="guidelines.guideline",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announces",
                        to="guidelines.guideline",
                    ),
                ),
            ],
            options={
                "ordering": ["source", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("guideline", models.F("source")), _negated=True),
                        name="announcement_not_in_its_own_text",
                    )
                ],
            },
        ),
    ]
