"""What is not sure, or waits for a check, is not shown; a fault in these facts is refused with its entry."""

from datetime import date

import pytest

from bot.packs import read_packs
from conversations.errors import ContentError
from conversations.law import Law
from conversations.library import Library
from conversations.platform_packs import Platforms
from conversations.texts import Catalogue
from tests.talk import settled

FILES = read_packs()
LAW = Law.from_files(FILES)
PLATFORMS = Platforms.from_files(FILES)
FR_LAW = "countries/fr/law.toml"
SNAPCHAT = "platforms/snapchat.toml"


@pytest.mark.parametrize(
    "rule", ["fr-majorite-numerique", "fr-decret-2023-782", "be-nouveau-code-penal", "be-fwb-ecole", "fr-circ-2014-059"]
)
def test_unsure_rules_stay_hidden(rule: str) -> None:
    assert LAW.shown((rule, "eu-dsa-16")) == (LAW.get("eu-dsa-16"),)


def test_most_french_offences_are_shown() -> None:
    shown = [rule.id for rule in LAW.by_country["FR"].rules if rule.shown]
    assert {"fr-cp-222-33-2-2", "fr-cp-222-33-2-3", "fr-cp-226-2-1", "fr-mineur-plainte"} <= set(shown)


BAD_LAW = {
    "a confidence": ('confidence = "high"', 'confidence = "sure"'),
    "a key": ("limitation =", "limitations ="),
    "months as words": ("prison_months = 12", 'prison_months = "douze"'),
    "half of the term": ("minor_max_prison_months = 18", "minor_max_prison_months = 24"),
    "an id twice": ('id = "fr-cp-226-1"', 'id = "fr-cp-226-2-1"'),
    "another country": ('country = "FR"', 'country = "BE"'),
    "a quote": ('topic = "cyberharcèlement"', 'topic = "cyberharcèlement'),
}


@pytest.mark.parametrize("name", BAD_LAW)
def test_bad_law_is_refused(name: str) -> None:
    old, new = BAD_LAW[name]
    assert old in FILES[FR_LAW]
    with pytest.raises(ContentError) as caught:
        Law.from_files({**FILES, FR_LAW: FILES[FR_LAW].replace(old, new, 1)})
    assert caught.value.ids["forgotten"]


def test_rule_without_source_is_refused() -> None:
    text = FILES["countries/lu/law.toml"]
    start = text.index("sources = [")
    bad = text[:start] + "sources = []\n" + text[text.index("confidence =", start) :]
    with pytest.raises(ContentError, match="without a source"):
        Law.from_files({**FILES, "countries/lu/law.toml": bad})


def test_every_platform_reads() -> None:
    assert len([PLATFORMS.get(name) for name in PLATFORMS.ids]) == len(PLATFORMS.ids) >= 23
    assert PLATFORMS.general.notice_fields.never


@pytest.mark.parametrize(
    ("word", "pack"), [("messenger", "facebook-messenger"), ("facebook", "facebook-messenger"), ("sms", "sms-appels")]
)
def test_words_lead_to_their_pack(word: str, pack: str) -> None:
    found = PLATFORMS.get(word)
    assert found is not None
    assert found.id == pack


def test_platform_without_pack_is_none() -> None:
    assert PLATFORMS.get("kahoot") is None


def test_unseen_pages_stay_hidden() -> None:
    forms = [form for name in PLATFORMS.ids if (pack := PLATFORMS.get(name)) for form in pack.shown_forms]
    assert forms
    assert all(form.url_seen for form in forms)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('screenshot_notice = "yes"', 'screenshot_notice = "maybe"'),
        ("url_seen = ", "url_saw = "),
        ("block =", "blocks ="),
    ],
)
def test_bad_platform_is_refused(old: str, new: str) -> None:
    assert old in FILES[SNAPCHAT]
    with pytest.raises(ContentError):
        Platforms.from_files({**FILES, SNAPCHAT: FILES[SNAPCHAT].replace(old, new, 1)}).get("snapchat")


def test_both_codes_until_confirmed() -> None:
    ids = ("be-harcelement-ancien", "be-harcelement-nouveau")
    assert [rule.regime for rule in LAW.cited(ids, date(2026, 11, 1))] == ["old", "new"]


def test_confirmed_change_goes_by_day() -> None:
    path = "countries/be/law.toml"
    start = FILES[path].index('id = "be-nouveau-code-penal"')
    entry = FILES[path][start:]
    sure = entry.replace("needs_human_check = true", "", 1).replace('confidence = "medium"', 'confidence = "high"', 1)
    law = Law.from_files({**FILES, path: FILES[path][:start] + sure})
    ids = ("be-harcelement-ancien", "be-harcelement-nouveau")
    assert [rule.regime for rule in law.cited(ids, date(2026, 3, 1))] == ["old"]
    assert [rule.regime for rule in law.cited(ids, date(2026, 9, 1))] == ["new"]
    assert [rule.regime for rule in law.cited(ids, None)] == ["old", "new"]


def test_rules_are_found_by_what_is_told() -> None:
    found = LAW.for_topics("FR", ("sextortion_blackmail",))
    assert found is not None
    assert found.id == "fr-cp-312-10"
    assert LAW.for_topics("BE", ("insults",)) is None


def test_adults_read_the_article(library: Library) -> None:
    talk = settled(library, "France", "Je suis parent")
    talk.says("mon fils est insulté tous les soirs sur snapchat")
    talk.says("comment porter plainte ?")
    talk.says("comment porter plainte ?")
    assert "art. 222-33-2-2" in talk.words
    assert "20 novembre 2026" in talk.words
    assert "http" not in talk.words


def test_the_young_read_no_article(library: Library) -> None:
    talk = settled(library)
    for line in ("on m'insulte tous les soirs sur snapchat", "je peux porter plainte ?", "je peux porter plainte ?"):
        talk.says(line)
    assert "art." not in talk.words
    assert "La loi le prévoit" in talk.words


def test_penalties_follow_the_age(library: Library) -> None:
    talk = settled(library, "France", "Je suis parent")
    talk.says("mon fils est insulté tous les soirs sur snapchat")
    talk.says("il risque quoi ?")
    said = talk.words
    talk.says("c'est puni ?")
    assert "De 13 à 17 ans" in said
    assert "3 ans de prison et 45\u202f000 €" in talk.words


def test_the_platform_says_where_to_tap(library: Library) -> None:
    talk = settled(library)
    for line in ("on m'insulte tous les soirs sur snapchat", "depuis un mois", "non", "comment garder les preuves ?"):
        talk.says(line)
    assert "Sur Snapchat" in talk.words
    assert "averti d'une capture" in talk.words
    talk.says("comment je signale ?")
    assert "appui long" in talk.words


def test_every_sure_platform_has_its_words() -> None:
    texts = Catalogue.from_files(FILES).of("fr")
    searching = {"google-search", "bing", "qwant"}
    for name in set(PLATFORMS.ids) - searching:
        pack = PLATFORMS.get(name)
        assert pack is not None
        if pack.confidence != "low":
            assert {f"platform.{name}.{what}" for what in ("keep", "report", "block")} <= set(texts), name


def test_lines_for_adults_are_not_for_children(library: Library) -> None:
    talk = settled(library, role="Je travaille à l'école", country="Belgique")
    talk.says("Un élève de ma classe a fabriqué une photo nue d'une fille de 14 ans")
    talk.says("Quelle est la loi ?")
    assert "112" in talk.words or "101" in talk.words
    assert "0800 12 800" not in talk.words
