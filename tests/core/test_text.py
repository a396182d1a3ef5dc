"""Text is searched and ordered alike on every database."""

import pytest

from baqylau.accounts.models import User
from baqylau.core.text import order_key, search_key

NAMES = [
    "Ұлытау",
    "Шымкент",
    "Әйтеке",
    "ақмола",
    "Бурабай",
    "Қарағанды",
    "Караганда",
    "Һарун",
    "Іле",
    "Ырғыз",
    "Abai",
]
IN_ORDER = [
    "Abai",
    "ақмола",
    "Әйтеке",
    "Бурабай",
    "Караганда",
    "Қарағанды",
    "Ұлытау",
    "Һарун",
    "Шымкент",
    "Ырғыз",
    "Іле",
]


def test_kazakh_letters_stand_in_the_order_of_the_alphabet() -> None:
    assert sorted(NAMES, key=order_key) == IN_ORDER


def test_numbers_stand_by_value_and_leading_zeros_do_not_matter() -> None:
    assert sorted(["10", "9", "010a", "1"], key=order_key) == ["1", "9", "10", "010a"]


@pytest.mark.django_db
def test_the_database_orders_as_the_alphabet_does() -> None:
    User.objects.bulk_create(User(sign_in_name=f"u{i}", name=name) for i, name in enumerate(NAMES))
    assert list(User.objects.values_list("name", flat=True)) == IN_ORDER


@pytest.mark.django_db
def test_the_database_finds_cyrillic_in_any_case() -> None:
    User.objects.bulk_create(User(sign_in_name=f"u{i}", name=name) for i, name in enumerate(NAMES))
    found = User.objects.filter(search_key__contains=search_key("ҚАРАҒ"))
    assert [user.name for user in found] == ["Қарағанды"]
