from django.db import migrations, models


class Migration(migrations.Migration):
    """Every route there is keeps its consultation: leaving it out is chosen, never found."""

    dependencies = [
        ("guidelines", "0005_open_steps"),
    ]

    operations = [
        migrations.AddField(
            model_name="route",
            name="has_consultation",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="runroute",
            name="has_consultation",
            field=models.BooleanField(default=True),
        ),
    ]
