"""`appui triage`: JSON lines of messages in, JSON lines of what they say out, in the same order."""

import json
from collections.abc import Iterable, Iterator

from bot.errors import SettingsError
from conversations.findings import Findings
from conversations.understanding import Understanding


def triage(lines: Iterable[str], understanding: Understanding) -> Iterator[str]:
    """One JSON object per line of `{"id", "text"}`; other fields are dropped. SettingsError names a line that fails."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            name, text = _message(line, number)
            yield json.dumps(_judged(name, understanding.read(text)), ensure_ascii=False)


def _message(line: str, number: int) -> tuple[str, str]:
    try:
        given = json.loads(line)
        return str(given["id"]), str(given["text"])
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError([f"line {number} is not a JSON object with id and text"]) from error


def _judged(name: str, found: Findings) -> dict[str, object]:
    return {
        "id": name,
        "risk": found.risk,
        "risk_kinds": list(found.risk_kinds),
        "topics": list(found.topics),
        "platform": list(found.platform),
        "intent": found.intent,
        "audience": found.audience,
        "lang": found.lang,
        "reasons": [{"what": reason.what, "span": [reason.start, reason.end]} for reason in found.reasons],
    }
