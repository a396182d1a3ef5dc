"""The register of candidates: entered, decided about, taken in, compared with the law. All are made up."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.election.models import Candidate, Contest, Election, Option
from baqylau.mission.models import Membership, Mission
from baqylau.site import packs
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"
HEADER = (
    "contest,option,name,nominated_by,sex,born,birth_year,resident_years,decision,decided_on,ground,source"
)


def at(name: str, mission: Mission, *more: object) -> str:
    return reverse(f"site:{name}", args=[mission.slug, *more])


@pytest.fixture
def lists(election: Election) -> Contest:
    """A contest of 3 seats whose law is that of 2023, shortened."""
    quota = {
        "stage": "list",
        "groups": ["women", "youth"],
        "share": "30%",
        "youth_under": 29,
        "article": "89",
    }
    contest = Contest.objects.create(
        election=election,
        code="list",
        kind="party_list",
        names={"en": "Lists"},
        seats=3,
        seat_rule={"seats": 3, "method": "largest_remainder", "quota": "hare", "group_quota": [quota]},
        candidate_rule=[
            {"contests": ["party_list"], "minimum_age": 25, "residence_years": 10, "article": "4"},
            {"contests": ["party_list"], "list_over": "30%", "source": "made up"},
        ],
    )
    Option.objects.create(contest=contest, code="red", kind="party", names={"en": "Red"})
    return contest


@pytest.fixture
def keeper(client: Client, dana: User, lists: Contest) -> Client:
    client.force_login(dana, backend=BACKEND)
    return client


def of_red(lists: Contest) -> str:
    return f"{lists.pk}/{lists.options.get(code='red').pk}"


def enter(keeper: Client, mission: Mission, lists: Contest, **changed: Any) -> Any:
    fields = {"name": "Galym", "of": of_red(lists), "nominated_by": "party", "source": "List of 8 February"}
    return keeper.post(at("new_candidate", mission), {**fields, **changed})


def table(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("candidates.csv", "\n".join([HEADER, *rows]).encode())


def test_a_candidate_who_is_too_young_may_be_at_variance_with_the_article(
    keeper: Client, mission: Mission, lists: Contest
) -> None:
    assert enter(keeper, mission, lists, born="2001-03-02", sex="m").status_code == 302
    page = keeper.get(at("candidate", mission, 1)).content.decode()
    assert "24 years old on election day, 25 are asked for." in page
    assert "May be at variance with article 4." in page
    assert "violat" not in page
    listed = keeper.get(at("candidates", mission), {"state": "at_variance"})
    assert [row.one.name for row in listed.context["page"]] == ["Galym"]


def test_a_year_of_birth_that_leaves_the_age_open_raises_nothing(
    keeper: Client, mission: Mission, lists: Contest
) -> None:
    enter(keeper, mission, lists, birth_year="2001")
    (row,) = keeper.get(at("candidates", mission)).context["page"]
    assert (row.age, row.issues) == ("24–25", ())


def test_what_was_decided_says_where_a_candidacy_stands(
    keeper: Client, mission: Mission, lists: Contest
) -> None:
    enter(keeper, mission, lists)
    refused = {"kind": "refused", "decided_on": "2026-02-01", "source": "Decision 7"}
    assert keeper.post(at("decide_candidate", mission, 1), refused).status_code == 400
    refused |= {"ground": "Residence was not shown", "article": "4"}
    assert keeper.post(at("decide_candidate", mission, 1), refused).status_code == 302
    assert Candidate.objects.get().standing == "refused"
    restored = {"kind": "restored", "decided_on": "2026-02-09", "body": "Court", "source": "Judgment 3"}
    keeper.post(at("decide_candidate", mission, 1), restored)
    one = Candidate.objects.get()
    assert (one.standing, one.decisions.count()) == ("registered", 2)
    earlier = {"kind": "registered", "decided_on": "2026-01-20", "source": "Decision 1"}
    keeper.post(at("decide_candidate", mission, 1), {**earlier, "kind": "cancelled"})
    one.refresh_from_db()
    assert one.standing == "registered"
    assert b"Residence" not in bytes(Entry.objects.filter(action="election.candidate_decided").first().body)


def test_a_change_keeps_how_it_stood_before(keeper: Client, mission: Mission, lists: Contest) -> None:
    enter(keeper, mission, lists, occupation="Teacher")
    fields = {"name": "Galym", "of": of_red(lists), "nominated_by": "party", "source": "List of 8 February"}
    changed = {**fields, "occupation": "Driver", "reason": "Misread"}
    assert keeper.post(at("change_candidate", mission, 1), changed).status_code == 302
    page = keeper.get(at("candidate", mission, 1)).content.decode()
    assert "<del>Teacher</del> → <ins>Driver</ins>" in page
    assert "N.208" in keeper.post(at("change_candidate", mission, 1), changed).content.decode()


# ------------------------------------------------------------------ a table


def test_a_table_is_taken_in_and_downloaded_again(keeper: Client, mission: Mission, lists: Contest) -> None:
    file = table(
        "list,red,Aliya,party,f,1990-01-01,,12,registered,2026-01-30,,List 1",
        "list,red,Timur,party,m,,1970,,refused,2026-01-30,No deposit,List 1",
        "list,,Saule,self,,,,,,,,List 1",
    )
    assert keeper.post(at("import_candidates", mission), {"file": file}).status_code == 302
    assert list(Candidate.objects.order_by("number").values_list("name", "standing")) == [
        ("Aliya", "registered"),
        ("Timur", "refused"),
        ("Saule", "nominated"),
    ]
    wanted = {"standing": "registered"}
    content = b"".join(keeper.get(at("candidates_csv", mission), wanted)).decode("utf-8-sig")  # type: ignore[call-overload]
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["name"], row["option"], row["decision"]) == ("Aliya", "red", "registered")
    Candidate.objects.all().delete()
    whole = keeper.get(at("candidates_xlsx", mission), wanted).content
    assert whole.startswith(b"PK")
    again = SimpleUploadedFile("again.csv", content.encode())
    assert keeper.post(at("import_candidates", mission), {"file": again}).status_code == 302
    assert Candidate.objects.get().born == date(1990, 1, 1)


def test_everything_wrong_in_a_table_is_said_at_once_and_nothing_is_taken_in(
    keeper: Client, mission: Mission
) -> None:
    file = table(
        "list,red,,party,f,1990-13-01,,x,registered,,,List 1",
        "list,red,Timur,tsar,m,,,,refused,,,List 1",
        "list,red,Saule,self,f,,,,,,,List 1",
        "list,red,Saule,self,f,,,,,,,",
    )
    response = keeper.post(at("import_candidates", mission), {"file": file})
    page = response.content.decode()
    assert response.status_code == 400
    for code in ("C.131", "C.135", "C.134", "C.133", "N.403", "N.404"):
        assert code in page
    assert "row 2" in page
    assert not Candidate.objects.exists()


def test_a_contest_or_list_that_there_is_not_is_named_with_its_row(keeper: Client, mission: Mission) -> None:
    file = table("list,blue,Aliya,party,,,,,,,,List 1", "senate,,Timur,self,,,,,,,,List 1")
    page = keeper.post(at("import_candidates", mission), {"file": file}).content.decode()
    assert page.count("N.412") == 2
    assert "row 3" in page
    assert not Candidate.objects.exists()


def test_who_is_registered_already_is_not_taken_in_twice(
    keeper: Client, mission: Mission, lists: Contest
) -> None:
    enter(keeper, mission, lists, name="Aliya")
    file = table("list,red,ALIYA,party,,,,,,,,List 1", "list,red,Timur,party,,,,,,,,List 1")
    assert "N.416" in keeper.post(at("import_candidates", mission), {"file": file}).content.decode()
    assert Candidate.objects.count() == 1


def test_a_workbook_is_the_same_table(keeper: Client, mission: Mission) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["contest", "name", "nominated_by", "source", "born"])
        sheet.write_row(1, 0, ["list", "Aliya", "self", "List 1"])
        sheet.write_datetime(1, 4, date(1990, 1, 1), day)  # type: ignore[arg-type]
    file = SimpleUploadedFile("candidates.xlsx", content.getvalue())
    assert keeper.post(at("import_candidates", mission), {"file": file}).status_code == 302
    assert Candidate.objects.get().born == date(1990, 1, 1)


# ------------------------------------------------------------------ numbers and lists


def test_lists_are_compared_with_size_and_quota(keeper: Client, mission: Mission) -> None:
    rows = [f"list,red,Person {number},party,m,1980-01-01,,,,,,List 1" for number in range(5)]
    keeper.post(at("import_candidates", mission), {"file": table(*rows)})
    page = keeper.get(at("candidate_numbers", mission))
    found = page.content.decode()
    assert "5 candidates, at most 4 are possible." in found
    (answer,) = [answer for _contest, _says, answer in page.context["page"].quotas]
    assert (answer.persons, answer.needed, answer.surely, answer.perhaps) == (5, 2, 0, 0)
    assert "may be at variance with article 89" in found


def test_numbers_by_sex_age_and_who_nominated_add_up(keeper: Client, mission: Mission) -> None:
    rows = [
        "list,red,A,party,f,1998-01-01,,,registered,2026-01-30,,List 1",
        "list,red,B,party,m,1960-01-01,,,,,,List 1",
        "list,,C,self,,,,,,,,List 1",
    ]
    keeper.post(at("import_candidates", mission), {"file": table(*rows)})
    page = keeper.get(at("candidate_numbers", mission)).context["page"]
    assert [group.name for group in page.lists] == ["no list named", "Red"]
    (group,) = page.kinds
    numbers = group.numbers
    assert (numbers.all, numbers.women, numbers.men, numbers.sex_unknown) == (3, 1, 1, 1)
    assert sum(count for _age, count in numbers.by_age) + numbers.age_unknown == 3
    assert (numbers.self_nominated, numbers.standing["registered"]) == (1, 1)


def test_published_totals_stand_there_and_no_candidate_is_invented(client: Client, dana: User) -> None:
    for name, totals in (("kz_2023", {"609", "435", "283", "281"}), ("kz_2021", {"312"})):
        election = packs.load(packs.shipped(name))
        mission = Mission.objects.create(
            slug=name.replace("_", "-"), name=name, election=election, kind="full"
        )
        Membership.objects.create(mission=mission, user=dana, role="legal_analyst")
        client.force_login(dana, backend=BACKEND)
        page = client.get(at("candidate_numbers", mission)).context["page"]
        assert totals <= {one.figure.value for one in page.published}
        assert all(one.figure.source for one in page.published)
        assert not Candidate.objects.filter(mission=mission).exists()


def test_an_observer_sees_candidates_and_changes_none(client: Client, mission: Mission, bolat: User) -> None:
    client.force_login(bolat, backend=BACKEND)
    assert client.get(at("candidates", mission)).status_code == 200
    assert client.get(at("new_candidate", mission)).status_code == 403
