"""A program that behaves as stock ODK Collect does towards a server, written from the protocol's reference.

Form list → form → manifest → media → HEAD → one or several POSTs of a report, again from the start where
one of them failed. It is as strict as the application: what Collect would not accept raises ``NotAccepted``.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import etree

LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
ASSUMED_LENGTH = 10_000_000
MOST_FILES = 100
AGENT = "org.odk.collect.android/v2026.3.3 Dalvik/2.1.0 (Linux; U; Android 8.1.0; test)"


class NotAccepted(Exception):
    """The application would stop here and show this to its owner."""


@dataclass(frozen=True)
class Answer:
    """What the server said: header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Ask = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""From method, whole address, headers and body to the answer. ``OSError`` where there is no connection."""


@dataclass
class Form:
    """A form as it lies on the phone."""

    code: str
    version: str
    name: str
    hash: str
    xml: bytes
    media: dict[str, bytes] = field(default_factory=dict)
    entity_lists: dict[str, str] = field(default_factory=dict)
    """Names of lists that the phone keeps itself → where it asks what was deleted."""


@dataclass
class Report:
    """A filled form in the directory of its instance."""

    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        self.files[name] = content


class Collect:
    """One phone, set up with the address of its server (a trailing slash is taken off)."""

    def __init__(self, server: str, ask: Ask, *, credentials: str = "", language: str = "") -> None:
        self.server = server.rstrip("/")
        self.ask = ask
        self.forms: dict[str, Form] = {}
        self.told: list[str] = []
        self.etags: dict[str, str] = {}
        self._credentials = credentials
        self._language = language

    # ------------------------------------------------------------ asking

    def _request(
        self, method: str, address: str, headers: Mapping[str, str] = {}, body: bytes = b""
    ) -> Answer:
        sent = {"X-OpenRosa-Version": "1.0", "Date": "Thu, 26 Nov 2026 00:05:18 GMT", "User-Agent": AGENT}
        if self._language:
            sent["Accept-Language"] = self._language
        separator = "&" if "?" in address else "?"
        address = f"{address}{separator}deviceID=collect%3Atest"
        answer = self.ask(method, address, {**sent, **headers}, body)
        if answer.status == 401 and self._credentials:
            if "basic" not in answer.headers.get("www-authenticate", "").lower():
                raise NotAccepted("no challenge that the application knows")
            sent["Authorization"] = f"Basic {self._credentials}"
            answer = self.ask(method, address, {**sent, **headers}, body)
        return answer

    def _xml(self, address: str) -> etree._Element:
        answer = self._request("GET", address)
        if answer.status != 200:
            raise NotAccepted(self._message(answer) or f"status {answer.status}")
        if "text/xml" not in answer.headers.get("content-type", ""):
            raise NotAccepted("a network proxy may be in between")
        if "x-openrosa-version" not in answer.headers:
            raise NotAccepted("ServerNotOpenRosaError")
        return etree.fromstring(answer.body)

    def _bytes(self, address: str) -> bytes:
        answer = self._request("GET", address)
        if answer.status != 200:
            raise NotAccepted(self._message(answer) or f"status {answer.status}")
        return answer.body

    @staticmethod
    def _message(answer: Answer) -> str:
        """What is shown to the owner; of 200 and 401 nothing is."""
        if b"OpenRosaResponse" not in answer.body or answer.status in (200, 401):
            return ""
        return etree.fromstring(answer.body).findtext(f"{RESPONSE}message") or ""

    # ------------------------------------------------------------ forms

    def list_forms(self) -> list[dict[str, str]]:
        """The list. One entry that lacks something spoils the whole of it."""
        root = self._xml(f"{self.server}/formList")
        if root.tag != f"{LIST}xforms":
            raise NotAccepted("no list of forms")
        return [self._entry(one) for one in root.findall(f"{LIST}xform")]

    @staticmethod
    def _entry(element: etree._Element) -> dict[str, str]:
        entry = {child.tag.removeprefix(LIST): (child.text or "").strip() for child in element}
        if not (entry.get("formID") and entry.get("name") and entry.get("downloadUrl")):
            raise NotAccepted("a form lacks its identifier, name or address")
        if not entry.get("hash", "").startswith("md5:"):
            raise NotAccepted("FormWithNoHash")
        return entry

    def update(self) -> list[str]:
        """Follow the list exactly: fetch what is new or changed, delete what left. The changes, by form."""
        listed = self.list_forms()
        changed = [code for code in self.forms if code not in {one["formID"] for one in listed}]
        for code in changed:
            del self.forms[code]
        for entry in listed:
            media = self._manifest(entry.get("manifestUrl", ""))
            held = self.forms.get(entry["formID"])
            if held is None or held.hash != entry["hash"] or self._media_changed(held, media):
                self.forms[entry["formID"]] = self._download(entry, media)
                changed.append(entry["formID"])
        return changed

    def _manifest(self, address: str) -> list[dict[str, str]]:
        if not address:
            return []
        root = self._xml(address)
        if root.tag != f"{MANIFEST}manifest":
            raise NotAccepted("no manifest")
        files = []
        for element in root.findall(f"{MANIFEST}mediaFile"):
            file = {child.tag.removeprefix(MANIFEST): (child.text or "").strip() for child in element}
            if not (
                file.get("filename") and file.get("hash", "").startswith("md5:") and file.get("downloadUrl")
            ):
                raise NotAccepted("a file lacks its name, hash or address")
            files.append({**file, "type": element.get("type", "")})
        return files

    @staticmethod
    def _media_changed(held: Form, media: list[dict[str, str]]) -> bool:
        hashes = {name: hashlib.md5(content).hexdigest() for name, content in held.media.items()}
        return any(hashes.get(os.path.basename(one["filename"])) != one["hash"][4:] for one in media)

    def _download(self, entry: dict[str, str], media: list[dict[str, str]]) -> Form:
        xml = self._bytes(entry["downloadUrl"])
        if hashlib.md5(xml).hexdigest() != entry["hash"][4:]:
            raise NotAccepted("the form is not the one that was listed")
        form = Form(entry["formID"], entry.get("version", ""), entry["name"], entry["hash"], xml)
        for one in media:
            content = self._bytes(one["downloadUrl"])
            if hashlib.md5(content).hexdigest() != one["hash"][4:]:
                raise NotAccepted(f"{one['filename']} is not the one that was listed")
            name = os.path.basename(one["filename"])
            form.media[name] = content
            if one["type"] == "entityList":
                form.entity_lists[name] = one["integrityUrl"]
        return form

    def deleted_entities(self, form: Form, name: str, identifiers: Iterable[str]) -> dict[str, bool]:
        """Which of these the server no longer has."""
        root = self._xml(f"{form.entity_lists[name]}?id={','.join(identifiers)}")
        return {one.get("id", ""): one.findtext("deleted") == "true" for one in root.iter("entity")}

    # ------------------------------------------------------------ reports

    def send(self, report: Report) -> int:
        """Send a report with its files; the number of requests it took. ``NotAccepted`` where one failed."""
        address, length = self._where_to()
        batches = self._batches(report, length)
        for number, names in enumerate(batches, start=1):
            is_last = number == len(batches)
            answer = self._request("POST", address, *self._multipart(report, names, is_last=is_last))
            self._judge(answer)
        return len(batches)

    def send_until_accepted(self, report: Report, *, attempts: int = 10) -> int:
        """As the application does when the connection comes and goes: the whole sequence again. How often."""
        for attempt in range(1, attempts + 1):
            try:
                self.send(report)
                return attempt
            except OSError:
                continue
        raise NotAccepted("no connection")

    def _where_to(self) -> tuple[str, int]:
        address = f"{self.server}/submission"
        answer = self._request("HEAD", address)
        if answer.status == 204:
            if location := answer.headers.get("location"):
                address = urljoin(address, location)
            return address, int(answer.headers.get("x-openrosa-accept-content-length", ASSUMED_LENGTH))
        if 200 <= answer.status < 300:
            raise NotAccepted("Is this an OpenRosa submission endpoint?")
        if answer.status == 401:
            raise NotAccepted("credentials are needed")
        return address, ASSUMED_LENGTH

    @staticmethod
    def _batches(report: Report, length: int) -> list[list[str]]:
        batches: list[list[str]] = [[]]
        size = len(report.xml)
        for name, content in report.files.items():
            if name.startswith("."):
                continue
            if batches[-1] and (len(batches[-1]) > MOST_FILES or size + len(content) > length):
                batches.append([])
                size = len(report.xml)
            batches[-1].append(name)
            size += len(content)
        return batches

    @staticmethod
    def _multipart(report: Report, names: Iterable[str], *, is_last: bool) -> tuple[dict[str, str], bytes]:
        parts = [("xml_submission_file", "submission.xml", "text/xml", report.xml)]
        parts += [(name, name, "application/octet-stream", report.files[name]) for name in names]
        if not is_last:
            parts.append(("*isIncomplete*", "", "", b"yes"))
        return multipart(parts)

    def _judge(self, answer: Answer) -> None:
        """Only 201 and 202 are success."""
        if answer.status in (201, 202):
            self.told.append(self._message(answer))
        elif answer.status == 200:
            raise NotAccepted("Network login failure")
        else:
            raise NotAccepted(self._message(answer) or f"status {answer.status}")


def multipart(parts: Iterable[tuple[str, str, str, bytes]]) -> tuple[dict[str, str], bytes]:
    """Name, file name, type and content of each part → headers and body, as OkHttp writes them."""
    boundary = str(uuid.uuid4())
    body = bytearray()
    for name, filename, media_type, content in parts:
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{quoted}"'.encode()
        body += f'; filename="{filename}"'.encode() if filename else b""
        body += f"\r\nContent-Type: {media_type}".encode() if media_type else b""
        body += f"\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content + b"\r\n"
    body += f"--{boundary}--\r\n".encode()
    return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, bytes(body)
