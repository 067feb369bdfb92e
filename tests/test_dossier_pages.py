"""The dossier as it is printed: whole, in order, accessible, the same every time. Checked by what did not write it."""

import io
import os
import re
import shutil
import subprocess

import pikepdf
import pytest
from dossier_fixtures import capture, content, exhibit, fact, files, numbers_in, pages_of, pdf_of
from pdf_checks import faults_of, pictures, tagged
from test_web_words import PAYLOADS

from bot.dossier_archive import as_data
from bot.picture_parts import parts_of
from bot.printable import printable
from conversations import dossier_sheet
from conversations.dossier import PROFILES, Author, DossierContent, Profile, Synthesis
from conversations.dossier_words import DossierWords

ODD = (
    "#panic()",
    '#read("/etc/passwd")',
    "$x$ *a* _b_ `c` @label <x> // x",
    ") Tj /JS (app.alert(1))",
)
needs_reader = pytest.mark.skipif(
    not shutil.which("pdftotext") and not os.environ.get("CI"), reason="no reader of PDF texts here"
)


@pytest.fixture(scope="module")
def complete() -> bytes:
    return pdf_of(pages_of(content())[0], files())


def words_of(pages: bytes) -> str:
    """The text in the order of reading, as a screen reader gets it, with its spaces made one."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pages, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def bookmarks(pages: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pages)) as pdf, pdf.open_outline() as outline:
        return [item.title for item in outline.root]


@pytest.mark.parametrize("profile", PROFILES)
def test_every_profile_is_accessible_archive(profile: Profile) -> None:
    pages = pdf_of(pages_of(content(profile))[0], files())
    assert faults_of(pages) == []
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        assert str(pdf.Root.Lang) == "fr"


def test_pictures_are_laid_in_untouched(complete: bytes) -> None:
    originals = [parts.data for number in (1, 3, 4) if (parts := parts_of(files()[number]))]
    with pikepdf.open(io.BytesIO(complete)) as pdf:
        laid = [picture.read_raw_bytes() for picture in pictures(pdf)]
    assert len(originals) == 3
    assert [original in laid for original in originals] == [True] * 3
    # The clear one is flattened, the second copy of the first is not shown again.
    assert len(laid) == 4


def test_pictures_are_told_in_words(complete: bytes) -> None:
    with pikepdf.open(io.BytesIO(complete)) as pdf:
        told = [str(figure.Alt) for figure in tagged(pdf, "/Figure")]
        heads = tagged(pdf, "/TH")
    assert [one.partition(",")[0] for one in told[:2]] == ["Pièce 1", "Pièce 3"]
    assert "La capture du groupe de la classe" in told[0]
    # A long capture goes on from page to page.
    assert [one for one in told if "Partie 2 sur 4" in one]
    assert len(heads) > 10


def test_same_content_gives_same_bytes(complete: bytes) -> None:
    assert pdf_of(pages_of(content())[0], files()) == complete


def test_sections_follow_the_reader() -> None:
    def titles(profile: Profile) -> list[str]:
        return [section.title for section in pages_of(content(profile))[0].sections]

    assert titles("complete")[:3] == ["Synthèse", "Chronologie", "Pièces"]
    assert "Comptes cités" in titles("complete")
    assert "Comptes cités" not in titles("school")
    assert "Conséquences rapportées" not in titles("platform")
    assert all("Registre d’intégrité" in titles(profile) for profile in PROFILES)


def test_bookmarks_are_the_sections(complete: bytes) -> None:
    assert bookmarks(complete) == [section.title for section in pages_of(content())[0].sections]


def test_school_may_get_no_picture() -> None:
    [sheet] = pages_of(content("school"), pictures=False)
    assert numbers_in(sheet) == []
    with pikepdf.open(io.BytesIO(pdf_of(sheet, {}))) as pdf:
        assert pictures(pdf) == []


def test_synthesis_keeps_to_one_page() -> None:
    many = tuple(Author(name=f"Un nom assez long {n}", handle=f"@un_pseudo_tres_long_{n}") for n in range(40))
    long = Synthesis(
        authors=many, kinds=("insults",) * 9, where=("au collège, " * 9,), asks=("que ça s'arrête " * 40,) * 9
    )
    sheet = pages_of(content().model_copy(update={"synthesis": long, "exhibits": ()}))[0]
    with pikepdf.open(io.BytesIO(pdf_of(sheet, {}))) as pdf, pdf.open_outline() as outline:
        first, second = outline.root[:2]
        numbers = [pdf.pages.index(pikepdf.Page(one.destination[0])) for one in (first, second)]
    assert [first.title, second.title] == ["Synthèse", "Chronologie"]
    assert numbers == [1, 2]


@needs_reader
def test_text_is_read_in_order(complete: bytes) -> None:
    text = words_of(complete)
    marks = [
        "Document établi par la personne",
        "Synthèse Auteurs",
        "Chronologie Comment lire les dates",
        "Pièces Les images",
        "Pièce 6 Date",
    ]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert "😭" in text
    assert "dite par la personne" in text
    assert "lundi 7 septembre 2026, le soir « mardi soir »" in text


def test_dates_are_never_more_exact() -> None:
    made = content()
    words = DossierWords(made, pages_texts(), str)
    said = [words.dated(fact(number).moment) for number in range(5)]
    assert said[2] == "entre le 11 septembre 2026 et le 17 septembre 2026"
    assert said[3] == "vers septembre 2026"
    assert said[4] == "date inconnue"
    assert words.day(fact(7).moment.day or made.made_at.date()) == "1er octobre 2026"


def test_sizes_are_told() -> None:
    words = DossierWords(content(), pages_texts(), str)
    assert [words.size(size) for size in (1, 900, 350_000, 1024**2, 19_999_999)] == [
        "1 octet",
        "900 octets",
        "342 Ko",
        "1,0 Mo",
        "19,1 Mo",
    ]


def test_nothing_is_called_proven() -> None:
    texts = pages_texts().of("fr")
    forms = [
        form.casefold()
        for key, text in texts.items()
        if key.startswith(("dossier.", "verify."))
        for form in text.forms.values()
    ]
    for word in ("irréfutable", "certifié", "officiel", "coupable", "prouve"):
        assert [form for form in forms if word in form] == []


def pages_texts():  # noqa: ANN201 - the catalogue
    from bot.packs import open_library

    return open_library().texts


@needs_reader
def test_payloads_are_inert_in_pages() -> None:
    """Four hundred texts that would act in a page, a script, a document or a line of text (WEB-05)."""
    odd = [*ODD, *PAYLOADS]
    made = spoken(odd)
    both = [pdf_of(sheet, {}) for sheet in pages_of(made)]
    assert [faults_of(pages) for pages in both] == [[], []]
    text = "".join(map(words_of, both))
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\x00\x1b")
    assert '#read("/etc/passwd")' in text
    assert ") Tj /JS (app.alert(1))" in text
    assert len(odd) > 400
    assert all(printable(payload).isprintable() or "\n" in printable(payload) for payload in odd)


def test_payloads_are_inert_in_data() -> None:
    made = spoken(PAYLOADS)
    data = as_data(made)
    assert data.isascii()
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", data)


def spoken(payloads: tuple[str, ...] | list[str]) -> DossierContent:
    """Every payload stands in words, names, links and captions."""
    facts = tuple(
        fact(1).model_copy(
            update={"number": n, "words": one, "exhibits": (), "authors": (Author(name=one, handle=one, link=one),)}
        )
        for n, one in enumerate(payloads, 1)
    )
    shown = exhibit(1, b"x", "text/plain", name=payloads[0], caption=payloads[1], author=Author(name=payloads[2]))
    return content().model_copy(update={"facts": facts[: dossier_sheet.LINES_A_VOLUME * 2], "exhibits": (shown,)})


def test_large_dossiers_come_in_volumes() -> None:
    file = capture(1, size=(40, 80))
    many = tuple(exhibit(number, file, same_as=1 if number > 1 else 0) for number in range(1, 206))
    made = content().model_copy(update={"exhibits": many})
    sheets = pages_of(made)
    shown = [
        [block.number for section in sheet.sections for block in section.blocks if block.kind == "exhibit"]
        for sheet in sheets
    ]
    assert [(numbers[0], numbers[-1]) for numbers in shown] == [(1, 100), (101, 200), (201, 205)]
    assert [section.title for section in sheets[2].sections] == ["Pièces", "Registre d’intégrité"]
    assert "Volume 3 sur 3" in sheets[2].cover.subtitle
    assert faults_of(pdf_of(sheets[2], {})) == []
