"""conversation_rules §3.8: the one order of a danger turn."""

from datetime import UTC, datetime

import pytest

from conversations.actions import ACTIONS
from conversations.conversation import Danger, Slot
from conversations.danger_turn import danger_turn
from conversations.draft import Draft
from conversations.effects import Say
from conversations.events import Said
from conversations.findings import RiskLevel
from conversations.library import Library
from conversations.situation import Situation
from tests.talk import EVENING, Talk, settled

NIGHT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)

# kind, level, body → the number said first in France and in Belgium.
FIRST = [
    ("suicide", "high", True, "15", "112"),
    ("suicide", "high", False, "3114", "0800 32 123"),
    ("self_harm", "high", False, "3114", "0800 32 123"),
    ("suicide", "imminent", False, "15", "112"),
    ("violence_by_others", "imminent", False, "17", "112"),
    ("danger_at_home", "imminent", False, "17", "112"),
    ("violence_by_others", "high", False, "119", "103"),
    ("danger_at_home", "high", False, "119", "103"),
    ("sexual_exploitation", "high", False, "3018", "116 000"),
    ("sexual_exploitation", "imminent", False, "3018", "116 000"),
    ("violence_to_others", "high", False, "17", "112"),
    ("runaway", "high", False, "116 000", "116 000"),
]


def in_danger(library: Library, danger: Danger, at: datetime = EVENING, **slots: str) -> list[Say]:
    talk = Talk(library)
    known = {name: Slot(value=value) for name, value in slots.items()}
    conversation = talk.conversation.model_copy(update={"slots": known, "danger": danger, "notice": "accepted"})
    draft = Draft(conversation, Said(id="e", at=at, text="…"), Situation(), library)
    danger_turn(draft, danger)
    return [effect for effect in draft.turn().effects if isinstance(effect, Say)]


@pytest.mark.parametrize("country", ["FR", "BE"])
@pytest.mark.parametrize(("kind", "level", "body", "france", "belgium"), FIRST)
def test_the_right_number_first(
    library: Library, kind: str, level: RiskLevel, body: bool, france: str, belgium: str, country: str
) -> None:
    danger = Danger(level=level, kinds=(kind,), body=body)
    first, *_ = in_danger(library, danger, country=country, role="teen")
    number = france if country == "FR" else belgium
    sentence, alone = first.text.split("\n")
    assert f"Le {number} répond maintenant" in sentence
    assert alone == number


@pytest.mark.parametrize(("kind", "level", "body"), [row[:3] for row in FIRST])
def test_three_urgent_messages(library: Library, kind: str, level: RiskLevel, body: bool) -> None:
    danger = Danger(level=level, kinds=(kind,), body=body)
    said = in_danger(library, danger, country="FR")
    assert len(said) == 3
    assert all(say.urgent and len(say.text) <= 300 for say in said)
    assert "tell_trusted_adult_now" in said[1].steps
    assert said[1].human_offered
    assert said[2].steps == ("check_safety_now",)
    assert [choice.label for choice in said[2].choices] == ["Oui", "Non", "Je ne sais pas", "Ce n'était pas ça"]


@pytest.mark.parametrize("kind", ["suicide", "sexual_exploitation", "violence_by_others", "runaway"])
def test_imminent_names_the_emergency(library: Library, kind: str) -> None:
    said = in_danger(library, Danger(level="imminent", kinds=(kind,)), country="FR")
    shown = {service for say in said[:2] for service in say.services}
    assert shown & {"fr-15", "fr-17", "eu-112"}


@pytest.mark.parametrize(
    ("level", "kind", "near"),
    [
        ("high", "suicide", "Gardez un adulte près de l'enfant"),
        ("high", "danger_at_home", "Un autre adulte près de l'enfant"),
        ("high", "runaway", "Gardez un adulte près de l'enfant"),
        ("imminent", "runaway", "Gardez quelqu'un chez vous"),
    ],
)
def test_parents_hear_who_stays_near(library: Library, level: RiskLevel, kind: str, near: str) -> None:
    _, second, _ = in_danger(library, Danger(level=level, kinds=(kind,), concerns="other"), country="FR", role="parent")
    assert near in second.text


def test_what_is_now_decides(library: Library) -> None:
    danger = Danger(level="imminent", kinds=("danger_at_home", "suicide"), acute=("danger_at_home",))
    first, *_ = in_danger(library, danger, country="FR")
    assert first.text.endswith("\n17")


def test_an_attack_outranks_earlier_grief(library: Library) -> None:
    talk = settled(library)
    talk.says("j'ai envie de mourir")
    talk.says(
        "jsuis enfermée ds la salle de bain il tape dans la porte il va me défoncer. jpeux pas parler il entend tout"
    )
    assert talk.conversation.danger.acute[0] != "suicide"
    assert "SMS au 114" in talk.said[0].text


def test_unknown_country_gets_112(library: Library) -> None:
    first, *_ = in_danger(library, Danger(level="high", kinds=("suicide",)))
    assert first.text.endswith("\n112")
    assert [choice.label for choice in first.choices] == ["France", "Belgique", "Ailleurs"]
    assert first.slot == "country"


def test_the_tap_gives_national_lines(library: Library) -> None:
    talk = Talk(library)
    talk.says("je veux me tuer")
    assert "\n3114" in talk.taps("France")[0].text


