"""Fills the searchable text of figures that are there already."""

from django.db import migrations


def fill(apps, schema_editor):
    model = apps.get_model("election", "PublishedFigure")
    for figure in model.objects.filter(search_key="").iterator(chunk_size=500):
        figure.save(update_fields=["search_key"])


class Migration(migrations.Migration):

    dependencies = [
        ("election", "0005_what_others_said_and_who_stands"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
