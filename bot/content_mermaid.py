"""A picture of a flow as Mermaid, which editors and forges draw by themselves."""

from collections.abc import Iterator

from bot.content_graph import Box, Picture

WIDTH = 48
SHAPES = {
    "node": ('["', '"]'),
    "question": ('(["', '"])'),
    "urgent": ('{{"', '"}}'),
    "door": ('[["', '"]]'),
    "stop": ('(("', '"))'),
}


def mermaid(pictures: tuple[Picture, ...]) -> str:
    """One flowchart; several flows stand in it as frames."""
    lines = ["flowchart TD"]
    for picture in pictures:
        framed = len(pictures) > 1
        lines += [f'  subgraph {_id(picture.title, "flow")}["{picture.title}"]'] if framed else []
        lines += [f"  {line}" for line in _lines(picture)]
        lines += ["  end"] if framed else []
    return "\n".join([*lines, "  classDef urgent stroke:#b3261e,stroke-width:2px", ""])


def _lines(picture: Picture) -> Iterator[str]:
    for box in picture.boxes:
        before, after = SHAPES[box.kind]
        yield f"{_id(picture.title, box.id)}{before}{_label(box)}{after}{':::urgent' if box.kind == 'urgent' else ''}"
    for box in picture.boxes:
        for way in box.ways:
            arrow = "-.->" if way.kind == "otherwise" else "-->"
            words = f'|"{_plain(way.label)}"|' if way.label else ""
            yield f"{_id(picture.title, box.id)} {arrow}{words} {_id(picture.title, way.to)}"


def _label(box: Box) -> str:
    said = [_plain(_short(line)) for line in box.lines]
    return "<br/>".join([f"<b>{_plain(box.title)}</b>", *said])


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "#quot;").replace("<", "&lt;").replace(">", "&gt;")


def _id(picture: str, name: str) -> str:
    return f"{picture}__{name}".replace(".", "_").replace("-", "_")
