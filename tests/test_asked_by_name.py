"""What is asked by its name is answered at once, what is not wanted is respected, and what is told changes the plan."""

import pytest

from conversations.library import Library
from tests.talk import Talk, told

INSULTS = "on m'insulte tous les soirs sur snapchat"


def plan(talk: Talk) -> list[str]:
    return [key for say in talk.said for key in say.steps]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("et le PMS alors ?", "pms"),
        ("jpeux porter plainte cmt", "complaint_police"),
        ("dois je bloquer le mec", "block_after_evidence"),
        ("cmt jle signale", "report_platform"),
        ("et la cpe alors ?", "contact_school"),
        ("il faut un certificat ?", "medical_certificate"),
    ],
)
def test_a_question_opens_its_step(library: Library, text: str, step: str) -> None:
    talk = told(library, INSULTS, country="Belgique")
    talk.says(text)
    assert step in plan(talk)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("on va payer, autant en finir", "stop_paying"),
        ("autant payer", "stop_paying"),
        ("j'allais effacer la conversation", "keep_evidence_without_image"),
        ("ma copine veut tout supprimer", "keep_evidence_without_image"),
    ],
)
def test_what_would_harm_is_answered(library: Library, text: str, step: str) -> None:
    talk = told(library, "un mec a une photo intime de moi et menace de la publier si je paye pas")
    talk.says(text)
    assert plan(talk) == [step]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("je vais lui écrire ce soir", "dont_reply"),
        ("ça va se calmer", "tell_trusted_adult"),
        ("si je dis rien", "tell_trusted_adult"),
    ],
)
def test_what_is_planned_is_answered(library: Library, text: str, step: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.open_step == step


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("faut que je lui reponde quoi", "dont_reply"),
        ("je dois répondre ?", "dont_reply"),
        ("et s'il bouge pas, qui est au-dessus ?", "letter_po"),
    ],
)
def test_what_to_do_is_answered(library: Library, text: str, step: str) -> None:
    talk = told(library, INSULTS, "l'école ne fait rien", country="Belgique", role="Je suis parent")
    talk.says(text)
    assert talk.conversation.open_step == step


def test_answering_me_is_no_step(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("c pas pour moi c pour une pote tu reponds quand meme ?")
    assert talk.conversation.open_step == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("c'est quoi le pouvoir organisateur ?", "responsable de l'école"),
        ("c koi la dasen", "département"),
        ("c koi un pms", "ne dépend pas de la direction"),
        ("un centre pms c gratuit ?", "ne coûte rien"),
        ("si je parle au pms ils le disent a mes parents ?", "secret professionnel"),
        ("a quoi sert un cpe", "la vie des élèves"),
    ],
)
def test_words_of_school_are_explained(library: Library, text: str, word: str) -> None:
    talk = told(library, INSULTS, country="Belgique")
    talk.says(text)
    assert word in talk.words


@pytest.mark.parametrize("text", ["j'ai déjà porté plainte", "ma prof l'a vu", "on a bloqué tout le monde"])
def test_a_mention_opens_nothing(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.open_step == ""


def test_who_asks_early_gets_the_plan(library: Library) -> None:
    talk = told(library, INSULTS)
    talk.says("comment je signale ?")
    assert {"report_platform", "keep_evidence", "tell_trusted_adult"} <= set(plan(talk))
    assert any(say.human_offered for say in talk.said)


@pytest.mark.parametrize(
    ("text", "refused", "offered"),
    [
        ("jveux pas le dire a mes parents", "tell_parents_with_child", "tell_trusted_adult"),
        ("je veux pas en parler à mes parents", "tell_parents_with_child", "tell_trusted_adult"),
        ("je veux pas parler au prof", "contact_school", "call_line"),
    ],
)
def test_a_refusal_brings_another_way(library: Library, text: str, refused: str, offered: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert talk.conversation.steps[refused] == "refused"
    assert offered in plan(talk)
    assert refused not in plan(talk)


def test_mediation_waits_for_calm(library: Library) -> None:
    talk = told(library, "une photo intime de ma fille circule sur snapchat", role="Je suis parent")
    talk.says("une médiation est possible ?")
    assert "mediation_adults" not in plan(talk)
    assert "je ne le propose pas" in talk.words


def test_the_academie_comes_after_the_head(library: Library) -> None:
    talk = told(library, "mon fils est insulté sur snapchat", role="Je suis parent")
    talk.says("l'académie peut faire quoi ?")
    assert "letter_academie" not in plan(talk)
    assert "letter_head" in plan(talk)
    talk.says("le collège ne fait rien")
    assert {"letter_academie", "defend_rights"} <= set(plan(talk))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ma prof m'humilie devant tout le monde", "Va plus haut dans l'école"),
        ("mon père lit mes messages", "Rends ton téléphone discret"),
        ("je veux plus aller en cours", "Vois un soignant"),
    ],
)
def test_what_is_told_changes_the_plan(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS, "depuis un mois", "non")
    talk.says(text)
    talk.says("je fais quoi")
    said = talk.words
    talk.says("et aussi")
    assert words in said + talk.words


def test_under_thirteen_is_one_level_more(library: Library) -> None:
    talk = told(library, "j'ai 12 ans et on m'insulte tous les jours sur snapchat")
    assert {"under_13", "repeated"} <= set(talk.conversation.situations)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("combien de temps pr que snap enleve", "ni quand"),
        ("est ce que tiktok va la supprimer", "ni quand"),
        ("ils ont repondu 'ne va pas à l'encontre de nos regles' jfais koi", "peut se contester"),
        ("jpeux porter plainte sans que mes parents le sache ?", "même sans tes parents"),
        ("combien de temps pour porter plainte", "trois mois"),
        ("numéro du rectorat", "site de ton académie"),
        ("parler par chat", "tchat sur"),
        ("c'est vrai ça ?", "sources notées"),
        ("combien de temps ça prend", "pas de durée sûre"),
        ("jpeux savoir qui c ?", "la police peut enquêter"),
        ("je peux rester anonyme ?", "pas besoin de donner ton nom"),
    ],
)
def test_a_question_is_no_plan(library: Library, text: str, words: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert words in talk.words
    assert plan(talk) == []


@pytest.mark.parametrize(
    "text",
    [
        "elle m'écrit sur whatsapp tous les soirs",
        "il dit mon nom partout",
        "un compte anonyme m'insulte",
        "ça dure depuis combien de temps ?",
        "on m'insulte dans le chat du jeu",
    ],
)
def test_a_story_is_no_such_question(library: Library, text: str) -> None:
    talk = told(library, INSULTS)
    talk.says(text)
    assert not {key for say in talk.said for key in say.keys if key.startswith(("help.", "plan.chat"))}


def test_phones_at_home_are_hidden(library: Library) -> None:
    talk = told(library, "mon père me frappe")
    talk.says("il regarde mon tel des fois")
    assert plan(talk) == ["discreet_mode"]


def test_homes_are_not_warned(library: Library) -> None:
    talk = told(library, "mon père me frappe", "je suis dans un foyer")
    assert "institution" in talk.conversation.situations
    talk.says("je fais quoi")
    assert "contact_school_or_institution" not in talk.conversation.plan


def test_fear_of_homes_is_no_home(library: Library) -> None:
    talk = told(library, "mon père me frappe", "ils vont me mettre en foyer")
    assert "institution" not in talk.conversation.situations
