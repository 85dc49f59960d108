from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guidelines", "0012_waivers_of_persons_and_version_checks"),
    ]

    operations = [
        migrations.AddField(
            model_name="group",
            name="most_revisions_per_person",
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(("most_revisions_per_person__range", (1, 20))), name="group_most_revisions_sane"
            ),
        ),
    ]
