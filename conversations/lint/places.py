"""The line of a file on which a place stands: a key, a node, an entry, or the nearest part of it that is written."""

import re
from collections.abc import Iterator, Mapping

from conversations.lint.finding import Finding


def with_line(finding: Finding, files: Mapping[str, str]) -> Finding:
    """The finding with its line, where its file holds its place."""
    text = files.get(finding.file)
    line = line_of(text, finding.place) if text and not finding.line else finding.line
    return finding if line == finding.line else finding.model_copy(update={"line": line})


def line_of(text: str, place: str) -> int:
    """The line, from 1, where the longest written part of a place begins; 0 where none of it is written."""
    lines = text.splitlines()
    for name in _names(place):
        written = _written(name)
        for number, line in enumerate(lines, 1):
            if written.search(line):
                return number
    return 0


def _names(place: str) -> Iterator[str]:
    """A place and its parts: without its ends first, then without its beginnings, then each alone, the last first."""
    parts = place.split(".")
    yield from (".".join(parts[:end]) for end in range(len(parts), 1, -1))
    yield from (".".join(parts[start:]) for start in range(1, len(parts) - 1))
    yield from (part for part in reversed(parts) if part and not part.isdigit())


def _written(name: str) -> re.Pattern[str]:
    """A key in YAML or TOML, or an entry by its id; quoted or not."""
    plain = re.escape(name)
    return re.compile(rf'^\s*(?:- )?"?{plain}"?\s*(?::|=)|\bid\s*[:=]\s*"?{plain}"?(?=[\s,}}]|$)')
