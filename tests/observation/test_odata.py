"""The OData feed: its description, its questions, its pages, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from lxml import etree

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.exporting.columns import OF_RECORDS
from baqylau.observation.models import ApiToken, Record, RecordVersion
from baqylau.observation.odata import feed_of, identifier
from baqylau.observation.odata_questions import asked
from tests.observation.many_records import (
    VOTING,
    all_observed_by,
    count_form,
    fill,
    make_form,
    question,
    voting_form,
)
from tests.observation.programs import Program

pytestmark = pytest.mark.django_db
ROOT = "/missions/steppe/odata/"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


@pytest.fixture
def program(mission: Mission, aigerim: User) -> Program:
    """Excel with Aigerim's token, forty records of a voting form and ten of a count."""
    fill(mission, voting_form(mission), 40)
    fill(mission, count_form(mission), 10, seed=2)
    return Program(mission, aigerim, basic=True)


def rows(program: Program, question: str) -> list[dict[str, Any]]:
    """All rows of an answer, page after page."""
    found: list[dict[str, Any]] = []
    page = program.json(f"{ROOT}{question}")
    found += page["value"]
    while "@odata.nextLink" in page:
        page = program.json(page["@odata.nextLink"].removeprefix("http://localhost"))
        found += page["value"]
    return found


# ------------------------------------------------------------------ what the feed says of itself


def test_the_service_document_names_each_form_and_each_repeat(program: Program) -> None:
    document = program.json(ROOT)
    assert document["@odata.context"] == f"http://localhost{ROOT}$metadata"
    assert [(one["name"], one["kind"], one["url"]) for one in document["value"]] == [
        (name, "EntitySet", name)
        for name in (
            "count",
            "count_candidates",
            "count_candidates_complaints",
            "voting",
            "_questions",
            "_choices",
        )
    ]


def test_each_answer_says_which_version_of_odata_it_is(program: Program) -> None:
    for path in ("", "$metadata", "voting", "voting/$count", "no-such", "voting?$filter=)"):
        assert program.get(f"{ROOT}{path}")["OData-Version"] == "4.0", path
    assert program.client.get(ROOT)["OData-Version"] == "4.0"


def metadata(program: Program) -> etree._Element:
    response = program.get(f"{ROOT}$metadata")
    assert response["Content-Type"] == "application/xml"
    return etree.fromstring(response.content)


def test_the_metadata_describe_every_property_with_its_type(program: Program) -> None:
    described = metadata(program)
    assert described.get("Version") == "4.0"
    types = {one.get("Name"): one for one in described.iter(f"{EDM}EntityType")}
    voting = {one.get("Name"): one for one in types["voting_row"].iter(f"{EDM}Property")}
    assert voting["_record"].get("Type") == "Edm.Int64"
    assert voting["_record"].get("Nullable") == "false"
    assert voting["arrival"].get("Type") == "Edm.TimeOfDay"
    assert voting["turnout_announced"].get("Type") == "Edm.Decimal"
    assert voting["turnout_announced"].get("Scale") == "variable"
    assert voting["position_latitude"].get("Type") == "Edm.Double"
    assert voting["_observed_at"].get("Type") == "Edm.DateTimeOffset"
    assert voting["box_sealed_state"].get("Type") == "Edm.String"
    count = {one.get("Name"): one.get("Type") for one in types["count_row"].iter(f"{EDM}Property")}
    assert (count["began"], count["counted_on"]) == ("Edm.DateTimeOffset", "Edm.Date")


def test_every_key_set_and_type_of_the_metadata_refers_to_something(program: Program) -> None:
    described = metadata(program)
    types = {one.get("Name"): one for one in described.iter(f"{EDM}EntityType")}
    for one in types.values():
        names = [item.get("Name") for item in one.iter(f"{EDM}Property")]
        assert len({name.casefold() for name in names}) == len(names)
        assert [ref.get("Name") in names for ref in one.iter(f"{EDM}PropertyRef")] == [True]
        assert all(identifier(name) == name for name in names)
    sets = list(described.iter(f"{EDM}EntitySet"))
    assert {one.get("EntityType") for one in sets} == {f"Baqylau.{name}" for name in types}
    for one in sets:
        known = {
            item.get("Name") for item in types[one.get("EntityType").partition(".")[2]].iter(f"{EDM}Property")
        }
        assert {path.text for path in one.iter(f"{EDM}PropertyPath")} < known


