"""Who takes part in the exercise: people and teams that do not exist."""

from __future__ import annotations

import random
from dataclasses import dataclass

from baqylau.site.exercise.country import InventedStation, Place

WOMEN = (
    *("Aida", "Ingrid", "Maria", "Saule", "Nino", "Elena", "Zuzana", "Dilnoza", "Claire", "Hanna", "Altyn"),
    *("Sofia", "Marit", "Gulnara", "Petra", "Ana", "Leyla", "Katarzyna", "Rosa", "Tamara"),
)
MEN = (
    *("Timur", "Lars", "Jan", "Ruslan", "Giorgi", "Marco", "Petr", "Sardor", "Louis", "Oleksandr", "Askar"),
    *("Miguel", "Olav", "Bakyt", "Tomas", "Luka", "Emin", "Pawel", "Sean", "Andrei"),
)
FAMILIES = (
    *("Bekova", "Holm", "Novak", "Sarin", "Lomaia", "Rossi", "Dvorak", "Karimi", "Moreau", "Kovalenko"),
    *("Serik", "Costa", "Berg", "Asanov", "Meyer", "Horvat", "Aliyev", "Zielinska", "Byrne", "Popescu"),
)
NATIONS = (
    *("KZ", "SE", "CZ", "KG", "GE", "IT", "SK", "UZ", "FR"),
    *("UA", "PT", "NO", "DE", "HR", "AZ", "PL", "IE", "RO"),
)
NUMBER = "+44 7700 900{:03}"
"""Numbers that are given to nobody: kept free for films and exercises."""
EMERGENCY_NUMBERS = "Exercise desk: +44 20 7946 0001\nSecurity officer: +44 20 7946 0002\nAmbulance: 112"
TEAMS_IN_A_PLACE = 2
STOPS = 7
LONG_TERM = 4
"""Teams of long-term observers, each for a quarter of the country."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up."""

    sign_in_name: str
    name: str
    sex: str
    nationality: str
    phone_number: str
    missions_before: int
    language: str


@dataclass(frozen=True, slots=True)
class InventedTeam:
    """Two people with the stations of their route; long-term observers have none, and several places."""

    code: str
    people: tuple[Person, Person]
    places: tuple[Place, ...]
    route: tuple[InventedStation, ...] = ()

    @property
    def is_long_term(self) -> bool:
        return not self.route

    @property
    def offset(self) -> int:
        """Of the clocks where it observes, from UTC in hours."""
        return self.places[0].offset


def teams(where: list[Place], stations: list[InventedStation]) -> list[InventedTeam]:
    """The same teams each time: two in every region and big city, and four that have been there for weeks."""
    chance = random.Random("people")  # noqa: S311
    made = []
    for number in range(1, len(where) * TEAMS_IN_A_PLACE + 1):
        place = where[(number - 1) // TEAMS_IN_A_PLACE]
        there = [one for one in stations if one.region == place.code]
        half = there[(number - 1) % TEAMS_IN_A_PLACE :: TEAMS_IN_A_PLACE]
        route = tuple(chance.sample(half, STOPS))
        made.append(InventedTeam(f"{number:02}", _pair(number, chance), (place,), route))
    for number in range(1, LONG_TERM + 1):
        pair = _pair(len(where) * TEAMS_IN_A_PLACE + number, chance)
        made.append(InventedTeam(f"L{number}", pair, tuple(where[number - 1 :: LONG_TERM])))
    return made


def _pair(number: int, chance: random.Random) -> tuple[Person, Person]:
    woman = _person(2 * number - 1, chance.choice(WOMEN), "f", chance)
    return woman, _person(2 * number, chance.choice(MEN), "m", chance)


def _person(number: int, given: str, sex: str, chance: random.Random) -> Person:
    return Person(
        sign_in_name=f"exercise-{number:03}",
        name=f"{given} {chance.choice(FAMILIES)}",
        sex=sex,
        nationality=chance.choice(NATIONS),
        phone_number=NUMBER.format(number),
        missions_before=chance.choice((0, 0, 1, 2, 3, 5, 8)),
        language=chance.choice(("en", "en", "ru", "kk")) if number > 2 else "en",
    )
