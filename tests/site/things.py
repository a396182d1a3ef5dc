"""One object of each sort, in one mission, and everybody who may come to a page about them."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.test import Client
from django.utils import timezone
from PIL import Image

from baqylau.accounts.actions import make_link
from baqylau.accounts.models import LinkPurpose, User
from baqylau.election.actions.attributions import enter_attribution
from baqylau.election.actions.candidates import enter_candidate
from baqylau.election.actions.figures import enter_figure
from baqylau.election.models import (
    Area,
    Attribution,
    Candidate,
    Contest,
    Election,
    Option,
    PublishedFigure,
    Station,
)
from baqylau.mission.models import Delegation, Membership, Mission, Team
from baqylau.mission.roles import Role
from baqylau.observation.actions.forms import add_form_version, upload_draft
from baqylau.observation.actions.gateways import make_gateway
from baqylau.observation.actions.import_records import import_records
from baqylau.observation.actions.obstructions import add_obstruction
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.keys import digest_of
from baqylau.observation.models import (
    ApiToken,
    Attachment,
    Expected,
    FormFile,
    FormVersion,
    Import,
    Phone,
    Record,
    RejectedCell,
    Submission,
    TextGateway,
    TextMessage,
    Wave,
)
from baqylau.observation.sources.columns import read_columns
from baqylau.reports.actions.load import load
from baqylau.reports.actions.run import run_statement
from baqylau.reports.models import Statement, StatementFigure
from baqylau.reports.sources import pack
from baqylau.results.actions.publish import publish
from baqylau.results.models import (
    Audit,
    Discrepancy,
    Paper,
    PaperPhotograph,
    Protocol,
    ProtocolEntry,
    Publication,
    PublishedPhotograph,
    Sample,
)
from baqylau.storage.models import keep
from tests.disputes.dispute import Dispute, make_dispute
from tests.observation.conftest import COLUMNS, small_csv, small_form
from tests.parts import PARTS

STATEMENT = """
mission = "steppe"
form = "small"
areas = "district"
title = {en = "Statement", ru = "Заявление", kk = "Мәлімдеме"}

[[chapters]]
code = "opening"
title = {en = "Opening", ru = "Открытие", kk = "Ашылу"}
chart = ["not_sealed"]
table = ["not_sealed"]
sentences = [
  {en = "Not sealed in {not_sealed}.", ru = "Не опечатан: {not_sealed}.", kk = "Мөрленбеген: {not_sealed}."},
]

[[figures]]
name = "not_sealed"
question = "box_sealed"
counts = "no"
wording = {en = "The box was not sealed", ru = "Ящик не опечатан", kk = "Жәшік мөрленбеген"}
"""


@dataclass(frozen=True)
class Person:
    """Somebody at the door: nobody (not signed in), a member with one role, or somebody else."""

    called: str
    user: User | None = None
    role: Role | None = None
    api_token: ApiToken | None = None
    """A token of theirs in the mission, whether they may have one or not; its text is ``token_text``."""
    session: str = ""
    """The key of a session in which they are signed in."""


def token_text(person: Person) -> str:
    """What a program of this person sends."""
    assert person.user
    return f"bqt_{person.user.sign_in_name}"


def _with_keys(person: Person, mission: Mission) -> Person:
    client = Client()
    client.force_login(person.user, backend="baqylau.mission.backend.RoleBackend")
    made = ApiToken.objects.create(
        mission=mission,
        user=person.user,
        name="Program",
        digest=digest_of(token_text(person)),
        expires_at=timezone.now() + timedelta(days=1),
    )
    return replace(person, api_token=made, session=client.session.session_key)


@dataclass
class Things:
    """What addresses are about."""

    election: Election
    mission: Mission
    team: Team
    delegation: Delegation
    membership: Membership
    """Of somebody whom no test signs in."""
    somebody: User
    form_version: FormVersion
    imported: Import
    record: Record
    rejected: RejectedCell
    statement: Statement
    figure: StatementFigure
    token: str
    phone: Phone
    """Of the same person as ``membership``."""
    wave: Wave
    expected: Expected
    draft: FormVersion
    """Of the same form as ``form_version``, with a file."""
    gateway: TextGateway
    message: TextMessage
    """Of a number that no member has."""
    attachment: Attachment
    """A photograph of ``record``."""
    paper: Paper
    """A copy of a protocol, with a photograph, whose two entries differ."""
    protocol: Protocol
    """A definitive one, entered from another paper."""
    publication: Publication
    """Of the official table, with a photograph that nobody can read as a picture."""
    sample: Sample
    audit: Audit
    dispute: Dispute
    """A case with all that can be beside it, and a violation."""
    discrepancy: Discrepancy
    published: PublishedFigure
    """Entered by the mission; the election's pack has another."""
    attribution: Attribution
    candidate: Candidate
    people: list[Person] = field(default_factory=list)
    made: dict[str, object] = field(default_factory=dict)
    """What the parts of rooms made, by the name they gave it."""


