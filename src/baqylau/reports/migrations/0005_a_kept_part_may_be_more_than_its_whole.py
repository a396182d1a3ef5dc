"""Hours of monitoring that were covered may be more than those that were planned: a kept figure may be over 1."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_published_reports")]

    operations = [
        migrations.RemoveConstraint(
            model_name="reportfigure", name="a_kept_part_is_not_more_than_its_whole"
        ),
    ]
