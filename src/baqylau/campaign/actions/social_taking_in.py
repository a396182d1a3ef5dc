"""A file of posts on its way in: checked row by row, then all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from typing import IO

from django.db import connection, transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions import social_incoming as incoming
from baqylau.campaign.actions import social_incoming_words as incoming_words
from baqylau.campaign.actions.files_read import Progress, beat
from baqylau.campaign.actions.social_turns import wait_for_turn
from baqylau.campaign.models import (
    AccountRole,
    FileState,
    MediaSubject,
    MediaTopic,
    PostFile,
    PostReading,
    SocialAccount,
)
from baqylau.campaign.reading_apart import APART, reader_of
from baqylau.campaign.social_sums import sum_days
from baqylau.campaign.sources.post_rows import Asked
from baqylau.core.problem import Phrase
from baqylau.core.reading import MOST_PROBLEMS_SHOWN, Problems, in_row, short
from baqylau.election.windows import calendar_of
from baqylau.trail.record import record as write_trail

WEIGHTS = {
    "sqlite": {"read": 0.42, "over": 0.3, "sums": 0.11, "words": 0.17},
    "postgresql": {"read": 0.88, "over": 0.0, "sums": 0.1, "words": 0.02},
}
"""The shares of the work that its parts are; on PostgreSQL posts go over while the file is read."""


def take_posts_in(
    *, file: PostFile, by: User | None, clock: Callable[[], datetime], progress: Progress
) -> PostFile:
    """Every row becomes or renews a post, or none does.

    Rows are checked while they go into a table that waits; what waits goes over in one transaction.
    ``Refused`` with all that is wrong in any row.
    """
    while_read = incoming.goes_over_while_read()
    waiting = _Waiting(file, _Told(file, clock, progress))
    incoming.lay_out()
    try:
        with file.file.whole() as opened, transaction.atomic() if while_read else nullcontext():
            waiting.read(opened, clock, waiting.go_over if while_read else None)
            with transaction.atomic():
                if not while_read:
                    waiting.go_over(clock())
                return waiting.finish(by, clock())
    except BaseException:
        if waiting.words:
            waiting.words.give_up()
        raise
    finally:
        incoming.take_away()


class _Told:
    """Says how far all of it is, from how far one of its parts is."""

    def __init__(self, file: PostFile, clock: Callable[[], datetime], progress: Progress) -> None:
        self.file, self.clock, self.progress = file, clock, progress
        self.weights = WEIGHTS[connection.vendor]
        self._last_beat: datetime | None = None

    def part(self, name: str) -> Progress:
        """How far a part of the work is."""
        names = list(self.weights)
        before = sum(self.weights[one] for one in names[: names.index(name)])
        return lambda share: self._tell(before + self.weights[name] * share)

    def _tell(self, share: float) -> None:
        """With a sign of life, not more often than each second."""
        self.progress(share)
        now = self.clock()
        if self._last_beat is None or now - self._last_beat >= timedelta(seconds=1):
            self._last_beat = now
            beat(self.file, now, share)


class _Waiting:
    """One file, and what is known of its accounts."""

    def __init__(self, file: PostFile, told: _Told) -> None:
        self.file, self.mission, self.told = file, file.mission, told
        self.names: dict[tuple[str, str], str] = {}
        self.known = self._known_accounts()
        self.rows = 0
        self.days: frozenset[str] = frozenset()
        self.twice = False
        self.words: incoming_words.Words | None = None
        self.had_posts = False
        self.entered = self.placed = self.new = self.left_out = self.taken_back = 0

    def _known_accounts(self) -> dict[tuple[str, str], int]:
        accounts = SocialAccount.objects.filter(mission=self.mission)
        return {(one.platform, one.handle): one.pk for one in accounts}

    # ------------------------------------------------------------------ reading

    def read(
        self,
        opened: IO[bytes],
        clock: Callable[[], datetime],
        go_over: Callable[[datetime], None] | None,
    ) -> None:
        """Every row, checked, into the table that waits. ``Refused`` with all problems of all rows."""
        size, told = max(1, self.file.file.size), self.told.part("read")
        reader = reader_of(opened, size, self._asked(clock() + timedelta(days=1)))
        for batch in reader.batches():
            incoming.put(batch.rows)
            self.names.update(batch.accounts)
            self.twice = self.twice or batch.twice
            if go_over and batch.rows:
                go_over(clock())
            told(min(1.0, batch.position / size))
        self.rows, self.days = reader.rows, reader.days

    def _asked(self, latest: datetime) -> Asked:
        topics, subjects = MediaTopic.objects, MediaSubject.objects
        return Asked(
            name=self.file.name,
            reading=self.file.reading,
            zone=calendar_of(self.mission.election).zone.key,
            latest=latest,
            accounts=frozenset(self.known),
            codes={
                "topic": frozenset(["", *topics.filter(mission=self.mission).values_list("code", flat=True)]),
                "target": frozenset(
                    ["", *subjects.filter(mission=self.mission).values_list("code", flat=True)]
                ),
            },
            copied=connection.vendor == "postgresql",
        )

    # ------------------------------------------------------------------ going over

    def go_over(self, now: datetime) -> None:
        """What waits becomes posts, or is known already, in the transaction of whoever calls."""
        words = self.words = self.words or self._begin()
        self._enter_accounts()
        if self.twice:
            self.left_out += incoming.leave_earlier_rows_out()
        if self.had_posts or (self.twice and self.new):
            back = incoming.find_known(self.file)
            self.taken_back, self.new = self.taken_back + back, self.new - back
        words.take()
        with incoming.watched(self.rows, self.told.part("over")):
            self.new += incoming.go_over(self.file, now)
        incoming.let_go()

    def _begin(self) -> incoming_words.Words:
        """From here on nobody else takes posts of the mission in."""
        wait_for_turn(self.mission)
        self.had_posts = self.mission.social_posts.exists()
        self.known = self._known_accounts()
        return incoming_words.words_of_file(self.file)

    def finish(self, by: User | None, now: datetime) -> PostFile:
        """Known posts, words and sums, in the same transaction."""
        file = PostFile.objects.select_for_update(of=("self",)).get(pk=self.file.pk)
        file.counted_again = self._count_known(now) if self.had_posts else 0
        assert self.words
        self.words.close()
        if self.file.file.size > APART:
            incoming.look_through()
        sum_days(self.mission, map(date.fromisoformat, self.days), self.told.part("sums"))
        self.words.finish(self.told.part("words"), taken_back=bool(self.taken_back))
        file.rows, file.new, file.new_accounts = self.rows, self.new, self.entered
        file.unchanged = self.rows - self.left_out - self.taken_back - self.new - file.counted_again
        file.state, file.done, file.taken_in_at, file.beaten_at = FileState.TAKEN_IN, 1000, now, now
        file.save()
        self._keep_reading(file, now)
        change = {"new": file.new, "counted_again": file.counted_again, "accounts": file.new_accounts}
        write_trail("campaign.posts_taken_in", about=file, by=by, change=change)
        return file

    def _keep_reading(self, file: PostFile, now: datetime) -> None:
        if file.reading_name:
            PostReading.objects.update_or_create(
                mission=self.mission,
                name=file.reading_name,
                defaults={"reading": file.reading, "changed_at": now},
            )

    def _enter_accounts(self) -> None:
        """Accounts that nobody entered, to be classified; until then nobody's name leaves the mission."""
        accounts = SocialAccount.objects.filter(mission=self.mission)
        missing = [key for key in list(self.names)[self.placed :] if key not in self.known]
        last = (accounts.aggregate(last=Max("number"))["last"] or 0) if missing else 0
        made = SocialAccount.objects.bulk_create(
            (
                SocialAccount(
                    mission=self.mission,
                    number=last + number,
                    platform=platform,
                    handle=handle,
                    name=self.names[platform, handle],
                    role=AccountRole.UNKNOWN,
                    source=self.file.name,
                )
                for number, (platform, handle) in enumerate(missing, start=1)
            ),
            batch_size=500,
        )
        self.known.update({(one.platform, one.handle): one.pk for one in made})
        self.entered += len(made)
        places = list(enumerate(self.names))[self.placed :]
        incoming.put_accounts((place, self.known[key]) for place, key in places)
        self.placed = len(self.names)

    def _count_known(self, now: datetime) -> int:
        """Posts that the mission has already are counted again. X.522 for one of another account."""
        if self.twice:
            self.left_out += incoming.leave_earlier_rows_out(known=True)
        problems = Problems()
        for row, number, handle in incoming.of_another_account(MOST_PROBLEMS_SHOWN):
            post = short(number)
            says = Phrase("The post '{post}' is known as one of '{handle}'.", post=post, handle=handle)
            remedy = Phrase("Check which column is the account.")
            problems.add("X.522", says, remedy, in_row(self.file.name, row))
        problems.refuse_if_any()
        return incoming.count_again(now)
