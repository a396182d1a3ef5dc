"""The mission of the whole way, and what other processes do in it.

python -m tests.browser.whole_way prepare|plan|report
"""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from baqylau.site.commands import django_ready

if TYPE_CHECKING:
    from baqylau.accounts.models import User

LANGUAGES = ("English (en)", "Русский (ru)")
SLUG, FORM = "steppe", "station_visit"

SURVEY: list[tuple[str, str, tuple[str, str], dict[str, str]]] = [
    ("start", "start", ("", ""), {}),
    ("begin_group", "place", ("Polling station", "Участок"), {}),
    (
        "select_one_from_file stations.csv",
        "station",
        ("Which station?", "Какой участок?"),
        {"required": "yes", "role": "station"},
    ),
    (
        "time",
        "arrival",
        ("When did you arrive?", "Когда вы прибыли?"),
        {"required": "yes", "role": "arrival"},
    ),
    ("end_group", "place", ("", ""), {}),
    ("begin_group", "voting", ("Voting", "Голосование"), {}),
    (
        "select_one seen",
        "box_sealed",
        ("Is the ballot box sealed?", "Опечатан ли ящик?"),
        {"required": "yes", "critical": "no"},
    ),
    ("image", "photo", ("Photograph of the box", "Снимок ящика"), {"relevant": "${box_sealed} = 'no'"}),
    ("integer", "on_list", ("Voters on the list", "Избирателей в списке"), {"constraint": ". >= 0"}),
    ("integer", "voted", ("Have voted by now", "Проголосовало"), {"constraint": ". >= 0"}),
    ("end_group", "voting", ("", ""), {}),
    ("begin_group", "assessment", ("Your assessment", "Ваша оценка"), {}),
    (
        "select_one rating",
        "overall",
        ("Voting overall", "В целом"),
        {"required": "yes", "role": "overall_rating"},
    ),
    ("text", "comments", ("Comments", "Замечания"), {"appearance": "multiline"}),
    ("end_group", "assessment", ("", ""), {}),
]
CHOICES = {
    "seen": {"yes": "Yes", "no": "No", "not_observed": "Not observed"},
    "rating": {"very_good": "Very good", "good": "Good", "bad": "Bad", "very_bad": "Very bad"},
}
CHECKS = [
    ("T.1", "error", "voted <= on_list", "More have voted than are on the list."),
    (
        "T.2",
        "warning",
        "not (overall in ('good', 'very_good')) or box_sealed != 'no'",
        "Good, with an open box.",
    ),
]


