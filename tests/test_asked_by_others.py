"""What is asked by those beside: parents, teachers, friends, and who took part."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def plan(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.steps]


def test_no_call_to_the_other_family(library: Library) -> None:
    talk = told(library, "ma fille a harcelé une camarade sur instagram", role="Je suis parent")
    talk.says("Est-ce que j'appelle la maman de l'autre petite pour m'excuser ?")
    assert talk.conversation.open_step == "stop_contact"


def test_phones_are_not_read_secretly(library: Library) -> None:
    talk = told(library, "ma fille est insultée sur snap", role="Je suis parent")
    talk.says("Vous me conseillez de lire ses messages pendant qu'elle dort ?")
    assert "avec son accord" in talk.words


def test_families_go_through_school(library: Library) -> None:
    talk = told(library, "ma fille est insultée sur snap depuis la rentrée", role="Je suis parent")
    talk.says("mon mari veut téléphoner au père du meneur")
    assert plan(talk) == ["other_parents"]


@pytest.mark.parametrize(
    "text",
    [
        "je vais aller voir le père du gamin et lui casser la gueule",
        "j'ai envie d'aller chez eux et de lui mettre une claque",
        "je vais leur régler leur compte",
    ],
)
def test_anger_is_understood_and_stopped(library: Library, text: str) -> None:
    talk = told(library, "mon fils s'est fait frapper à l'école", role="Je suis parent")
    talk.says(text)
    assert "Votre colère se comprend. N'y allez pas" in talk.words


@pytest.mark.parametrize("text", ["je vais appeler le père du garçon", "je vais régler ça entre adultes"])
def test_families_are_not_called(library: Library, text: str) -> None:
    talk = told(library, "mon fils s'est fait frapper à l'école", role="Je suis parent")
    talk.says(text)
    assert "Passez par l'école" in talk.words
    assert talk.conversation.open_step != "stop_contact"


@pytest.mark.parametrize("text", ["il a publié les captures sur facebook, que faire ?", "je vais voir le principal"])
def test_what_others_do_is_no_plan(library: Library, text: str) -> None:
    talk = told(library, INSULTS, role="Je suis parent")
    talk.says(text)
    assert "pas en public" not in talk.words
    assert "N'y allez pas" not in talk.words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("faut que jmexcuse ou pas", "confie tes mots à un adulte"),
        ("jpeux lui envoyer un msg", "Pas de contact direct"),
        ("je peux aller le voir demain ?", "Pas de contact direct"),
        ("jai supprimé le groupe ça suffit ?", "d'autres ont pu garder des copies"),
        ("si jdenonce les autres ils vont me tomber dessus", "Avoir peur des autres se comprend"),
        ("je vais passer pour une balance si je parle, j'ai peur de passer pour une balance", "Avoir peur des autres"),
    ],
)
def test_those_who_took_part_are_answered(library: Library, text: str, words: str) -> None:
    talk = told(library, "on a fait un groupe sur un mec de la classe et ça a dégénéré", role="J'y ai participé")
    talk.says(text)
    assert words in talk.words


def test_confessions_are_no_question(library: Library) -> None:
    talk = told(library, "on a fait un groupe sur un mec de la classe et ça a dégénéré", role="J'y ai participé")
    talk.says("on lui envoyait des messages méchants")
    assert "Pas de contact direct" not in talk.words


@pytest.mark.parametrize("text", ["je lui dis quoi", "jlui dis quoi à elle", "qu'est-ce que je lui dis ?"])
def test_suicidal_friends_are_asked_and_heard(library: Library, text: str) -> None:
    talk = told(library, "ma petite sœur dit qu'elle veut mourir", role="C'est pour quelqu'un")
    talk.says(text)
    assert "En parler ne donne pas l'idée" in talk.words
    assert "message gentil" not in talk.words


@pytest.mark.parametrize(
    "text", ["je dois lui poser la question du suicide ou pas ?", "et ça va pas lui donner l'idée ?"]
)
def test_asking_plants_no_idea(library: Library, text: str) -> None:
    talk = told(library, "ma copine m'a dit qu'elle voulait mourir", role="C'est pour quelqu'un")
    talk.says(text)
    assert "ne donne pas l'idée" in talk.words


def test_teachers_do_not_wait_for_tomorrow(library: Library) -> None:
    talk = told(library, "Une élève m'a dit qu'elle se scarifiait", role="Je travaille à l'école")
    talk.says("Que dois-je lui dire demain ?")
    assert "N'attendez pas demain" in talk.words


@pytest.mark.parametrize(
    ("text", "country", "words"),
    [
        ("Suis-je obligé de le signaler ?", "France", "doit en aviser le procureur"),
        ("Suis-je obligé de le signaler ?", "Belgique", "centre PMS"),
        ("Suis-je tenu au secret professionnel ?", "France", "Cela dépend de votre fonction"),
        ("Suis-je tenue au secret professionnel ?", "Belgique", "Cela dépend de votre fonction"),
        ("Faut-il faire une confrontation entre eux ?", "France", "Non, pas de face-à-face"),
        ("faut-il les mettre face à face ?", "Belgique", "Non, pas de face-à-face"),
        ("Comment parler aux élèves qui le font ?", "France", "Parlez à chaque élève à part"),
        ("elle m'a demandé de ne rien dire, que faire ?", "France", "On ne peut pas promettre de se taire"),
        ("est-ce ma faute ?", "France", "ni celle de l'élève"),
    ],
)
def test_teachers_questions_are_answered(library: Library, text: str, country: str, words: str) -> None:
    talk = told(library, "Une élève est insultée par sa classe", country=country, role="Je travaille à l'école")
    talk.says(text)
    assert words in talk.words


@pytest.mark.parametrize("text", ["dois-je signaler le compte à Instagram ?", "comment faire un signalement ?"])
def test_reporting_to_platforms_stays(library: Library, text: str) -> None:
    talk = told(library, "Une élève est insultée sur Instagram", role="Je travaille à l'école")
    talk.says(text)
    assert talk.conversation.open_step == "report_platform"


def test_promises_of_silence_are_eased(library: Library) -> None:
    talk = told(library, "mon petit frère se fait racketter", "non", role="C'est pour quelqu'un")
    talk.says("il m'a fait promettre de rien dire aux parents")
    assert "Prévenir un adulte n'est pas trahir" in talk.words


def test_friends_are_not_to_blame(library: Library) -> None:
    talk = told(library, "ma meilleure amie veut se suicider", role="C'est pour quelqu'un")
    talk.says("c'est ma faute")
    assert "pas responsable" in talk.words
