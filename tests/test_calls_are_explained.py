"""« What holds you back from calling? »: seven lines, five questions, an answer only where a source gives one."""

import pytest

from conversations.doubts import QUESTIONS
from conversations.library import Library
from tests.talk import Talk, settled

LINES = {
    "France": ("fr-3018", "fr-119", "fr-3114"),
    "Belgique": ("be-103", "be-116000", "be-0800-32-123", "be-107"),
}
NOBODY_KNOWS = "on ne sait pas"


def asking(library: Library, country: str, line: str) -> Talk:
    """Someone who was just told of this line."""
    talk = settled(library, country)
    shown = {"lines_shown": (line,), "lines_at": talk.conversation.turns}
    talk.conversation = talk.conversation.model_copy(update=shown)
    return talk


@pytest.mark.parametrize(("country", "line"), [(country, line) for country, lines in LINES.items() for line in lines])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_answered(library: Library, country: str, line: str, question: str) -> None:
    talk = asking(library, country, line)
    talk.happens("chose", choice="doubts")
    talk.happens("chose", choice=f"doubt.{question}")
    number = library.directory.get(line).contact
    answer = library.doubts.answer(line, question)
    first = talk.said[0].text
    assert number in first or (answer and answer.text.startswith("doubt.chat"))
    assert answer is not None or NOBODY_KNOWS in first


def test_the_numbers_lead_to_the_questions(library: Library) -> None:
    talk = settled(library)
    talk.taps("Numéros")
    talk.taps("Et si j'appelle\u202f?")
    labels = [choice.label for say in talk.said for choice in say.choices]
    assert labels[:5] == [library.texts.render(f"doubts.{name}", "fr", "tu") for name in QUESTIONS]


def test_the_step_of_calling_leads_there(library: Library) -> None:
    talk = settled(library)
    for line in ("on m'insulte sur snapchat", "depuis un mois", "non"):
        talk.says(line)
    talk.happens("chose", choice="step.call_line")
    assert any(choice.id == "doubts" for say in talk.said for choice in say.choices)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ils vont le dire a mes parents ?", "doubt.parents.unnamed"),
        ("ca se voit sur la facture ?", "doubt.bill.free"),
        ("et si je dis rien ?", "doubt.unknown"),
        ("ils vont me demander quoi ?", "doubt.asked.unnamed"),
        ("on peut écrire au lieu d'appeler ?", "doubt.chat.there"),
    ],
)
def test_words_lead_there_too(library: Library, text: str, key: str) -> None:
    talk = settled(library)
    talk.taps("Numéros")
    talk.says(text)
    assert key in [one for say in talk.said for one in say.keys]


def test_without_a_line_it_is_about_us(library: Library) -> None:
    talk = settled(library)
    talk.says("qui peut lire ce que j'écris ?")
    assert "help.who_sees" in [key for say in talk.said for key in say.keys]


def test_free_and_unnamed_rest_on_the_file(library: Library) -> None:
    for file in library.doubts.by_country.values():
        for line, answers in file.lines.items():
            service = library.directory.get(line)
            for answer in answers.values():
                assert answer.text != "doubt.bill.free" or service.says_free
                assert not answer.text.endswith(".unnamed") or service.says_anonymous


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        ("c'est quoi child focus ? ils vont appeler mes parents ?", "116 000", "Child Focus aide"),
        ("le 103 c koi", "103", "écoute les enfants"),
        ("si j'appelle le 116000 ils me ramènent chez moi ?", "116 000", "on ne sait pas"),
        ("je peux rester anonyme au 103 ?", "103", "pas à donner ton nom"),
        ("le 107 c'est gratuit ?", "107", "est gratuit"),
    ],
)
def test_the_line_that_is_named_is_meant(library: Library, text: str, number: str, words: str) -> None:
    talk = settled(library, "Belgique")
    talk.says("on m'insulte tous les soirs sur insta")
    talk.says(text)
    assert words in talk.words
    assert number in talk.words


def test_a_count_names_no_line(library: Library) -> None:
    talk = settled(library, "Belgique")
    talk.says("on m'insulte tous les soirs sur insta")
    talk.says("j'ai 103 abonnés c'est quoi le problème")
    assert "écoute les enfants" not in talk.words