def workbook() -> bytes:
    """The form as its author designs it in a spreadsheet."""
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    columns = ("required", "relevant", "constraint", "appearance", "role", "critical")
    survey.append(["type", "name", *(f"label::{language}" for language in LANGUAGES), *columns])
    for kind, name, labels, more in SURVEY:
        survey.append([kind, name, *(label or None for label in labels), *(more.get(one) for one in columns)])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", *(f"label::{language}" for language in LANGUAGES)])
    for listed, answers in CHOICES.items():
        for name, label in answers.items():
            choices.append([listed, name, label, label])
    checks = book.create_sheet("checks")
    checks.append(["code", "severity", "expression", *(f"message::{language}" for language in LANGUAGES)])
    for code, severity, expression, message in CHECKS:
        checks.append([code, severity, expression, message, message])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "form_title", "version", "default_language"])
    settings.append([FORM, "Station visit", "1", LANGUAGES[0]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PACK = {
    "election.toml": """format = 1
code = "made_up"
country = "xx"
kind = "parliament"
day = {day}
time_zone = "Asia/Almaty"
source = "Made up"
[names]
en = "Made-up election"
""",
    "areas.csv": """code,parent,kind,valid_from,valid_to,official_code,iso_code,name_en,source
xx,,country,2020-01-01,,,,Steppe,Made up
north,xx,region,2020-01-01,,,,North,Made up
south,xx,region,2020-01-01,,,,South,Made up
""",
    "stations.csv": """code,kind,name,area,commission,voters_on_list,source
north-007,ordinary,School 5,north,,900,Made up
north-012,ordinary,Library,north,,700,Made up
south-007,ordinary,College,south,,1100,Made up
""",
    "mission.toml": """slug = "steppe"
name = "Steppe mission"
kind = "full"
minimum_denominator = 2
authoritative_language = "en"
source = "Made up"
""",
}
PLAN = """mission = "steppe"
form = "station_visit"
areas = "region"
[title]
en = "Statement"
ru = "Заявление"
kk = "Мәлімдеме"
[[chapters]]
code = "voting"
chart = ["box_not_sealed"]
table = ["box_not_sealed", "overall_bad"]
[chapters.title]
en = "Voting"
ru = "Голосование"
kk = "Дауыс беру"
[[chapters.sentences]]
en = "Of {records} reports, the box was not sealed in {box_not_sealed}."
ru = "Отчётов: {records}; ящик не был опечатан в {box_not_sealed}."
kk = "Есептер: {records}; жәшік пломбаланбаған: {box_not_sealed}."
[[figures]]
name = "records"
kind = "records"
[figures.wording]
en = "Reports"
ru = "Отчёты"
kk = "Есептер"
[[figures]]
name = "box_not_sealed"
question = "box_sealed"
counts = "no"
[figures.wording]
en = "The box is not sealed"
ru = "Ящик не опечатан"
kk = "Жәшік пломбаланбаған"
[[figures]]
name = "overall_bad"
question = "overall"
counts = ["bad", "very_bad"]
[figures.wording]
en = "Voting is bad"
ru = "Голосование плохое"
kk = "Дауыс беру нашар"
"""


def _files() -> dict[str, bytes]:
    today = date.fromisoformat(f"{datetime.now(UTC) + timedelta(hours=5):%Y-%m-%d}")
    return {name: text.replace("{day}", str(today)).encode() for name, text in PACK.items()}


def prepare() -> dict[str, Any]:
    """A mission without a form: its head, two observers who are a team, and the session of each."""
    from django.core.management import call_command

    from baqylau.accounts.models import User
    from baqylau.mission.actions.members import add_member
    from baqylau.mission.actions.teams import create_team
    from baqylau.mission.models import Mission
    from baqylau.site import packs

    call_command("migrate", interactive=False, verbosity=0)
    packs.load_files(_files())
    mission = Mission.objects.get(slug=SLUG)
    people = {
        name: User.objects.create_user(name, name=name.capitalize())
        for name in ("aigerim", "bolat", "nurlan")
    }
    for role in ("head", "statistics_analyst"):
        add_member(mission=mission, user=people["aigerim"], role=role, by=None)
    team = [
        add_member(mission=mission, user=people[name], role="sto", by=None) for name in ("bolat", "nurlan")
    ]
    create_team(mission=mission, code="01", members=team, by=None)
    return {name: _session(user) for name, user in people.items()}


def _session(user: User) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def plan() -> dict[str, Any]:
    """Load the pack again, now with what the statement is to say of the form."""
    from baqylau.site import packs

    packs.load_files({**_files(), "statement.toml": PLAN.encode()})
    return {}


def report() -> dict[str, Any]:
    """Each record with what came for it, and what was sent to test."""
    from baqylau.observation.models import Record, Submission

    records = [
        {
            "number": record.number,
            "by": record.observer.user.name if record.observer else "",
            "state": record.state,
            "versions": [version.answers for version in record.versions.order_by("number")],
            "roads": [one.road for one in record.submissions.order_by("pk")],
            "ids": [one.instance_id for one in record.submissions.order_by("pk")],
            "files": [file.name for one in record.submissions.all() for file in one.attachments.all()],
            "issues": [issue["code"] for issue in record.issues],
            "steps": [step.to_state for step in record.steps.all()],
        }
        for record in Record.objects.order_by("number")
    ]
    return {"records": records, "tests": Submission.objects.filter(record=None).count()}


if __name__ == "__main__":
    django_ready()
    json.dump({"prepare": prepare, "plan": plan, "report": report}[sys.argv[1]](), sys.stdout)
