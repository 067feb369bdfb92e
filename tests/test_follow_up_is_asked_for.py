"""What is written later was asked for, comes at a decent hour, says nothing on a locked screen, and can be stopped."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from talk import Talk

from conversations.conversation import Slot
from conversations.effects import CancelTimer, SetTimer
from conversations.library import Library
from conversations.quiet_hours import may_write_from

PARIS = ZoneInfo("Europe/Paris")
FRIDAY_EVENING = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def somebody(library: Library, role: str = "teen", at: datetime = FRIDAY_EVENING, country: str = "FR") -> Talk:
    talk = Talk(library, at=at)
    talk.says("on m'insulte sur snap tous les jours")
    talk.says({"FR": "France", "BE": "Belgique"}[country])
    slots = {**talk.conversation.slots, "role": Slot(value=role)}
    talk.conversation = talk.conversation.model_copy(update={"slots": slots})
    return talk


def timers(talk: Talk) -> dict[str, datetime]:
    return {one.name: one.at.astimezone(PARIS) for one in talk.effects if isinstance(one, SetTimer)}


def fires(talk: Talk, name: str, at: datetime) -> str:
    talk.now = at.astimezone(UTC) - timedelta(seconds=45)
    talk.happens("timer_fired", name=name)
    return talk.words


@pytest.mark.parametrize("hour", range(7 * 24))
def test_no_message_at_night_or_in_class(hour: int) -> None:
    moment = datetime(2026, 11, 16, tzinfo=PARIS) + timedelta(hours=hour, minutes=20)
    at = may_write_from(moment)
    assert at >= moment
    assert 7 <= at.hour < 21
    assert at.weekday() > 4 or not 8 <= at.hour < 17
    assert may_write_from(at) == at


def test_nobody_is_reminded_unasked(library: Library) -> None:
    talk = somebody(library)
    for text in ("depuis la rentrée", "non", "étape 1", "fait"):
        talk.says(text)
        assert set(timers(talk)) <= {"retention"}


def test_check_ins_come_in_the_evening(library: Library) -> None:
    talk = somebody(library)
    talk.says("rappel")
    talk.taps("Oui")
    assert timers(talk)["check_in"] == datetime(2026, 11, 22, 18, 0, tzinfo=PARIS)
    words = fires(talk, "check_in", timers(talk)["check_in"])
    assert words.startswith("Ton rappel du jour")
    assert timers(talk)["check_in"] == datetime(2026, 11, 27, 18, 0, tzinfo=PARIS)
    fires(talk, "check_in", timers(talk)["check_in"])
    fires(talk, "check_in", timers(talk)["check_in"])
    assert "check_in" not in timers(talk)


def test_worse_is_asked_about_safety(library: Library) -> None:
    talk = somebody(library)
    talk.says("rappel")
    talk.taps("Oui")
    fires(talk, "check_in", timers(talk)["check_in"])
    talk.taps("C'est pire")
    assert "danger maintenant" in talk.words
    talk.taps("Oui")
    assert talk.said[0].urgent


@pytest.mark.parametrize("word", ["plus de rappel", "stop"])
def test_one_word_stops_reminders(library: Library, word: str) -> None:
    talk = somebody(library)
    talk.says("rappel")
    talk.taps("Oui")
    talk.says(word)
    assert "check_in" in {one.name for one in talk.effects if isinstance(one, CancelTimer)}
    assert fires(talk, "check_in", FRIDAY_EVENING + timedelta(days=2)) == ""


def test_nobody_is_pushed_after_danger(library: Library) -> None:
    talk = somebody(library)
    talk.says("rappel")
    talk.taps("Oui")
    at = timers(talk)["check_in"]
    talk.says("je veux mourir")
    assert fires(talk, "check_in", at) == ""


@pytest.mark.parametrize(
    ("country", "letter", "next_step"),
    [("FR", "school_head", "letter_academie"), ("BE", "school_pms", "letter_po")],
)
def test_silence_opens_the_next_rung(library: Library, country: str, letter: str, next_step: str) -> None:
    talk = somebody(library, "parent", country=country)
    talk.says("rappel")
    talk.taps("Oui")
    talk.says("courriers")
    talk.happens("chose", choice=f"letter.{letter}")
    talk.taps("Finir maintenant")
    talk.gets_papers()
    for label in ("Je l'ai envoyé", "Aujourd'hui", "E-mail"):
        talk.taps(label)
    due = timers(talk)[f"rung.{next_step}"]
    assert (due.date() - talk.now.date()).days == 7
    assert next_step not in talk.conversation.plan
    assert fires(talk, f"rung.{next_step}", due).startswith("Votre rappel du jour")
    talk.taps("Non")
    assert next_step in {step for say in talk.said for step in say.steps}


def test_elapsed_days_open_rungs_unreminded(library: Library) -> None:
    talk = somebody(library, "parent")
    done = {"steps": {"letter_head": "done"}, "steps_on": {"letter_head": talk.now.date() - timedelta(days=8)}}
    talk.conversation = talk.conversation.model_copy(update=done)
    talk.happens("chose", choice="plan")
    assert "letter_academie" in talk.conversation.plan


def test_night_is_bridged(library: Library) -> None:
    talk = somebody(library, at=FRIDAY_NIGHT)
    talk.says("je veux parler à quelqu'un")
    assert "Aucun humain" in talk.words
    assert "3018 ouvre dans 9\u00a0heures" in talk.words or "3018 ouvre dans 9 heures" in talk.words
    assert "Rien n'est à régler cette nuit" in talk.words
    assert len(talk.said) <= 3
    talk.taps("Oui")
    assert timers(talk)["morning"] == datetime(2026, 11, 21, 7, 0, tzinfo=PARIS)
    assert fires(talk, "morning", timers(talk)["morning"]).startswith("Bonjour. Ton rappel du jour")


def test_day_needs_no_bridge(library: Library) -> None:
    talk = somebody(library)
    talk.says("je veux parler à quelqu'un")
    assert "cette nuit" not in talk.words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tu peux me rappeler vendredi ?", 27),
        ("rappelle moi demain", 21),
        ("jveux que tu me relances lundi", 23),
        ("tu peux m'écrire dans 3 jours", 23),
        ("tu peu mécrir samdi", 21),
        ("rappelle-moi le 27", 27),
        ("can you remind me tomorrow", 21),
    ],
)
def test_a_named_day_is_kept(library: Library, text: str, day: int) -> None:
    talk = somebody(library)
    talk.says(text)
    assert timers(talk)["on_day"] == datetime(2026, 11, day, 18, 0, tzinfo=PARIS)
    assert f"{day} novembre" in talk.words
    assert fires(talk, "on_day", timers(talk)["on_day"]).startswith("Ton rappel du jour")


@pytest.mark.parametrize(
    "text",
    [
        "le cpe doit me rappeler lundi",
        "il m'a écrit samedi",
        "la police doit me rappeler demain",
        "il me relance tous les jours",
        "tu peux m'écrire une lettre pour vendredi",
        "rappelle moi mon plan",
    ],
)
def test_others_who_write_are_news(library: Library, text: str) -> None:
    talk = somebody(library)
    talk.says(text)
    assert "on_day" not in timers(talk)
    assert "quel jour" not in talk.words


def test_a_day_is_asked_for(library: Library) -> None:
    talk = somebody(library)
    talk.says("tu peux me rappeler ?")
    assert "quel jour" in talk.words
    talk.taps("Dans une semaine")
    assert timers(talk)["on_day"] == datetime(2026, 11, 27, 18, 0, tzinfo=PARIS)


@pytest.mark.parametrize("text", ["vendredi", "non vendredi", "oui vendredi"])
def test_a_day_answers_the_offer(library: Library, text: str) -> None:
    talk = somebody(library)
    talk.says("rappel")
    talk.says(text)
    assert set(timers(talk)) & {"on_day", "check_in"} == {"on_day"}


def test_not_in_the_evening(library: Library) -> None:
    talk = somebody(library)
    talk.says("rappel")
    talk.says("oui mais pas le soir")
    assert timers(talk)["check_in"] == datetime(2026, 11, 22, 7, 0, tzinfo=PARIS)


def test_news_ends_the_offer(library: Library) -> None:
    talk = somebody(library)
    talk.says("rappel")
    talk.says("c'est fait j'ai parlé à ma tante")
    assert "On essaie" not in talk.words


def test_the_next_one_is_told(library: Library) -> None:
    talk = somebody(library)
    talk.says("rappelle moi lundi")
    talk.says("c'est quand le prochain ?")
    assert "lundi 23 novembre" in talk.words
    talk.says("annule le rappel")
    assert "on_day" in {one.name for one in talk.effects if isinstance(one, CancelTimer)}
    talk.says("c'est quand le prochain ?")
    assert "Aucun rappel" in talk.words


def test_no_day_is_promised_in_danger(library: Library) -> None:
    talk = somebody(library)
    talk.says("je veux mourir")
    talk.says("rappelle moi demain")
    assert "on_day" not in timers(talk)
