"""The flows as a picture: boxes and arrows taken from the same tables the engine walks; drawn as Mermaid or SVG."""

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.flows import END, RETURN, Flow, Line, Node
from conversations.library import Library
from conversations.lint.edges import Arrow, arrows, left_by_next, resolve
from conversations.texts import FALLBACK

DOOR = "door"
STOP = "stop"


@dataclass(frozen=True, slots=True)
class Way:
    """One way out of a box: what it is called there, and the box it leads to."""

    kind: str
    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Box:
    """`kind`: node, question, urgent, door (a node of another flow) or stop; `lines`: what is said there."""

    id: str
    title: str
    kind: str
    lines: tuple[str, ...] = ()
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    start: str
    boxes: tuple[Box, ...]


def pictures(library: Library, name: str | None) -> tuple[Picture, ...]:
    """One picture per flow, and one of the interruptions; or only the one that is asked for (KeyError)."""
    flows = library.flows
    found = {flow.flow: flow_picture(library, flow) for flow in flows.flows.values()}
    found["interruptions"] = interruptions_picture(library)
    return (found[name],) if name else tuple(found.values())


def flow_picture(library: Library, flow: Flow) -> Picture:
    boxes = [_box(library, flow, name, node) for name, node in flow.nodes.items()]
    return Picture(flow.flow, f"{flow.flow}.{flow.start}", (*boxes, *_doors(boxes)))


def interruptions_picture(library: Library) -> Picture:
    """What may happen anywhere, and where it leads."""
    flows = library.flows
    ways = []
    for row in flows.interruptions.rows:
        to = resolve(flows, row.goto)
        spoken = _text(library, row.label) or (f"/{row.command[0]}" if row.command else row.id)
        ways.append(Way("choice", spoken, ".".join(to) if to else row.goto))
    box = Box("interruptions", "interruptions", "question", (), tuple(ways))
    return Picture("interruptions", "interruptions", (box, *_doors([box])))


def _box(library: Library, flow: Flow, name: str, node: Node) -> Box:
    kind = "urgent" if node.urgent else "question" if node.waits else "node"
    lines = tuple(_line(library, line) for line in node.say)
    ways = tuple(_ways(library, flow, name, node))
    return Box(f"{flow.flow}.{name}", name, kind, lines, ways)


def _ways(library: Library, flow: Flow, name: str, node: Node) -> Iterator[Way]:
    for arrow in arrows(library.flows, flow, name, node):
        if arrow.kind == "next" and not left_by_next(node):
            continue
        yield Way(arrow.kind, _text(library, arrow.label), ".".join(arrow.to) if arrow.to else _stop(arrow))


def _stop(arrow: Arrow) -> str:
    return {END: "end", RETURN: "return"}[arrow.target]


def _doors(boxes: list[Box]) -> tuple[Box, ...]:
    """A box for each place outside this picture."""
    known = {box.id for box in boxes}
    outside = dict.fromkeys(way.to for box in boxes for way in box.ways if way.to not in known)
    return tuple(Box(place, place, STOP if place in (END, RETURN) else DOOR) for place in outside)


def _line(library: Library, line: Line) -> str:
    return f"[{line.card}]" if line.card else _text(library, line.text)


def _text(library: Library, key: str) -> str:
    """The words of a key with « tu »; the key itself where there are none."""
    entry = library.texts.of(FALLBACK).get(key)
    return entry.template("tu", "other").replace("\n", " ") if entry else key