def test_names_that_odata_does_not_allow_are_changed_and_stay_apart(mission: Mission, aigerim: User) -> None:
    questions = tuple(question(name, "yes_no") for name in ("a.b", "a-b", "A_B", "1st", "a_b_state", "қағаз"))
    version = make_form(mission, "kz-b", questions)
    Record.objects.create(mission=mission, form_version=version, number=1)
    names = [one.name for one in feed_of(mission)["kz_b"].properties]
    assert names[len(OF_RECORDS) :] == [
        "a_b", "a_b_state", "a_b_2", "a_b_state_2", "A_B_3", "A_B_state_3", "_1st", "_1st_state",
        "a_b_state_2_2", "a_b_state_state", "қағаз", "қағаз_state",
    ]  # fmt: skip


# ------------------------------------------------------------------ rows


def test_a_row_has_the_types_that_the_metadata_promise(program: Program) -> None:
    row = rows(program, "voting?$top=1&$filter=intimidation_state eq 'answered'")[0]
    assert isinstance(row["_record"], int)
    assert isinstance(row["voters_on_list"], int)
    assert isinstance(row["position_latitude"], float)
    assert row["arrival"].count(":") == 2
    assert row["_observed_at"].endswith("+05:00")
    assert row["_form_version"] == "1"
    assert row["intimidation"] in ("yes", "no")


def test_a_state_is_no_answer(program: Program) -> None:
    found = rows(program, "voting?$filter=photograph eq null")
    assert found
    assert {row["photograph_state"] for row in found} <= {"missing", "skipped"}
    answered = rows(program, "voting?$filter=photograph ne null")
    assert {row["photograph_state"] for row in answered} == {"answered"}
    assert len(found) + len(answered) == 40


def test_repeats_hang_on_their_parents_by_key(program: Program) -> None:
    records = {row["_key"] for row in rows(program, "count")}
    candidates = rows(program, "count_candidates")
    assert len(candidates) == 30
    assert {row["_parent_key"] for row in candidates} == records
    complaints = rows(program, "count_candidates_complaints")
    assert {row["_parent_key"] for row in complaints} <= {row["_key"] for row in candidates}
    kept = sum(
        len(candidate["answers"].get("complaints", ()))
        for version in RecordVersion.objects.filter(record__form_version__form__code="count")
        for candidate in version.answers["candidates"]
    )
    assert len(complaints) == kept > 0


def test_rejected_deleted_and_unread_records_are_not_in_the_feed(program: Program, mission: Mission) -> None:
    first, second, third = Record.objects.filter(form_version__form__code="voting")[:3]
    Record.objects.filter(pk=first.pk).update(state="rejected")
    Record.objects.filter(pk=second.pk).update(deleted_at=timezone.now())
    Record.objects.filter(pk=third.pk).update(is_unread=True)
    assert program.get(f"{ROOT}voting/$count").content == b"37"
    assert {1, 2, 3}.isdisjoint(row["_record"] for row in rows(program, "voting"))


def test_no_name_of_an_observer_is_in_the_feed_or_the_api(
    program: Program, mission: Mission, aigerim: User, bolat: User
) -> None:
    known_by = all_observed_by(bolat)
    api = Program(mission, aigerim)
    told = [rows(program, "voting"), rows(program, "count"), rows(program, "count_candidates")]
    told += [program.json(ROOT), api.json("/api/missions/steppe/records")]
    assert str(told).count("station") > 40
    assert not [word for word in known_by if word in str(told)]


def test_only_the_newest_version_is_given(program: Program, mission: Mission) -> None:
    record = Record.objects.get(mission=mission, number=1)
    record.versions.update(is_newest=False)
    RecordVersion.objects.create(
        record=record, number=2, answers={"overall": "bad"}, states={"station": "missing"}, reason="x"
    )
    (row,) = rows(program, "voting?$filter=_record eq 1")
    assert (row["_version"], row["overall"], row["station_state"]) == (2, "bad", "missing")
    assert row["arrival_state"] == "not_asked"


