"""That an approved plan goes to the group by mail is a row of its own: the approval itself is never changed."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0015_default_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanMailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mailing",
                        to="guidelines.planapproval",
                    ),
                ),
            ],
        ),
    ]
