"""Every canonical word keeps its place in what was typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.packs import read_packs
from conversations.normalise import Normaliser, verlan
from conversations.rules import spelling_packs
from conversations.spelling import merged
from tests.understanding_fixtures import read, understanding

NORMALISER = Normaliser(merged(spelling_packs(read_packs(within="understanding"))))
ALPHABET = st.characters() | st.sampled_from("aeiou je veux'’.?!😭\u200b\u0301ЕеΑ2@$*")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jsuis", "je suis"),
        ("chui", "je suis"),
        ("jpp", "je en peux plus"),
        ("tlm", "tout le monde"),
        ("mdp", "mot de passe"),
        ("mtn", "maintenant"),
        ("2main", "demain"),
        ("la daronne", "la mère"),
        ("ils m’ont dit", "ils m'ont dit"),
        ("frappée", "frapper"),
        ("menaçaient", "menacer"),
        ("toooouuut", "tout"),
    ],
)
def test_spellings_meet_in_one(typed: str, meant: str) -> None:
    assert understanding().normalised(typed) == understanding().normalised(meant)


@given(st.text(ALPHABET, max_size=200))
@settings(max_examples=200, deadline=None)
def test_spans_lie_inside(text: str) -> None:
    typed = NORMALISER.read(text)
    assert len(typed.words) == len(typed.starts) == len(typed.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(typed.starts, typed.ends, strict=True))
    assert typed.starts == sorted(typed.starts)


@given(st.text(ALPHABET, max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert found == read(text)
    assert all(0 <= reason.start < reason.end <= len(text) for reason in found.reasons)


def test_verlan_turns_syllables() -> None:
    assert verlan("mourir") == ["rirmou"]


def test_smileys_break_no_phrase() -> None:
    assert NORMALISER.words("je 😭 veux 😂 mourir") == NORMALISER.words("je veux mourir")


def test_sentences_stay_apart() -> None:
    assert "." in NORMALISER.words("Je veux. Mourir")


@pytest.mark.parametrize(
    ("typed", "word"), [("ma sœur", "soeur"), ("SŒUR", "soeur"), ("un nœud", "noeud"), ("cœur", "coeur")]
)
def test_joined_letters_are_one_word(typed: str, word: str) -> None:
    assert understanding().normalised(typed)[-1] == word


@pytest.mark.parametrize("word", ["tartine", "poney", "voleur", "titre", "copie", "barbe", "gilet", "levre"])
def test_other_words_are_no_slips(word: str) -> None:
    assert understanding().normalised(word) == [word]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("suicidr", "suicider"),
        ("suicdier", "suicider"),
        ("suixider", "suicider"),
        ("scuicider", "suicider"),
        ("vivr", "vivre"),
    ],
)
def test_one_slip_is_forgiven(typed: str, meant: str) -> None:
    assert understanding().normalised(typed) == [meant]
