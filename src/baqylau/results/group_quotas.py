"""The page of quotas for groups: what the law asks, and a table of candidates checked against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from baqylau.core.problem import Problem, Refused
from baqylau.election.methods.list_quotas import QuotaAnswer, check_quotas
from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.results.queries import rule_of
from baqylau.results.rule_words import quota_in_words
from baqylau.results.sources.candidates import read_candidates
from baqylau.results.sources.contest_rules import ContestRule

LARGEST = 5 * 2**20


class QuotaForm(forms.Form):
    """A table of candidates."""

    candidates = forms.FileField(
        label=_("Table of candidates"),
        help_text=_(
            "CSV in UTF-8 with the column list and, as far as they are known, the columns woman, born, "
            "disability and mandate: yes, no, or empty where it is not known; born as 1994-03-19. "
            "At most 5 MB. The table is checked and not kept."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_candidates(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["candidates"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB."))
        return file


@dataclass(slots=True)
class QuotasPage:
    """Everything on the page; ``asked`` are sentence, article and source of each quota."""

    contest: Contest | None = None
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    answers: Sequence[tuple[str, QuotaAnswer]] = ()
    problems: Sequence[Problem] = ()
    was_checked: bool = False


def quotas_page(mission: Mission, form: QuotaForm) -> QuotasPage:
    """Gather the page: the first contest of the election whose law has quotas for groups."""
    found = next(
        (
            (contest, law)
            for contest in mission.election.contests.all()
            if (law := rule_of(contest)) and law.group_quotas
        ),
        None,
    )
    if found is None:
        return QuotasPage()
    contest, law = found
    page = QuotasPage(contest, [(quota_in_words(one), one.article, one.source) for one in law.group_quotas])
    if form.is_valid():
        _check(page, law, form.cleaned_data["candidates"], mission)
    return page


def _check(page: QuotasPage, law: ContestRule, file: UploadedFile[bytes], mission: Mission) -> None:
    """Read the table and compare; age is counted on election day."""
    try:
        candidates = read_candidates(file.read(), file.name or "")
    except Refused as refused:
        page.problems = refused.problems
        return
    answers = check_quotas(candidates, law.group_quotas, mission.election.day)
    page.answers = [(quota_in_words(answer.quota), answer) for answer in answers]
    page.was_checked = True
