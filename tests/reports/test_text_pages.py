"""The pages of writing: who reaches them, what they show, and that nothing in a text runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from baqylau.reports.actions.texts import start_report
from baqylau.reports.actions.texts_status import set_status
from baqylau.reports.actions.texts_writing import save_text
from baqylau.reports.models import Chapter, Comment, Report
from tests.reports import texts_part
from tests.reports.conftest import correct
from tests.reports.texts_part import own_chapters

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def report(observed: Mission, aigerim: User) -> Report:
    made = start_report(
        mission=observed,
        kind="statement",
        slug="night",
        titles={"en": "Statement", "ru": "Заявление"},
        languages=["en", "ru"],
        authoritative="en",
        by=aigerim,
        now=NOW,
    )
    return own_chapters(made)


@pytest.fixture
def voting(report: Report) -> Chapter:
    return report.chapters.get(code="voting")


@pytest.fixture
def head(client: Client, aigerim: User) -> Client:
    client.force_login(aigerim)
    return client


def at(name: str, *more: object) -> str:
    return reverse(f"reports:{name}", args=["steppe", "night", *more])


def text(answer: object) -> str:
    return answer.content.decode().replace(NB, " ")  # type: ignore[attr-defined, no-any-return]


def write(chapter: Chapter, markdown: str, by: User, *, language: str = "en", base: int = 0) -> None:
    save_text(chapter=chapter, language=language, markdown=markdown, base=base, by=by, now=NOW)


def test_every_page_of_the_part_answers(client: Client, observed: Mission, aigerim: User) -> None:
    client.force_login(aigerim)
    things = SimpleNamespace(mission=observed, made=texts_part.make(observed, aigerim))
    for name, address in texts_part.ADDRESSES.items():
        place = reverse(name, args=address.arguments(things))  # type: ignore[arg-type]
        assert client.get(place).status_code in address.status, name
        if "POST" in address.methods:
            assert client.post(place).status_code in address.posted, name


def test_strangers_learn_nothing_and_observers_may_not(
    client: Client, observed: Mission, aigerim: User, bolat: User, carla: User, erik: User
) -> None:
    things = SimpleNamespace(mission=observed, made=texts_part.make(observed, aigerim))
    places = [
        (reverse(name, args=one.arguments(things)), one)  # type: ignore[arg-type]
        for name, one in texts_part.ADDRESSES.items()
    ]
    for user, expected in ((bolat, 403), (carla, 404), (erik, 404)):
        client.force_login(user)
        for place, one in places:
            asked = client.post(place) if one.methods == "POST" else client.get(place)
            assert asked.status_code == expected, (user.name, place)


def test_a_figure_stands_in_the_preview_with_its_link(head: Client, voting: Chapter) -> None:
    answer = head.post(at("chapter_preview", "voting", "en"), {"markdown": "A queue in {queue}."})
    page = text(answer)
    assert "55.2 % of observations (32 of 58)" in page
    assert at("report_figure", "queue") in page


def test_scripts_in_a_text_are_shown_and_never_run(head: Client, voting: Chapter, aigerim: User) -> None:
    hostile = (
        "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "
        '[y](data:text/html,<b>) ![z](javascript:alert(1)) {<script>} {chapter:voting"><script>} '
        "`<script>alert(2)</script>`\n\n[^1]: <script>\n\n# <svg onload=alert(1)>\n\nnote[^1]"
    )
    write(voting, hostile, aigerim)
    page = text(head.get(at("chapter", "voting", "en")))
    article = page[page.index('<article class="written"') :].split("</article>")[0]
    assert not re.search(r"<(script|img|svg|iframe)", article)
    assert "javascript:" not in re.sub(r">[^<]*<", "><", article)
    assert "Z.505" in page
    assert "Z.507" in page


def test_a_figure_that_is_gone_is_marked_in_the_preview_and_refuses_approval(
    head: Client, voting: Chapter, aigerim: User
) -> None:
    write(voting, "Seen in {day.drums.yes}.", aigerim)
    page = text(head.get(at("chapter", "voting", "en")))
    assert '<a class="figure-link" href="#gone">{day.drums.yes}</a>' in page
    assert "Z.509" in page
    answer = head.post(at("chapter_status", "voting"), {"status": "approved"}, follow=True)
    assert "Z.509" in text(answer)
    voting.refresh_from_db()
    assert voting.status == "draft"


def test_a_typed_number_is_pointed_out_with_the_figure_it_may_stand_for(
    head: Client, voting: Chapter
) -> None:
    page = text(head.post(at("chapter_preview", "voting", "en"), {"markdown": "In 32 of 58, 55.2 %."}))
    assert "{queue.numerator}" in page
    assert "{queue.denominator}" in page
    assert "Z.512" in page


def test_a_word_that_does_not_agree_with_its_figure_is_pointed_out(head: Client, voting: Chapter) -> None:
    markdown = "Isolated queues were seen in {queue}.\n\nШум был в {noise} участков."
    page = text(head.post(at("chapter_preview", "voting", "en"), {"markdown": markdown}))
    assert "Z.521" in page
    assert "Z.525" in page


def test_an_analyst_without_national_figures_sees_words_and_no_values(
    client: Client, voting: Chapter, dana: User, aigerim: User
) -> None:
    write(voting, "Most queues: {queue}.\n\n{chart:queue, noise}\n\n{annex:figures}", aigerim)
    client.force_login(dana)
    for place in (
        at("chapter", "voting", "en"),
        at("report_checks"),
        at("report_figure", "queue"),
        at("report_insert") + "?q=queue",
    ):
        page = text(client.get(place))
        assert "55.2" not in page, place
        assert "32 of 58" not in page, place
    assert "[Queue]" in text(client.get(at("chapter", "voting", "en")))
    assert client.get(at("report_night")).status_code == 403
    assert client.get(at("chapter_chart", "voting", "en") + "?names=queue").status_code == 400


def test_two_people_in_different_paragraphs_lose_nothing(
    head: Client, voting: Chapter, aigerim: User, dana: User
) -> None:
    write(voting, "One.\n\nTwo.\n\nThree.", aigerim)
    write(voting, "One.\n\nTwo.\n\nThree, by Dana.", dana, base=1)
    sent = {"markdown": "One, by Aigerim.\n\nTwo.\n\nThree.", "base": "1"}
    page = text(head.post(at("chapter", "voting", "en"), sent, follow=True))
    newest = voting.texts.get(language="en", is_newest=True)
    assert newest.markdown == "One, by Aigerim.\n\nTwo.\n\nThree, by Dana."
    assert (newest.number, newest.merged_from) == (3, 1)
    assert "put together" in page


def test_two_people_in_one_paragraph_see_both_texts_and_decide(
    head: Client, voting: Chapter, aigerim: User, dana: User
) -> None:
    write(voting, "One.\n\nTwo.", aigerim)
    write(voting, "One, by Dana.\n\nTwo.", dana, base=1)
    sent = {"markdown": "One, by Aigerim.\n\nTwo.", "base": "1"}
    answer = head.post(at("chapter", "voting", "en"), sent)
    assert answer.status_code == 409
    page = text(answer)
    assert "One, by Dana." in page
    assert "One, by Aigerim." in page
    assert voting.texts.count() == 2
    decided = {"base": "2", "pieces": "2", "piece_0": "One, by both.", "piece_1": "Two."}
    head.post(at("chapter_decided", "voting", "en"), decided)
    assert voting.texts.get(language="en", is_newest=True).markdown == "One, by both.\n\nTwo."


def test_without_javascript_a_preview_keeps_what_was_typed_and_saves_nothing(
    head: Client, voting: Chapter
) -> None:
    page = text(head.post(at("chapter", "voting", "en"), {"markdown": "Of {records}.", "preview": "1"}))
    assert "Of {records}.</textarea>" in page
    assert ">60</a>" in page
    assert not voting.texts.exists()


def test_an_approved_chapter_shows_what_changed_and_changes_nothing_by_itself(
    head: Client, observed: Mission, voting: Chapter, aigerim: User
) -> None:
    write(voting, "In {queue}.", aigerim)
    write(voting, "В {queue}.", aigerim, language="ru")
    set_status(chapter=voting, status="approved", by=aigerim, now=NOW)
    correct(observed, 1, "queue", "no")
    page = text(head.get(at("chapter", "voting", "en")))
    assert "32 of 58" in page
    assert "31 of 58" not in page
    changed = text(head.get(at("chapter_figures", "voting")))
    assert "55.2 % (32 of 58)" in changed
    assert "53.4 % (31 of 58)" in changed
    assert "1 figure changed" in text(head.get(at("text_report")))
    head.post(at("chapter_figures", "voting"))
    assert "31 of 58" in text(head.get(at("chapter", "voting", "en")))


def test_search_finds_a_figure_by_words_of_any_language_and_by_area(head: Client, report: Report) -> None:
    page = text(head.get(at("report_insert") + "?q=очередь"))
    assert "{queue}" in page
    assert "55.2 % (32 of 58)" in page
    assert "{day.queue.yes@north}" in text(head.get(at("report_insert") + "?q=queue+North"))
    assert "Nothing was found" in text(head.get(at("report_insert") + "?q=elephants"))
    assert "{chapter:voting}" in text(head.get(at("report_insert") + "?kind=chapter&q=voting&part=1"))


def test_a_comment_is_made_and_dealt_with(head: Client, voting: Chapter) -> None:
    place = at("chapter_comment", "voting", "en")
    head.post(place, {"comment-body": "Is it so?", "comment-anchor": "queue", "comment-suggests": "checked"})
    comment = Comment.objects.get()
    page = text(head.get(at("chapter", "voting", "en")))
    assert "Is it so?" in page
    assert "proposed: Checked" in text(head.get(at("text_report")))
    head.post(at("resolve_comment", "voting", comment.pk))
    assert "dealt with by" in text(head.get(at("chapter", "voting", "en")))


def test_a_picture_that_is_none_is_refused_and_a_real_one_loses_what_the_camera_wrote(
    head: Client, report: Report
) -> None:
    fake = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", content_type="image/png")
    page = text(head.post(at("report_pictures"), {"file": fake, "says": "No picture"}))
    assert "Z.527" in page
    real = SimpleUploadedFile("x.png", texts_part.picture(), content_type="image/png")
    head.post(at("report_pictures"), {"file": real, "says": "A field"})
    answer = head.get(at("report_picture", 1))
    assert answer.content.startswith(b"\x89PNG")
    preview = head.post(at("chapter_preview", "voting", "en"), {"markdown": '![A field](picture:1 "Seen")'})
    assert at("report_picture", 1) in text(preview)
    missing = head.post(at("chapter_preview", "voting", "en"), {"markdown": "![A](picture:9)"})
    assert "Z.508" in text(missing)


def test_the_translation_view_marks_what_changed_in_the_original(
    head: Client, voting: Chapter, aigerim: User
) -> None:
    write(voting, "Many saw a queue.\n\nIt was long.", aigerim)
    save_text(
        chapter=voting,
        language="ru",
        markdown="Многие видели очередь.\n\nОна была длинной.",
        base=0,
        based_on=1,
        by=aigerim,
        now=NOW,
    )
    write(voting, "Some saw a queue.\n\nIt was long.", aigerim, base=1)
    page = text(head.get(at("chapter_translation", "voting", "ru")))
    assert "<del>Many</del><ins>Some</ins> saw a queue." in page
    assert "Многие видели очередь." in page
    assert "behind" in text(head.get(at("text_report")))


def test_election_night_shows_n_and_what_the_last_hour_changed(
    head: Client, observed: Mission, voting: Chapter, aigerim: User
) -> None:
    from baqylau.observation.models import RecordVersion

    earlier = datetime.now(UTC) - timedelta(hours=2)
    RecordVersion.objects.filter(record__mission=observed, record__number__lte=50).update(at=earlier)
    write(voting, "In {queue} and {noise}.", aigerim)
    page = text(head.get(at("report_night")))
    assert "Smallest n: 12" in page
    assert "+10" in page
    assert "1 figure changed in the last hour" in page or "2 figures changed in the last hour" in page
    assert "Run the statement again" in page


def test_the_page_of_checks_names_what_refuses_publication_with_its_place(
    head: Client, voting: Chapter, aigerim: User
) -> None:
    write(voting, "One.\n\nIn {queue.nothing} and {gone}.", aigerim)
    page = text(head.get(at("report_checks")))
    assert "Voting" in page
    assert "line 3" in page
    for code in ("Z.509", "Z.517", "Z.518"):
        assert code in page


def test_a_chapter_is_added_moved_renamed_and_taken_out(head: Client, report: Report) -> None:
    given = {"code": "weather", "title_en": "Weather"}
    head.post(at("new_chapter"), given)
    assert report.chapters.get(code="weather").position < report.chapters.get(code="annex_method").position
    head.post(at("move_chapter", "weather"), {"to": "up"})
    codes = list(report.chapters.values_list("code", flat=True))
    assert codes.index("weather") == codes.index("tabulation") - 1
    assert "Z.529" in text(head.post(at("new_chapter"), given))
    head.post(at("rename_chapter", "weather"), {"title_en": "The weather", "title_ru": "Погода"})
    assert report.chapters.get(code="weather").titles == {"en": "The weather", "ru": "Погода"}
    head.post(at("take_out_chapter", "weather"))
    assert not report.chapters.filter(code="weather").exists()


def test_who_may_not_approve_proposes_it(client: Client, voting: Chapter, dana: User, aigerim: User) -> None:
    write(voting, "In {records}.", aigerim)
    client.force_login(dana)
    page = text(client.post(at("chapter_status", "voting"), {"status": "approved"}, follow=True))
    assert "Z.534" in page
    assert "Approve it" not in page
    client.post(at("chapter_status", "voting"), {"status": "checked"})
    voting.refresh_from_db()
    assert voting.status == "checked"


def test_a_new_report_says_what_is_wrong_with_it(head: Client, report: Report) -> None:
    place = reverse("reports:new_report", args=["steppe"])
    given = {"kind": "final", "slug": "night", "languages": ["ru"], "authoritative": "en"}
    page = text(head.post(place, given))
    assert page.count("Z.528") >= 3
    membership = Membership.objects.filter(mission__slug="steppe").count()
    assert membership
