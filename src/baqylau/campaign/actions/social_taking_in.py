"""A file of posts on its way in: checked row by row, then all of it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions import social_incoming as incoming
from baqylau.campaign.models import (
    FLAGS,
    AccountRole,
    FileState,
    MediaSubject,
    MediaTopic,
    PostFile,
    PostReading,
    SocialAccount,
)
from baqylau.campaign.social_sums import sum_days
from baqylau.campaign.sources.posts import PostReader, Posts, Reading
from baqylau.campaign.sources.posts_table import PostTable
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import MOST_PROBLEMS_SHOWN, Problems, in_row, short
from baqylau.election.windows import calendar_of
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail

READ = 0.5
"""The share of the work that reading is."""
Progress = Callable[[float], None]
_TEXTS = ("address", "text", "language", "archive", "archive_sha256", "topic", "tone", "target")


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
            waiting.read(PostTable(opened, file.name, charset=waiting.reading.charset), clock, progress)
        with transaction.atomic():
            return waiting.go_over(by, clock(), progress)
    finally:
        incoming.take_away()


class _Waiting:
    """One file, and what is known of its accounts."""

    def __init__(self, file: PostFile) -> None:
        self.file, self.mission = file, file.mission
        self.reading = Reading.from_data(file.reading)
        self.zone = calendar_of(self.mission.election).zone
        self.places: dict[tuple[str, str], int] = {}
        self.names: dict[int, str] = {}
        self.known = self._known_accounts()
        topics, subjects = MediaTopic.objects, MediaSubject.objects
        self.codes = {
            "topic": {"", *topics.filter(mission=self.mission).values_list("code", flat=True)},
            "target": {"", *subjects.filter(mission=self.mission).values_list("code", flat=True)},
        }
        self.rows = 0
        self.twice = False
        self._seen: set[int] = set()
        self._last_beat: datetime | None = None

    def _known_accounts(self) -> dict[tuple[str, str], int]:
        accounts = SocialAccount.objects.filter(mission=self.mission)
        return {(one.platform, one.handle): one.pk for one in accounts}

    # ------------------------------------------------------------------ reading

    def read(self, table: PostTable, clock: Callable[[], datetime], progress: Progress) -> None:
        """Every row, checked, into the table that waits. ``Refused`` with all problems of all rows."""
        latest = clock() + timedelta(days=1)
        reader = PostReader(table, self.reading, zone=self.zone, latest=latest)
        size = max(1, self.file.file.size)
        for posts in reader.batches():
            places = self._accounts(posts, reader.problems)
            self._check_codes(posts, reader.problems)
            if not reader.problems.found:
                self._look_for_doubles(posts)
                incoming.put(self._rows(posts, places))
            self.rows += len(posts.rows)
            share = min(1.0, table.position() / size) * READ
            progress(share)
            self._beat(clock(), share)
        reader.problems.refuse_if_any()
        if not self.rows:
            remedy = Phrase("Give the file that was meant.")
            raise Refused(Problem("X.503", Phrase("The table has no rows."), remedy, f"'{self.file.name}'"))
        self._seen.clear()

    def _beat(self, now: datetime, share: float) -> None:
        """A sign of life, and how far it is; not more often than each second."""
        if connection.in_atomic_block or (self._last_beat and now - self._last_beat < timedelta(seconds=1)):
            return
        self._last_beat = now
        PostFile.objects.filter(pk=self.file.pk).update(done=int(1000 * share), beaten_at=now)

    def _rows(self, posts: Posts, places: Sequence[int]) -> list[tuple[object, ...]]:
        zone = self.zone
        return list(
            zip(
                posts.rows,
                places,
                posts.platform,
                posts.native_id,
                [incoming.moment_text(one) for one in posts.published_at],
                [one.astimezone(zone).date().isoformat() for one in posts.published_at],
                *(posts.texts[name] for name in _TEXTS),
                *(posts.flags[name] for name in FLAGS),
                *posts.counts.values(),
                strict=True,
            )
        )

    def _accounts(self, posts: Posts, problems: Problems) -> list[int]:
        """The place of each row's account. X.511 where nobody entered it, unless new ones are let in."""
        places, found = self.places, []
        named = zip(posts.rows, posts.platform, posts.handle, posts.account_name, strict=True)
        for row, platform, handle, name in named:
            place = places.get((platform, handle))
            if place is None:
                place = places[platform, handle] = len(places)
                self.names[place] = name
                if not self.reading.new_accounts and (platform, handle) not in self.known:
                    self._unknown(row, platform, handle, problems)
            found.append(place)
        return found

    def _unknown(self, row: int, platform: str, handle: str, problems: Problems) -> None:
        says = Phrase(
            "Nobody entered the account '{handle}' of {platform}.", handle=short(handle), platform=platform
        )
        remedy = Phrase("Enter it, or let new accounts of this file in, to be classified.")
        self._wrong(problems, "X.511", says, remedy, row)

    def _wrong(self, problems: Problems, code: str, says: str, remedy: str, row: int) -> None:
        problems.add(code, says, remedy, in_row(self.file.name, row))
        if len(problems.found) > 2 * MOST_PROBLEMS_SHOWN:
            problems.refuse_if_any()

    def _check_codes(self, posts: Posts, problems: Problems) -> None:
        for field, known in self.codes.items():
            cells = posts.texts[field]
            if known.issuperset(cells):
                continue
            for row, cell in zip(posts.rows, cells, strict=True):
                if cell not in known:
                    says = Phrase("'{text}' is no code of a {field}.", text=short(cell), field=field)
                    remedy = Phrase("Give a code of the mission's lists of topics and subjects.")
                    self._wrong(problems, "X.519", says, remedy, row)

    def _look_for_doubles(self, posts: Posts) -> None:
        """Whether a post may stand in the file twice; the database looks closely where it may."""
        before = len(self._seen)
        self._seen.update(map(hash, zip(posts.platform, posts.native_id, strict=True)))
        self.twice = self.twice or len(self._seen) < before + len(posts.rows)

    # ------------------------------------------------------------------ going over

    def go_over(self, by: User | None, now: datetime, progress: Progress) -> PostFile:
        """What waits becomes posts, in the transaction of whoever calls."""
        file = PostFile.objects.select_for_update(of=("self",)).get(pk=self.file.pk)
        Mission.objects.select_for_update(no_key=True).get(pk=self.mission.pk)
        left_out = incoming.leave_earlier_rows_of_a_post_out() if self.twice else 0
        file.new_accounts = self._enter_accounts()
        incoming.put_accounts((place, self.known[key]) for key, place in self.places.items())
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
        missing = [key for key in self.places if key not in self.known]
        made = SocialAccount.objects.bulk_create(
            (
                SocialAccount(
                    mission=self.mission,
                    number=last + number,
                    platform=platform,
                    handle=handle,
                    name=self.names[self.places[platform, handle]],
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