def test_a_row_is_found_by_its_key(program: Program) -> None:
    first = program.json(f"{ROOT}voting(1)")
    assert first["@odata.context"].endswith("$metadata#voting/$entity")
    assert first["_record"] == 1
    assert program.json(f"{ROOT}voting(_record=1)?$select=_record") == {
        "@odata.context": f"http://localhost{ROOT}$metadata#voting(_record)/$entity",
        "_record": 1,
    }
    key = rows(program, "count_candidates?$top=1")[0]["_key"]
    assert program.json(f"{ROOT}count_candidates('{key}')")["_key"] == key
    for wrong in ("voting(999)", "count_candidates('1.x')", "count_candidates('x')", "_choices('x')"):
        assert program.get(f"{ROOT}{wrong}").status_code == 404, wrong
    for wrong in ("voting(x)", "voting(1,2)", "voting()"):
        assert program.get(f"{ROOT}{wrong}").status_code == 400, wrong


def test_the_wording_of_questions_and_choices_is_in_the_feed(program: Program) -> None:
    questions = {row["_key"]: row for row in rows(program, "_questions")}
    assert questions["voting.box_sealed"]["label_ru"] == "box sealed? (ru)"
    assert questions["count_candidates.votes"]["type"] == "integer"
    choices = rows(program, "_choices?$filter=_column eq 'overall'")
    assert [row["choice"] for row in choices] == ["very_good", "good", "bad", "very_bad"]


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize("question", ["voting", "count_candidates", "_choices"])
@pytest.mark.parametrize("page", [1, 7, 1000])
def test_pages_give_every_row_once(program: Program, question: str, page: int) -> None:
    whole = rows(program, question)
    program.headers["Prefer"] = f"odata.maxpagesize={page}"
    response = program.get(f"{ROOT}{question}")
    assert response["Preference-Applied"] == f"odata.maxpagesize={page}"
    assert rows(program, question) == whole


def test_the_next_page_is_reached_over_tls_where_the_site_is(program: Program, settings: Any) -> None:
    settings.TLS = True
    program.headers["Prefer"] = "odata.maxpagesize=4"
    page = program.json(f"{ROOT}voting")
    assert page["@odata.nextLink"].startswith(f"https://localhost{ROOT}voting?")
    assert page["@odata.context"].startswith("https://localhost/")


def test_top_skip_count_and_order_hold_over_pages(program: Program) -> None:
    whole = rows(program, "voting")
    program.headers["Prefer"] = "odata.maxpagesize=4"
    assert rows(program, "voting?$skip=5&$top=11") == whole[5:16]
    assert rows(program, "voting?$orderby=_record desc&$skip=1&$top=9") == whole[::-1][1:10]
    assert rows(program, "voting?$top=0") == []
    page = program.json(f"{ROOT}voting?$count=true&$top=9&$select=_record&$skip=2")
    assert page["@odata.count"] == 40
    assert page["@odata.context"].endswith("$metadata#voting(_record)")
    assert "$count" not in page["@odata.nextLink"]
    assert "$skip=" not in page["@odata.nextLink"]


def test_a_filter_holds_over_pages_and_in_counts(program: Program) -> None:
    kept = [row for row in rows(program, "voting") if row["overall"] == "good" and row["in_queue"] > 10]
    assert 3 < len(kept) < 40
    program.headers["Prefer"] = "odata.maxpagesize=2"
    question = "$filter=overall eq 'good' and in_queue gt 10"
    assert rows(program, f"voting?{question}") == kept
    assert program.get(f"{ROOT}voting/$count?{question}").content == str(len(kept)).encode()
    assert program.json(f"{ROOT}voting?$count=true&{question}")["@odata.count"] == len(kept)


def test_what_the_database_leaves_out_is_what_the_filter_leaves_out(program: Program) -> None:
    """The database is asked loosely first; the same filter written so that it cannot be gives the same."""
    whole = rows(program, "voting")
    moment = sorted(row["_arrived_at"] for row in whole)[20]
    said = sorted(row["_observed_at"] for row in whole)[20]
    for one in (
        f"_arrived_at lt {moment}",
        f"_arrived_at le {moment}",
        f"_arrived_at eq {moment}",
        f"_observed_at ge {said}",
        f"_observed_at gt {said}",
        "_record ge 7",
        "_record lt 7.5",
        "_team eq 'T001'",
        "_state eq 'checked'",
        "_area eq 'r03'",
        "_form_version eq '1'",
        "_station ne '01-0001'",
    ):
        quickly = rows(program, f"voting?$filter={one.replace('+', '%2B')}")
        slowly = rows(program, f"voting?$filter=not (not ({one.replace('+', '%2B')}))")
        assert quickly == slowly, one
        assert len(quickly) < 40 or "version" in one or "station" in one


