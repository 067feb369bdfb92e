"""What is really said keeps to the rules: the form of every turn, and the order of a danger turn."""

from collections.abc import Callable

import pytest

from conversations.effects import Choice, Say
from conversations.library import Library
from conversations.lint.replies import lint_danger_turn, lint_turn
from conversations.lint.style import Style
from tests.talk import Talk, settled

DANGERS = (
    "je veux mourir",
    "je vais me tuer ce soir",
    "un mec me demande 200 euros sinon il balance ma nude",
    "ils m'attendent à la sortie avec un couteau",
    "mon père me frappe tous les soirs",
    "je vais lui planter un couteau demain au collège",
    "j'ai fugué je suis dehors",
)
WHO = ("Ça m'arrive à moi", "Je suis parent", "C'est pour quelqu'un", "J'y ai participé", "Je travaille à l'école")


@pytest.fixture(scope="module")
def style(library: Library) -> Style:
    return Style(library.files)


@pytest.fixture(scope="module")
def danger(library: Library) -> list[Say]:
    return settled(library).says("je veux mourir")


def rules(replies: list[Say], style: Style, judge: Callable[..., tuple[object, ...]]) -> set[str]:
    return {getattr(finding, "rule", "") for finding in judge(replies, style)}


@pytest.mark.parametrize("country", ["France", "Belgique", "Ailleurs"])
@pytest.mark.parametrize("who", WHO)
def test_danger_turns_keep_the_order(library: Library, style: Style, country: str, who: str) -> None:
    for text in DANGERS:
        talk = settled(library, country, who)
        replies = talk.says(text)
        assert talk.conversation.danger.level in ("high", "imminent"), text
        assert lint_danger_turn(replies, style) == (), text


@pytest.mark.parametrize("text", DANGERS)
def test_danger_as_first_word(library: Library, style: Style, text: str) -> None:
    assert lint_danger_turn(Talk(library).says(text), style) == ()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("country", ["France", "Belgique", "Ailleurs"])
def test_a_story_keeps_the_form(library: Library, style: Style, country: str, who: str) -> None:
    talk = settled(library, country, who)
    story = ("on se moque de moi tous les jours sur snap depuis la rentrée", "je passe", "non", "je passe")
    for text in (*story, "aide", "c'est quoi la loi ?", "qui lit ça ?", "salut", "efface", "non"):
        assert lint_turn(talk.says(text), style) == (), text


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        ("reply_length", {"text": "Oui. " * 80}),
        ("reply_sentence", {"text": "un " * 21}),
        ("reply_emoji", {"text": "Oui 🙂🙂"}),
        ("reply_forbidden", {"text": "Tu n'aurais pas dû."}),
        ("reply_choices", {"choices": tuple(Choice(id=str(n), label="Oui") for n in range(5))}),
        ("reply_label", {"choices": (Choice(id="a", label="Une réponse beaucoup trop longue"),)}),
    ],
)
def test_each_fault_of_form_is_seen(style: Style, rule: str, spoil: dict[str, object]) -> None:
    reply = Say(id="e/0", text="Je te crois.", keys=("reaction.teen",))
    assert rules([reply], style, lint_turn) == set()
    assert rules([reply.model_copy(update=spoil)], style, lint_turn) == {rule}


def test_four_messages_are_too_many(style: Style) -> None:
    replies = [Say(id=f"e/{n}", text="Oui.") for n in range(4)]
    assert rules(replies, style, lint_turn) == {"reply_count"}
    notice = Say(id="e/4", text="Oui.", keys=("notice.web",))
    assert rules([notice, *replies[:3]], style, lint_turn) == set()


def test_words_of_a_helper_are_theirs(style: Style) -> None:
    helper = Say(id="e/0", text="Calme-toi. " * 60, from_helper="Sam")
    letter = Say(id="e/1", text="Madame, " * 100, keys=("letter.head",))
    assert lint_turn([helper, letter], style) == ()


@pytest.mark.parametrize(
    ("rule", "place", "spoil"),
    [
        ("danger_number_alone", 0, {"text": "Je te crois. Le 3114 répond maintenant."}),
        ("danger_number_first", 0, {"text": "Je te crois.\n3114"}),
        ("danger_number_first", 0, {"services": ()}),
        ("danger_support", 0, {"keys": ("danger.first",)}),
        ("danger_second_line", 1, {"services": ()}),
        ("danger_adult_near", 1, {"steps": ()}),
        ("danger_human", 1, {"human_offered": False}),
        ("danger_titles", 1, {"steps": ("tell_trusted_adult_now", "a", "b", "c", "d")}),
        ("danger_question_last", 2, {"steps": ()}),
        ("danger_question_last", 2, {"choices": ()}),
        ("danger_emoji", 2, {"text": "Es-tu en danger maintenant ? 🙂"}),
    ],
)
def test_each_fault_of_order_is_seen(
    style: Style, danger: list[Say], rule: str, place: int, spoil: dict[str, object]
) -> None:
    replies = [say.model_copy(update=spoil if at == place else {}) for at, say in enumerate(danger)]
    assert rules(replies, style, lint_danger_turn) == {rule}


def test_silence_in_danger_is_seen(style: Style) -> None:
    assert rules([], style, lint_danger_turn) == {"danger_silent"}
