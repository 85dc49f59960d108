from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """When a mail was stored, by the database's own clock; what is there counts from now on."""

    dependencies = [
        ("reminders", "0011_mails_sent_by_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="mail",
            name="stored_at",
            field=models.DateTimeField(db_default=Now(), editable=False),
        ),
    ]
