"""Where to tap on the platform that was named, and whether the other learns of a capture."""

from typing import Literal

from conversations.draft import Draft
from conversations.pieces import Piece
from conversations.platform_packs import Platform

What = Literal["keep", "report", "block"]
OF_STEP: dict[str, What] = {
    "keep_evidence": "keep",
    "keep_evidence_without_image": "keep",
    "report_platform": "report",
    "block_after_evidence": "block",
    "platform_protection_settings": "block",
}
# There the pack says what to capture, which is what must not be captured here.
WITHOUT_CAPTURE = frozenset({"keep_evidence_without_image"})
ANY = "any"


def where_to_tap(draft: Draft, step: str) -> list[Piece]:
    """What the pack of the first platform named says for this step; nothing where none is known."""
    what, pack = OF_STEP.get(step), _named(draft)
    if what is None or pack is None:
        return []
    pieces = [] if step in WITHOUT_CAPTURE else _piece(draft, pack, f"platform.{_known_as(pack)}.{what}")
    return pieces + _notice(draft, pack) if what == "keep" else pieces


def blocking(draft: Draft) -> list[Piece]:
    """How to block there, where the platform is known."""
    return where_to_tap(draft, "block_after_evidence")


def capture_notice(draft: Draft) -> list[Piece]:
    """Whether the other learns of a capture there; what holds in general where nobody is sure."""
    pack = _named(draft)
    return (_notice(draft, pack) if pack else []) or [draft.piece("help.screen_known")]


def _named(draft: Draft) -> Platform | None:
    """The platform of this message, else the first that was named."""
    words = (*draft.findings.platform, *draft.conversation.platforms)
    packs = (draft.library.platforms.get(word) for word in words)
    return next((one for one in packs if one is not None), None)


def _notice(draft: Draft, pack: Platform) -> list[Piece]:
    if pack.confidence == "low":
        return []
    return _piece(draft, pack, f"platform.notice.{pack.screenshot_notice}")


def _known_as(pack: Platform) -> str:
    """A pack that nobody is sure of is answered with what holds on most platforms."""
    return ANY if pack.confidence == "low" else pack.id


def _piece(draft: Draft, pack: Platform, key: str) -> list[Piece]:
    return [draft.piece(key, platform=pack.name)] if draft.speaks(key) else []
