"""Forms that were there are published; records are numbered on from the highest number."""

from django.db import migrations, models
from django.db.models import Max


def publish(apps, schema_editor):
    for version in apps.get_model("observation", "FormVersion").objects.select_related("file"):
        version.published_at = version.made_at = version.file.arrived_at
        version.save(update_fields=["published_at", "made_at"])
    highest = apps.get_model("observation", "Record").objects.values("mission").annotate(number=Max("number"))
    for row in highest.order_by("mission"):
        apps.get_model("mission", "Mission").objects.filter(pk=row["mission"]).update(
            next_record_number=row["number"] + 1
        )


class Migration(migrations.Migration):

    dependencies = [("observation", "0002_from_phones_to_checked_records")]

    operations = [
        migrations.RunPython(publish, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(published_at=None), fields=("form",), name="a_form_has_one_draft"
            ),
        ),
    ]
