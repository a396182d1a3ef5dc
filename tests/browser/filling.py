"""The installation on which forms are filled in a browser.

    python -m tests.browser.filling prepare|report|revoke|rename

A country of 20 regions, 240 districts and 10,223 stations. Bolat is in a team with a route of three; Dana has
all stations; Erik's key is taken away by ``revoke``.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

from baqylau.site.commands import django_ready

if TYPE_CHECKING:
    from baqylau.mission.models import Mission
    from baqylau.observation.models import Attachment

STATIONS = 10_223
LANGUAGES = ("English (en)", "Русский (ru)", "Қазақша (kk)")

LABEL = "instance('stations')/root/item[name=${station}]/label"
TO_3000 = "From 0 to 3000."
LOOK = "Look at the box."

# Every kind of question, beside those of the standard forms: type, name, label, and more columns.
EVERY_KIND: list[tuple[str, str, str, dict[str, str]]] = [
    ("begin_group", "where", "Where", {}),
    ("select_one_from_file stations.csv", "station", "Station", {"required": "yes", "role": "station"}),
    (
        "calculate",
        "station_label",
        "",
        {"calculation": "instance('stations')/root/item[name=${station}]/label"},
    ),
    ("note", "chosen", "You chose ${station_label}", {"relevant": "${station} != ''"}),
    ("end_group", "where", "", {}),
    ("begin_group", "numbers", "Texts and numbers", {}),
    ("text", "name", "A name", {"hint": "As it is *written* on the **door**."}),
    ("text", "story", "A story", {"appearance": "multiline"}),
    (
        "integer",
        "voters",
        "Voters",
        {"constraint": ". >= 0 and . <= 3000", "constraint_message": TO_3000},
    ),
    ("decimal", "share", "Share", {}),
    ("range", "minutes", "Minutes in line", {"parameters": "start=0 end=60 step=5"}),
    ("barcode", "seal", "Number of the seal", {}),
    ("end_group", "numbers", "", {}),
    ("begin_group", "times", "Times", {}),
    ("date", "day", "Day", {"required": "yes"}),
    ("time", "arrival", "Arrival", {}),
    ("dateTime", "moment", "Moment", {}),
    ("geopoint", "position", "Position", {}),
    ("end_group", "times", "", {}),
    ("begin_group", "choices", "Choices", {}),
    (
        "select_one yes_no",
        "sealed",
        "Is the box sealed?",
        {"required": "yes", "required_message": LOOK},
    ),
    ("select_multiple things", "seen", "What did you see?", {}),
    ("select_one rating", "overall", "Overall", {"required": "yes"}),
    ("rank things", "order", "Which was the worst?", {}),
    ("acknowledge", "read", "I have read the guide", {}),
    ("end_group", "choices", "", {}),
    ("begin_group", "files", "Files", {"relevant": "${sealed} = 'no'"}),
    ("image", "photo", "Photograph", {}),
    ("image", "signature", "Signature", {"appearance": "signature"}),
    ("file", "paper", "A paper", {}),
    ("end_group", "files", "", {}),
    ("begin_repeat", "person", "Person", {}),
    ("text", "who", "Who?", {"required": "yes"}),
    ("integer", "age", "Age", {}),
    ("end_repeat", "person", "", {}),
    ("calculate", "people", "", {"calculation": "count(${person})"}),
]
CHOICES = {
    "yes_no": ("yes", "no", "not_observed"),
    "things": ("crowd", "queue", "noise"),
    "rating": ("very_good", "good", "bad", "very_bad", "not_observed"),
}
SAYS = {
    "yes": "Yes", "no": "No", "not_observed": "Not observed", "crowd": "A crowd", "queue": "A queue",
    "noise": "Noise", "very_good": "Very good", "good": "Good", "bad": "Bad", "very_bad": "Very bad",
}  # fmt: skip


def every_kind() -> bytes:
    """The workbook of a form with every kind of question, in English and Russian."""
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    translated = ("label", "hint", "constraint_message", "required_message")
    plain = ("required", "relevant", "constraint", "calculation", "appearance", "parameters", "role")
    survey.append(["type", "name", *(f"{c}::{lang}" for c in translated for lang in LANGUAGES[:2]), *plain])
    for kind, name, label, more in EVERY_KIND:
        said = {"label": label, **more}
        both = [f"{said[c]}{mark}" if said.get(c) else None for c in translated for mark in ("", " (ру)")]
        survey.append([kind, name, *both, *(more.get(column) for column in plain)])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", *(f"label::{language}" for language in LANGUAGES[:2])])
    for listed, names in CHOICES.items():
        for name in names:
            choices.append([listed, name, SAYS[name], f"{SAYS[name]} (ру)"])
    settings = book.create_sheet("settings")
    settings.append(["form_id", "form_title", "version", "default_language", "instance_name"])
    settings.append(["every_kind", "Every kind", "1", LANGUAGES[0], "concat(${name}, ' ', ${voters})"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def prepare() -> dict[str, Any]:
    """Everything, and the tokens of three phones."""
    from django.core.management import call_command
    from django.utils import timezone

    from baqylau.accounts.models import User
    from baqylau.election.models import Station
    from baqylau.mission.models import Membership, Stop, Team
    from baqylau.observation.actions.forms import upload_draft
    from baqylau.observation.actions.library import copy_from_library, standard_forms
    from baqylau.observation.actions.phones import give_phone
    from baqylau.observation.actions.publish import publish
    from baqylau.observation.keys import token_of
    from baqylau.site.serving import gather_static_files

    call_command("migrate", interactive=False, verbosity=0)
    mission = _country()
    head = User.objects.create_user("aigerim", name="Aigerim")
    now = timezone.now()
    for form in standard_forms():
        draft = copy_from_library(mission=mission, key=form.key, by=head, now=now)
        publish(draft=draft, by=head, now=now)
    draft = upload_draft(mission=mission, content=every_kind(), name="every_kind.xlsx", by=head, now=now)
    publish(draft=draft, by=head, now=now)
    team = Team.objects.create(mission=mission, code="T1")
    for position, station in enumerate(Station.objects.order_by("pk")[40:43], 1):
        Stop.objects.create(team=team, station=station, position=position)
    tokens = {}
    for name, in_team, role in (
        ("bolat", team, "sto"),
        ("dana", None, "sto"),
        ("erik", None, "sto"),
        ("long_term", None, "lto"),
    ):
        user = User.objects.create_user(name, name=name.capitalize())
        member = Membership.objects.create(mission=mission, user=user, role=role, team=in_team)
        tokens[name] = token_of(give_phone(membership=member, by=None, now=now))
    gather_static_files()
    return tokens


def _country() -> Mission:
    from baqylau.election.models import Area, Election, Station
    from baqylau.mission.models import Mission

    since = date(2020, 1, 1)

    def area(code: str, kind: str, name: str, parent: Area | None = None) -> Area:
        path = f"{parent.path if parent else ''}{code}/"
        made = Area(
            country="xk", code=code, kind=kind, parent=parent, path=path, names={"en": name}, valid_from=since
        )
        made.save()
        return made

    election = Election.objects.create(
        code="made-up", country="xk", kind="parliament", day=date(2026, 3, 1), names={"en": "Made-up"}
    )
    country = area("xk", "country", "Steppe")
    districts = []
    for region in range(1, 21):
        of = area(f"{region:02}", "region", f"Region {region}", country)
        districts += [area(f"{region:02}{one:02}", "district", f"District {one}", of) for one in range(1, 13)]
    for made in (country, *Area.objects.all()):
        election.areas.add(made)
    Station.objects.bulk_create(
        Station(
            election=election,
            code=f"{districts[at % 240].code}-{at // 240 + 1:03}/{at}",
            name=f"School No. {at}, Abai street {at % 90}",
            area=districts[at % 240],
        )
        for at in range(STATIONS)
    )
    return Mission.objects.create(slug="steppe", name="Steppe mission", election=election, kind="full")


def revoke() -> dict[str, Any]:
    """Take Erik's key away."""
    from django.utils import timezone

    from baqylau.observation.actions.phones import revoke_phone
    from baqylau.observation.models import Phone

    phone = Phone.objects.get(membership__user__sign_in_name="erik")
    revoke_phone(phone=phone, by=None, now=timezone.now())
    return {}


