"""The registry of figures, what chapters keep of it, and what a publication is refused for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.observation.figures import answer_share, newest_versions
from baqylau.observation.models import Form, FormVersion, Record, RecordState, RecordVersion
from baqylau.reports.actions.run import run_statement
from baqylau.reports.actions.texts import start_report
from baqylau.reports.actions.texts_status import accept_figures, add_comment, resolve_comment, set_status
from baqylau.reports.actions.texts_writing import save_text
from baqylau.reports.figure_registry import Registry
from baqylau.reports.methods import blocks as b
from baqylau.reports.models import Chapter, ChapterText, Report, ReportFigure
from baqylau.reports.text_document import document_of, figures_of
from baqylau.reports.text_problems import problems_of
from baqylau.trail.models import Entry
from tests.reports.conftest import correct
from tests.reports.texts_part import own_chapters

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def report(observed: Mission, aigerim: User) -> Report:
    made = start_report(
        mission=observed,
        kind="statement",
        slug="night",
        titles={"en": "Statement"},
        languages=["en"],
        authoritative="en",
        by=aigerim,
        now=NOW,
    )
    return own_chapters(made)


def write(chapter: Chapter, markdown: str, by: User, base: int = 0) -> None:
    save_text(chapter=chapter, language="en", markdown=markdown, base=base, by=by, now=NOW)


def words_of(document: b.Document) -> str:
    lines = [b.plain(node.inlines) for node in b.walk(document) if isinstance(node, b.Paragraph)]
    return " | ".join(lines).replace("\N{NO-BREAK SPACE}", " ")


# ---------------------------------------------------------------------------------------- registry


def test_figures_of_answers_are_those_that_counting_one_by_one_gives(observed: Mission) -> None:
    registry = Registry(observed)
    names = [offer.name for offer in registry.offers() if offer.room == "answers" and offer.is_share]
    names += [f"{name}@south" for name in names]
    records = newest_versions(observed, form="day", areas="region")
    for name, counted in registry.count(names).items():
        _form, question, answer = name.split("@")[0].split(".")
        chosen = [one for one in records if "@" not in name or one.area == "south"]
        slow = answer_share(chosen, name=name, form="day", question=question, counts=[answer])
        figure = counted.figure
        assert (figure.numerator, figure.denominator, figure.excluded, figure.digest) == (
            slow.numerator,
            slow.denominator,
            slow.excluded,
            slow.digest,
        )
        assert (figure.rows, figure.base_rows) == (slow.rows, slow.base_rows)


def test_a_report_and_a_statement_give_one_figure_the_same_digest(observed: Mission) -> None:
    statement = run_statement(mission=observed, by=None, now=NOW)
    counted = Registry(observed).count(["queue", "noise", "records", "day.queue.yes@north"])
    for name in ("queue", "noise", "records"):
        assert statement.figures.get(name=name).digest == counted[name].figure.digest
    assert statement.figures.get(name="queue@north").digest == counted["day.queue.yes@north"].figure.digest


def test_a_correction_a_rejection_and_a_new_record_are_seen_at_once(observed: Mission) -> None:
    def now() -> tuple[int, int | None]:
        figure = Registry(observed).count(["queue"])["queue"].figure
        return figure.numerator, figure.denominator

    assert now() == (32, 58)
    correct(observed, 1, "queue", "no")
    assert now() == (31, 58)
    Record.objects.filter(mission=observed, number=2).update(state=RecordState.REJECTED)
    assert now() == (30, 57)


def test_a_figure_is_counted_as_things_stood_at_a_moment(observed: Mission) -> None:
    earlier = datetime.now(UTC) - timedelta(hours=2)
    RecordVersion.objects.filter(record__mission=observed).update(at=earlier)
    correct(observed, 1, "queue", "no")
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    registry = Registry(observed)
    assert registry.count(["queue"], at=hour_ago)["queue"].figure.numerator == 32
    assert registry.count(["queue"])["queue"].figure.numerator == 31


def test_several_answers_and_waves_are_counted(observed: Mission) -> None:
    Record.objects.filter(mission=observed, number__lte=10).update(wave="1")
    questions = [{"name": "seen", "kind": "choices", "choices": [{"name": "a"}, {"name": "b"}]}]
    form = Form.objects.create(mission=observed, code="more")
    day = FormVersion.objects.get(form__code="day")
    version = FormVersion.objects.create(form=form, version="1", file=day.file, questions=questions)
    for number, seen in ((71, ["a", "b"]), (72, ["b"]), (73, [])):
        record = Record.objects.create(mission=observed, form_version=version, number=number)
        RecordVersion.objects.create(record=record, number=1, answers={"seen": seen}, states={})
    found = Registry(observed).count(["more.seen.a", "more.seen.a+b", "day.queue.yes/1", "day.queue.yes+no"])
    shares = {name: (one.figure.numerator, one.figure.denominator) for name, one in found.items()}
    assert shares == {
        "more.seen.a": (1, 3),
        "more.seen.a+b": (2, 3),
        "day.queue.yes/1": (10, 10),
        "day.queue.yes+no": (58, 58),
    }


@pytest.mark.parametrize(
    "name",
    ["day.queue.maybe", "day.nothing.yes", "nothing.queue.yes", "day.queue.yes@moon", "published:x", ""],
)
def test_a_name_of_nothing_gives_nothing(observed: Mission, name: str) -> None:
    assert Registry(observed).offer(name) is None
    assert Registry(observed).count([name]) == {}


def test_every_offer_can_be_counted_and_found_by_its_words(observed: Mission) -> None:
    registry = Registry(observed)
    offers = list(registry.offers())
    counted = registry.count(offer.name for offer in offers)
    assert set(counted) == {offer.name for offer in offers}
    for offer in offers:
        assert set(offer.words) >= {"en", "ru", "kk"}, offer.name
        assert (counted[offer.name].figure.denominator is not None) == offer.is_share, offer.name
    assert {offer.room for offer in offers} >= {"plan", "answers", "disputes", "meetings", "findings"}
    assert "queue" in [offer.name for offer in registry.search("кезек")]


# --------------------------------------------------------------------------------- what chapters keep


def test_what_is_approved_keeps_its_figures_with_their_rows(
    observed: Mission, report: Report, aigerim: User
) -> None:
    voting = report.chapters.get(code="voting")
    write(voting, "In {queue}. {chart:noise}", aigerim)
    with pytest.raises(Refused, match=r"Z\.503"):
        set_status(chapter=voting, status="approved", by=aigerim, now=NOW)
    write(voting, "In {queue}.\n\n{chart:noise}", aigerim, base=1)
    set_status(chapter=voting, status="approved", by=aigerim, now=NOW)
    correct(observed, 1, "queue", "no")
    document = document_of(report, "en")
    assert "55.2 % of observations (32 of 58)" in words_of(document)
    kept = ReportFigure.objects.get(chapter=voting, name="queue")
    assert (kept.numerator, kept.denominator, kept.spread) == (32, 58, [2, 2])
    assert kept.rows
    assert accept_figures(chapter=voting, by=aigerim, now=NOW) == ["queue"]
    assert "31 of 58" in words_of(document_of(report, "en"))


def test_an_approved_chapter_is_not_written_until_it_is_opened(
    report: Report, aigerim: User, dana: User
) -> None:
    voting = report.chapters.get(code="voting")
    write(voting, "In {queue}.", aigerim)
    set_status(chapter=voting, status="approved", by=aigerim, now=NOW)
    for act in (
        lambda: write(voting, "Other.", dana, base=1),
        lambda: accept_figures(chapter=voting, by=dana, now=NOW),
        lambda: set_status(chapter=voting, status="draft", by=dana, now=NOW),
    ):
        with pytest.raises(Refused, match=r"Z\.516"):
            act()
    set_status(chapter=voting, status="draft", by=aigerim, now=NOW)
    write(voting, "Other.", dana, base=1)
    assert not voting.figures.exists()


def test_a_checked_chapter_is_a_draft_again_once_it_is_written(report: Report, aigerim: User) -> None:
    voting = report.chapters.get(code="voting")
    write(voting, "In {queue}.", aigerim)
    set_status(chapter=voting, status="checked", by=aigerim, now=NOW)
    saved = save_text(chapter=voting, language="en", markdown="New.", base=1, by=aigerim, now=NOW)
    assert saved.reopened
    voting.refresh_from_db()
    assert voting.status == "draft"


def test_two_chapters_that_say_different_things_of_one_figure_refuse_publication(
    observed: Mission, report: Report, aigerim: User
) -> None:
    voting, opening = (report.chapters.get(code=code) for code in ("voting", "opening"))
    for chapter in (voting, opening):
        write(chapter, "In {queue}.", aigerim)
    set_status(chapter=voting, status="approved", by=aigerim, now=NOW)
    correct(observed, 1, "queue", "no")
    set_status(chapter=opening, status="approved", by=aigerim, now=NOW)
    assert "Z.519" in {one.code for one in problems_of(report)}
    accept_figures(chapter=voting, by=aigerim, now=NOW)
    assert "Z.519" not in {one.code for one in problems_of(report)}


def test_a_report_whose_chapters_are_written_and_approved_has_no_problems(
    report: Report, aigerim: User
) -> None:
    for chapter in report.chapters.exclude(code="annex_method"):
        write(chapter, "In {queue}^[The forms.]. See {chapter:voting} and [there](#voting-more).", aigerim)
    voting = report.chapters.get(code="voting")
    write(voting, "## More\n\nIn {queue}.", aigerim, base=1)
    for chapter in report.chapters.all():
        set_status(chapter=chapter, status="approved", by=aigerim, now=NOW)
    assert problems_of(report) == []
    document = document_of(report, "en")
    assert [note.number for note in document.footnotes] == [1, 2, 3]
    assert set(b.figure_names(document)) <= set(figures_of(report, document))
    assert any(isinstance(node, b.Annex) for node in document.blocks)


def test_a_lost_anchor_is_a_problem(report: Report, aigerim: User) -> None:
    write(report.chapters.get(code="voting"), "[there](#nowhere)", aigerim)
    assert "Z.515" in {one.code for one in problems_of(report)}


def test_dates_numbers_and_forms_of_words_follow_the_language(report: Report, aigerim: User) -> None:
    Report.objects.filter(pk=report.pk).update(languages=["en", "ru", "kk"])
    report.refresh_from_db()
    voting = report.chapters.get(code="voting")
    texts = {
        "en": "{records|form|forms} on {date:2023-03-19}, {queue.share}",
        "ru": "{records|форма|формы|форм}, {date:2023-03-19}, {queue.share}",
        "kk": "{records|нысан}, {date:2023-03-19}, {queue.share}",
    }
    expected = {
        "en": "60 forms on 19 March 2023, 55.2 %",
        "ru": "60 форм, 19 марта 2023",
        "kk": "60 нысан, 2023",
    }
    for language, text in texts.items():
        save_text(chapter=voting, language=language, markdown=text, base=0, by=aigerim, now=NOW)
        with override(language):
            assert expected[language] in words_of(document_of(report, language)), language
    assert "55,2 %" in words_of(document_of(report, "ru"))
    write(voting, "{records|a|b|c}", aigerim, base=1)
    assert "Z.513" in {one.code for one in problems_of(report)}


def test_a_limited_mission_gives_counts_and_its_words_are_held_to_that(
    observed: Mission, report: Report, aigerim: User
) -> None:
    Mission.objects.filter(pk=observed.pk).update(kind="limited")
    report.refresh_from_db()
    write(report.chapters.get(code="voting"), "It was widespread: {queue}.\n\n{chart:queue}", aigerim)
    document = document_of(Report.objects.get(pk=report.pk), "en")
    assert "32 of 58 observations" in words_of(document)
    assert "%" not in words_of(document)


# ----------------------------------------------------------------------------------- rules and trail


def test_the_database_keeps_one_newest_version(report: Report, aigerim: User) -> None:
    voting = report.chapters.get(code="voting")
    write(voting, "One.", aigerim)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChapterText.objects.create(chapter=voting, language="en", number=2, at=NOW, digest="0" * 64)
    with pytest.raises(IntegrityError), transaction.atomic():
        Chapter.objects.filter(pk=voting.pk).update(status="approved")


def test_the_trail_holds_what_was_done_and_no_text(report: Report, aigerim: User) -> None:
    voting = report.chapters.get(code="voting")
    write(voting, "A secret sentence.", aigerim)
    comment = add_comment(chapter=voting, language="en", body="A private remark", by=aigerim, now=NOW)
    resolve_comment(comment=comment, by=aigerim, now=NOW)
    set_status(chapter=voting, status="checked", by=aigerim, now=NOW)
    bodies = b"".join(bytes(body) for body in Entry.objects.values_list("body", flat=True))
    assert b"secret" not in bodies
    assert b"private" not in bodies
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {
        "reports.report_begun",
        "reports.text_written",
        "reports.comment_made",
        "reports.comment_resolved",
        "reports.chapter_checked",
    } <= actions


def test_the_same_text_again_is_no_version(report: Report, aigerim: User) -> None:
    voting = report.chapters.get(code="voting")
    write(voting, "One.", aigerim)
    again = save_text(chapter=voting, language="en", markdown="One.  \r\n", base=1, by=aigerim, now=NOW)
    assert not again.changed
    assert voting.texts.count() == 1
