"""The files that scripted people send: drawn from their description, never a real picture."""

import re
import textwrap
from pathlib import Path
from typing import Any

MARK = "appui-test-nude-marker"
SIZE = (720, 1280)
LINE = 44
_NUDE = re.compile(r"\b(nus?|nues?|nudes?|nudité|dénudée?s?)\b", re.IGNORECASE)
_SIMULATED = re.compile(r"simul|marqu|test", re.IGNORECASE)


def draw(folder: Path, number: int, turn: dict[str, Any]) -> Path:
    """The file of one turn; a simulated nude is a plain red picture with a mark that can be searched for."""
    if turn["kind"] == "document":
        path = folder / f"document-{number}.txt"
        path.write_text("\n".join([turn["desc"], turn.get("visible_text", ""), turn.get("visible_date", "")]))
        return path
    return _picture(folder / f"picture-{number}.png", turn)


def simulates_nude(turn: dict[str, Any]) -> bool:
    """Whether the description says that a nude is simulated."""
    described = turn.get("desc", "")
    return bool(_NUDE.search(described) and _SIMULATED.search(described))


def _picture(path: Path, turn: dict[str, Any]) -> Path:
    from PIL import Image, ImageDraw
    from PIL.PngImagePlugin import PngInfo

    nude = simulates_nude(turn)
    image = Image.new("RGB", SIZE, (200, 0, 0) if nude else (250, 250, 250))
    lines = [turn.get("desc", ""), turn.get("visible_text", ""), turn.get("visible_date", "")]
    text = "\n".join(part for line in lines for part in textwrap.wrap(line, LINE))
    ImageDraw.Draw(image).multiline_text((40, 40), text, fill=(30, 30, 30), font_size=28)
    tags = PngInfo()
    if nude:
        tags.add_text("Comment", MARK)
    image.save(path, pnginfo=tags)
    return path
