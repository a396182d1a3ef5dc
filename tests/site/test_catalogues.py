"""The texts of the pages in Russian and Kazakh."""

from __future__ import annotations

import ast
from datetime import date, datetime
from pathlib import Path

import pytest
from django.utils import formats, translation
from django.utils.formats import date_format, number_format, time_format

from baqylau.site import catalogues

pytestmark = pytest.mark.usefixtures("compiled_catalogues")


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_each_text_has_its_translation_and_no_other_is_kept(language: str) -> None:
    assert catalogues.check(language) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_what_django_itself_says_on_our_pages_is_translated(language: str) -> None:
    kept = {catalogues.key_of(message) for message in catalogues._read(catalogues.catalogue_path(language))}
    assert set(catalogues.texts_of_django(language)) <= kept
    with translation.override(language):
        assert translation.gettext("This field is required.") != "This field is required."
        assert translation.gettext("This password is too common.") != "This password is too common."


def test_the_phrases_of_problems_are_written_out_so_that_they_are_gathered() -> None:
    gathered = catalogues.texts_of_source()
    calls = [
        (file.name, node.lineno, node.args[0])
        for file in catalogues.PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Phrase"
    ]
    texts = [first.value if isinstance(first, ast.Constant) else None for _, _, first in calls]
    lost = [call[:2] for call, text in zip(calls, texts, strict=True) if ("", text) not in gathered]
    assert (len(calls) > 100, lost) == (True, [])


def _catalogue(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(catalogues, "LOCALE", folder)
    source = {
        ("", "%(count)s vote"): catalogues.Text("", "%(count)s vote", "%(count)s votes", ("page.html",)),
        ("", "Box"): catalogues.Text("", "Box", "", ("page.html",)),
    }
    monkeypatch.setattr(catalogues, "wanted", lambda language: source)
    path = catalogues.catalogue_path("ru")
    path.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    path.write_text(f'{header}"Plural-Forms: {catalogues.LANGUAGES["ru"]}\\n"\n\n{text}', encoding="utf-8")
    return catalogues.check("ru")


VOTES = 'msgid "%(count)s vote"\nmsgid_plural "%(count)s votes"\n'
GOOD_VOTES = (
    VOTES + 'msgstr[0] "%(count)s голос"\nmsgstr[1] "%(count)s голоса"\nmsgstr[2] "%(count)s голосов"\n\n'
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD_VOTES, "missing: 'Box'"),
        (GOOD_VOTES + 'msgid "Box"\nmsgstr ""\n', "not translated"),
        (GOOD_VOTES + '#, fuzzy\nmsgid "Box"\nmsgstr "Ящик"\n', "fuzzy"),
        (GOOD_VOTES + 'msgid "Box"\nmsgstr "Ящик"\n\nmsgid "Urn"\nmsgstr "Урна"\n', "no longer used"),
        (GOOD_VOTES + 'msgid "Box"\nmsgstr "Ящик"\n\n#~ msgid "Urn"\n#~ msgstr "Урна"\n', "obsolete"),
        (GOOD_VOTES.replace("%(count)s голоса", "голоса") + 'msgid "Box"\nmsgstr "Ящик"\n', "placeholders"),
        (VOTES + 'msgstr[0] "%(count)s голос"\n\nmsgid "Box"\nmsgstr "Ящик"\n', "not translated"),
    ],
)
def test_a_fault_of_a_catalogue_is_found(
    text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [says in wrong for wrong in _catalogue(text, tmp_path, monkeypatch)] == [True]


def test_a_whole_catalogue_has_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _catalogue(GOOD_VOTES + 'msgid "Box"\nmsgstr "Ящик"\n', tmp_path, monkeypatch) == []


def test_plural_forms_of_another_language_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogues.LANGUAGES, "ru", catalogues.LANGUAGES["kk"])
    says = _catalogue('msgid "Box"\nmsgstr "Ящик"\n', tmp_path, monkeypatch)
    monkeypatch.undo()
    assert not [one for one in says if "plural forms" in one]
    path = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "wanted", lambda language: {})
    assert path.exists()
    assert [one for one in catalogues.check("ru") if "plural forms" in one]


def test_kazakh_dates_and_numbers_are_written_as_kazakh_writes_them() -> None:
    with translation.override("kk"):
        formats.reset_format_cache()
        assert date_format(date(2023, 3, 19)) == "2023 ж. 19 наурыз"
        assert time_format(datetime(2023, 3, 19, 7, 5).time()) == "07:05"
        assert number_format(6366441, force_grouping=True) == "6\xa0366\xa0441"
        assert number_format("53.9", use_l10n=True) == "53,9"


def test_russian_counts_with_three_forms() -> None:
    with translation.override("ru"):
        one, more = "%(count)s record of %(all)s.", "%(count)s records of %(all)s."
        said = [translation.ngettext(one, more, count) for count in (1, 2, 5, 21)]
    assert said[0] == said[3]
    assert len({said[0], said[1], said[2]}) == 3
