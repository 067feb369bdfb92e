"""Dates as people say them become days, never more exact or more certain than their words."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.packs import open_library
from conversations.dated import Dated
from conversations.dating import Dating, Saying, local_moment

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=PARIS)
SAID = Saying(at=FRIDAY, zone=PARIS, country="FR")
READ = Saying(at=FRIDAY, zone=PARIS, country="FR", certainty="read", past=True)


@pytest.fixture(scope="module")
def dating() -> Dating:
    return open_library().dating


def one(dating: Dating, text: str, saying: Saying = SAID, lang: str = "fr") -> Dated:
    [said] = dating.read(text, saying, lang)
    return said.dated


DAYS = {
    "hier": "2026-11-19",
    "avant-hier soir": "2026-11-18",
    "mardi soir": "2026-11-17",
    "lundi dernier ils m'ont tapé": "2026-11-16",
    "ce matin à 8h": "2026-11-20",
    "le 12/10": "2026-10-12",
    "le 12.10.2025": "2025-10-12",
    "jeudi 12/11": "2026-11-12",
    "le 1er novembre": "2026-11-01",
    "samedi 14 novembre": "2026-11-14",
    "31 oct.": "2026-10-31",
    "le 31 décembre 2025": "2025-12-31",
    "mi-novembre": "2026-11-15",
    "il y a deux semaines": "2026-11-06",
    "ya 3 jours": "2026-11-17",
    "y'a quinze jours": "2026-11-05",
    "il y a un mois": "2026-10-20",
    "depuis 3 semaines": "2026-10-30",
    "ça fait 2 mois": "2026-09-20",
    "ca dure depuis 2 mois": "2026-09-20",
    "le 12": "2026-11-12",
    "le 25": "2026-10-25",
    "mardi sur le temps de midi": "2026-11-17",
}
STRETCHES = {
    "la semaine dernière": ("2026-11-09", "2026-11-15", "span"),
    "le week-end dernier": ("2026-11-14", "2026-11-15", "span"),
    "en septembre": ("2026-09-01", "2026-09-30", "month"),
    "le mois dernier": ("2026-10-01", "2026-10-31", "month"),
    "fin décembre": ("2025-12-21", "2025-12-31", "span"),
    "l'année dernière": ("2025-01-01", "2025-12-31", "year"),
    "du 12 au 15 octobre": ("2026-10-12", "2026-10-15", "span"),
    "entre le 3 et le 8 novembre": ("2026-11-03", "2026-11-08", "span"),
    "depuis la rentrée": ("2026-09-01", "2026-09-07", "span"),
    "depuis les vacances": ("2026-10-17", "2026-11-04", "span"),
    "pendant les vacances de Noël": ("2025-12-19", "2026-01-06", "span"),
}
NO_DATES = (
    "tous les soirs", "chaque mercredi", "j'ai eu 8/10 en maths", "24/7", "sept garçons", "le 31/02", "j'ai 13 ans",
    "avant les vacances", "appelle le 3018", "ils sont 12", "depuis toujours", "les lundis",
)  # fmt: skip


@pytest.mark.parametrize(("words", "day"), DAYS.items())
def test_one_day_is_found(dating: Dating, words: str, day: str) -> None:
    found = one(dating, words)
    assert (str(found.day), found.until) == (day, None)


@pytest.mark.parametrize(("words", "stretch"), STRETCHES.items())
def test_stretches_stay_stretches(dating: Dating, words: str, stretch: tuple[str, str, str]) -> None:
    found = one(dating, words)
    assert (str(found.day), str(found.until), found.precision) == stretch


@pytest.mark.parametrize("words", NO_DATES)
def test_nothing_is_invented(dating: Dating, words: str) -> None:
    assert dating.read(words, SAID) == ()


@pytest.mark.parametrize(
    ("words", "at"),
    {
        "hier vers 22h": "2026-11-19T22:00:00+01:00",
        "à 22h30 hier": "2026-11-19T22:30:00+01:00",
        "hier à 10h du soir": "2026-11-19T22:00:00+01:00",
        "10h du soir hier": "2026-11-19T22:00:00+01:00",
        "le 31 octobre à 18h04": "2026-10-31T18:04:00+01:00",
        "12/10/2026 18:04": "2026-10-12T18:04:00+02:00",
        "il y a 2h": "2026-11-20T16:00:00+01:00",
    }.items(),
)
def test_hours_follow_the_season(dating: Dating, words: str, at: str) -> None:
    found = one(dating, words)
    assert found.at is not None
    assert found.at.isoformat() == at


def test_midnight_is_not_placed(dating: Dating) -> None:
    assert one(dating, "mardi à minuit").at is None


def test_clocks_that_change_are_doubtful(dating: Dating) -> None:
    _, sure = local_moment(date(2026, 10, 25), time(2, 30), PARIS)
    missing, _ = local_moment(date(2026, 3, 29), time(2, 30), PARIS)
    assert not sure
    assert missing.isoformat() == "2026-03-29T03:30:00+02:00"
    assert one(dating, "le 25 octobre à 2h30").about


def test_belgium_has_its_own_school_year(dating: Dating) -> None:
    saying = Saying(at=FRIDAY, zone=ZoneInfo("Europe/Brussels"), country="BE")
    assert one(dating, "depuis la rentrée", saying).day == date(2026, 8, 24)


def test_midnight_belongs_to_the_country(dating: Dating) -> None:
    late = Saying(at=datetime.fromisoformat("2026-11-20T23:30:00+00:00"), zone=PARIS, country="FR")
    assert one(dating, "hier", late).day == date(2026, 11, 20)


def test_words_of_the_date_stay(dating: Dating) -> None:
    found = one(dating, "Bonjour, depuis la mi-septembre c'est l'enfer")
    assert (found.words, found.ongoing, found.about) == ("depuis la mi-septembre", True, True)


def test_what_lies_ahead_is_marked(dating: Dating) -> None:
    assert one(dating, "ils veulent venir lundi prochain").ahead
    assert one(dating, "le 12 décembre").ahead
    assert not one(dating, "le 12 février").ahead


def test_a_capture_cannot_lie_ahead(dating: Dating) -> None:
    [found] = dating.read_on_picture("25 déc.", READ)
    assert (found.day, found.ahead) == (date(2025, 12, 25), False)


@pytest.mark.parametrize(
    ("written", "day"),
    {"3 j": "2026-11-17", "2 sem": "2026-11-06", "lun. 21:30": "2026-11-16", "Hier 18:04": "2026-11-19"}.items(),
)
def test_apps_count_back(dating: Dating, written: str, day: str) -> None:
    [found] = dating.read_on_picture(written, READ)
    assert str(found.day) == day


def test_certainty_is_that_of_the_source(dating: Dating) -> None:
    texts = [*DAYS, *STRETCHES]
    assert {said.dated.certainty for text in texts for said in dating.read(text, SAID)} == {"declared"}
    assert {found.certainty for text in texts for found in dating.read_on_picture(text, READ)} == {"read"}


@pytest.mark.parametrize(
    ("words", "day"),
    {"two weeks ago": "2026-11-06", "last monday": "2026-11-16", "on 31 october": "2026-10-31"}.items(),
)
def test_english_is_understood_too(dating: Dating, words: str, day: str) -> None:
    assert str(one(dating, words, lang="en").day) == day
