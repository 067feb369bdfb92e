"""`appui doctor`: what an association has to settle before a real young person writes. Each check is one function and
one row of a table; a finding says what to do.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from pydantic import SecretStr

from bot.master_key import key_problems, read_master_key
from bot.packs import open_library
from bot.settings import PREFIX, Loaded, Settings, unknown_variables
from bot.site import LOOPBACK
from conversations.errors import ContentError
from conversations.library import Library
from conversations.services import Service
from conversations.texts import Signatures
from storage import health
from storage.errors import SealBroken
from storage.health import Health
from storage.signature import published
from storage.vault import Vault

REVIEWED_WITHIN = timedelta(days=90)
FREE_SHARE = 0.15
SIGNED = ("languages/fr/texts/danger.yaml", "languages/fr/texts/notice.yaml")
EARLIEST = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class Check:
    """One question; `finding` is empty where the answer is good."""

    name: str
    finding: str

    @property
    def ok(self) -> bool:
        return not self.finding

    def __str__(self) -> str:
        return f"{'ok  ' if self.ok else 'FIND'}  {self.name}{f': {self.finding}' if self.finding else ''}"


@dataclass(frozen=True, slots=True)
class Report:
    """`signing_key` is the public half (hex) of the key that signs what is given away; empty before its first use."""

    checks: tuple[Check, ...]
    signing_key: str = ""

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def findings(self) -> list[str]:
        return [f"{check.name}: {check.finding}" for check in self.checks if not check.ok]

    def as_dict(self) -> dict[str, object]:
        """`{"ok": …, "<check>": {"ok": …, "finding": …}, …}`."""
        told = {check.name: {"ok": check.ok, "finding": check.finding} for check in self.checks}
        return {"ok": self.ok, "signing_key": self.signing_key, **told}


class Patient:
    """The installation that is examined: its settings, its packs, its database, and the moment."""

    def __init__(self, loaded: Loaded, environ: Mapping[str, str], now: datetime) -> None:
        self.settings: Settings = loaded.settings
        self.loaded, self.environ, self.now = loaded, environ, now

    @cached_property
    def database(self) -> Health:
        return health.examine(self.settings.data)

    @cached_property
    def packs(self) -> Library | ContentError:
        """The packs, or the fault for which they cannot be read."""
        try:
            return open_library().load()
        except ContentError as error:
            return error

    @property
    def library(self) -> Library | None:
        """None where a pack does not hold; the check of the packs says which."""
        return self.packs if isinstance(self.packs, Library) else None

    def shown_services(self) -> Iterator[Service]:
        packs = self.library.directory.countries.values() if self.library else ()
        yield from (service for pack in packs for service in pack.facts.services if service.shown)


def examine(loaded: Loaded, environ: Mapping[str, str] | None = None, now: datetime | None = None) -> Report:
    """Asks every question. Changes nothing."""
    patient = Patient(loaded, os.environ if environ is None else environ, now or datetime.now(UTC))
    checks = tuple(Check(name, question(patient)) for name, question in QUESTIONS.items())
    return Report(checks, _signing_key(patient))


def _signing_key(patient: Patient) -> str:
    """Nothing is made for it: a key that is missing or wrong is told by its own check."""
    file = patient.settings.master_key_file
    if not patient.database.signing or key_problems(patient.settings) or not file.exists():
        return ""
    try:
        return published(Vault(read_master_key(patient.settings).key), patient.database.signing)
    except SealBroken:
        return ""


def _data_folder(patient: Patient) -> str:
    folder = patient.settings.data
    if not folder.is_dir():
        return f"{folder} does not exist yet; the first start makes it"
    if folder.stat().st_mode & 0o077:
        return f"others can enter it; run: chmod 700 {folder}"
    return "" if os.access(folder, os.W_OK) else f"{folder} cannot be written"


def _sqlite(patient: Patient) -> str:
    return f"the database is not sound ({patient.database.fault})" if patient.database.fault else ""


def _schema(patient: Patient) -> str:
    pending = patient.database.pending
    return f"run: appui migrate (pending: {', '.join(pending)})" if pending else ""


def _master_key(patient: Patient) -> str:
    problems = key_problems(patient.settings)
    if not problems and not patient.settings.master_key_file.exists():
        return "no master key yet; a rehearsal makes one at its first start"
    return " ".join(problems)


def _key_apart(patient: Patient) -> str:
    data, settings = patient.settings.data.resolve(), patient.settings
    if settings.master_key_file.resolve().is_relative_to(data):
        return "the master key lies with the data it protects: set APPUI_KEY_FILE"
    if settings.halves.resolve().is_relative_to(data):
        return "the halves of the keys lie with the data, so that copies never go dark: set APPUI_HALVES_FILE"
    return ""


def _halves(patient: Patient) -> str:
    file = patient.settings.halves
    if not file.exists():
        return f"{file} is missing: put it back" if patient.database.exists else ""
    return f"others can read {file}; run: chmod 600 {file}" if file.stat().st_mode & 0o077 else ""


def _free_space(patient: Patient) -> str:
    folder = next(
        place for place in (patient.settings.data.resolve(), *patient.settings.data.resolve().parents) if place.exists()
    )
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    return f"{share:.0%} of the disk is free; keep {FREE_SHARE:.0%}" if share < FREE_SHARE else ""


def _clock(patient: Patient) -> str:
    newest = max((path.stat().st_mtime for path in patient.settings.data.glob("*.sqlite3")), default=0.0)
    if patient.now.date() < EARLIEST or patient.now.timestamp() < newest - 1:
        return "the clock of this machine is behind; opening hours would be wrong"
    return ""


def _packs(patient: Patient) -> str:
    return str(patient.packs) if isinstance(patient.packs, ContentError) else ""


def _texts_signed(patient: Patient) -> str:
    files = patient.library.texts.files if patient.library else {}
    missing = [path for path in SIGNED if path not in files or not _complete(files[path].signed)]
    return f"not signed by psychologist, lawyer and readers: {', '.join(missing)}" if missing else ""


def _complete(signed: Signatures) -> bool:
    return all((signed.psychologist, signed.lawyer, signed.readers, signed.on))


def _facts_reviewed(patient: Patient) -> str:
    oldest = (patient.now.date() - REVIEWED_WITHIN).isoformat()
    stale = sorted(s.id for s in patient.shown_services() if s.verified_on < oldest)
    return _some("not reviewed within 90 days", stale)


def _facts_called(patient: Patient) -> str:
    return _some(
        "never called by a person", sorted(s.id for s in patient.shown_services() if s.number and not s.called_on)
    )


def _some(what: str, ids: list[str]) -> str:
    return f"{len(ids)} services {what}: {', '.join(ids[:5])}{' …' if len(ids) > 5 else ''}" if ids else ""


def _setting(name: str, why: str) -> Callable[[Patient], str]:
    def question(patient: Patient) -> str:
        return "" if getattr(patient.settings, name) else f"{name} is empty; {why}"

    return question


def _channels(patient: Patient) -> str:
    settings = patient.settings
    tokens = (settings.telegram_token, settings.discord_token)
    reached = any(token.get_secret_value() for token in tokens) or settings.public_url
    return "" if reached else "nobody can reach it: set telegram_token, discord_token or public_url"


def _secrets(patient: Patient) -> str:
    from_environment = (name for name, origin in patient.loaded.origins.items() if origin == "environment")
    bare = [name for name in from_environment if Settings.model_fields[name].annotation is SecretStr]
    return f"read {', '.join(bare)} from a file of mode 600: {PREFIX}…_FILE" if bare else ""


def _variables(patient: Patient) -> str:
    unknown = unknown_variables(patient.environ)
    return f"these variables set nothing: {', '.join(unknown)}" if unknown else ""


def _listening(patient: Patient) -> str:
    if patient.settings.host in LOOPBACK or patient.settings.public_url:
        return ""
    return "pages are open to the network without https: set public_url, and put a proxy with TLS in front"


def _desk(patient: Patient) -> str:
    return "" if patient.database.helpers else "nobody can sign in at the desk: appui helper add NAME"


def _not_root(_: Patient) -> str:
    return "runs as root; give it a user of its own" if os.geteuid() == 0 else ""


QUESTIONS: Mapping[str, Callable[[Patient], str]] = {
    "data_folder": _data_folder,
    "sqlite": _sqlite,
    "schema": _schema,
    "master_key": _master_key,
    "key_apart": _key_apart,
    "halves": _halves,
    "free_space": _free_space,
    "clock": _clock,
    "packs": _packs,
    "texts_signed": _texts_signed,
    "facts_reviewed": _facts_reviewed,
    "facts_called": _facts_called,
    "operator_name": _setting("operator_name", "people must know who reads them"),
    "operator_contact": _setting("operator_contact", "people must be able to reach the association"),
    "controller": _setting("controller", "name the data controller, with its lawyer"),
    "data_protection_contact": _setting("data_protection_contact", "name who answers for personal data"),
    "duty_to_report": _setting("duty_to_report", "have a lawyer write what the association must report, and when"),
    "rota": _setting("rota", "say when helpers are there, so that the promise of a human is true"),
    "desk": _desk,
    "channels": _channels,
    "listening": _listening,
    "secrets": _secrets,
    "variables": _variables,
    "user": _not_root,
}
