from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("reports", "0005_a_kept_part_may_be_more_than_its_whole")]

    operations = [migrations.AddField("chapter", "annexes", models.JSONField(default=dict))]
