"""A revision keeps the day on which its authors expect the draft."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0007_extension_requests")]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="expected_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
