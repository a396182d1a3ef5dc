from django.db import migrations, models

ROOM = 60
"""Per cent of a page that PostgreSQL fills at first: the new version of a row then lies beside the old one."""


def alter(how):
    """On PostgreSQL: what changes only columns that are in no index changes no index, if pages have room."""

    def change(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            table = apps.get_model("disputes", "Proceeding")._meta.db_table
            schema_editor.execute(f"ALTER TABLE {table} {how}")

    return change


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0005_a_case_contests_decisions_about_candidates'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='proceeding',
            name='proceeding_by_outcome',
        ),
        migrations.AddIndex(
            model_name='proceeding',
            index=models.Index(fields=['mission', 'is_last', 'outcome', 'case'], name='proceeding_by_outcome'),
        ),
        migrations.RunPython(alter(f"SET (fillfactor = {ROOM})"), alter("RESET (fillfactor)")),
    ]
