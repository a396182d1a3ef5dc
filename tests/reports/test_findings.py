"""Findings: neutral words, evidence of other rooms, a second person, and what is not told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.disputes.actions.cases import add_case, change_case
from baqylau.disputes.actions.given import CaseData, ProceedingData
from baqylau.disputes.models import Case
from baqylau.election.models import Area, Election, PublishedFigure
from baqylau.mission.models import Membership, Mission
from baqylau.reports import evidence as registry
from baqylau.reports.actions import findings as actions
from baqylau.reports.finding_figures import confirmed_findings, recommended_findings
from baqylau.reports.methods.neutral_words import hints
from baqylau.reports.models import Finding, FindingBasis, FindingEvidence
from baqylau.reports.neutral import advice
from baqylau.reports.sources.commitments import shipped_commitments
from baqylau.reports.sources.neutral_words import unsuited_words
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


def data(text: str = "In 12 of 40 stations no list was posted.", **more: Any) -> actions.FindingData:
    given = {"texts": {"en": text}, "chapter": "administration", "confidence": "supported", **more}
    return actions.FindingData(**given)


@pytest.fixture
def figure(election: Election) -> PublishedFigure:
    """Something that everybody of the mission may see."""
    return PublishedFigure.objects.create(
        election=election, code="suits", indicator="suits", value="166", source="A newspaper"
    )


@pytest.fixture
def finding(mission: Mission, dana: User) -> Finding:
    """Dana's, without evidence yet."""
    return actions.write_finding(mission=mission, given=data(), by=dana, now=NOW)


@pytest.fixture
def analyst(mission: Mission) -> User:
    """Writes reports and may not know of confidential cases."""
    user = User.objects.create_user("anar", name="Anar")
    Membership.objects.create(mission=mission, user=user, role="election_analyst")
    return user


def rest_on(finding: Finding, kind: str, key: object, by: User) -> FindingEvidence:
    return actions.add_evidence(finding=finding, kind=kind, key=str(key), by=by, now=NOW)


def confidential_case(mission: Mission, by: User) -> Case:
    given = CaseData(confidential=True, says="A voter in Aktobe said so", complainant="Zarina")
    return add_case(mission=mission, case=given, first=ProceedingData(), by=by, now=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


# ------------------------------------------------------------------ neutral words


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "The commission deliberately violated the law.", ["deliberately", "violated"]),
        ("ru", "Комиссия намеренно нарушила закон, вброс был массовым.", None),
        ("kk", "Комиссия заңды қасақана бұзды.", ["қасақана", "бұзды"]),
        ("en", "The list was not posted in 12 of 40 stations.", []),
        ("en", "The prosecutor spoke of “three violations” and «fraud».", []),
    ],
)
def test_words_that_judge_are_named_with_a_better_one(
    language: str, text: str, words: list[str] | None
) -> None:
    found = hints(text, language, unsuited_words())
    assert all(one.better and one.why["en"] and one.code.startswith("Z.15") for one in found)
    assert [one.word for one in found] == (words if words is not None else [one.word for one in found])
    assert words is not None or {one.code for one in found} == {"Z.151", "Z.152", "Z.153", "Z.154"}


def test_a_word_inside_another_is_not_meant() -> None:
    assert not hints("An inviolate right; Germany; hamshamps", "en", unsuited_words())


def test_advice_is_numbered_and_refuses_nothing(mission: Mission, dana: User) -> None:
    made = actions.write_finding(mission=mission, given=data("The law was violated."), by=dana, now=NOW)
    assert [str(one) for one in advice(made.texts)] == [
        "Z.151 text_en: “violated”: Only a court or another authority can say so. "
        "Better: may be at variance with."
    ]


def test_every_unsuited_word_has_a_better_one_in_three_languages() -> None:
    by_code: dict[str, set[str]] = {}
    for group in unsuited_words():
        by_code.setdefault(group.code, set()).add(group.language)
    assert all(languages == {"en", "ru", "kk"} for languages in by_code.values())


def test_commitments_come_in_three_languages_with_their_source() -> None:
    shipped = shipped_commitments()
    copenhagen = [f"osce-1990-7.{number}" for number in range(1, 10)]
    others = ["osce-1990-5.10", "iccpr-25", "gc-25", "cedaw-7", "crpd-29", "cis-2002", "uncac-7.3"]
    assert {*copenhagen, *others} <= shipped.keys()
    assert all(one.source and set(one.says) == {"en", "ru", "kk"} for one in shipped.values())