def make_things(mission: Mission, other_mission: Mission, others: dict[str, User]) -> Things:
    """Fill the mission with one of each, and give it a member for each role."""
    mission.kind = "joint"
    mission.save()
    _fill(mission.election)
    delegation = Delegation.objects.create(mission=mission, name="Delegation")
    people = [_member(mission, role, delegation) for role in Role]
    head = people[0].user
    somebody = User.objects.create_user("somebody", name="Somebody")
    team = Team.objects.create(mission=mission, code="T1")
    membership = Membership.objects.create(mission=mission, user=somebody, role=Role.STO, team=team)
    form_version = add_form_version(mission=mission, content=small_form(), name="small.xlsx", by=head)
    imported = import_records(
        mission=mission,
        form_version=form_version,
        content=small_csv(),
        name="small.csv",
        columns=read_columns(COLUMNS, "columns.csv"),
        by=head,
    )
    part = pack.read({pack.FILE: STATEMENT.encode()})
    assert part is not None
    load(part, election=mission.election, by=head)
    statement = run_statement(mission=mission, by=head, now=timezone.now())
    _asked_about(imported.records.get(number=1), head)
    return Things(
        election=mission.election,
        mission=mission,
        team=team,
        delegation=delegation,
        membership=membership,
        somebody=somebody,
        form_version=form_version,
        imported=imported,
        record=imported.records.get(number=1),
        rejected=imported.rejected_cells.first(),
        statement=statement,
        figure=statement.figures.first(),
        phone=_phone(membership, form_version),
        wave=Wave.objects.create(mission=mission, code="all_day", names={"en": "All day"}),
        expected=Expected.objects.create(mission=mission, form=form_version.form, team=team),
        draft=_draft(mission),
        gateway=(gateway := make_gateway(mission=mission, kind="plain", name="Plain", by=head)),
        message=_message(gateway),
        attachment=_photograph(imported.records.get(number=1)),
        paper=(paper := _paper(mission, head, somebody)),
        protocol=_protocol(paper, head),
        publication=_publication(paper, head),
        sample=_sample(paper, head),
        audit=_audit(paper, head),
        published=_published(mission, somebody),
        attribution=_attribution(mission, somebody),
        candidate=_candidate(paper, somebody),
        dispute=make_dispute(mission, head),
        discrepancy=_discrepancy(paper),
        token=make_link(user=somebody, purpose=LinkPurpose.INVITATION, by=None, now=timezone.now()),
        people=[
            *(_with_keys(person, mission) for person in people),
            *(_with_keys(Person(name, user), mission) for name, user in others.items()),
            Person("anonymous"),
        ],
        made={name: thing for part in PARTS for name, thing in part.make(mission, head).items()},
    )


def _fill(election: Election) -> None:
    area = Area.objects.create(
        country="xx",
        code="n",
        kind="district",
        path="xx/n/",
        valid_from=date(2000, 1, 1),
        names={"en": "North"},
    )
    election.areas.add(area)
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    Option.objects.create(contest=contest, code="one", kind="party", names={"en": "One"})
    Station.objects.create(election=election, code="01-A/7", area=area)


