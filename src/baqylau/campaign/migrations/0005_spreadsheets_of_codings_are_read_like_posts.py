"""A spreadsheet of codings is kept, being read, refused or taken in, as files of posts are."""

from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("kept", "To be read"),
    ("running", "Being read"),
    ("refused", "Refused"),
    ("taken_in", "Taken in"),
]


def say_what_was_taken_in(apps, schema_editor):
    found = apps.get_model("campaign", "MediaImport").objects.filter(taken_in_at__isnull=False)
    found.update(state="taken_in", done=1000)


class Migration(migrations.Migration):

    dependencies = [("campaign", "0004_campaign_registers")]

    operations = [
        migrations.AddField("mediaimport", "state", models.CharField(choices=STATES, default="kept", max_length=10)),
        migrations.AddField("mediaimport", "done", models.PositiveIntegerField(default=0)),
        migrations.AddField("mediaimport", "problems", models.JSONField(default=list)),
        migrations.AddField("mediaimport", "beaten_at", models.DateTimeField(null=True)),
        migrations.RunPython(say_what_was_taken_in, migrations.RunPython.noop),
        migrations.AddConstraint(
            "mediaimport",
            models.CheckConstraint(
                condition=Q(taken_in_at=None) | Q(state="taken_in"), name="a_media_import_is_taken_in_once"
            ),
        ),
    ]
