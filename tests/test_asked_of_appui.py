"""What is asked about this program: what it is, what it keeps, who reads it, and how it forgets."""

import pytest

from conversations.library import Library
from tests.talk import told

INSULTS = "on m'insulte tous les soirs sur snapchat"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tu gardes les trucs combien de temps toi ?", "Tout s'efface 90 jours après"),
        ("Voyez-vous mon numéro de téléphone, d'où vous êtes ?", "Ton numéro, non"),
        ("tu sais qui je suis ?", "Ton numéro, non"),
        ("et si je veux tout effacer, ça se passe comment ?", "Tu veux que j'efface"),
        ("tu peux lui dire toi", "je ne peux ni appeler, ni venir"),
        ("vous êtes ouverts le dimanche ?", "Les lignes d'aide ont leurs heures"),
        ("tu peux répéter ?", "Ce n'était pas clair"),
    ],
)
def test_what_is_kept_is_said(library: Library, text: str, words: str) -> None:
    talk = told(library, "je veux mourir")
    talk.says(text)
    assert words in talk.words


def test_nobody_learns_who_writes(library: Library) -> None:
    talk = told(library, "ma fille est insultée sur snap", role="Je suis parent")
    talk.says("Et à vous, elle vous a écrit ?")
    assert "ni oui ni non" in talk.words


def test_my_secrecy_is_mine_to_answer(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("tu vas le dire à ma mère ?")
    assert "reste dans l'équipe" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "comment je supprime tout ce que j'ai dit",
        "comment on efface tout",
        "je peux effacer ce que j'ai raconté ici ?",
        "efface notre discussion",
        "comment supprimer ce que je vous ai écrit ?",
    ],
)
def test_erasing_here_is_offered(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert [say.keys for say in talk.said] == [("erase.ask",)]


@pytest.mark.parametrize("text", ["jai déjà supprimé notre conv par peur", "elle a effacé notre discussion"])
def test_what_was_deleted_is_told(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert not any("erase.ask" in say.keys for say in talk.said)


@pytest.mark.parametrize(
    "text",
    [
        "je dois effacer la conversation ou pas",
        "je dois supprimer la conv avec lui ?",
        "je supprime ses messages ?",
        "faut que je vire la discussion ?",
        "je peux effacer ses snaps et ses messages ?",
    ],
)
def test_erasing_proof_is_held_back(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.open_step == "keep_evidence"
    assert "erase.ask" not in {key for say in talk.said for key in say.keys}


def test_unclear_erasing_is_asked_back(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("comment supprimer la conversation")
    assert [choice.label for say in talk.said for choice in say.choices] == [
        "Ce qui est écrit ici",
        "Des messages ailleurs",
    ]
    talk.says("oui")
    assert not talk.of("erase_case")
    talk.says("comment supprimer la conversation")
    talk.taps("Des messages ailleurs")
    assert "ce sont des preuves" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "t un robot ou un vrai gars",
        "t ki toi",
        "mais t une vraie personne ?",
        "c qui toi t une dame?",
        "je parle a qui la",
        "c un vrai humain qui répond ?",
        "Êtes-vous un robot ?",
    ],
)
@pytest.mark.parametrize("story", [INSULTS, "je veux mourir"])
def test_what_i_am_is_said(library: Library, text: str, story: str) -> None:
    talk = told(library, story)
    talk.says(text)
    assert "Je suis un programme" in talk.words


def test_numbers_stay_with_that_answer(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("t une ia ?")
    assert "3114" in talk.words
    assert "danger" in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "il m'a dit t'es un bot",
        "ma mère me dit t'es une fille bizarre",
        "je veux parler à un vrai humain",
        "à qui je peux en parler ?",
        "c'est un robot de discord qui m'insulte",
    ],
)
def test_what_others_are_is_no_question_to_me(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "Je suis un programme" not in talk.words


def test_a_question_answers_no_other(library: Library) -> None:
    talk = told(library, INSULTS, "depuis deux mois", country="Belgique")
    asked = talk.conversation.asked
    assert asked is not None
    assert asked.slot == "adults_who_know"
    talk.says("si je parle au pms ils le disent a mes parents ?")
    assert "adults_who_know" not in talk.conversation.slots


@pytest.mark.parametrize(
    "text", ["comment j'efface ce qu'on a dit", "comment jefface ce kon a dit", "efface ce qu'on s'est dit stp"]
)
def test_erasing_what_was_said(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.place is not None
    assert talk.conversation.place.node == "erase"


@pytest.mark.parametrize("text", ["elle sait pas que c moi", "ils savent que c'est moi", "personne sait que c'est moi"])
def test_what_others_know_is_told(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "reste dans l'équipe" not in talk.words


@pytest.mark.parametrize(
    "text", ["qui lit mes messages", "c toi qui lit mes messages ou ya des gens", "tu le dis à qui ?"]
)
def test_who_reads_here_is_answered(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert "reste dans l'équipe" in talk.words
