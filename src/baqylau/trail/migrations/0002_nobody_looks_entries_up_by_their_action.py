"""An index that no question uses is written with each entry, and its twin for texts on PostgreSQL too."""

from django.db import migrations, models

INDEX = "trail_entry_action_858af307"


class Migration(migrations.Migration):

    dependencies = [("trail", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {INDEX}", f"CREATE INDEX {INDEX} ON trail_entry (action)"
                ),
                migrations.RunSQL(f"DROP INDEX IF EXISTS {INDEX}_like", migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.AlterField("entry", "action", models.CharField(max_length=80)),
            ],
        ),
    ]
