from django.db import migrations, models
from django.db.models.deletion import SET_NULL

PERSON = "guidelines.person"


class Migration(migrations.Migration):
    dependencies = [
        ("reminders", "0003_hold_after_restore"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="note",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="mail",
            name="note_by",
            field=models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to=PERSON),
        ),
        migrations.AddField(
            model_name="mail",
            name="noted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="mail",
            name="hurried_by",
            field=models.ForeignKey(blank=True, null=True, on_delete=SET_NULL, related_name="+", to=PERSON),
        ),
        migrations.AddField(
            model_name="mail",
            name="hurried_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
