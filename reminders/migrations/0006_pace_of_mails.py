from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0005_ladder_settings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("next_at", models.FloatField()),
            ],
        ),
    ]
