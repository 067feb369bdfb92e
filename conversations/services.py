"""Helplines and reporting services: the schema of `countries/<cc>/services.toml`.

Facts only, with their source and confidence. What may be shown of them is decided here and nowhere else.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from conversations.facts import entry, read_toml, wrong
from conversations.hours import Hours
from conversations.records import Record

Kind = Literal[
    "cyberbullying", "school_bullying", "suicide", "child_danger", "police", "medical", "fire", "deaf_sms", "parents",
    "legal", "victim_support", "image_removal", "illegal_content", "discrimination", "youth_listening", "school_admin",
    "data_protection", "sexual_violence",
]  # fmt: skip
Audience = Literal["teen", "parent", "witness", "professional", "adult", "all"]
# Lines for grown-up victims: whoever asks about a child is sent elsewhere.
FOR_ADULTS: tuple[Audience, ...] = ("adult",)
Confidence = Literal["high", "medium", "low"]
E164 = Annotated[str, Field(pattern=r"^(\+[1-9]\d{6,14})?$")]


class Phone(Record):
    """`dial` is what is typed on a phone in that country; `e164` is "" for a short code."""

    dial: str
    e164: E164 = ""
    from_abroad: E164 = ""
    alt: str = ""


class Written(Record):
    """A chat or an app."""

    available: StrictBool
    url: str = ""
    name: str = ""
    note: str = ""
    hours: tuple[Hours, ...] = ()

    @property
    def address(self) -> str:
        """The web address as a person reads it, without its scheme."""
        return _read(self.url)


class Source(Record):
    url: str
    what: str


class KnownLine(Record):
    """A regional line of a service that has one per region."""

    academie: str
    dial: str
    e164: E164
    source: str
    email: str = ""


class Service(Record):
    """One service. `checked_on`: a document was read; `called_on`: a person called. Both dates ship empty."""

    id: Annotated[str, Field(pattern=r"^[a-z]{2,3}-[a-z0-9-]+$")]
    country: str
    tier: StrictInt
    name: str
    operator: str
    kinds: tuple[Kind, ...]
    audience: tuple[Audience, ...]
    languages: tuple[str, ...]
    phone: Phone
    url: str
    tz: str
    always_open: StrictBool
    hours: tuple[Hours, ...]
    cost: Literal["free", "local_call", "low"]
    anonymity: Literal["anonymous", "confidential", "identified", "n/a"]
    use_for: str
    sources: tuple[Source, ...]
    verified_on: str
    confidence: Confidence
    publish: StrictBool
    phone_publish: StrictBool = True
    status: Literal["current", "superseded", "unverified"] = "current"
    superseded_by: str = ""
    replaces: tuple[str, ...] = ()
    region: str = ""
    sms: str = ""
    sms_keyword: dict[str, str] = Field(default_factory=dict)
    url_short: str = ""
    email: str = ""
    chat: Written | None = None
    app: Written | None = None
    deaf: Written | None = None
    since: str = ""
    age: str = ""
    not_for: str = ""
    facts: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    known_lines: tuple[KnownLine, ...] = ()
    checked_on: str = ""
    called_on: str = ""

    @model_validator(mode="after")
    def _can_be_shown(self) -> "Service":
        if self.publish and not self.sources:
            raise ValueError("published without a source")
        if self.publish and self.confidence == "low":
            raise ValueError("published although its confidence is low")
        if self.publish and not self.contact:
            raise ValueError("published without a number or an address that may be shown")
        if (self.status == "superseded") != bool(self.superseded_by):
            raise ValueError("status superseded and superseded_by go together")
        return self

    @property
    def shown(self) -> bool:
        """Whether a person may read of it at all."""
        return self.publish and self.status == "current"

    @property
    def number(self) -> str:
        """The number as a person types it; "" where there is none or it may not be shown."""
        return self.phone.dial if self.phone_publish else ""

    @property
    def address(self) -> str:
        """The web address as a person reads it, without its scheme."""
        return _read(self.url)

    @property
    def contact(self) -> str:
        """What is written in a message: the number, else the address."""
        return self.number or self.address

    @property
    def sure(self) -> bool:
        """Whether "gratuit", hours and "anonyme" may be said: only where the facts are of high confidence."""
        return self.confidence == "high"

    @property
    def says_free(self) -> bool:
        return self.sure and self.cost == "free"

    @property
    def says_anonymous(self) -> bool:
        return self.sure and self.anonymity == "anonymous"

    @property
    def phone_hours(self) -> tuple[Hours, ...]:
        """The hours at which somebody answers the phone."""
        return tuple(hours for hours in self.hours if hours.channel == "phone")


class ServiceFile(Record):
    """One country's services, in the order of the file, and its routing table."""

    schema_version: StrictInt
    compiled_on: str
    next_review_due: str
    services: tuple[Service, ...]
    routing: dict[str, tuple[str, ...]] = Field(default_factory=dict)


def read_services(path: str, text: str, country: str) -> ServiceFile:
    """The services of one country (upper case code). Raises ContentError."""
    table = read_toml(path, text)
    services = tuple(_service(path, text, one, country) for one in table.pop("service", ()))
    routing: Mapping[str, object] = table.pop("routing", {})
    for code in routing:
        if code != country:
            raise wrong(path, text, "", f"routing.{code}", "not this country", f"routing.{country}")
    return entry(path, text, ServiceFile, {**table, "services": services, "routing": routing.get(country, {})})


def _service(path: str, text: str, value: object, country: str) -> Service:
    service = entry(path, text, Service, value)
    if service.country != country:
        raise wrong(path, text, service.id, "country", "not the country of this folder", f'country = "{country}"')
    return service


def _read(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
