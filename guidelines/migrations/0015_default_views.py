import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0014_plan_approvals"),
    ]

    operations = [
        migrations.CreateModel(
            name="DefaultView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.CharField(max_length=40)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="default_views",
                        to="guidelines.person",
                    ),
                ),
                (
                    "view",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="default_for",
                        to="guidelines.savedview",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "page"), name="default_view_once_a_page")],
            },
        ),
    ]
