"""What anyone writes is shown as text: no mark-up, no turned direction, no line that is not theirs."""

import html
import itertools
import re
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from bot.packs import read_packs
from bot.web_pages import BIDI, Pages, dial, inert, linked, paragraphs
from conversations.texts import Catalogue

SHELLS = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "\"><svg/onload={}>",
    "' onfocus={} autofocus='",
    "<a href=javascript:{}>x</a>", "<iframe srcdoc='<script>{}</script>'>", "<math><mi//xlink:href=\"data:x,{}\">",
    "<div hx-get=/ hx-trigger=load hx-on:load={}>", "<hx-partial hx-target=body>{}</hx-partial>",
    "<template><script>{}</script></template>", "</li></ol><script>{}</script>", "</textarea><script>{}</script>",
    "<!--<img src=--><img src=x onerror={}//>", "{{{{ {} }}}}", "{{% print({}) %}}", "<style>@import '{}'</style>",
    "<form action=//evil.example><button>{}</button>", "<base href=//evil.example/{}>",
    "<meta http-equiv=refresh content='0;{}'>",
)  # fmt: skip
CORES = (
    "alert(1)", "alert`1`", "fetch('//evil.example')", "\u202ealert(1)\u202c", "al\u200bert(1)", "ale\x00rt(1)",
    "\ufeffalert(1)", "\u2066alert\u2069(1)", "&#97;lert(1)", "\\u0061lert(1)", "\u061calert(1)", "top['al'+'ert'](1)",
    "javascript:alert(1)", "\x1b[31malert(1)", "＜script＞", "\u2028alert(1)", "\u0085alert(1)", "%3Cscript%3E",
    "\ud800alert(1)", "\x9balert(1)",
)  # fmt: skip
PAYLOADS = [shell.format(core) for shell, core in itertools.product(SHELLS, CORES)]


class Tags(HTMLParser):
    """The elements and attributes a browser would make of a text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag}[{name}]" for name, _ in attrs)}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(Catalogue.from_files(read_packs()), rehearsal=True)


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


def line(author: str, text: str) -> dict[str, object]:
    choices = [{"id": text, "label": text}] if author == "bot" else []
    return {
        "id": 1,
        "author": author,
        "who": author,
        "text": text,
        "choices": choices,
        "paper": "",
        "question": text,
        "alias": text,
        "urgent": False,
        "services": True,
    }


def test_four_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) == 400


@pytest.mark.parametrize("author", ["person", "helper", "bot"])
def test_payloads_are_inert_in_chat(pages: Pages, author: str) -> None:
    plain = parsed(pages.render("lines.html", lines=[line(author, "bonjour")])).found
    for payload in PAYLOADS:
        shown = parsed(pages.render("lines.html", lines=[line(author, payload)]))
        assert shown.found <= plain
        assert not BIDI.keys() & set(map(ord, shown.text))


@pytest.mark.parametrize("author", ["person", "helper"])
def test_payloads_are_inert_at_desk(pages: Pages, author: str) -> None:
    plain = parsed(pages.render("desk_lines.html", lines=[line(author, "bonjour")])).found
    for payload in PAYLOADS:
        shown = parsed(pages.render("desk_lines.html", lines=[line(author, payload)]))
        assert shown.found <= plain
        assert not BIDI.keys() & set(map(ord, shown.text))


def test_words_survive_unchanged(pages: Pages) -> None:
    words = 'jsuis d\u00e9gout\u00e9e 😢 <3 & c\'est "lui"\nencore 5 > 4'
    shown = parsed(pages.render("lines.html", lines=[line("person", words)])).text
    assert words in shown


def test_direction_is_never_turned() -> None:
    assert inert("a\u202eb\u2067c\u200fd") == "abcd"
    assert inert("un\x07deux\x00") == "un deux "


def test_number_alone_is_dialled() -> None:
    assert paragraphs("Je te crois. Le 3114 répond.\n3114\nOu écris.") == [
        "Je te crois. Le 3114 répond.",
        "3114",
        "Ou écris.",
    ]
    assert dial("0800\u00a032\u202f123") == "tel:080032123"


def test_number_of_a_person_is_text(pages: Pages) -> None:
    assert "tel:" not in pages.render("lines.html", lines=[line("person", "0612345678")])
    assert "tel:" in pages.render("lines.html", lines=[line("bot", "3018")])


def test_listed_numbers_are_dialled() -> None:
    text = (
        "Pour t'aider :\n• 3018\u00a0: jusqu'à 23 h\n• 116 000 Enfants disparus\n• 17Cyber, 17cyber.gouv.fr\n• 2 pièces"
    )
    assert re.findall(r'href="tel:(\d+)"', linked(text, services=True)) == ["3018", "116000"]
    assert "tel:" not in linked(text)


def test_only_https_is_linked() -> None:
    assert linked("Va sur https://e-enfance.org/aide.") == Markup(
        'Va sur <a href="https://e-enfance.org/aide" rel="noopener noreferrer nofollow" target="_blank">'
        "https://e-enfance.org/aide</a>."
    )
    assert "<a" not in linked("javascript:alert(1) http://x.example data:text/html,x")
    assert html.escape('"') in str(linked('https://a.example/"><b>')).replace("&#34;", "&quot;")