# ------------------------------------------------------------------ a second person


def test_a_second_person_confirms_and_a_change_takes_it_back(
    mission: Mission, finding: Finding, figure: PublishedFigure, aigerim: User, dana: User
) -> None:
    rest_on(finding, "published", figure.pk, dana)
    with pytest.raises(Refused) as refused:
        actions.confirm_finding(finding=finding, version=None, by=dana, now=NOW)
    assert codes(refused) == ["Z.111"]
    confirmed = actions.confirm_finding(finding=finding, version=None, by=aigerim, now=NOW)
    assert (confirmed.state, confirmed.confirmed_by) == ("confirmed", aigerim)
    figure_before = confirmed_findings(mission)
    changed = actions.change_finding(
        finding=finding, given=data("In 13 of 40."), version=None, by=aigerim, now=NOW
    )
    assert changed.state == "written"
    with pytest.raises(Refused):  # who changed it last does not confirm it either
        actions.confirm_finding(finding=finding, version=None, by=aigerim, now=NOW)
    assert actions.confirm_finding(finding=finding, version=None, by=dana_or(mission), now=NOW).confirmed_at
    assert (figure_before.numerator, figure_before.denominator) == (1, 1)
    done = list(finding.changes.values_list("done", flat=True))
    assert done == [
        "finding_written",
        "evidence_added",
        "finding_confirmed",
        "finding_unconfirmed",
        "finding_changed",
        "finding_confirmed",
    ]


def dana_or(mission: Mission) -> User:
    """Somebody who neither wrote nor changed it."""
    user = User.objects.create_user("third", name="Third")
    Membership.objects.create(mission=mission, user=user, role="election_analyst")
    return user


def test_the_same_again_changes_nothing(finding: Finding, dana: User) -> None:
    before = finding.changes.count()
    actions.change_finding(finding=finding, given=data(), version=1, by=dana, now=NOW)
    finding.refresh_from_db()
    assert (finding.version, finding.changes.count()) == (1, before)


@pytest.mark.parametrize("column", ["written_by", "changed_by"])
def test_the_database_refuses_a_confirmation_by_the_writer(
    finding: Finding, dana: User, aigerim: User, column: str
) -> None:
    other = "changed_by" if column == "written_by" else "written_by"
    Finding.objects.filter(pk=finding.pk).update(**{column: dana, other: aigerim})
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(confirmed_by=dana, confirmed_at=NOW)


def test_a_finding_without_evidence_is_not_confirmed(finding: Finding, aigerim: User) -> None:
    with pytest.raises(Refused) as refused:
        actions.confirm_finding(finding=finding, version=None, by=aigerim, now=NOW)
    assert codes(refused) == ["Z.112"]


def test_all_that_is_wrong_is_said_at_once(mission: Mission, dana: User) -> None:
    elsewhere = Area.objects.create(country="yy", code="y", kind="r", path="y/", valid_from=date(2000, 1, 1))
    given = data("", chapter="weather", confidence="certain", area=elsewhere)
    with pytest.raises(Refused) as refused:
        actions.write_finding(mission=mission, given=given, by=dana, now=NOW)
    assert codes(refused) == ["Z.101", "Z.103", "Z.104", "Z.105"]
    assert not Finding.objects.exists()


