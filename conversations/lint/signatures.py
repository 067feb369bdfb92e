"""Who signed: counted in rehearsal, asked for in live mode. Only an operator's command fills these fields."""

from collections.abc import Iterator

from conversations.lint.rule import Rule, Spot
from conversations.lint.slots import services
from conversations.lint.subject import Subject
from conversations.texts import Signatures

SIGNERS = ("psychologist", "lawyer", "readers", "on")


def unsigned(subject: Subject) -> Iterator[Spot]:
    """One line for all files: how many signatures are still missing."""
    files = subject.library.texts.files
    missing = [signer for file in files.values() for signer in _missing(file.signed)]
    if missing:
        message = f"{len(missing)} signatures missing in the texts; a rehearsal says « essai »"
        yield Spot("languages", "signed", message)


def unsigned_live(subject: Subject) -> Iterator[Spot]:
    for path, file in subject.library.texts.files.items() if subject.live else ():
        if missing := _missing(file.signed):
            yield Spot(path, "signed", f"{', '.join(missing)} missing; a live start needs every signature")


def uncalled(subject: Subject) -> Iterator[Spot]:
    """How many numbers nobody has called yet."""
    shown = [service for service in services(subject.library) if service.shown and service.number]
    waiting = [service for service in shown if not service.called_on]
    if waiting:
        yield Spot("countries", "called_on", f"{len(waiting)} of {len(shown)} numbers were never called by a person")


def _missing(signed: Signatures) -> list[str]:
    return [signer for signer in SIGNERS if not getattr(signed, signer)]


RULES = (
    Rule("unsigned", "signatures that a person still has to give", unsigned, "note"),
    Rule("unsigned_live", "a live start has every signature", unsigned_live),
    Rule("uncalled", "numbers that a person still has to call", uncalled, "note"),
)