def _asked_about(record: Record, head: User) -> None:
    """Bytes that a record came in by, a question about it, and an obstruction it tells of."""
    now = timezone.now()
    Submission.objects.create(
        mission=record.mission,
        form=record.form_version.form,
        form_version=record.form_version,
        record=record,
        road="phone",
        instance_id="uuid:1",
        body=b"<data/>",
        sha256="0" * 64,
        arrived_at=now,
    )
    record.queries.create(text="Was the box sealed?", by=head, at=now)
    add_obstruction(
        mission=record.mission,
        record=record,
        kind="entry_denied",
        stage="voting",
        whose="ours",
        says="The door was shut.",
        by=head,
        now=now,
    )


def _phone(membership: Membership, version: FormVersion) -> Phone:
    """A key, and something to fetch by it."""
    if not version.xform_md5:
        version.xform, version.xform_md5 = b"<html/>", hashlib.md5(b"<html/>").hexdigest()
        version.save()
    picture = keep(b"\x89PNG", name="map.png")
    FormFile.objects.create(version=version, name="map.png", file=picture, md5="0" * 32)
    return give_phone(membership=membership, by=None, now=timezone.now())


def _draft(mission: Mission) -> FormVersion:
    """A newer version of the form that waits, with a picture."""
    content = small_form("2", mood="The mood")
    draft = upload_draft(mission=mission, content=content, name="small.xlsx", by=None, now=timezone.now())
    FormFile.objects.create(
        version=draft, name="plan.png", file=keep(b"\x89PNG", name="plan.png"), md5="0" * 32
    )
    return draft


def _message(gateway: TextGateway) -> TextMessage:
    return TextMessage.objects.create(
        gateway=gateway,
        outside_id="1",
        sender="+77010000000",
        text="OK",
        body=b"text=OK",
        arrived_at=timezone.now(),
        state=TextMessage.State.UNKNOWN_SENDER,
    )


def _photograph(record: Record) -> Attachment:
    """A picture that came with a report, as if the record had been sent."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    submission = Submission.objects.create(
        mission=record.mission,
        form=record.form_version.form,
        form_version=record.form_version,
        record=record,
        road="phone",
        instance_id="uuid:photograph",
        body=b"<data/>",
        sha256="0" * 64,
        arrived_at=timezone.now(),
    )
    return Attachment.objects.create(
        submission=submission,
        name="photo.jpg",
        file=keep(made.getvalue(), name="photo.jpg"),
        media_type="image/jpeg",
        arrived_at=timezone.now(),
    )


def _paper(mission: Mission, first: User, second: User) -> Paper:
    """Two people typed other figures from it."""
    now = timezone.now()
    station = Station.objects.get(election=mission.election)
    contest = Contest.objects.get(election=mission.election)
    paper = Paper.objects.create(
        mission=mission,
        station=station,
        contest=contest,
        source_kind="party_copy",
        source="A proxy",
        state="different",
        made_at=now,
    )
    for place, user in ((1, first), (2, second)):
        ProtocolEntry.objects.create(
            paper=paper, place=place, by=user, votes={"one": place}, begun_at=now, saved_at=now
        )
    PaperPhotograph.objects.create(
        paper=paper,
        file=keep(b"\x89PNG", name="protocol.png"),
        name="protocol.png",
        media_type="image/png",
        added_at=now,
    )
    return paper


def _protocol(beside: Paper, by: User) -> Protocol:
    """What was entered from a second copy at the same station."""
    of = {"mission": beside.mission, "station": beside.station, "contest": beside.contest}
    paper = Paper.objects.create(
        **of, number=2, source_kind="party_copy", source="A proxy", state="definitive", made_at=timezone.now()
    )
    return Protocol.objects.create(
        **of,
        source_kind="party_copy",
        source="A proxy",
        paper=paper,
        lines={},
        votes={"one": 3},
        entered_by=by,
    )


def _publication(paper: Paper, head: User) -> Publication:
    """The official table of the paper's station, and the paper's photograph beside it."""
    paper.station.contests.add(paper.contest)
    of = {"station": paper.station, "contest": paper.contest, "source_kind": "official_table"}
    Protocol.objects.create(**of, source="The commission", lines={"on_list": 9}, votes={"one": 3})
    made = publish(
        mission=paper.mission,
        contest=paper.contest,
        source_kind="official_table",
        after=0,
        reason="",
        with_photographs=False,
        by=head,
        now=timezone.now(),
    )
    photograph = paper.photographs.get()
    PublishedPhotograph.objects.create(
        publication=made, photograph=photograph, station=paper.station.code, sha256=photograph.file.sha256
    )
    return made


def _sample(paper: Paper, head: User) -> Sample:
    """A sample of the paper's station."""
    made = Sample.objects.create(
        mission=paper.mission,
        contest=paper.contest,
        number=1,
        name="Night count",
        seed="3" * 20,
        design={"strata": "none", "allocation": "proportional", "size": 1, "kinds": ["ordinary"]},
        frame_sha256="0" * 64,
        drawn_at=timezone.now(),
        drawn_by=head,
    )
    stratum = made.strata.create(position=0, code="all", stations=1, planned=1)
    made.stations.create(stratum=stratum, station=paper.station, place=1, ticket="0" * 64)
    return made


