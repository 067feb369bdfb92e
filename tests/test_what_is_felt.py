"""What is felt is heard before the story goes on, and nothing else is taken for it."""

import pytest

from conversations.library import Library
from tests.talk import told

INSULTS = "on m'insulte tous les soirs sur snapchat"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jai honte", "Elle n'est pas à toi"),
        ("j'ai trop peur d'y retourner lundi", "ça se comprend"),
        ("jai pleuré toute la nuit", "Pleurer, c'est permis"),
        ("je leur ai déjà répondu et jai insulté aussi", "Garde tout, tes messages aussi"),
        ("j'ai peur qu'ils se vengent", "Une menace se garde"),
        ("jveux changer de lycée", "Ce n'est pas à toi de partir"),
        ("personne m'aime", "Se sentir à l'écart fait mal"),
        ("jdors plus", "La nuit, coupe les notifications"),
        ("ça m'énerve trop", "Ta colère se comprend"),
        ("on ma dit de me pendre", "Personne ne devrait lire ou entendre ça"),
        ("elles disent que c pour rigoler", "Une blague qui fait mal"),
        ("la cpe s'en fout de mon histoire", "cette réponse ne suffit pas"),
        ("mon copain lit tous mes messages", "Surveiller quelqu'un"),
        ("ma mère va crier", "Leur colère, si elle vient, peut passer"),
        ("ils me croiront jamais", "Ici, je te crois"),
    ],
)
def test_what_is_felt_is_heard(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS, "non")
    talk.says(text)
    assert words in talk.words
    talk.says(text)
    assert words not in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "j'ai pas peur d'eux",
        "j'ai pas honte",
        "elle a trop peur",
        "il est en colère",
        "mon copain lit beaucoup de mangas",
        "j'ai rigolé avec eux",
    ],
)
def test_what_is_not_felt_is_not_comforted(library: Library, text: str) -> None:
    talk = told(library, INSULTS, "non")
    talk.says(text)
    assert not {said for said in talk.conversation.said if said.startswith("help.")}


def test_letting_go_brings_no_list(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("laisse tomber")
    assert "Rien ne presse" in talk.words
    assert not any(say.steps for say in talk.said)


def test_letting_go_leaves_no_danger(library: Library) -> None:
    talk = told(library, "je veux mourir")
    talk.says("laisse tomber")
    assert "Rien ne presse" not in talk.words
    assert talk.conversation.danger.level == "high"


def test_an_ok_brings_no_list(library: Library) -> None:
    talk = told(library, INSULTS, "non")
    talk.says("non")
    talk.says("ok")
    assert not any(say.steps for say in talk.said)
