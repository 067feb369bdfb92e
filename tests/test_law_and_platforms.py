"""What is not sure, or waits for a check, is not shown; a fault in these facts is refused with its entry."""

import pytest

from bot.packs import read_packs
from conversations.errors import ContentError
from conversations.law import Law
from conversations.platform_packs import Platforms

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