def rename() -> dict[str, Any]:
    """Give the mission another name."""
    from baqylau.mission.models import Mission

    Mission.objects.update(name="Renamed mission")
    return {}


def _look(attachment: Attachment) -> dict[str, Any]:
    """A file that came, and what can be seen of it where it is a picture."""
    from PIL import Image

    content = attachment.file.read()
    found: dict[str, Any] = {"name": attachment.name, "type": attachment.media_type, "size": len(content)}
    if attachment.media_type.startswith("image/"):
        picture = Image.open(io.BytesIO(content))
        found |= {"points": picture.size, "exif": dict(picture.getexif()) != {}}
    return found


def report() -> dict[str, Any]:
    """Each record with what was sent for it, in order, and how it came."""
    from baqylau.observation.models import Record

    found = []
    for record in Record.objects.order_by("number"):
        submissions = record.submissions.order_by("pk").prefetch_related("attachments")
        found.append(
            {
                "form": record.form_version.form.code,
                "answers": record.versions.get(is_newest=True).answers,
                "roads": [one.road for one in submissions],
                "ids": [one.instance_id for one in submissions],
                "replaces": [one.deprecated_id for one in submissions],
                "bodies": [bytes(one.body).decode() for one in submissions],
                "files": [_look(file) for one in submissions for file in one.attachments.all()],
            }
        )
    return {"records": found}


COMMANDS = {"prepare": prepare, "report": report, "revoke": revoke, "rename": rename}

if __name__ == "__main__":
    django_ready()
    json.dump(COMMANDS[sys.argv[1]](), sys.stdout)
