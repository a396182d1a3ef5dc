"""Fills the installation that the browser visits, and prints as JSON what stands in its addresses.

    python -m tests.browser.prepare

Run in a process of its own: the server that is visited is the real one with a database of its own.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import TYPE_CHECKING

from baqylau.site.commands import django_ready

if TYPE_CHECKING:
    from baqylau.accounts.models import User

PACKS = ("kz_2021", "kz_2023", "kz_2026", "xk_2014", "am_2021")


def published(user: User) -> None:
    """Results that a mission made public, and corrected once; what does not agree in them."""
    from django.utils import timezone

    from baqylau.election.models import Election
    from baqylau.mission.models import Membership, Mission
    from baqylau.results.actions.discrepancies import find_discrepancies
    from baqylau.results.actions.publish import publish
    from tests.browser.pages import COUNTED

    election = Election.objects.get(code="am_2021")
    mission = Mission.objects.create(slug=COUNTED, name="Citizen group", kind="citizen", election=election)
    Membership.objects.create(mission=mission, user=user, role="head")
    for number, reason in enumerate(("", "A district was added.")):
        publish(
            mission=mission,
            contest=election.contests.get(),
            source_kind="official_table",
            after=number,
            reason=reason,
            with_photographs=False,
            by=user,
            now=timezone.now(),
        )
    find_discrepancies(mission=mission, contest=election.contests.get(), by=user, now=timezone.now())


def disputed(user: User) -> None:
    """A made-up case and all that can be beside it, in a mission whose election has a procedure."""
    from baqylau.mission.models import Mission
    from tests.browser.pages import JOINT
    from tests.disputes.dispute import make_dispute

    make_dispute(Mission.objects.get(slug=JOINT), user)


def sampled(user: User) -> None:
    """A sample of which most copies have come in, and an audit that some of them are for."""
    from django.utils import timezone

    from baqylau.mission.models import Mission
    from baqylau.results.actions.audits import draw_audit
    from baqylau.results.actions.samples import draw_sample
    from baqylau.results.auditing import Terms, prepare
    from baqylau.results.methods.sample_draw import frame_sha256
    from baqylau.results.models import Protocol
    from baqylau.results.sampling import Design, frame_of, stations_of
    from tests.browser.pages import COUNTED

    mission = Mission.objects.get(slug=COUNTED)
    contest, now = mission.election.contests.get(), timezone.now()
    design, seed, terms = Design(size=60), "31415926535897932384", Terms(bound_line="on_list")
    frame = frame_of(stations_of(contest, design.strata, design.kinds))
    sample = draw_sample(
        mission=mission,
        contest=contest,
        name="Night of the count",
        design=design,
        seed=seed,
        frame_seen=frame_sha256(frame),
        by=user,
        now=now,
    )
    table = prepare(mission, contest, terms).table_sha256
    audit = draw_audit(
        mission=mission, contest=contest, terms=terms, seed=seed, table_seen=table, by=user, now=now
    )
    drawn = [
        *sample.stations.values_list("station", flat=True)[:50],
        audit.tickets.earliest("number").station_id,
    ]
    official = Protocol.objects.filter(contest=contest, source_kind="official_table", station__in=drawn)
    Protocol.objects.bulk_create(
        Protocol(
            mission=mission,
            station_id=one.station_id,
            contest=contest,
            source_kind="observer_copy",
            lines=one.lines,
            votes=one.votes,
            source="An observer",
        )
        for one in official
    )


def prepare() -> dict[str, object]:
    """Packs, a statement run twice, a team, a mission of delegations, a session that may see everything."""
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from baqylau.accounts.actions import make_link
    from baqylau.accounts.models import LinkPurpose, User
    from baqylau.election.models import Election
    from baqylau.mission.actions.routes import add_stop
    from baqylau.mission.models import Delegation, Membership, Mission, Team
    from baqylau.observation.actions.gateways import make_gateway, take_messages
    from baqylau.observation.actions.library import copy_from_library
    from baqylau.observation.actions.messages import take_message
    from baqylau.observation.actions.obstructions import add_obstruction
    from baqylau.observation.actions.phones import give_phone
    from baqylau.observation.keys import token_of
    from baqylau.observation.models import Expected, Wave
    from baqylau.observation.sources.gateways import InboundMessage
    from baqylau.reports.actions.run import run_statement
    from baqylau.site import catalogues, packs
    from baqylau.site.commands.demo import demo_user
    from tests.browser.pages import DRAFT, JOINT, MISSION, Visited
    from tests.browser.said import said
    from tests.parts import PARTS

    for language in catalogues.LANGUAGES:
        catalogues.compile_catalogue(language)
    call_command("migrate", interactive=False, verbosity=0)
    for name in PACKS:
        packs.load(packs.shipped(name))
    election = Election.objects.get(code="kz_2023")
    joint = Mission.objects.create(slug=JOINT, name="Joint mission", kind="joint", election=election)
    user = demo_user()
    Membership.objects.get_or_create(mission=joint, user=user, role="media_analyst")
    disputed(user)
    for part in PARTS:
        part.make(joint, user)
    pack_figure = said(user)
    published(user)
    sampled(user)
    mission = Mission.objects.get(slug=MISSION)
    observer = User.objects.create_user("observer", name="Observer")
    team = Team.objects.create(mission=mission, code="T1")
    copy_from_library(mission=mission, key=DRAFT, by=user, now=timezone.now())
    member = Membership.objects.create(mission=mission, user=observer, role="sto", team=team)
    delegation = Delegation.objects.create(mission=joint, name="First delegation")
    gateway = make_gateway(mission=mission, kind="android", name="Telephone", by=user)
    take_messages(mission=mission, takes=True, by=user)
    inbound = InboundMessage("1", "+37744123456", "Hello", None)
    message = take_message(gateway=gateway, inbound=inbound, body=b"{}", now=timezone.now())
    add_obstruction(
        mission=mission,
        kind="entry_denied",
        stage="voting",
        whose="ours",
        says="Shut",
        by=user,
        now=timezone.now(),
    )
    statement = run_statement(mission=mission, by=user, now=timezone.now())
    run_statement(mission=mission, by=user, now=timezone.now())
    imported = mission.imports.get()
    form = imported.form_version.form
    wave = Wave.objects.create(mission=mission, code="all_day", names={"en": "All day"})
    wave.forms.add(form)
    expected = Expected.objects.create(mission=mission, form=form, team=team, wave=wave)
    add_stop(team=team, station=mission.election.stations.values_list("code", flat=True)[0], by=user)
    figure = statement.figures.filter(area=None, denominator__isnull=False).first()
    assert figure is not None
    client = Client()
    client.force_login(user)
    visited = Visited(
        member=member.pk,
        team=team.pk,
        delegation=delegation.pk,
        imported=imported.pk,
        form=imported.form_version.form.code,
        version=imported.form_version.version,
        figure=figure.name,
        token=make_link(user=observer, purpose=LinkPurpose.INVITATION, by=None, now=timezone.now()),
        session=client.cookies["sessionid"].value,
        gateway=gateway.pk,
        message=message.pk,
        wave=wave.pk,
        expected=expected.pk,
        pack_figure=pack_figure,
        key=token_of(give_phone(membership=member, by=user, now=timezone.now())),
    )
    return dataclasses.asdict(visited)


if __name__ == "__main__":
    django_ready()
    json.dump(prepare(), sys.stdout)
