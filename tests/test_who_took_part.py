"""Who took part in it is recognised by what they say they did, and never because others accuse them."""

import pytest

from conversations.library import Library
from tests.talk import Talk, settled

OWNED = [
    "avec des potes on a fait un compte insta pour se foutre d'un mec de ma classe",
    "j'ai créé un groupe pour clasher une fille de 5e",
    "c'est moi qui ai lancé la rumeur",
    "j'ai balancé sa photo dans le groupe de la classe",
]
ACCUSED = [
    "les gens croient que c'est moi qui insulte",
    "on a fait un compte pour se moquer de moi",
    "c'est moi qui lui ai envoyé la photo",
    "on m'accuse à tort de harceler une fille",
]


@pytest.mark.parametrize("text", OWNED)
def test_what_was_done_is_heard(library: Library, text: str) -> None:
    assert library.understanding.read(text).facts.get("role") == "author"


@pytest.mark.parametrize("text", ACCUSED)
def test_accused_are_not_authors(library: Library, text: str) -> None:
    assert library.understanding.read(text).facts.get("role") != "author"


def begun(library: Library, text: str) -> Talk:
    talk = Talk(library)
    talk.says("coucou")
    talk.taps("France")
    talk.says(text)
    return talk


def author(library: Library) -> Talk:
    return begun(library, OWNED[0])


def test_authors_are_not_judged(library: Library) -> None:
    talk = author(library)
    assert talk.conversation.slots["role"].value == "author"
    assert "te juger" in talk.words


def test_apologies_are_no_letter(library: Library) -> None:
    talk = author(library)
    talk.says("jpourrais écrire à sa mère pour dire dsl")
    assert talk.conversation.letter is None
    assert "confie tes mots à un adulte" in talk.words


CHILD_ACCUSED = [
    "Bonsoir, le collège m'a convoquée, mon fils aurait harcelé un camarade",
    "on accuse ma fille d'avoir insulté une élève",
    "mon fils est mis en cause dans une histoire de harcèlement",
    "il paraît que mon fils harcèle un petit",
    "ma fille aurait participé à un groupe pour se moquer d'une élève",
    "on reproche à mon fils d'avoir frappé un garçon",
    "mes deux garçons ont harcelé un voisin",
]
CHILD_HURT = [
    "mon fils est harcelé par un camarade",
    "ma fille aurait été harcelée par une copine",
    "le garçon accusé de harceler ma fille",
    "mon fils accuse un camarade de le harceler",
    "il paraît que mon fils est harcelé",
    "mon fils a participé à la réunion avec le principal",
    "on accuse mon fils à tort",
    "mon fils a frappé un garçon qui le harcelait",
]


@pytest.mark.parametrize("text", CHILD_ACCUSED)
def test_parents_of_accused_are_met(library: Library, text: str) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says(text)
    assert "Votre enfant ne se résume pas à un acte" in talk.words or talk.conversation.danger.level == "high"
    assert "faire ça à votre enfant" not in talk.words
    assert talk.conversation.slots["child_is_author"].value == "yes"


@pytest.mark.parametrize("text", CHILD_HURT)
def test_hurt_children_are_not_accused(library: Library, text: str) -> None:
    assert "child_is_author" not in library.understanding.read(text).facts


def test_danger_of_accused_children_counts(library: Library) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says(CHILD_ACCUSED[2])
    talk.says("maintenant il se scarifie")
    talk.says("non")
    assert "Restez auprès de l'enfant" in talk.words


@pytest.mark.parametrize("text", ["Risque-t-il d'être exclu ?", "va-t-il passer en conseil de discipline ?"])
def test_schools_decide_who_leaves(library: Library, text: str) -> None:
    talk = settled(library, role="Je suis parent")
    talk.says(CHILD_ACCUSED[0])
    talk.says(text)
    assert "C'est l'école qui décide" in talk.words
    assert "prison" not in talk.words


@pytest.mark.parametrize(
    "text",
    [
        "Les parents de l'autre enfant menacent de porter plainte",
        "ils menacent de nous attaquer en justice",
        "elle nous menace d'en parler à l'école",
        "le collège menace d'exclure mon fils",
    ],
)
def test_complaints_are_no_threats(library: Library, text: str) -> None:
    read = library.understanding.read(text)
    assert "threats" not in read.topics
    assert read.risk == "none"


@pytest.mark.parametrize(
    "text", ["il me menace de me frapper si je porte plainte", "il menace de me tuer si je vais à la police"]
)
def test_threats_about_complaints_stay(library: Library, text: str) -> None:
    assert "threats" in library.understanding.read(text).topics


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("bonjour je suis la grande sœur de Lila, 14 ans", "witness"),
        ("je suis son grand frère", "witness"),
        ("Bonjour, titulaire d'une classe de 2e à Liège", "teacher"),
        ("Bonsoir, enseignante en CM2", "teacher"),
    ],
)
def test_who_says_who_they_are_is_heard(library: Library, text: str, role: str) -> None:
    assert library.understanding.read(text).facts.get("role") == role


@pytest.mark.parametrize("text", ["mon titulaire ne fait rien", "la titulaire de ma classe me crie dessus"])
def test_pupils_are_no_teachers(library: Library, text: str) -> None:
    assert library.understanding.read(text).facts.get("role") != "teacher"


@pytest.mark.parametrize(
    "text",
    [
        "j'ai envoyé à tout le monde une vidéo de Samir qui tombe",
        "j'ai filmé un gars de ma classe et je l'ai envoyé a tout le monde",
        "j'ai envoyé la video d'un prof a mes potes",
        "jai fait un montage sur une fille de ma classe",
        "jai fait un sticker avec la tete de théo",
        "g creer un groupe pr se moquer de lucas",
    ],
)
def test_spreading_is_taking_part(library: Library, text: str) -> None:
    talk = begun(library, text)
    assert talk.conversation.slots["role"].value == "author"
    assert "Je te crois" not in talk.words
    assert talk.conversation.danger.level == "none"


@pytest.mark.parametrize(
    "text",
    [
        "j'ai envoyé une photo à un garçon de ma classe",
        "j'ai envoyé une photo de moi nue a un mec",
        "il a envoyé à tout le monde une vidéo de moi qui tombe",
        "ils ont fait un sticker avec ma tete",
        "j'ai filmé un garçon qui me frappe et je l'ai envoyé au cpe",
    ],
)
def test_what_one_suffers_is_no_part(library: Library, text: str) -> None:
    slots = begun(library, text).conversation.slots
    assert "role" not in slots or slots["role"].value == "teen"


@pytest.mark.parametrize(
    "text", ["y a une fille de ma classe on se moque d'elle", "y a un mec de ma classe on se fout de sa gueule"]
)
def test_a_classmate_is_another(library: Library, text: str) -> None:
    assert begun(library, text).conversation.slots["role"].value == "witness"
