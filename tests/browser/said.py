"""What others said, and who stands: made-up entries for the browser to open, all in the joint mission."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baqylau.accounts.models import User


def said(user: User) -> int:
    """Figures that do not agree, a sentence about observers, candidates; the key of a figure of the pack."""
    from datetime import date

    from django.utils import timezone

    from baqylau.election.actions.attributions import enter_attribution
    from baqylau.election.actions.candidates import decide_candidate, enter_candidate
    from baqylau.election.actions.figures import enter_figure
    from baqylau.election.models import PublishedFigure
    from baqylau.mission.models import Mission
    from tests.browser.pages import JOINT

    mission, now = Mission.objects.get(slug=JOINT), timezone.now()
    telling = {"said_by": "A newspaper", "speaker": "media", "source": "https://example.org/1"}
    for value in ("164", "165"):
        given = {"indicator": "suits", "value": value, "sentence": f"{value} suits were filed."}
        enter_figure(mission=mission, given={**telling, **given}, by=user, now=now)
    sentence = {
        "sentence": "Наблюдатели заявили, что 98 % участков работали без замечаний.",
        "language": "ru",
        "own_sentence": "Voting was assessed negatively in 9 % of observations.",
        "own_source": "Statement 1",
        "finding": "altered",
    }
    enter_attribution(mission=mission, given={**telling, **sentence}, by=user, now=now)
    contest = mission.election.contests.get(code="list")
    option = contest.options.get(code="amanat")
    for number in range(3):
        given = {
            "contest": contest,
            "option": option,
            "name": f"Made-up {number}",
            "nominated_by": "party",
            "sex": "fm"[number % 2],
            "born": date(1990 + 6 * number, 3, 2),
            "source": "A made-up list",
        }
        one = enter_candidate(mission=mission, given=given, by=user, now=now)
    decide_candidate(
        candidate=one, kind="refused", ground="Made up", article="4", source="A decision", by=user, now=now
    )
    return PublishedFigure.objects.filter(election=mission.election, code="suits:total").get().pk