def test_numbers_are_texts_where_a_client_cannot_hold_them(program: Program) -> None:
    response = program.get(
        f"{ROOT}voting?$top=1&$count=true",
        Accept="application/json;odata.metadata=minimal;IEEE754Compatible=true",
    )
    assert "IEEE754Compatible=true" in response["Content-Type"]
    text = b"".join(response.streaming_content).decode()
    assert '"_record":"1"' in text
    assert '"@odata.count":"40"' in text


def test_a_decimal_keeps_its_digits(program: Program) -> None:
    version = RecordVersion.objects.get(record__number=1)
    version.answers["turnout_announced"] = "-012345678901234.123456789012345"
    version.save()
    response = program.get(f"{ROOT}voting(1)")
    assert '"turnout_announced":-12345678901234.123456789012345' in response.content.decode()
    (row,) = rows(program, "voting?$filter=turnout_announced eq -12345678901234.123456789012345")
    assert row["_record"] == 1


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        ("no_such", 404, "E.122"),
        ("voting?$filter=no_such eq 1", 400, "E.120"),
        ("voting?$filter=_record eq 'a'", 400, "E.120"),
        ("voting?$filter=_record eq", 400, "E.120"),
        ("voting?$filter=_record eq 1)", 400, "E.120"),
        ("voting?$filter=(((((((_record eq 1", 400, "E.120"),
        ("voting?$filter=" + "(" * 999, 400, "E.120"),
        ("voting?$filter=year(_observed_at) eq 2026", 501, "E.121"),
        ("voting?$filter=_observed_at gt 2026-13-01T00:00:00Z", 400, "E.120"),
        ("voting?$select=_record,no_such", 400, "E.120"),
        ("voting?$top=-1", 400, "E.120"),
        ("voting?$top=99999999999999999999", 400, "E.120"),
        ("voting?$skiptoken=x", 400, "E.120"),
        ("voting?$count=yes", 400, "E.120"),
        ("voting?$orderby=overall", 501, "E.121"),
        ("voting?$expand=candidates", 501, "E.121"),
        ("voting?$apply=x", 501, "E.121"),
        ("voting?$nothing=x", 400, "E.120"),
        ("voting?$format=atom", 406, "E.123"),
        ("$metadata?$format=json", 406, "E.123"),
        ("?$top=1", 501, "E.121"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(
    program: Program, question: str, status: int, code: str
) -> None:
    response = program.get(f"{ROOT}{question}")
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert response.json()["error"]["message"]


def test_a_custom_option_is_passed_over(program: Program) -> None:
    assert len(rows(program, "voting?year=2026")) == 40


def test_without_a_token_that_works_nothing_is_said(program: Program, mission: Mission, bolat: User) -> None:
    token = ApiToken.objects.get()
    for header in ("", "Bearer", "Bearer no", "Basic !", "Basic YTpi", "Digest x"):
        response = program.client.get(ROOT, headers={"Authorization": header})
        assert response.status_code == 401, header
        assert response["WWW-Authenticate"].startswith("Basic ")
    assert program.get(ROOT).status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    for change in ({"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(days=1)}):
        ApiToken.objects.filter(pk=token.pk).update(**change)
        assert program.get(ROOT).status_code == 401
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=None, expires_at=token.expires_at)
    token.user.is_active = False
    token.user.save()
    assert program.get(ROOT).status_code == 401


def test_a_token_does_what_its_owner_may(
    program: Program, mission: Mission, other_mission: Mission, aigerim: User
) -> None:
    assert program.get("/missions/sea/odata/").status_code == 404
    membership = aigerim.memberships.get(mission=mission)
    membership.role = "sto"
    membership.save()
    response = program.get(ROOT)
    assert (response.status_code, response.json()["error"]["code"]) == (403, "E.107")
    membership.ended_at = timezone.now()
    membership.save()
    assert program.get(ROOT).status_code == 404


def test_options_are_read_for_the_table(mission: Mission) -> None:
    make_form(mission, "voting", VOTING)
    one = feed_of(mission)["voting"]
    question = asked(one, {"$select": "overall,_record,overall"})
    assert [item.name for item in question.properties] == ["overall", "_record"]
