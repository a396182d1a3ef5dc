"""What is wrong with a file or a correction is said in the language of the page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from baqylau.observation.models import FormVersion, Import
from tests.observation.conftest import COLUMNS, small_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_catalogues")]

BACKEND = "baqylau.mission.backend.RoleBackend"
SHORT_ROW = "1,North,1,,1,5\n"

REFUSED_ROWS = {
    "en": "'new.csv', row 2:</span> The row has 6 cells, the header 10. Complete the row;",
    "ru": "«new.csv», строка 2:</span> Ячеек в строке: 6, в заголовке: 10. Дополните строку;",
    "kk": "«new.csv», 2-жол:</span> Жолдағы ұяшық саны: 6, тақырып жолында: 10. Жолды толықтырыңыз;",
}


def import_page(client: Client, language: str, version: FormVersion, content: bytes, table: bytes) -> str:
    data = {
        "form_version": version.pk,
        "file": SimpleUploadedFile("new.csv", content),
        "table": SimpleUploadedFile("columns.csv", table),
    }
    address = "/missions/steppe/imports/new/"
    response = client.post(address, data, headers={"accept-language": language})
    assert response.status_code == 400
    return str(response.content.decode())


@pytest.mark.parametrize("language", REFUSED_ROWS)
def test_a_refused_upload_says_what_is_wrong_in_the_language_of_the_page(
    language: str, mission: Mission, form_version: FormVersion, aigerim: User, client: Client
) -> None:
    client.force_login(aigerim, backend=BACKEND)
    page = import_page(client, language, form_version, small_csv([SHORT_ROW]), COLUMNS)
    assert "I.128" in page
    assert REFUSED_ROWS[language].replace("'", "&#x27;") in page


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ru", "Слово «{}» здесь не предусмотрено. Ожидается: question, number,"),
        ("kk", "Мұнда «{}» сөзі қарастырылмаған. Күтіледі: question, number,"),
    ],
)
def test_what_the_file_holds_is_quoted_and_escaped_in_every_language(
    language: str, says: str, mission: Mission, form_version: FormVersion, aigerim: User, client: Client
) -> None:
    client.force_login(aigerim, backend=BACKEND)
    table = COLUMNS.replace(b"phone,ignored", b"phone,<b>{role}</b>")
    page = import_page(client, language, form_version, small_csv(), table)
    assert "C.133" in page
    assert escape(says.format("<b>{role}</b>")) in page
    assert "<b>{role}</b>" not in page


@pytest.mark.parametrize(
    ("language", "says"),
    [("ru", "«many»: не целое число."), ("kk", "«many»: бүтін сан емес.")],
)
def test_a_refused_correction_says_why_in_the_language_of_the_page(
    language: str, says: str, small: Import, dana: User, client: Client
) -> None:
    Membership.objects.filter(user=dana).update(role="statistics_analyst")
    client.force_login(dana, backend=BACKEND)
    data = {"version": "1", "reason": "seen", "value_ballots": "many"}
    address = "/missions/steppe/records/5/correct/"
    response = client.post(address, data, headers={"accept-language": language})
    page = response.content.decode()
    assert (response.status_code, "I.404" in page) == (400, True)
    assert page.count(says) == 2, "above the form and beside the question"


@pytest.mark.parametrize(
    ("language", "why"), [("ru", "Не целое число"), ("kk", "Бүтін сан емес"), ("en", "Not a whole number")]
)
def test_why_a_cell_was_not_accepted_is_said_in_the_language_of_the_page(
    language: str, why: str, small: Import, aigerim: User, client: Client
) -> None:
    client.force_login(aigerim, backend=BACKEND)
    address = f"/missions/steppe/imports/{small.pk}/"
    page = client.get(address, headers={"accept-language": language}).content.decode()
    assert f'{why} <span class="muted">I.202</span>' in page
