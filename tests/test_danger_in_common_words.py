"""Very common words that weights take for danger alarm nobody; the same words in danger still do."""

import pytest

from tests.understanding_fixtures import read

PRESENCE = [
    "je fais quoi s'il est la demain",
    "le prof sera pas là demain",
    "je serai pas là demain j'ai dentiste",
    "mon pote il est plus la l'an prochain il demenage",
    "ils seront la demain matin jfais quoi",
    "demain s'il est là je lui parle",
    "on déménage je serai plus là à la rentrée",
    "tu seras encore là demain ?",
]
CLUMSY = [
    "j'ai peur de mal faire",
    "j'ai peur de lui faire du mal en disant un truc faux",
    "Je crains de mal faire",
    "peur de faire une erreur",
    "tu pourras me demander comment ca va lundi",
]
VANISHED = [
    "Le compte de mon fils a disparu",
    "Les messages ont disparu",
    "le portable de ma fille a disparu",
    "son compte insta est introuvable depuis ce matin",
]
DANGER = [
    "demain je serai plus là",
    "je serais plus la demain de toute facon",
    "elle m'a dit qu'elle serait plus là demain",
    "je sais pas si je serai encore là demain",
    "jsp si je serai la demain",
    "je serai plus là pour noël",
    "si il est la demain je me tue",
    "il sera là demain avec un couteau",
    "j'ai peur qu'elle se fasse du mal",
    "j'ai peur qu'il fasse une betise",
    "j'ai peur qu'elle fasse quelque chose",
    "J'ai peur de mal faire, elle dit qu'elle veut mourir",
    "mon fils a disparu avec son portable",
    "son portable est éteint et mon fils a disparu",
    "ma fille a disparu, son compte aussi",
]


@pytest.mark.parametrize("text", PRESENCE + CLUMSY + VANISHED)
def test_common_words_are_calm(text: str) -> None:
    assert read(text).risk == "none"


@pytest.mark.parametrize("text", DANGER)
def test_danger_in_them_is_seen(text: str) -> None:
    assert read(text).risk in ("high", "imminent")