def _audit(paper: Paper, head: User) -> Audit:
    """An audit whose official table has changed since."""
    made = Audit.objects.create(
        mission=paper.mission,
        contest=paper.contest,
        number=1,
        seed="3" * 20,
        outcome="lead",
        risk_limit=50,
        bound_line="received",
        table_sha256="0" * 64,
        drawn_at=timezone.now(),
        drawn_by=head,
    )
    made.tickets.create(number=1, sha256="0" * 64, station=paper.station)
    return made


def _discrepancy(paper: Paper) -> Discrepancy:
    """The mission's copy of the paper's station differs from the official table."""
    now = timezone.now()
    return Discrepancy.objects.create(
        mission=paper.mission,
        contest=paper.contest,
        station=paper.station,
        area=paper.station.area,
        code="V.301",
        about="party_copy copy 2",
        key=f"station {paper.station_id} party_copy copy 2",
        severity="hard",
        says={"says": "Votes of {option} differ.", "values": {"option": "one"}},
        figures=[{"name": "v-one", "one": 3, "other": 2}],
        found_at=now,
        changed_at=now,
        moved_at=now,
    )


def _published(mission: Mission, by: User) -> PublishedFigure:
    """A figure of the pack, and one of the mission that says something else."""
    of = {"indicator": "suits", "source": "A newspaper"}
    PublishedFigure.objects.create(election=mission.election, code="suits", value="166", **of)
    given = {**of, "value": "164", "said_by": "A court", "sentence": "There were 164 suits."}
    return enter_figure(mission=mission, given=given, by=by, now=timezone.now())


def _attribution(mission: Mission, by: User) -> Attribution:
    given = {"said_by": "A newspaper", "source": "Page 1", "sentence": "Observers praised the count."}
    return enter_attribution(mission=mission, given=given, by=by, now=timezone.now())


def _candidate(paper: Paper, by: User) -> Candidate:
    given = {"contest": paper.contest, "name": "Galym", "nominated_by": "self", "source": "The commission"}
    return enter_candidate(mission=paper.mission, given=given, by=by, now=timezone.now())


def _member(mission: Mission, role: Role, delegation: Delegation) -> Person:
    user = User.objects.create_user(role.value, name=str(role.label))
    in_delegation = delegation if role == Role.HEAD_OF_DELEGATION else None
    Membership.objects.create(mission=mission, user=user, role=role, delegation=in_delegation)
    return Person(f"{role.value} of the mission", user, role)
