"""What is objected, asked or told while a danger presses is heard, and the number that comes first stays with it."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

PILLS = "j'ai avalé une boîte de cachets de ma mère"
BRIDGE = "jsuis sur le pont là"
AWAY = "je suis dehors j'ai fugué ce soir"
BLADE = "il m'attend demain à la sortie avec une lame"
FRIEND = "mon amie m'a écrit qu'elle veut mourir ce soir"


def in_danger(library: Library, text: str) -> Talk:
    talk = settled(library, "France")
    talk.says(text)
    assert talk.said[0].urgent
    return talk


@pytest.mark.parametrize(
    ("danger", "text", "words", "number"),
    [
        (PILLS, "tu répètes toujours la même chose", "c'est pour ça", "15"),
        (PILLS, "tu m'écoutes pas", "c'est pour ça", "15"),
        (PILLS, "pk tu me dis sa", "peut te mettre en danger", "15"),
        (PILLS, "pourquoi appeler", "peut te mettre en danger", "15"),
        (PILLS, "je veux pas d'ambulance tout le quartier va voir", "Ta vie compte plus", "15"),
        (PILLS, "j'irai pas aux urgences", "Ta vie compte plus", "15"),
        (PILLS, "non je veux pas d'ambulance", "Ta vie compte plus", "15"),
        (PILLS, "hors de question d'appeler", "quelqu'un près de toi", "15"),
        (PILLS, "j'ai honte d'appeler", "quelqu'un près de toi", "15"),
        (PILLS, "vous pouvez rien faire de toute façon", "Au bout du fil", "15"),
        (BRIDGE, "je rigole", "même un peu", "15"),
        (BRIDGE, "nan tkt", "même un peu", "15"),
        (BRIDGE, "c'est bon jsuis rentré", "une bonne chose", "15"),
        (BRIDGE, "t'as pas un truc pour dormir", "pharmacien", "15"),
        (AWAY, "j'ai froid", "passer la nuit dehors", "116 000"),
        (AWAY, "ya ou pr dormir a bruxelles", "passer la nuit dehors", "116 000"),
        (AWAY, "ya un endroit chaud où dormir ?", "passer la nuit dehors", "116 000"),
        (AWAY, "mon tel a 4%", "peut appeler pour toi", "116 000"),
        (AWAY, "nn j'appelle pas les flics ils me ramènent", "n'est pas la police", "116 000"),
        (BLADE, "jvais venir avec mes gars", "ne prends rien", "17"),
        (BLADE, "jvais prendre un truc aussi au cas où", "ne prends rien", "17"),
        (FRIEND, "je sais pas où elle habite", "Donne ce que tu sais", "15"),
        (FRIEND, "ses parents disent qu'il faut attendre", "ne pas attendre", "15"),
    ],
)
def test_what_is_said_is_heard(library: Library, danger: str, text: str, words: str, number: str) -> None:
    talk = in_danger(library, danger)
    talk.says(text)
    assert words in talk.words
    assert any(number in say.text and say.urgent for say in talk.said)


@pytest.mark.parametrize("text", ["d'accord j'ai appelé", "ok c'est fait j'ai appelé", "ma soeur appelle les secours"])
def test_a_call_that_was_made_is_heard(library: Library, text: str) -> None:
    talk = in_danger(library, PILLS)
    talk.says(text)
    talk.says("jsuis sur le canapé")
    assert "15" not in talk.words.splitlines()


@pytest.mark.parametrize(
    "text",
    ["je l'ai appelé", "elle appelle", "ils arrivent", "pourquoi j'appellerais le 15", "jsuis rentré", "je rigole"],
)
def test_no_call_is_guessed(library: Library, text: str) -> None:
    talk = in_danger(library, PILLS)
    talk.says(text)
    talk.says("jsuis seul")
    assert any("15" in say.text.splitlines() for say in talk.said)


@pytest.mark.parametrize("text", ["non je veux pas d'ambulance", "nn j'appelle pas", "nan tkt", "non je rigole"])
def test_a_refusal_is_no_safety(library: Library, text: str) -> None:
    talk = in_danger(library, PILLS)
    talk.says(text)
    assert "safe_now" not in talk.conversation.slots


@pytest.mark.parametrize("text", ["non", "Non", "non ça va"])
def test_a_plain_no_is_taken(library: Library, text: str) -> None:
    talk = in_danger(library, BRIDGE)
    talk.says(text)
    assert talk.conversation.slots["safe_now"].value == "safe"


def test_help_on_its_way_is_followed(library: Library) -> None:
    talk = in_danger(library, PILLS)
    talk.says("ma soeur est là")
    talk.says("elle appelle")
    assert "Reste tout près" in talk.words
    talk.says("ils arrivent")
    assert "l'aide arrive" in talk.words


def test_an_open_door_undoes_a_silence(library: Library) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says("mon fils a dit qu'il voulait mourir")
    talk.says("il répond pas quand je toque")
    assert talk.conversation.danger.level == "imminent"
    talk.says("il a ouvert, il pleure")
    assert talk.conversation.danger.level == "high"
    assert "la porte est ouverte" in talk.words


def test_an_open_door_heals_no_body(library: Library) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says("ma fille a avalé une boîte de cachets, elle est enfermée dans la salle de bain")
    talk.says("elle a ouvert")
    assert talk.conversation.danger.level == "imminent"
    assert any("15" in say.text.splitlines() for say in talk.said)


@pytest.mark.parametrize("text", ["je fais quoi", "comment on fait", "c'est quoi mon plan"])
def test_no_plan_hides_the_number(library: Library, text: str) -> None:
    talk = in_danger(library, PILLS)
    talk.says("merci")
    talk.says(text)
    assert any("15" in say.text.splitlines() for say in talk.said)
