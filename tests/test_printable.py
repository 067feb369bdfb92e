"""What people wrote can be printed, whatever it is: nothing invisible stays, nothing is lost without a sign."""

from datetime import UTC, datetime

from pdf_checks import faults_of

from bot.printable import covered, printable
from bot.typeset import set_letter
from conversations.letter import LetterContent, LetterParagraph


def letter(text: str) -> LetterContent:
    return LetterContent(
        lang="fr",
        title="Lettre",
        made_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        sender=("Anne Exemple",),
        recipient=("Collège",),
        place_and_date="Rennes, le 20 novembre 2026",
        subject_label="Objet :",
        subject="essai",
        opening="Madame,",
        parts=(LetterParagraph(text=text),),
        closing="Cordialement",
        signature=("Anne Exemple",),
    )


def test_every_covered_character_prints() -> None:
    out = bytearray()
    letters = sorted(covered())
    lines = ["".join(letters[place : place + 60]) for place in range(0, len(letters), 60)]
    set_letter(letter("\n".join(lines)), out.extend)
    assert faults_of(bytes(out)) == []


def test_unknown_characters_show_numbers() -> None:
    assert printable("ok 中 \ue000") == "ok [U+4E2D] [U+E000]"


def test_direction_marks_are_dropped() -> None:
    assert printable("a\u202egpj.exe\u2066b\u200b\ufeff\u00adc\u200e") == "agpj.exebc"


def test_control_characters_are_dropped() -> None:
    assert printable("a\x00\x1b[31mb\tc\r\nd\u2028e") == "a[31mb c\nd\ne"


def test_joined_emoji_stay_joined() -> None:
    assert printable("👨\u200d👩\u200d👧 ❤\ufe0f a\u200db") == "👨\u200d👩\u200d👧 ❤\ufe0f ab"


def test_towers_of_marks_are_lowered() -> None:
    assert printable("z" + "\u0301" * 40 + "o") == "z" + "\u0301" * 3 + "o"


def test_lone_surrogates_do_no_harm() -> None:
    assert printable("a\ud800b") == "a[U+D800]b"
