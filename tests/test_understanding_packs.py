"""A pack that does not hold is refused with its file, its place, and what was forgotten."""

import pytest

from conversations.errors import ContentError
from conversations.understanding import Understanding

SPELLING = "languages/fr/understanding/spelling.yaml"
RULES = "languages/fr/understanding/danger.yaml"
GOOD = (
    "version: 1\nrules:\n  - id: a.b\n    any: |\n      je veux (partir|mourir)\n    risk: suicide\n    level: high\n"
)


def build(rules: str) -> Understanding:
    return Understanding.from_files({SPELLING: "version: 1\n", RULES: rules})


def test_small_pack_is_enough() -> None:
    assert build(GOOD).read("ok je veux mourir").risk == "high"


@pytest.mark.parametrize(
    ("rules", "code", "told"),
    [
        (GOOD.replace("suicide", "sadness"), "pack.invalid", "rules.0.risk"),
        (GOOD.replace("level: high", "levle: high"), "pack.invalid", "rules.0.levle"),
        (GOOD.replace("(partir|mourir)", "<leave>"), "pattern.list_unknown", "leave"),
        (GOOD.replace("je veux (partir|mourir)", ".. bientot?"), "pattern.without_words", "a.b"),
        ("version: 1\nrules: [\n", "pack.not_yaml", RULES),
        ("rules: []\n", "pack.invalid", "version"),
    ],
)
def test_fault_is_located(rules: str, code: str, told: str) -> None:
    with pytest.raises(ContentError) as caught:
        build(rules)
    assert caught.value.code == code
    assert told in str(caught.value)


def test_a_list_has_one_meaning() -> None:
    lists = "version: 1\nlists:\n  leave: partir|mourir\nrules: []\n"
    with pytest.raises(ContentError) as caught:
        Understanding.from_files({RULES: lists, RULES.replace("danger", "wishes"): lists})
    assert caught.value.code == "pattern.list_twice"
    assert "leave" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "text", "holds"),
    [
        ("je .. mourir", "je veux vraiment pas mourir", True),
        ("je .. mourir", "je pense alpha beta gamma mourir", False),
        ("je ... mourir", "je pense alpha beta gamma mourir", True),
        ("tres? triste", "triste", True),
        ("^ bonjour", "bonjour toi", True),
        ("^ bonjour", "dis bonjour", False),
        ("au revoir $", "allez au revoir !", True),
        ("au revoir $", "au revoir toi", False),
        ("<number> ans", "13 ans", True),
        ("harcel*", "ils harcelaient", True),
        ("plus la!", "si je suis plus là", True),
        ("plus la!", "j'ai plus rien", False),
        ("je veux mourir", "je veux. mourir", False),
        ("je veux mourir", "je veux encore trop mourir", True),
        ("mon port", "mon portrait", False),
        ("triste .. seul", "triste et encore trop seul", True),
        ("(la!|ici) danger", "la danger", True),
        ("(la!|ici) danger", "un danger", False),
        ("au revoir $", "au revoir encore", False),
    ],
)
def test_pattern_language_holds(line: str, text: str, holds: bool) -> None:
    rules = f"version: 1\nrules:\n  - id: a.b\n    any: |\n      {line}\n    risk: suicide\n    level: high\n"
    assert (build(rules).read(text).risk == "high") is holds


def test_covering_rule_silences_other() -> None:
    idiom = "  - id: idiom\n    covers: a.\n    any: |\n      mourir de rire\n"
    assert build(GOOD + idiom).read("je veux mourir de rire").risk == "none"
    assert build(GOOD + idiom).read("je veux mourir").risk == "high"


def test_marks_change_the_level() -> None:
    rules = (
        GOOD
        + "    raise: {imminent: soon}\n    unless: game\n"
        + ("  - {id: m.soon, mark: soon, any: ce soir}\n  - {id: m.game, mark: game, any: manette}\n")
    )
    assert build(rules).read("je veux mourir ce soir").risk == "imminent"
    assert build(rules).read("je veux mourir manette").risk == "none"
