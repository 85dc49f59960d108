import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0005_open_steps"),
        ("reminders", "0004_notes_and_haste"),
    ]

    operations = [
        migrations.CreateModel(
            name="LadderSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rung", models.CharField(max_length=30)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("is_on", models.BooleanField(blank=True, null=True)),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ladder_settings",
                        to="guidelines.group",
                    ),
                ),
            ],
            options={
                "ordering": ["group", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(group__isnull=False),
                        fields=("group", "rung"),
                        name="ladder_setting_once_per_group",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(group=None), fields=("rung",), name="ladder_setting_once_for_all"
                    ),
                ],
            },
        ),
    ]
