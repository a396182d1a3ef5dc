"""Every type of question that an XLSForm knows, read with its place in a filled form."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import pytest
from lxml import etree
from openpyxl import Workbook
from pyxform.xls2xform import convert

from baqylau.core.problem import Refused
from baqylau.observation.sources.answers import Question, question_from_json
from baqylau.observation.sources.columns import check_columns, read_columns
from baqylau.observation.sources.instance import AnswerReader
from baqylau.observation.sources.records import RecordFile
from baqylau.observation.sources.xlsform import FormRead, md5_of, read_form

SURVEY = ("type", "name", "label", "parameters", "calculation", "appearance", "role", "critical", "required")
CHOICES = {
    "choices": [
        ("list_name", "name", "label"),
        ("yes_no", "yes", "Yes"),
        ("yes_no", "no", "No"),
        ("yes_no", "not_observed", "Not observed"),
        ("moods", "calm", "Calm"),
        ("moods", "tense", "Tense"),
    ]
}


def workbook(survey: Sequence[Sequence[object]], **sheets: Sequence[Sequence[object]]) -> bytes:
    """An XLSForm of these rows (the first is the header), with settings unless they are given."""
    book = Workbook()
    book.remove(book.worksheets[0])
    given: Mapping[str, Sequence[Sequence[object]]] = {
        "survey": survey,
        "settings": [("form_title", "form_id", "version"), ("Probe", "probe", "1")],
        **sheets,
    }
    for title, rows in given.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def asked(*rows: Sequence[object], **sheets: Sequence[Sequence[object]]) -> FormRead:
    """A form with these lines of the survey sheet."""
    return read_form(workbook([SURVEY, *rows], **{**CHOICES, **sheets}), "probe.xlsx")


def one(*row: object) -> Question:
    """The only question of a form."""
    return asked(row).questions[0]


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("text", "text"),
        ("string", "text"),
        ("barcode", "text"),
        ("hidden", "text"),
        ("integer", "integer"),
        ("int", "integer"),
        ("decimal", "decimal"),
        ("range", "integer"),
        ("date", "date"),
        ("time", "time"),
        ("dateTime", "datetime"),
        ("datetime", "datetime"),
        ("acknowledge", "choice"),
        ("trigger", "choice"),
        ("geopoint", "point"),
        ("start-geopoint", "point"),
        ("geotrace", "shape"),
        ("geoshape", "shape"),
        ("image", "file"),
        ("photo", "file"),
        ("audio", "file"),
        ("background-audio", "file"),
        ("video", "file"),
        ("file", "file"),
        ("select_one yes_no", "yes_no"),
        ("select one yes_no", "yes_no"),
        ("select_one moods", "choice"),
        ("select_one moods or_other", "choice"),
        ("select_multiple moods", "choices"),
        ("select all that apply from moods", "choices"),
        ("rank moods", "ranking"),
        ("select_one_from_file stations.csv", "choice"),
        ("select_multiple_from_file stations.csv", "choices"),
        ("start", "datetime"),
        ("end", "datetime"),
        ("today", "date"),
    ],
)
def test_each_type_makes_its_kind_of_question_at_its_path(type_: str, kind: str) -> None:
    question = one(type_, "it", "It")
    assert (question.name, question.kind, question.path, question.repeat) == ("it", kind, "it", "")
    assert question_from_json(question.as_json()) == question


@pytest.mark.parametrize("appearance", ["draw", "signature", "annotate"])
def test_a_drawing_is_a_file(appearance: str) -> None:
    assert one("image", "it", "It", "", "", appearance).kind == "file"


def test_a_range_of_halves_is_decimal() -> None:
    assert one("range", "it", "It", "start=0 end=5 step=0.5").kind == "decimal"
    assert one("range", "it", "It", "start=-5 end=5 step=1").kind == "integer"


def test_an_acknowledgement_offers_ok() -> None:
    assert one("acknowledge", "it", "It").offers() == ("OK",)


def test_or_other_adds_the_choice_and_a_text() -> None:
    first, second = asked(("select_one moods or_other", "mood", "Mood")).questions
    assert first.offers() == ("calm", "tense", "other")
    assert (second.name, second.kind, second.path) == ("mood_other", "text", "mood_other")


def test_an_audit_stands_in_meta() -> None:
    form = asked(("audit", "audit", ""), ("text", "it", "It"))
    assert next((one.name, one.kind, one.path) for one in form.questions) == ("audit", "file", "meta/audit")


def test_notes_and_what_a_phone_tells_of_its_owner_are_no_questions() -> None:
    form = asked(
        ("note", "please", "Please"),
        ("deviceid", "device"),
        ("username", "user"),
        ("email", "mail"),
        ("phonenumber", "number"),
        ("text", "it", "It"),
    )
    assert [question.name for question in form.questions] == ["it"]
    assert [entry.name for entry in form.entries] == ["please", "it"]


def test_groups_and_repeats_give_paths_and_sections() -> None:
    form = asked(
        ("begin_group", "count", "Count"),
        ("begin group", "box", "Box"),
        ("integer", "ballots", "Ballots"),
        ("end group",),
        ("begin_repeat", "candidate", "Candidate"),
        ("text", "name", "Name"),
        ("begin_group", "votes", "Votes"),
        ("integer", "valid", "Valid"),
        ("begin_repeat", "bundle", "Bundle"),
        ("integer", "size", "Size"),
        ("end_repeat",),
        ("end_group",),
        ("end_repeat",),
        ("end_group",),
        ("text", "remark", "Remark"),
    )
    found = {one.name: (one.kind, one.path, one.repeat, one.section) for one in form.questions}
    assert found == {
        "ballots": ("integer", "count/box/ballots", "", "count"),
        "candidate": ("repeat", "count/candidate", "", "count"),
        "name": ("text", "name", "candidate", "count"),
        "valid": ("integer", "votes/valid", "candidate", "count"),
        "bundle": ("repeat", "votes/bundle", "candidate", "count"),
        "size": ("integer", "size", "bundle", "count"),
        "remark": ("text", "remark", "", ""),
    }


def test_roles_stand_where_they_are_given_and_metadata_has_its_own() -> None:
    form = asked(
        ("start", "start"),
        ("end", "end"),
        ("today", "today"),
        ("calculate", "station", "", "", "concat('1', '2')", "", "station"),
        ("date", "visit", "Visit", "", "", "", "day"),
        ("select_one moods", "mood", "Mood", "", "", "", "rating", "tense", "yes"),
        ("select_one moods", "mood2", "Mood", "", "", "", "overall_rating"),
    )
    roles = {question.name: question.role for question in form.questions}
    assert roles == {
        "start": "start",
        "end": "end",
        "today": "",
        "station": "station",
        "visit": "day",
        "mood": "rating",
        "mood2": "overall_rating",
    }
    mood = form.questions[5]
    assert (mood.critical, mood.required, mood.is_rating) == (("tense",), True, True)


def test_the_xform_is_kept_with_the_digest_of_its_very_bytes() -> None:
    form = asked(("text", "it", "It"))
    root = etree.fromstring(form.xform)
    instance = root.find(".//{http://www.w3.org/2002/xforms}instance")
    assert (instance[0].get("id"), instance[0].get("version")) == ("probe", "1")
    assert form.xform_md5 == md5_of(form.xform)


def test_a_form_that_was_read_reads_what_phones_send() -> None:
    form = asked(
        ("begin_group", "g", "G"),
        ("select_multiple moods", "moods", "Moods"),
        ("end_group",),
        ("begin_repeat", "r", "R"),
        ("integer", "n", "N"),
        ("end_repeat",),
    )
    body = etree.fromstring(
        "<data id='probe' version='1'><g><moods>calm tense</moods></g><r><n>1</n></r><r><n>2</n></r></data>"
    )
    answers = AnswerReader(form.questions).read(body).answers
    assert answers["moods"] == ["calm", "tense"]
    assert [one["answers"]["n"] for one in answers["r"]] == [1, 2]


def test_a_form_may_make_entities() -> None:
    entities = [("list_name", "label"), ("incidents", "${what}")]
    form = asked(("text", "what", "What happened?"), entities=entities)
    assert b'<entity dataset="incidents"' in form.xform
    assert [question.name for question in form.questions] == ["what"]


def test_our_reading_and_pyxform_s_give_the_same_bytes() -> None:
    content = workbook(
        [SURVEY, (), ("select_one moods", "mood", "Mood"), (), ("integer", "n", 3), ("text", "t", True)],
        **CHOICES,
        entities=[("list_name", "label"), ("incidents", "x")],
    )
    theirs = convert(content, validate=False, file_type=".xlsx").xform.encode()
    assert read_form(content, "f.xlsx").xform == theirs


def test_only_kinds_that_a_cell_can_hold_are_answered_from_a_file() -> None:
    form = asked(
        ("geopoint", "place", "Place"),
        ("begin_repeat", "each", "Each"),
        ("text", "name", "Name"),
        ("end_repeat",),
        ("text", "remark", "Remark"),
    )
    table = "column,role,question,kind,codes\nplace,question,place,text,\nname,question,name,text,\n"
    with pytest.raises(Refused) as refused:
        check_columns(read_columns(table.encode(), "c.csv"), form.questions, "c.csv")
    assert [problem.code for problem in refused.value.problems] == ["I.109", "I.109"]
    with pytest.raises(Refused, match="Expected: yes_no, integer, time, text, choice"):
        read_columns(table.replace("place,text", "place,point").encode(), "c.csv")
    fine = read_columns(b"column,role,question,kind,codes\nremark,question,remark,text,\n", "c.csv")
    (record,) = RecordFile(b"remark\nnothing\n", "r.csv", fine, form.questions)
    assert (record.answers, record.states) == ({"remark": "nothing"}, {})
