"""`appui content`: check, graph, preview and schema. One function each; the command line only prints."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from bot.content_graph import pictures
from bot.content_mermaid import mermaid
from bot.content_preview import preview
from bot.content_program import read_program
from bot.content_schema import schemas
from bot.content_svg import svg
from bot.packs import open_library
from conversations.errors import ContentError
from conversations.lint import Finding, lint


def check_content(as_of: date | None = None, *, live: bool = False) -> tuple[Finding, ...]:
    """Every finding in the packs. Without a date facts are judged by the day the packs were compiled (SAF-07)."""
    library = open_library()
    return lint(library, library.files, as_of, program=read_program(), live=live)


def stops(findings: Sequence[Finding]) -> bool:
    """Whether a build stops at these: warnings and notes do not."""
    return any(finding.level == "fault" for finding in findings)


def summary(findings: Sequence[Finding]) -> str:
    """`2 faults, 1 warning, 3 notes`."""
    counts = {level: sum(finding.level == level for finding in findings) for level in ("fault", "warning", "note")}
    return ", ".join(f"{count} {level}{'' if count == 1 else 's'}" for level, count in counts.items())


def draw_flows(flow: str | None, shape: str) -> str:
    """One flow, or all of them and the interruptions. `shape`: mermaid or svg. Raises ContentError."""
    library = open_library()
    names = [*library.flows.flows, "interruptions"]
    if flow is not None and flow not in names:
        near = get_close_matches(flow, names, n=1)
        raise ContentError("flow_unknown", flow=flow, perhaps=", ".join(near or names))
    found = pictures(library, flow)
    return svg(found) if shape == "svg" else mermaid(found)


def preview_text(key: str, lang: str) -> dict[str, str]:
    """Messengers, register, plural form and length → the text as it is read. Raises ContentError."""
    return preview(open_library(), key, lang)


def pack_schemas() -> dict[str, Any]:
    """Path pattern of pack files → their JSON Schema."""
    return schemas()
