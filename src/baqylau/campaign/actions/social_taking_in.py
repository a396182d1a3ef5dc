"""A file of posts on its way in: checked row by row, then all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import IO

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions import social_incoming as incoming
from baqylau.campaign.actions.files_read import Progress, beat
from baqylau.campaign.models import (
    AccountRole,
    FileState,
    MediaSubject,
    MediaTopic,
    PostFile,
    PostReading,
    SocialAccount,
)
from baqylau.campaign.reading_apart import reader_of
from baqylau.campaign.social_sums import sum_days
from baqylau.campaign.sources.post_rows import Asked
from baqylau.core.problem import Phrase
from baqylau.core.reading import MOST_PROBLEMS_SHOWN, Problems, in_row, short
from baqylau.election.windows import calendar_of
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail

READ = 0.5
"""The share of the work that reading is."""


def take_posts_in(
    *, file: PostFile, by: User | None, clock: Callable[[], datetime], progress: Progress
) -> PostFile:
    """Every row becomes or renews a post, or none does.

    Rows are checked while they go into a table that waits; then all go over in one transaction. ``Refused``
    with all that is wrong in any row.
    """
    incoming.lay_out()
    try:
        waiting = _Waiting(file)
        with file.file.whole() as opened:
            waiting.read(opened, clock, progress)
        with transaction.atomic():
            return waiting.go_over(by, clock(), progress)
    finally:
        incoming.take_away()


class _Waiting:
    """One file, and what is known of its accounts."""

    def __init__(self, file: PostFile) -> None:
        self.file, self.mission = file, file.mission
        self.names: dict[tuple[str, str], str] = {}
        self.known = self._known_accounts()
        self.rows = 0
        self.twice = False
        self._last_beat: datetime | None = None

    def _known_accounts(self) -> dict[tuple[str, str], int]:
        accounts = SocialAccount.objects.filter(mission=self.mission)
        return {(one.platform, one.handle): one.pk for one in accounts}

    # ------------------------------------------------------------------ reading

    def read(self, opened: IO[bytes], clock: Callable[[], datetime], progress: Progress) -> None:
        """Every row, checked, into the table that waits. ``Refused`` with all problems of all rows."""
        size = max(1, self.file.file.size)
        reader = reader_of(opened, size, self._asked(clock() + timedelta(days=1)))
        for position, rows in reader.batches():
            incoming.put(rows)
            share = min(1.0, position / size) * READ
            progress(share)
            self._beat(clock(), share)
        self.names, self.rows, self.twice = reader.names, reader.rows, reader.twice

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
        )

    def _beat(self, now: datetime, share: float) -> None:
        """A sign of life, and how far it is; not more often than each second."""
        if self._last_beat is None or now - self._last_beat >= timedelta(seconds=1):
            self._last_beat = now
            beat(self.file, now, share)

    # ------------------------------------------------------------------ going over

    def go_over(self, by: User | None, now: datetime, progress: Progress) -> PostFile:
        """What waits becomes posts, in the transaction of whoever calls."""
        file = PostFile.objects.select_for_update(of=("self",)).get(pk=self.file.pk)
        Mission.objects.select_for_update(no_key=True).get(pk=self.mission.pk)
        left_out = incoming.leave_earlier_rows_of_a_post_out() if self.twice else 0
        file.new_accounts = self._enter_accounts()
        incoming.put_accounts((place, self.known[key]) for place, key in enumerate(self.names))
        file.counted_again = self._known_posts(now)
        progress(0.55)
        after = incoming.last_post()
        file.new = incoming.go_over(file, now)
        progress(0.8)
        incoming.index_words(after)
        progress(0.92)
        sum_days(self.mission, _as_days(incoming.days_touched()))
        file.rows = self.rows
        file.unchanged = self.rows - left_out - file.new - file.counted_again
        file.state, file.done, file.taken_in_at, file.beaten_at = FileState.TAKEN_IN, 1000, now, now
        file.save()
        self._keep_reading(file, now)
        change = {"new": file.new, "counted_again": file.counted_again, "accounts": file.new_accounts}
        write_trail("campaign.posts_taken_in", about=file, by=by, change=change)
        progress(1.0)
        return file

    def _keep_reading(self, file: PostFile, now: datetime) -> None:
        if file.reading_name:
            PostReading.objects.update_or_create(
                mission=self.mission,
                name=file.reading_name,
                defaults={"reading": file.reading, "changed_at": now},
            )

    def _enter_accounts(self) -> int:
        """Accounts that nobody entered, to be classified; until then nobody's name leaves the mission."""
        self.known = self._known_accounts()
        accounts = SocialAccount.objects.filter(mission=self.mission)
        last = accounts.aggregate(last=Max("number"))["last"] or 0
        missing = [key for key in self.names if key not in self.known]
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
        return len(made)

    def _known_posts(self, now: datetime) -> int:
        """Posts that the mission has already are counted again. X.522 for one of another account."""
        if not self.mission.social_posts.exists():
            return 0
        incoming.find_known(self.file)
        problems = Problems()
        for row, number, handle in incoming.of_another_account(MOST_PROBLEMS_SHOWN):
            post = short(number)
            says = Phrase("The post '{post}' is known as one of '{handle}'.", post=post, handle=handle)
            remedy = Phrase("Check which column is the account.")
            problems.add("X.522", says, remedy, in_row(self.file.name, row))
        problems.refuse_if_any()
        return incoming.count_again(now)


def _as_days(found: Sequence[object]) -> list[date]:
    return [one if isinstance(one, date) else date.fromisoformat(str(one)) for one in found]
