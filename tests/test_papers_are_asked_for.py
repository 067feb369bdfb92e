"""The dossier, the pieces and the letters that left are asked for in ordinary words; a date given to one is said."""

import pytest

from conversations.conversation import SentLetter
from conversations.library import Library
from conversations.situation import Kept, Situation
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def keeping(library: Library, pieces: int = 2) -> Talk:
    talk = told(library, INSULTS, "depuis la rentrée", "non")
    talk.conversation = talk.conversation.model_copy(update={"evidence": pieces})
    talk.situation = Situation(kept=Kept(evidence=pieces))
    return talk


@pytest.mark.parametrize(
    "text",
    [
        "je veux voir mon dossier",
        "donne moi mon dossier",
        "je peux télécharger le dossier ?",
        "on nous a conseillé de faire un dossier",
        "où est mon dossier ?",
        "tu peux m'envoyer le dossier en pdf",
    ],
)
def test_the_dossier_is_offered(library: Library, text: str) -> None:
    talk = keeping(library)
    talk.says(text)
    assert "C'est pour qui" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "ça va dans mon dossier scolaire ?",
        "la police va ouvrir un dossier",
        "il a un dossier sur moi",
        "l'école a fait un dossier",
    ],
)
def test_other_dossiers_are_not(library: Library, text: str) -> None:
    talk = keeping(library)
    talk.says(text)
    assert "C'est pour qui" not in talk.words
    assert talk.conversation.letter is None


@pytest.mark.parametrize(
    ("text", "reader"), [("1", "complete"), ("2", "school"), ("pour le cpe", "school"), ("la police", "complete")]
)
def test_for_whom_is_typed(library: Library, text: str, reader: str) -> None:
    talk = keeping(library)
    talk.says("mon dossier")
    talk.says(text)
    assert talk.conversation.slots["dossier_for"].value == reader


def test_for_whom_is_let_go(library: Library) -> None:
    talk = keeping(library)
    talk.says("mon dossier")
    talk.says("non laisse")
    assert "C'est pour qui" not in talk.words


@pytest.mark.parametrize("text", ["où sont mes captures", "tu l'as bien reçue ?", "combien de pièces j'ai envoyé"])
def test_pieces_are_counted(library: Library, text: str) -> None:
    talk = keeping(library)
    talk.says(text)
    assert "Je garde 2 pièces" in talk.words


def test_evidence_needed_is_no_count(library: Library) -> None:
    talk = keeping(library)
    talk.says("combien de preuves il faut")
    assert "Je garde" not in talk.words


def test_a_date_for_a_piece_is_said(library: Library) -> None:
    talk = keeping(library)
    talk.says("pièce 1, le 3 novembre")
    assert "pièce 1, le 3 novembre 2026" in talk.words
    talk.says("pièce 9, le 3 novembre")
    assert "pièce 9" not in talk.words


def test_one_piece_is_not_taken_out(library: Library) -> None:
    talk = keeping(library)
    talk.says("supprime la pièce 1")
    assert "Je ne retire pas une pièce seule" in talk.words
    assert not talk.of("purge_evidence")


def test_sent_letters_are_listed(library: Library) -> None:
    talk = keeping(library)
    talk.conversation = talk.conversation.model_copy(
        update={"letters": (SentLetter(key="platform", sent_on="2026-11-19"),)}
    )
    talk.says("Quelles lettres ai-je déjà envoyées ?")
    assert "Signalement à une plateforme (19 novembre 2026)" in talk.words


def test_a_made_letter_may_leave_later(library: Library) -> None:
    talk = keeping(library)
    talk.says("courriers")
    talk.happens("chose", choice="letter.platform")
    talk.taps("Finir maintenant")
    talk.gets_papers()
    talk.taps("Plus tard")
    talk.says("je l'ai envoyée hier")
    assert "Il est parti quel jour" in talk.words
