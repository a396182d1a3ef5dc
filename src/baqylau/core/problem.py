"""What a user can get wrong: numbered, said in a sentence, with a remedy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what a user gave us.

    ``code`` is stable ("P.102"); ``where`` names file, row and column as far as they are known.
    """

    code: str
    says: str
    remedy: str
    where: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.code} {place}{self.says} {self.remedy}".strip()


class Refused(Exception):
    """Input was refused, whole, for the problems it carries. Nothing of it was kept."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
