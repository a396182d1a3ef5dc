"""On PostgreSQL the words of posts lie in a table of their own, in parts: the index of a large file's part is
made in one go. And only the account of a post is checked there by a foreign key, not its mission and its file,
which took long in an import; the account belongs to the mission."""

import importlib
import re
import unicodedata
from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

# The same as in campaign.sources.post_cells.
SEARCHED = re.compile(r"[^\W_]{1,200}")
WITHOUT_KEYS = ("mission_id", "file_id")


def words_of(text):
    return SEARCHED.findall(unicodedata.normalize("NFKC", text).casefold())


def lay_words_beside(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    post = apps.get_model("campaign", "SocialPost")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP INDEX campaign_social_words")
        cursor.execute("DROP FUNCTION campaign_lowered(text)")
        cursor.execute(
            "CREATE TABLE campaign_social_words (part bigint NOT NULL, post_id bigint NOT NULL,"
            " words tsvector NOT NULL) PARTITION BY LIST (part)"
        )
        cursor.execute("CREATE TABLE campaign_social_words_0 PARTITION OF campaign_social_words FOR VALUES IN (0)")
        texts = post.objects.order_by("pk").values_list("pk", "text").iterator()
        while some := list(islice(texts, 2000)):
            with cursor.copy("COPY campaign_social_words (part, post_id, words) FROM STDIN") as copy:
                for key, text in some:
                    copy.write_row((0, key, " ".join(f"'{word}'" for word in words_of(text))))
        cursor.execute("CREATE INDEX campaign_social_words_found ON campaign_social_words USING gin (words)")


def index_words_of_texts(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("DROP TABLE campaign_social_words")
    before = importlib.import_module(
        "baqylau.campaign.migrations.0006_words_of_posts_are_lowered_by_the_database"
    )
    before.lower_by_a_collation(apps, schema_editor)


def drop_keys(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'campaign_socialpost'::regclass AND contype = 'f'"
            " AND conkey IN (SELECT ARRAY[attnum] FROM pg_attribute WHERE attrelid = conrelid AND attname = ANY(%s))",
            [list(WITHOUT_KEYS)],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE campaign_socialpost DROP CONSTRAINT "{name}"')


def add_keys(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for column, table in zip(WITHOUT_KEYS, ("mission_mission", "campaign_postfile")):
        schema_editor.execute(
            f"ALTER TABLE campaign_socialpost ADD FOREIGN KEY ({column}) REFERENCES {table} (id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )


class Migration(migrations.Migration):

    dependencies = [("campaign", "0006_words_of_posts_are_lowered_by_the_database")]

    operations = [
        migrations.RunPython(lay_words_beside, index_words_of_texts),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop_keys, add_keys)],
            state_operations=[
                migrations.AlterField(
                    model_name="socialpost",
                    name="mission",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="social_posts",
                        to="mission.mission",
                    ),
                ),
                migrations.AlterField(
                    model_name="socialpost",
                    name="file",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="campaign.postfile",
                    ),
                ),
            ],
        ),
    ]
