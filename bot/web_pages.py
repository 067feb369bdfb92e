"""Pages and fragments: Jinja with everything escaped, texts by key, and the one filter that makes messages readable."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from conversations.texts import Catalogue

HERE = Path(__file__).parent
BIDI = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)], " ")
INERT = {**CONTROL, **BIDI, **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
_NUMBER = re.compile(r"\+?[0-9][0-9 \u00a0\u202f.]{0,18}[0-9]")
_ADDRESS = re.compile(r"https://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\u00a0\u202f]")
# The number at the beginning of a line of a list of services.
_LISTED = re.compile(r"(?<=^• )\+?[0-9][0-9 \u00a0\u202f.]{0,18}[0-9](?=[\s:,\u00a0\u202f]|$)", re.MULTILINE)

_LINK = Markup('<a href="{0}" rel="noopener noreferrer nofollow" target="_blank">{0}</a>')
_DIAL = Markup('<a class="dial" href="{0}">{1}</a>')

Texts = Callable[..., str]


def inert(text: str) -> str:
    """The text without the characters that change the direction, the lines or the sense of what stands around it."""
    return text.translate(INERT)


def paragraphs(text: str) -> list[str]:
    """The blocks of a message: separated by an empty line, with a number alone on its line in a block of its own."""
    blocks: list[str] = []
    for line in inert(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        alone = not line.strip() or is_number(line) or not blocks or not blocks[-1] or is_number(blocks[-1])
        blocks.append(line.strip()) if alone else blocks.__setitem__(-1, f"{blocks[-1]}\n{line}")
    return [block for block in blocks if block]


def is_number(line: str) -> bool:
    """A line that holds a telephone number and nothing else."""
    return _NUMBER.fullmatch(line.strip()) is not None


def dial(number: str) -> str:
    """The `tel:` address of a number as it is written."""
    return "tel:" + re.sub(r"[^0-9+]", "", number)


def linked(text: str, services: bool = False) -> Markup:
    """Addresses in a text of ours made tappable, and the numbers listed where it shows `services`.

    Never used for the words of a person.
    """
    numbers = [(match.span(), _DIAL.format(dial(match[0]), match[0])) for match in _LISTED.finditer(text) if services]
    addresses = [(match.span(), _LINK.format(match[0])) for match in _ADDRESS.finditer(text)]
    out, done = Markup(), 0
    for (start, end), link in sorted(numbers + addresses):
        out += escape(text[done:start]) + link
        done = end
    return out + escape(text[done:])


class Pages:
    """The templates, filled. `texts(register)` gives the function a template asks its words of."""

    def __init__(self, catalogue: Catalogue, *, rehearsal: bool, lang: str = "fr") -> None:
        self._catalogue = catalogue
        self._lang = lang
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            inert=inert, paragraphs=paragraphs, linked=linked, dial=dial, is_number=is_number
        )
        self._environment.globals.update(lang=lang, rehearsal=rehearsal)

    def texts(self, register: str = "tu") -> Texts:
        """A function `texts(key, **slots)` in one register."""

        def text(key: str, **slots: str | int) -> str:
            return self._catalogue.render(key, self._lang, register, slots)

        return text

    def render(self, template: str, register: str = "tu", **values: Any) -> str:  # noqa: ANN401 - what the template shows
        return self._environment.get_template(template).render(texts=self.texts(register), **values)

    def page(self, template: str, status: int = 200, register: str = "tu", **values: Any) -> HTMLResponse:  # noqa: ANN401
        return HTMLResponse(self.render(template, register, **values), status_code=status)
