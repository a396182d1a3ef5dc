"""Coded items summed by outlet and day."""

import django.db.models.deletion
from django.db import migrations, models

SUMMED = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("day", models.DateField()),
    ("programme_class", models.CharField(max_length=15)),
    ("prime_time", models.BooleanField()),
    ("paid", models.BooleanField()),
    ("speaker_sex", models.CharField(blank=True, max_length=4)),
    ("items", models.PositiveIntegerField()),
    ("measured", models.PositiveIntegerField()),
    ("amount", models.PositiveBigIntegerField()),
]


def to(model, indexed=False):
    return models.ForeignKey(
        db_index=indexed, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=model
    )


class Migration(migrations.Migration):

    dependencies = [
        ("campaign", "0002_social_networks"),
        ("mission", "0003_media_monitors"),
    ]

    operations = [
        migrations.CreateModel(
            name="SummedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("mark", models.CharField(max_length=80)),
                ("mission", to("mission.mission")),
                ("outlet", to("campaign.outlet")),
            ],
            options={
                "ordering": ["mission", "outlet", "day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "outlet", "day"), name="a_day_of_an_outlet_is_summed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectSum",
            fields=[
                *SUMMED,
                ("tone", models.CharField(max_length=8)),
                ("manner", models.CharField(blank=True, max_length=8)),
                ("speech", models.PositiveBigIntegerField()),
                ("speech_of", models.PositiveBigIntegerField()),
                ("mission", to("mission.mission")),
                ("outlet", to("campaign.outlet")),
                ("subject", to("campaign.mediasubject")),
            ],
            options={
                "indexes": [models.Index(fields=["mission", "outlet", "day"], name="subject_sum_by_day")]
            },
        ),
        migrations.CreateModel(
            name="TopicSum",
            fields=[
                *SUMMED,
                ("topic", models.CharField(blank=True, max_length=40)),
                ("mission", to("mission.mission")),
                ("outlet", to("campaign.outlet")),
            ],
            options={"indexes": [models.Index(fields=["mission", "outlet", "day"], name="topic_sum_by_day")]},
        ),
    ]
