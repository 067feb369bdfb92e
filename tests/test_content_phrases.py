"""Forbidden words are found however they are typed, and not where they are not said."""

import pytest

from bot.packs import read_packs
from conversations.asks_file import AsksFile
from conversations.lint.measure import kandel_moles, mean_sentence, sentences, syllables
from conversations.lint.style import Style
from conversations.phrases import Phrases, fold


@pytest.fixture(scope="module")
def style() -> Style:
    return Style(read_packs(within="style/"))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("tu n'aurais pas dû", "T’aurais pas dû faire ça"),
        ("tu n'aurais pas dû", "TU N'AURAIS PAS DU"),
        ("commettre * suicide", "Il voulait commettre, disait-on, un suicide."),
        ("l'appel à l'aide", "c'est un appel a l’aide, l'appel à l'aide de trop"),
        ("anonym~", "C'est anonymisé."),
        ("sois fort|forte", "Allez, sois forte !"),
        ("va il bien", "Comment va-t-il bien ?"),
        ("^ t'es qui|ki $", "... t'es ki ?!"),
        ("sur $", "tu es sûr ?"),
    ],
)
def test_phrase_is_found(phrase: str, text: str) -> None:
    assert Phrases([phrase]).first(text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("c'est ta faute", "Ce n'est pas ta faute."),
        ("pas dû en parler", "Tu n'aurais pas dû. En parler aide."),
        ("fort", "Un effort."),
        ("^ t'es qui", "il m'a dit t'es qui"),
        ("c'est sur $", "c'est sur insta"),
        ("commettre * suicide", "Commettre une faute quand on est si jeune n'est pas un suicide."),
    ],
)
def test_phrase_is_not_found(phrase: str, text: str) -> None:
    assert Phrases([phrase]).first(text) == ""


@pytest.mark.parametrize(
    ("text", "found"), [("t'es qui", "tu es qui"), ("mdr t'es qui", "mdr tu es qui"), ("bah t'es qui", "")]
)
def test_optional_words_may_miss(text: str, found: str) -> None:
    assert Phrases(["^ mdr|ok? t'es qui"]).first(text) == found


def test_lists_stand_for_words() -> None:
    file = AsksFile.model_validate(
        {"version": 1, "lists": {"who": "qui|ki"}, "brief": {"help.program": ["t'es <who>"]}}
    )
    assert file.brief == {"help.program": ("t'es qui|ki",)}


def test_unknown_lists_are_told() -> None:
    with pytest.raises(ValueError, match="no list is called <whom>"):
        AsksFile.model_validate({"version": 1, "lists": {"who": "qui|ki"}, "questions": ["t'es <whom>"]})


def test_empty_list_finds_nothing() -> None:
    assert Phrases([]).first("ne") == ""


def test_folding_keeps_sentences_apart() -> None:
    assert fold("Qu'il vienne ! L'œil") == "que il vienne . le oeil"


@pytest.mark.parametrize(("name", "least"), [("leading", 80), ("blame", 60), ("promise", 40)])
def test_lists_are_long_enough(style: Style, name: str, least: int) -> None:
    assert len(set(style.forbidden.lists[name].phrases)) >= least


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("suicide", "Il a commis un suicide"),
        ("suicide", "Promets-moi de ne rien faire"),
        ("blame", "Pourquoi tu lui as envoyé ça ? Pourquoi tu as répondu ?"),
        ("blame", "Ignore-les, ils sont jaloux"),
        ("promise", "Personne ne le saura"),
        ("free", "L'appel est gratuit"),
        ("red_lines", "Demande-lui d'arrêter"),
        ("people", "Ton harceleur a tort"),
        ("asking", "Envoie-moi une photo"),
        ("feelings", "Je suis triste pour toi"),
        ("leading", "Est-ce qu'il t'a touché ?"),
    ],
)
def test_known_wrongs_are_caught(style: Style, name: str, text: str) -> None:
    assert name in dict(style.forbidden_in("reaction.teen", text))


def test_leading_words_are_fine_in_statements(style: Style) -> None:
    assert "leading" not in dict(style.forbidden_in("step.x.how", "Si c'est un adulte, va voir la direction."))


@pytest.mark.parametrize(
    ("word", "count"), [("école", 2), ("table", 1), ("j'ai", 1), ("harcèlement", 4), ("ils", 1), ("112", 1)]
)
def test_syllables_as_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_short_words_read_easily() -> None:
    plain = "Je te crois. Tu as bien fait. Ce n'est pas ta faute."
    learned = "Considérations institutionnelles relatives aux procédures d'accompagnement personnalisé."
    assert kandel_moles(plain) > 100 > 60 > kandel_moles(learned)
    assert mean_sentence(plain) == pytest.approx(4)


def test_line_break_ends_a_sentence() -> None:
    assert sentences("En danger :\n112\nAppelle.") == ["En danger :", "112", "Appelle."]
