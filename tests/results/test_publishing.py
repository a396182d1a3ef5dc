"""Files for others: valid by their standards, and every total the sum of the stations beside it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pyarrow import parquet
from tests.results.editions import edition, georgia, small, table_of

from baqylau.results.publishing import nist, nist_writing, package
from baqylau.results.publishing.edition import Edition, Option
from baqylau.results.publishing.files import files

NIST = Path(__file__).parent / "nist"
XSD = etree.XMLSchema(etree.parse(str(NIST / "NIST_V2_election_results_reporting.xsd")))
SCHEMA = jsonschema.Draft7Validator(
    json.loads((NIST / "NIST_V2_election_results_reporting.json").read_text())
)
NS = {"n": nist_writing.NAMESPACE}


def written(made: Edition) -> dict[str, bytes]:
    """Name of each file to its bytes."""
    result = {}
    for file in files(made):
        out = io.BytesIO()
        file.write(out)
        result[file.name] = out.getvalue()
    return result


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def packed(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name.removesuffix(".csv"): rows(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def test_files_are_named_as_openelections_names_them() -> None:
    assert list(written(small())) == [
        "20260301__xx__general__list.zip",
        "20260301__xx__general__list.csv",
        "20260301__xx__general__list__region.csv",
        "20260301__xx__general__list__district.csv",
        "20260301__xx__general__list__precinct.csv",
        "20260301__xx__general__list.parquet",
        "20260301__xx__general__list__nist.json",
        "20260301__xx__general__list__nist.xml",
    ]


def test_a_row_for_each_candidate_and_pseudo_candidate_of_a_station() -> None:
    found = rows(written(small())["20260301__xx__general__list__precinct.csv"])
    assert list(found[0]) == ["county", "precinct", "office", "district", "party", "candidate", "votes"]
    of_first = [
        (row["party"], row["candidate"], row["votes"]) for row in found if row["precinct"] == "01-A/7"
    ]
    assert of_first == [
        ("", "Registered Voters", "100"),
        ("", "Ballots Cast", "60"),
        ("", "Invalid Votes", "1"),
        ('List "A"', 'List "A"', "40"),
        ("List <B> & friends", "List <B> & friends", "19"),
        ("", "Against all", "0"),
    ]
    assert found[0]["office"] == "Chamber, first vote"
    assert found[0]["county"] == "Area north"


def test_what_no_source_gave_has_no_row_and_is_not_nothing() -> None:
    found = rows(written(small())["20260301__xx__general__list__precinct.csv"])
    assert not [row for row in found if row["precinct"] == "03" and "<B>" in row["candidate"]]
    assert not [row for row in found if row["precinct"] == "02" and row["candidate"] == "Invalid Votes"]
    tables = packed(written(small())["20260301__xx__general__list.zip"])
    assert {(row["station"], row["option"]) for row in tables["votes"]} >= {("01-A/7", "b")}
    assert ("03", "b") not in {(row["station"], row["option"]) for row in tables["votes"]}
    (north,) = [row for row in tables["totals_votes"] if (row["area"], row["option"]) == ("xx/north", "b")]
    assert (north["votes"], north["counted"]) == ("69", "2")


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless() -> None:
    found = rows(written(small())["20260301__xx__general__list__precinct.csv"])
    assert {"'=4"} <= {row["precinct"] for row in found}


@pytest.mark.parametrize(
    "made", [small(), georgia(), small(with_stations=False)], ids=["small", "ge", "sums"]
)
def test_nist_is_valid_by_both_schemas_and_says_the_same(made: Edition) -> None:
    report = json.loads(b"".join(nist_writing.as_json(nist.report(made))))
    errors = [error.message for error in SCHEMA.iter_errors(report)] if len(made.table.stations) < 10 else []
    assert not errors
    xml = etree.fromstring(b"".join(nist_writing.as_xml(nist.report(made))))
    XSD.assertValid(xml)
    in_json = [
        (counts["GpUnitId"], counts["Count"])
        for selection in report["Election"][0]["Contest"][0]["ContestSelection"]
        for counts in selection["VoteCounts"]
    ]
    in_xml = [
        (
            str(counts.findtext("n:GpUnitId", namespaces=NS)),
            int(str(counts.findtext("n:Count", namespaces=NS))),
        )
        for counts in xml.iterfind(".//n:VoteCounts", NS)
    ]
    assert in_json == in_xml


def test_nist_counts_of_each_unit_are_the_sums_of_the_units_it_is_composed_of() -> None:
    made = georgia()
    report = json.loads(b"".join(nist_writing.as_json(nist.report(made))))
    units = {unit["@id"]: unit for unit in report["GpUnit"]}
    for selection in report["Election"][0]["Contest"][0]["ContestSelection"]:
        counts = {one["GpUnitId"]: one["Count"] for one in selection["VoteCounts"]}
        for unit in units.values():
            parts = unit.get("ComposingGpUnitIds")
            if parts:
                assert counts[unit["@id"]] == sum(counts[part] for part in parts)
    whole = units["area-0"]
    assert whole["SubUnitsReported"] == whole["TotalSubUnits"] == 3668


@pytest.mark.parametrize("made", [small(), small(with_stations=False)], ids=["small", "sums"])
def test_every_reference_of_nist_leads_to_an_object(made: Edition) -> None:
    report = json.loads(b"".join(nist_writing.as_json(nist.report(made))))
    known: set[str] = set()
    wanted: set[str] = set()

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, dict):
            known.update([value["@id"]] if "@id" in value else [])
            for name, one in value.items():
                if name.endswith(("Ids", "Id")) and name not in ("VendorApplicationId",):
                    wanted.update(one if isinstance(one, list) else [one])
                walk(one)

    walk(report)
    assert wanted <= known - {"contest"}
    assert {one for one in known if one.startswith(("area", "station"))} <= wanted


def test_georgian_dream_has_852576_votes_in_each_format() -> None:
    made = written(georgia())
    stem = "20161008__ge__general__list"
    (row,) = [one for one in rows(made[f"{stem}.csv"]) if one["candidate"] == "List v_41_georgian_dream"]
    assert row["votes"] == "852576"
    precincts = rows(made[f"{stem}__precinct.csv"])
    assert (
        sum(int(one["votes"]) for one in precincts if one["candidate"] == "List v_41_georgian_dream")
        == 852576
    )
    table = parquet.read_table(io.BytesIO(made[f"{stem}.parquet"]))
    assert sum(table["v_v_41_georgian_dream"].to_pylist()) == 852576
    assert table.num_rows == 3668


def test_against_all_is_a_selection_more_and_lines_without_a_home_are_other_ballot_counts() -> None:
    table = table_of(
        [((), "1", {"on_list": 9, "cast": 5, "spoiled": 2}, {"a": 4, "none": 1})],
        (),
        ("a", "none"),
        ("on_list", "cast", "spoiled"),
    )
    options = (Option("a", {"en": "A"}, "candidate"), Option("none", {"en": "Against all"}, "against_all"))
    made = edition(table, options=options, contest_kind="president", seats=1)
    report = json.loads(b"".join(nist_writing.as_json(nist.report(made))))
    assert not list(SCHEMA.iter_errors(report))
    (of_election,) = report["Election"]
    kinds = [one["@type"] for one in of_election["Contest"][0]["ContestSelection"]]
    assert kinds == ["ElectionResults.CandidateSelection", "ElectionResults.BallotMeasureSelection"]
    others = [one for one in of_election["BallotCounts"] if one["Type"] == "other"]
    assert {(one["OtherType"], one["BallotsCast"]) for one in others} == {("spoiled", 2)}
    XSD.assertValid(etree.fromstring(b"".join(nist_writing.as_xml(nist.report(made)))))


def test_the_package_is_valid_and_its_keys_lead_somewhere(tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    with path.open("wb") as file:
        package.write(small(), file)
    report = frictionless.Package(str(path)).validate()
    assert report.valid, report.flatten(["title", "message"])
    described = json.loads(zipfile.ZipFile(path).read("datapackage.json"))
    keys = {one["name"]: one["schema"].get("foreignKeys") for one in described["resources"]}
    assert keys["votes"] == [
        {"fields": ["station"], "reference": {"resource": "stations", "fields": ["station"]}},
        {"fields": ["option"], "reference": {"resource": "options", "fields": ["option"]}},
    ]


def test_a_package_that_was_tampered_with_is_found_out(tmp_path: Path) -> None:
    """The validation can fail: a vote for no station, bytes unlike the digest."""
    with (tmp_path / "package.zip").open("wb") as file:
        package.write(small(), file)
    zipfile.ZipFile(tmp_path / "package.zip").extractall(tmp_path / "out")
    votes = tmp_path / "out" / "votes.csv"
    votes.write_bytes(votes.read_bytes() + b"99,a,5\r\n")
    report = frictionless.Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert {"hash-count", "foreign-key"} & {error[0] for error in report.flatten(["type"])}


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert written(small()) == written(small())


def test_without_stations_no_file_names_one() -> None:
    made = written(small(with_stations=False))
    assert not [name for name in made if "precinct" in name or name.endswith(".parquet")]
    for name, content in made.items():
        if name.endswith(".zip"):
            content = b"".join(
                zipfile.ZipFile(io.BytesIO(content)).read(n)
                for n in zipfile.ZipFile(io.BytesIO(content)).namelist()
            )
        assert b"01-A/7" not in content, name


COUNT = st.integers(0, 3000) | st.none()


@given(
    st.lists(
        st.tuples(st.sampled_from("pqr"), st.sampled_from("xy"), COUNT, COUNT, COUNT), min_size=1, max_size=12
    )
)
@settings(max_examples=25, deadline=None)
def test_every_published_total_is_the_sum_of_the_published_stations(
    drawn: list[tuple[str, str, int | None, int | None, int | None]],
) -> None:
    found = [
        (
            (region, district),
            str(number),
            {"on_list": on_list} if on_list is not None else {},
            {code: votes for code, votes in (("a", a), ("b", b)) if votes is not None},
        )
        for number, (region, district, on_list, a, b) in enumerate(drawn)
    ]
    made = edition(table_of(found, ("region", "district"), ("a", "b"), ("on_list",)))
    tables = packed(written(made)["20260301__xx__general__list.zip"])
    area_of = {row["station"]: row["area"] for row in tables["stations"]}
    expected: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in tables["votes"]:
        area = area_of[row["station"]]
        while area:
            expected[area, row["option"]].append(int(row["votes"]))
            area = area.rpartition("/")[0]
    totals = {
        (row["area"], row["option"]): [int(row["votes"]), int(row["counted"])]
        for row in tables["totals_votes"]
    }
    assert totals == {key: [sum(votes), len(votes)] for key, votes in expected.items()}
    XSD.assertValid(etree.fromstring(b"".join(nist_writing.as_xml(nist.report(made)))))
    report: Any = json.loads(b"".join(nist_writing.as_json(nist.report(made))))
    assert not list(SCHEMA.iter_errors(report))
