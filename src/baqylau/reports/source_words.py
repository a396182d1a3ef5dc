"""Where a figure comes from, in the language of the reader.

A figure keeps its source as one English sentence, which its digest, its register and every copy of it share.
Each sentence is made from one of the templates below; in another language the same template is filled with
the same codes. A sentence of no template (the source of what somebody else published) stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from django.utils.translation import get_language, gettext, gettext_noop

from baqylau.reports import figure_discrepancies, figure_estimates, figure_results, figure_seats

TEMPLATES: tuple[str, ...] = (
    gettext_noop(
        "newest versions of the records of form %(form)s%(where)s: %(question)s is %(answers)s, "
        "of the valid answers"
    ),
    gettext_noop("newest versions of the records of form %(form)s: how many different areas (%(kind)s)"),
    gettext_noop("newest versions of the records of form %(form)s: how many records"),
    gettext_noop("newest versions of the records of form %(form)s: how many areas"),
    gettext_noop("newest versions of the records of form %(form)s: how many stations"),
    gettext_noop("newest versions of the records of form %(form)s: how many"),
    gettext_noop("published figure %(code)s: %(source)s"),
    gettext_noop("register of disputes: complaints, of everything that arrived; doubles counted once"),
    gettext_noop("register of disputes: complaints about %(category)s, of those whose category is known"),
    gettext_noop("register of disputes: women among persons who complain, of those whose sex is known"),
    gettext_noop("register of disputes: proceedings before %(bodies)s that ended %(outcomes)s"),
    gettext_noop("register of disputes: decisions of %(bodies)s by their last day, both known"),
    gettext_noop("register of violations that authorities found: %(kinds)s"),
    gettext_noop("register of violations that authorities found"),
    gettext_noop(
        "registers of candidates and disputes: refusals and cancellations that a complaint contests"
    ),
    gettext_noop("register of candidates: all of contests of the kind %(kind)s"),
    gettext_noop(
        "register of candidates: %(standing)s after the last decision, out of all in contests of the kind "
        "%(kind)s"
    ),
    gettext_noop(
        "register of candidates: women, out of those registered in contests of the kind %(kind)s whose sex "
        "is known"
    ),
    gettext_noop(
        "register of candidates: self-nominated, out of those registered in contests of the kind %(kind)s"
    ),
    gettext_noop(
        "register of candidates: aged %(low)s to %(high)s on election day, out of those registered in "
        "contests of the kind %(kind)s whose age is known"
    ),
    gettext_noop("log of meetings: all that are not confidential"),
    gettext_noop(
        "log of meetings: meetings with an institution of the kind %(kind)s, out of all not confidential"
    ),
    gettext_noop("log of meetings: women out of all interlocutors, each counted at each meeting"),
    gettext_noop("register of freedoms: entries of kind %(kind)s, of all that are not confidential"),
    gettext_noop("register of freedoms: %(kind)s, refused or returned, of those answered"),
    gettext_noop("register of freedoms: people in detentions, where their number is known"),
    gettext_noop("campaign events: observers' records and entries that are not confidential"),
    gettext_noop("campaign events: %(field)s has %(code)s, of those at which it was answered"),
    gettext_noop("electoral funds: accounts with a finding that is more than a remark, of all entered"),
    gettext_noop("electoral funds: publications by their last day, of those of which the day is known"),
    gettext_noop(
        "social networks: posts on %(platform)s, of all posts of the accounts followed; from the sums by day"
    ),
    gettext_noop(
        "social networks: posts of accounts that are %(roles)s, of those whose role is known; "
        "from the sums by day"
    ),
    gettext_noop(
        "social networks: posts with the flag %(flag)s, of those in which it was judged; from the sums by day"
    ),
    gettext_noop("social networks: posts with a %(tone)s tone, of those with a tone; from the sums by day"),
    gettext_noop("social networks: posts were not compared; from the sums by day"),
    gettext_noop("posts in groups of several accounts alike from %(least)s of 100, of those compared"),
    gettext_noop("media monitoring, %(place)s: paid %(unit)s, of those of all subjects"),
    gettext_noop("media monitoring, %(place)s: %(unit)s in news, of those of all subjects"),
    gettext_noop(
        "media monitoring, %(place)s: appearances in which a woman speaks, of those in which a woman "
        "or a man does"
    ),
    gettext_noop("media monitoring, %(place)s: seconds of direct speech of %(subject)s"),
    gettext_noop("media monitoring, %(place)s: appearances of subjects in items"),
    gettext_noop("media monitoring, %(place)s: %(unit)s of %(subject)s, of those of contestants"),
    gettext_noop("media monitoring, %(place)s: %(unit)s of %(subject)s, of those of all subjects"),
    gettext_noop("media monitoring, %(place)s: %(unit)s of %(subject)s in a %(tone)s tone"),
    gettext_noop("schedule of media monitoring, %(place)s: seconds covered, of planned ones"),
    gettext_noop("register of findings: confirmed, of those held"),
    gettext_noop("register of findings: those that a recommendation rests on, of those confirmed"),
    gettext_noop("register of recommendations of earlier elections: by their rating, of those rated"),
    gettext_noop("members of the mission by role; a person with several roles counts once"),
    gettext_noop("records of election-day forms; none that was deleted, rejected or is still encrypted"),
    gettext_noop(
        "distinct stations of the records of election-day forms; none that was deleted, rejected or "
        "is still encrypted"
    ),
    gettext_noop(
        "records observed before election day; none that was deleted, rejected or is still encrypted"
    ),
    gettext_noop("the plan of the statement: %(kind)s"),
    gettext_noop("register of disputes"),
    gettext_noop("register: %(room)s"),
    gettext_noop("media monitoring"),
    *figure_results.SOURCES.values(),
    figure_results.LINE_SOURCE,
    figure_seats.SEATS_OF_PROTOCOLS,
    figure_seats.SEATS_OF_PUBLISHED,
    figure_discrepancies.STATIONS_SOURCE,
    figure_discrepancies.SOURCE,
    figure_estimates.RECEIVED_SOURCE,
    figure_estimates.ESTIMATE_SOURCE,
    gettext_noop("sample %(number)s of contest %(contest)s"),
)
_BITS: tuple[str, ...] = (
    gettext_noop(", in area %(area)s"),
    gettext_noop(", area %(area)s"),
    gettext_noop(", wave %(wave)s"),
    gettext_noop(", of those closed"),
    gettext_noop(", of all"),
    gettext_noop("all outlets (%(medium)s)"),
    gettext_noop("outlet %(outlet)s"),
)
"""What stands inside a place of a template."""
_WORDS: tuple[str, ...] = (
    *figure_results.KINDS.values(),
    gettext_noop("seconds"),
    gettext_noop("cm2"),
    gettext_noop("items"),
    gettext_noop("broadcast"),
    gettext_noop("print"),
    gettext_noop("online"),
    gettext_noop("positive"),
    gettext_noop("neutral"),
    gettext_noop("negative"),
    gettext_noop("turnout"),
)
"""What may be the whole of a place; everything else there is a code or a name."""
_NAMES = {"form", "question", "code", "source", "contest", "option", "subject", "area", "wave", "outlet"}
"""Places that hold a name, whatever it looks like."""
_HOLDS = {"where": "(?:, .*?)?", "what": "(?:: .*?)?|[^:]+"}
"""Places that are empty or begin with a mark."""
_PLACE = re.compile(r"%\((\w+)\)s")


def source_in_words(source: str) -> str:
    """A source in the language in use; in English, and where it is of no template, as it is."""
    found = None if (get_language() or "en").startswith("en") else _read(source)
    if found is None:
        return source
    template, held = found
    return gettext(template) % {
        name: text if name in _NAMES else _inside(text) for name, text in held.items()
    }


def is_known(source: str) -> bool:
    """Whether a source is made from one of the templates."""
    return _read(source) is not None


def _inside(text: str) -> str:
    """What stands in a place: a word, bits with names of their own, or a code."""
    if text in _WORDS:
        return gettext(text)
    *first, last = text.split(" or ")
    if first:
        text = gettext("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last}
    for bit, pattern in _patterns(_BITS):
        text = pattern.sub(_said(bit), text)
    return text


def _said(bit: str) -> Callable[[re.Match[str]], str]:
    def say(found: re.Match[str]) -> str:
        held = {name: gettext(text) if text in _WORDS else text for name, text in found.groupdict().items()}
        return gettext(bit) % held

    return say


@lru_cache(maxsize=4096)
def _read(source: str) -> tuple[str, Mapping[str, str]] | None:
    """The template that a source was made from, and what stands in its places."""
    for template, pattern in _patterns(TEMPLATES):
        if found := pattern.fullmatch(source):
            return template, found.groupdict()
    return None


@lru_cache(maxsize=2)
def _patterns(templates: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((template, re.compile("".join(_pattern(template)), re.DOTALL)) for template in templates)


def _pattern(template: str) -> Iterator[str]:
    at, inside = 0, template in _BITS
    for found in _PLACE.finditer(template):
        yield re.escape(template[at : found.start()])
        holds = r"[\w.\-]+" if inside else _HOLDS.get(found[1], ".*?")
        yield f"(?P<{found[1]}>{holds})"
        at = found.end()
    yield re.escape(template[at:])
