"""The API's addresses as one table, and the OpenAPI 3.1 document made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from baqylau.observation import api_schemas as schemas

VERSION = "1"
REF = "#/components/schemas/{model}"
REFUSALS = {
    400: "What was asked cannot be read",
    401: "There is no token, or it does not work",
    403: "The token's owner may not see this",
    404: "There is no such thing in this mission",
    429: "The token asks too often",
}
PATH_PARAMETERS: dict[str, dict[str, object]] = {
    "mission": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 60},
    "code": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 60},
    "version": {"type": "string", "pattern": "^[!-.0-~]+$", "maxLength": 40},
    "number": {"type": "integer", "minimum": 1, "maximum": schemas.LARGEST_NUMBER},
    "key": {"type": "integer", "minimum": 1, "maximum": schemas.LARGEST_NUMBER},
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One address that may be read."""

    name: str
    path: str
    says: str
    asked: type[BaseModel]
    given: type[BaseModel] | str
    """A class of objects, or the media type of a file."""

    @property
    def in_path(self) -> list[str]:
        return [part.partition("}")[0] for part in self.path.split("{")[1:]]


ROOT = "/api/missions/{mission}"
OPERATIONS = (
    Operation("mission", ROOT, "The mission that the token is for", schemas.Nothing, schemas.MissionOut),
    Operation("forms", f"{ROOT}/forms", "The forms and their versions", schemas.Nothing, schemas.Forms),
    Operation(
        "form_version",
        f"{ROOT}/forms/{{code}}/versions/{{version}}",
        "The questions of a version of a form",
        schemas.Nothing,
        schemas.Questions,
    ),
    Operation(
        "records",
        f"{ROOT}/records",
        "Records, by number, page by page",
        schemas.RecordsAsked,
        schemas.Records,
    ),
    Operation(
        "record",
        f"{ROOT}/records/{{number}}",
        "One record with its versions and what came with it",
        schemas.Nothing,
        schemas.RecordWhole,
    ),
    Operation(
        "submission",
        f"{ROOT}/records/{{number}}/submissions/{{key}}",
        "The XML of a submission as it arrived",
        schemas.Nothing,
        "application/xml",
    ),
    Operation(
        "attachment",
        f"{ROOT}/records/{{number}}/attachments/{{key}}",
        "A photograph or other file as it arrived",
        schemas.Nothing,
        "application/octet-stream",
    ),
    Operation(
        "expected",
        f"{ROOT}/expected",
        "How complete the reports are, and which are expected",
        schemas.Page,
        schemas.Expected,
    ),
    Operation(
        "obstructions",
        f"{ROOT}/obstructions",
        "When observers were kept from observing",
        schemas.Nothing,
        schemas.Obstructions,
    ),
)


def document(server: str) -> dict[str, Any]:
    """The OpenAPI document."""
    given: list[type[BaseModel]] = [one.given for one in OPERATIONS if not isinstance(one.given, str)]
    inputs: list[tuple[Any, Any]] = [(model, "serialization") for model in (*given, schemas.Problems)]
    _, defined = models_json_schema(inputs, ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baqylau",
            "version": VERSION,
            "description": "What a mission observed, for programs that read by a token.",
        },
        "servers": [{"url": server}],
        "security": [{"bearer": []}, {"basic": []}],
        "paths": {one.path: {"get": _operation(one)} for one in OPERATIONS},
        "components": {
            "schemas": defined["$defs"],
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "Any user name, the token as the password",
                },
            },
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    if isinstance(one.given, str):
        content: dict[str, Any] = {one.given: {"schema": {}}}
    else:
        content = {"application/json": {"schema": {"$ref": REF.format(model=one.given.__name__)}}}
    problems = {"application/json": {"schema": {"$ref": REF.format(model="Problems")}}}
    refusals = {
        str(status): {"description": words, "content": problems} for status, words in REFUSALS.items()
    }
    if isinstance(one.given, str):
        refusals["503"] = {"description": "The stored bytes are damaged", "content": problems}
    return {
        "operationId": one.name,
        "summary": one.says,
        "parameters": [*_path_parameters(one), *query_parameters(one)],
        "responses": {"200": {"description": one.says, "content": content}, **refusals},
    }


def _path_parameters(one: Operation) -> Iterator[dict[str, Any]]:
    for name in one.in_path:
        yield {"name": name, "in": "path", "required": True, "schema": PATH_PARAMETERS[name]}


def query_parameters(one: Operation) -> Iterator[dict[str, Any]]:
    """What may be asked after the question mark."""
    for name, schema in one.asked.model_json_schema(by_alias=True).get("properties", {}).items():
        kept = {key: value for key, value in schema.items() if key not in ("title", "description")}
        if "anyOf" in kept:
            # None is "not asked": there is no word for it in an address.
            kept = {**next(part for part in kept["anyOf"] if part.get("type") != "null")}
        parameter = {"name": name, "in": "query", "required": False, "schema": kept}
        yield parameter | ({"description": schema["description"]} if "description" in schema else {})