def test_who_has_seen_an_older_version_is_refused(finding: Finding, dana: User) -> None:
    actions.change_finding(finding=finding, given=data("Another."), version=1, by=dana, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.change_finding(finding=finding, given=data("A third."), version=1, by=dana, now=NOW)
    assert codes(refused) == ["Z.110"]


def test_a_finding_that_is_set_aside_says_why_and_can_be_taken_up(
    mission: Mission, finding: Finding, dana: User
) -> None:
    with pytest.raises(Refused) as refused:
        actions.set_aside(finding=finding, because=" ", by=dana, now=NOW)
    assert codes(refused) == ["Z.115"]
    actions.set_aside(finding=finding, because="The form was misread.", by=dana, now=NOW)
    assert confirmed_findings(mission).denominator == 0
    with pytest.raises(Refused) as refused:
        actions.change_finding(finding=finding, given=data("Another."), version=None, by=dana, now=NOW)
    assert codes(refused) == ["Z.114"]
    assert actions.take_up_again(finding=finding, by=dana, now=NOW).state == "written"


def test_a_finding_relates_to_commitments_and_only_to_those_there_are(
    mission: Mission, finding: Finding, dana: User
) -> None:
    said = {"finding": finding, "kind": "commitment", "by": dana, "now": NOW}
    made = actions.add_basis(**said, code="osce-1990-7.4", relation="at_variance")
    again = actions.add_basis(**said, code="osce-1990-7.4", relation="in_line")
    assert made.pk == again.pk
    assert FindingBasis.objects.get().relation == "in_line"
    for code, relation, problem in (("osce-1990-99", "in_line", "Z.130"), ("iccpr-25", "loves", "Z.131")):
        with pytest.raises(Refused) as refused:
            actions.add_basis(**said, code=code, relation=relation)
        assert codes(refused) == [problem]
    assert recommended_findings(mission).denominator == 0


# ------------------------------------------------------------------ evidence


def test_evidence_that_changed_is_said_and_stops_a_confirmation(
    mission: Mission, finding: Finding, figure: PublishedFigure, aigerim: User, dana: User
) -> None:
    piece = rest_on(finding, "published", figure.pk, dana)
    assert not registry.shown(aigerim, mission, [piece])[0].has_changed
    PublishedFigure.objects.filter(pk=figure.pk).update(value="164")
    assert registry.shown(aigerim, mission, [piece])[0].has_changed
    with pytest.raises(Refused) as refused:
        actions.confirm_finding(finding=finding, version=None, by=aigerim, now=NOW)
    assert codes(refused) == ["Z.113"]
    actions.renew_evidence(evidence=piece, by=dana, now=NOW)
    assert actions.confirm_finding(finding=finding, version=None, by=aigerim, now=NOW).confirmed_at


def test_evidence_that_is_gone_is_shown_by_what_it_was_called(
    mission: Mission, finding: Finding, figure: PublishedFigure, dana: User
) -> None:
    piece = rest_on(finding, "published", figure.pk, dana)
    figure.delete()
    (shown,) = registry.shown(dana, mission, [piece])
    assert (shown.now, shown.has_changed) == (None, True)
    assert shown.label == piece.label


def test_what_one_may_not_see_is_not_found_and_cannot_be_rested_on(
    mission: Mission, finding: Finding, aigerim: User, analyst: User
) -> None:
    case = confidential_case(mission, aigerim)
    assert [one.key for one in registry.search(aigerim, mission, "", "Aktobe")] == [str(case.pk)]
    assert registry.search(analyst, mission, "", "Aktobe") == []
    with pytest.raises(Refused) as refused:
        rest_on(finding, "case", case.pk, analyst)
    assert codes(refused) == ["Z.120"]
    with pytest.raises(Refused) as refused:
        rest_on(finding, "case", 999_999, analyst)  # the same answer as for what is not there
    assert codes(refused) == ["Z.120"]


def test_confidential_evidence_does_not_betray_itself(
    client: Client, mission: Mission, finding: Finding, figure: PublishedFigure, aigerim: User, analyst: User
) -> None:
    rest_on(finding, "published", figure.pk, aigerim)
    case = confidential_case(mission, aigerim)
    piece = rest_on(finding, "case", case.pk, aigerim)
    pages = [
        reverse("reports:finding", args=[mission.slug, finding.number]),
        reverse("reports:findings", args=[mission.slug]),
        reverse("reports:findings_csv", args=[mission.slug]),
    ]

    def told(user: User) -> list[str]:
        client.force_login(user)
        answers = [client.get(page) for page in pages]
        bodies = [b"".join(one.streaming_content) if one.streaming else one.content for one in answers]
        return [body.decode() for body in bodies]

    assert "Aktobe" in told(aigerim)[0]
    assert "Aktobe" in told(aigerim)[2]
    for page in told(analyst):
        for word in ("Aktobe", "C1", case.label, "onfidential", "Zarina"):
            assert word not in page
    one, others, _table = told(analyst)
    assert "Evidence added" in one  # of the figure
    assert one.count("Evidence added") == 1
    assert '<td class="num">1</td>' in others
    client.force_login(analyst)
    address = reverse("reports:change_evidence", args=[mission.slug, finding.number, piece.pk])
    assert client.post(address, {"what": "remove"}).status_code == 404
    assert FindingEvidence.objects.filter(pk=piece.pk).exists()


def test_a_case_that_becomes_confidential_leaves_the_evidence_of_others(
    mission: Mission, finding: Finding, aigerim: User, analyst: User
) -> None:
    given = CaseData(says="A voter in Aktobe said so")
    case = add_case(mission=mission, case=given, first=ProceedingData(), by=aigerim, now=NOW)
    piece = rest_on(finding, "case", case.pk, analyst)
    assert len(registry.shown(analyst, mission, [piece])) == 1
    hidden = CaseData(says="A voter in Aktobe said so", confidential=True)
    change_case(case=case, given=hidden, version=None, by=aigerim, now=NOW)
    assert registry.shown(analyst, mission, [piece]) == []
    assert registry.shown(aigerim, mission, [piece])[0].has_changed


def test_the_trail_holds_no_text_of_a_finding_or_its_evidence(
    mission: Mission, finding: Finding, aigerim: User
) -> None:
    rest_on(finding, "case", confidential_case(mission, aigerim).pk, aigerim)
    bodies = b"".join(bytes(body) for body in Entry.objects.values_list("body", flat=True)).decode()
    assert "no list was posted" not in bodies
    assert "Aktobe" not in bodies
    assert "reports.evidence_added" in bodies


def test_every_kind_of_evidence_can_be_searched_for(mission: Mission, aigerim: User, dana: User) -> None:
    for user in (aigerim, dana):
        for text in ("12", "#12", "station", "%", "'", "\\"):
            for kind in registry.kinds():
                assert isinstance(registry.search(user, mission, kind, text), list)
                assert registry.entry(user, mission, kind, text) is None


def test_a_stranger_finds_nothing(mission: Mission, figure: PublishedFigure, erik: User) -> None:
    assert registry.entry(erik, mission, "published", str(figure.pk)) is None


# ------------------------------------------------------------------ pages


def test_a_finding_is_written_and_rests_on_what_was_searched_for(
    client: Client, mission: Mission, figure: PublishedFigure, dana: User
) -> None:
    client.force_login(dana)
    sent = {"language": "en", "text_en": "A fact.", "chapter": "media", "confidence": "reported"}
    answer = client.post(reverse("reports:new_finding", args=[mission.slug]), sent)
    search = reverse("reports:evidence", args=[mission.slug, 1])
    assert answer["Location"] == search
    page = client.get(search, {"q": "suits"}).content.decode()
    assert f'name="key" value="{figure.pk}"' in page
    client.post(search + "?q=suits", {"kind": "published", "key": str(figure.pk)})
    assert "Already there" in client.get(search, {"q": "suits"}).content.decode()


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({}, [1, 2]),
        ({"q": "#2"}, [2]),
        ({"q": "журнал"}, [2]),
        ({"chapter": "media"}, [2]),
        ({"state": "confirmed"}, []),
        ({"confidence": "reported"}, [2]),
        ({"recommended": "yes"}, []),
        ({"basis": "iccpr-25"}, [1]),
        ({"area": "-", "order": "newest"}, [2, 1]),
        ({"state": "nonsense"}, []),
    ],
)
def test_the_list_and_its_download_show_what_is_asked_for(
    client: Client, mission: Mission, finding: Finding, dana: User, asked: dict[str, str], numbers: list[int]
) -> None:
    second = data("In a Журнал.", chapter="media", confidence="reported")
    actions.write_finding(mission=mission, given=second, by=dana, now=NOW + timedelta(hours=1))
    actions.add_basis(
        finding=finding, kind="commitment", code="iccpr-25", relation="relevant", by=dana, now=NOW
    )
    client.force_login(dana)
    page = client.get(reverse("reports:findings", args=[mission.slug]), asked)
    assert [row.finding.number for row in page.context["rows"]] == numbers
    table = client.get(reverse("reports:findings_csv", args=[mission.slug]), asked)
    lines = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()[1:]
    assert [int(line.split(",")[0]) for line in lines] == numbers
