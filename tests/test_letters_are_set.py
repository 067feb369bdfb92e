"""A letter becomes a page that prints well, and the same words as text to copy."""

import io

import pikepdf
from pdf_checks import faults_of, tagged
from test_printable import letter

from bot.typeset import set_letter
from conversations.letter import BLANK, LetterContent, LetterList, plain_text


def pdf_of(content: LetterContent) -> bytes:
    out = bytearray()
    set_letter(content, out.extend)
    return bytes(out)


def test_letters_are_accessible_archives() -> None:
    pages = pdf_of(letter(f"Le {BLANK}, mon enfant rapporte les faits 😭."))
    assert faults_of(pages) == []
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert len(pdf.pages) == 1
        assert tagged(pdf, "/P")


def test_same_letter_gives_same_bytes() -> None:
    assert pdf_of(letter("Bonjour.")) == pdf_of(letter("Bonjour."))
    assert pdf_of(letter("Bonjour.")) != pdf_of(letter("Bonsoir."))


def test_text_has_every_word() -> None:
    wishes = LetterList(intro="Je demande :", items=("une suite", "une date"), numbered=True)
    content = letter(f"Le {BLANK}.").model_copy(update={"parts": (wishes,), "way": "Lettre recommandée"})
    text = plain_text(content)
    assert "Je demande :\n1. une suite\n2. une date\n" in text
    assert text.index("Lettre recommandée") < text.index("Objet : essai") < text.index("Madame,")


def test_long_letters_number_their_pages() -> None:
    pages = pdf_of(letter("\n".join(["Mon enfant rapporte des faits précis et datés, l'un après l'autre."] * 120)))
    assert faults_of(pages) == []
    with pikepdf.open(io.BytesIO(pages)) as pdf:
        assert len(pdf.pages) > 1