def test_the_question_stays_last(library: Library) -> None:
    talk = Talk(library)
    question = talk.says("je veux me tuer")[-1]
    talk.taps("France")
    assert talk.said[-1].choices == question.choices
    talk.taps("Non")
    assert talk.conversation.slots["safe_now"].value == "safe"


@pytest.mark.parametrize(
    "text", ['un pote a posté une story "adieu tout le monde" avec un pont', "ma copine veut se suicider"]
)
def test_a_first_word_on_others(library: Library, text: str) -> None:
    talk = Talk(library)
    talk.says(text)
    assert "Es-tu" not in talk.words
    assert "Préviens un adulte sûr" in talk.words


def test_parents_are_asked_about_children(library: Library) -> None:
    talk = Talk(library)
    talk.says("Bonsoir, ma fille Elsa 15 ans a pris une boîte de cachets il y a une heure")
    assert talk.said[-1].text.startswith("Cette personne")


def test_a_closed_line_never_leads(library: Library) -> None:
    danger = Danger(level="high", kinds=("sexual_exploitation",))
    first, second, _ = in_danger(library, danger, NIGHT, country="FR")
    assert first.text.endswith("\n17")
    assert "3018\u00a0: ouvre à 9\u00a0h" in second.text


def test_sextortion_shows_protective_steps(library: Library) -> None:
    talk = settled(library)
    talk.says("un mec me demande 200 euros sinon il balance ma nude")
    steps = talk.said[1].steps[1:]
    assert len(steps) == 3
    assert {"stop_paying", "dont_send_more"} <= set(steps)


@pytest.mark.parametrize(
    ("slots", "kind", "sentence"),
    [
        ({"role": "teen"}, "suicide", "Je te crois, ce n'est pas ta faute."),
        ({"role": "parent"}, "suicide", "Vous avez bien fait d'en parler."),
        ({"role": "witness"}, "suicide", "Tu as bien fait d'en parler."),
        ({"role": "teen"}, "violence_to_others", "Tu as bien fait de le dire avant."),
    ],
)
def test_support_fits_the_person(library: Library, slots: dict[str, str], kind: str, sentence: str) -> None:
    first, *_ = in_danger(library, Danger(level="high", kinds=(kind,)), country="FR", **slots)
    assert first.text.startswith(sentence)


@pytest.mark.parametrize("answer", ["Oui", "Je ne sais pas"])
def test_yes_repeats_the_emergency(library: Library, answer: str) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    [again] = talk.taps(answer)
    assert "\n15\n" in again.text
    assert again.urgent
    assert again.human_offered


def test_a_joke_does_not_erase_danger(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.says("lol c'est bon")
    assert talk.conversation.danger.level == "high"


def test_one_tap_corrects_a_wrong_guess(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.taps("Ce n'était pas ça")
    assert talk.conversation.danger.level == "low"
    assert "numéros restent" in talk.words


def test_no_form_after_suicidal_words(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.says("ils m'insultent sur snap tous les soirs")
    for _ in range(3):
        assert not {say.slot for say in talk.said} & {"since", "where", "adults_who_know"}
        shown = [library.steps.get(key, "FR").phase for say in talk.said for key in say.steps]
        assert set(shown) <= {"safe", "line", "care"}, "no plan unless asked: only what keeps safe, and who listens"
        talk.says("et puis voila")


def test_every_action_is_used(library: Library) -> None:
    used = {name for _, _, node in library.flows.every_node() for name in node.do}
    used |= {name for _, _, node in library.flows.every_node() for choice in node.choices for name in choice.do}
    assert used == set(ACTIONS)


@pytest.mark.parametrize(("name", "rest"), [("je", "veux mourir"), ("aide", "je veux mourir")])
def test_danger_behind_a_slash(library: Library, name: str, rest: str) -> None:
    talk = settled(library)
    first, *_ = talk.happens("command_given", name=name, rest=rest)
    assert first.text.endswith("\n3114")


def test_an_unsure_ok_is_no_yes(library: Library) -> None:
    talk = settled(library)
    talk.says("je veux mourir")
    talk.says("ok c'est bon")
    assert talk.conversation.danger.level == "high"


def test_an_old_worry_does_not_choose_the_number(library: Library) -> None:
    talk = settled(library)
    worried = Danger(level="low", kinds=("suicide",))
    talk.conversation = talk.conversation.model_copy(update={"danger": worried})
    first, *_ = talk.says("une meuf sur insta a une video de moi et elle veut 200e avant minuit")
    assert first.text.endswith("\n3018")


def test_another_is_asked_about(library: Library) -> None:
    talk = settled(library, role="C'est pour quelqu'un")
    talk.says("ma sœur dit qu'elle veut mourir")
    assert "Préviens un adulte sûr" in talk.words
    assert "Cette personne est-elle en danger" in talk.words
    talk.taps("Oui")
    assert "Préviens un adulte près de la personne" in talk.words


def test_witnesses_in_danger_are_held(library: Library) -> None:
    talk = settled(library, role="C'est pour quelqu'un")
    talk.says("moi aussi j'ai envie de mourir")
    assert "Va près d'un adulte maintenant" in talk.words


def test_a_life_outranks_a_blackmail(library: Library) -> None:
    talk = settled(library)
    talk.says("il dit que si je paye pas avant minuit il envoie mes nudes à toute ma classe")
    assert talk.conversation.danger.level == "imminent"
    talk.says("autant en finir")
    assert "15" in talk.said[0].text.splitlines()
    assert "3114" in talk.said[1].text
