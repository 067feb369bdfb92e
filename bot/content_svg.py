"""A picture of a flow as SVG: boxes in columns from left to right, each way out a row with its own arrow.

An arrow back to the same column or an earlier one would cross everything: its row names the box instead.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bot.content_graph import Box, Picture, Way

WIDTH, GAP, SPACE, MARGIN = 270, 110, 26, 24
LINE, ROW, HEAD, PAD = 17, 22, 28, 10
CHARACTERS = 36
LINES_SHOWN = 3
COLOURS = {"node": "#5b6470", "question": "#1f5fbf", "urgent": "#b3261e", "door": "#7a5ea8", "stop": "#2e7d4f"}
SIGNS = {"next": "→", "otherwise": "…"}
STYLE = (
    "text{font-family:system-ui,sans-serif;font-size:13px;fill:#1c2430}"
    ".b{text-anchor:end;fill:#7a5ea8;font-weight:600}.t{font-weight:600;fill:#fff}.s{fill:#4a5563}.h{font-size:20px;font-weight:600}"
    ".a{fill:none;stroke-width:1.6}.o{stroke-dasharray:5 4}"
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its corner and its height, in pixels."""

    box: Box
    x: float
    y: float
    words: tuple[str, ...]

    @property
    def height(self) -> float:
        if not self.words and not self.box.ways:
            return HEAD
        return HEAD + PAD + len(self.words) * LINE + len(self.box.ways) * ROW + (PAD if self.words else 0)

    def port(self, row: int) -> tuple[float, float]:
        """Where the arrow of a row begins."""
        return self.x + WIDTH, self.y + self.height - (len(self.box.ways) - row - 0.5) * ROW - PAD / 2


def svg(pictures: tuple[Picture, ...]) -> str:
    """One drawing, the flows below each other."""
    parts: list[str] = []
    top, widest = float(MARGIN), 0.0
    for picture in pictures:
        parts.append(f'<text class="h" x="{MARGIN}" y="{top + 18:.0f}">{escape(picture.title)}</text>')
        placed = place(picture, top + 40)
        parts += drawn(placed)
        top = max(one.y + one.height for one in placed.values()) + 60
        widest = max(widest, max(one.x for one in placed.values()) + WIDTH + MARGIN)
    size = f'width="{widest:.0f}" height="{top:.0f}" viewBox="0 0 {widest:.0f} {top:.0f}"'
    heads = "".join(_head(kind, colour) for kind, colour in COLOURS.items())
    paper = '<rect width="100%" height="100%" fill="#fff"/>'
    body = "\n".join(parts)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<style>{STYLE}</style><defs>{heads}</defs>'
    return f"{head}{paper}\n{body}\n</svg>\n"


def place(picture: Picture, top: float) -> dict[str, Placed]:
    """Columns by the distance from the start; in a column, boxes stand near those that lead to them."""
    boxes = {box.id: box for box in picture.boxes}
    columns: dict[int, list[str]] = {}
    for name, depth in _depths(picture, boxes).items():
        columns.setdefault(depth, []).append(name)
    placed: dict[str, Placed] = {}
    for depth in sorted(columns):
        y = top
        for name in sorted(columns[depth], key=lambda one: _pull(one, placed)):
            one = Placed(boxes[name], MARGIN + depth * (WIDTH + GAP), y, tuple(_words(boxes[name])))
            placed[name] = one
            y += one.height + SPACE
    return placed


def drawn(placed: dict[str, Placed]) -> Iterator[str]:
    """Arrows first, so that they pass behind the boxes."""
    for one in placed.values():
        for row, way in enumerate(one.box.ways):
            if placed[way.to].x > one.x:
                yield _arrow(one, row, way, placed[way.to])
    for one in placed.values():
        yield _drawn_box(one, {name for name, other in placed.items() if other.x <= one.x})


def _depths(picture: Picture, boxes: dict[str, Box]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for start in (picture.start, *boxes):
        waiting = [(start, 0)] if start not in depths else []
        while waiting:
            name, depth = waiting.pop(0)
            if name not in depths:
                depths[name] = depth
                waiting += [(way.to, depth + 1) for way in boxes[name].ways]
    return depths


def _pull(name: str, placed: dict[str, Placed]) -> float:
    """The mean height of the arrows that lead here from columns already placed."""
    ports = [one.port(row)[1] for one in placed.values() for row, way in enumerate(one.box.ways) if way.to == name]
    return sum(ports) / len(ports) if ports else float("inf")


def _words(box: Box) -> Iterator[str]:
    for line in box.lines[:LINES_SHOWN]:
        first, *rest = textwrap.wrap(line, CHARACTERS) or [""]
        yield first
        if rest:
            yield rest[0] if len(rest) == 1 else f"{rest[0][: CHARACTERS - 1]}…"


def _arrow(one: Placed, row: int, way: Way, target: Placed) -> str:
    (x1, y1), (x2, y2) = one.port(row), (target.x, target.y + HEAD / 2)
    bend = max(50.0, abs(x2 - x1) / 2)
    kind = one.box.kind
    dashed = " o" if way.kind == "otherwise" else ""
    path = f"M{x1:.0f} {y1:.0f}C{x1 + bend:.0f} {y1:.0f} {x2 - bend:.0f} {y2:.0f} {x2 - 3:.0f} {y2:.0f}"
    return f'<path class="a{dashed}" d="{path}" stroke="{COLOURS[kind]}" marker-end="url(#{kind})"/>'


def _drawn_box(one: Placed, behind: set[str]) -> str:
    colour, box = COLOURS[one.box.kind], one.box
    frame = f'x="{one.x:.0f}" y="{one.y:.0f}" width="{WIDTH}"'
    parts = [
        f'<rect {frame} height="{one.height:.0f}" rx="8" fill="#fff" stroke="{colour}" stroke-width="1.5"/>',
        f'<rect {frame} height="{HEAD}" rx="8" fill="{colour}"/>',
        _written("t", one.x + 12, one.y + 19, box.title),
    ]
    parts += [_written("", one.x + 12, one.y + HEAD + PAD + 10 + n * LINE, word) for n, word in enumerate(one.words)]
    for row, way in enumerate(box.ways):
        label = f"{SIGNS.get(way.kind, '')} {way.label}".strip()
        y = one.port(row)[1] + 4
        parts.append(_written("s", one.x + 12, y, label[: CHARACTERS - 2]))
        if way.to in behind:
            parts.append(_written("b", one.x + WIDTH - 10, y, f"↩ {way.to.removeprefix(f'{_flow(box)}.')}"))
    return "".join(parts)


def _flow(box: Box) -> str:
    return box.id.rpartition(".")[0]


def _written(style: str, x: float, y: float, words: str) -> str:
    named = f' class="{style}"' if style else ""
    return f'<text{named} x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'


def _head(kind: str, colour: str) -> str:
    box = 'viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"'
    return f'<marker id="{kind}" {box}><path d="M0 0l8 4-8 4z" fill="{colour}"/></marker>'
