"""Danger phrases survive what fingers, keyboards and telephones do to them.

`APPUI_TEST_PERTURBED=30000` runs the whole of fault C9; without it a sample.
"""

import json
import os
import random
from collections.abc import Callable

from conversations.findings import RISK_LEVELS, risk_rank
from tests.understanding_fixtures import DATA, read

COUNT = int(os.environ.get("APPUI_TEST_PERTURBED", "600"))
LOOKALIKES = str.maketrans("aeocipx", "аеосірх")
SHORT = {"je ": "j ", "que": "ke", "qu": "k", "tout": "tt", "pour": "pr", "dans": "ds", "c'est": "c", "j'ai": "g"}
Change = Callable[[str, random.Random], str]


def _at_a_letter(text: str, chance: random.Random, change: Callable[[str], str]) -> str:
    place = chance.choice([place for place, char in enumerate(text) if char.isalpha()])
    return text[:place] + change(text[place]) + text[place + 1 :]


def _swapped(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _shortened(text: str, _: random.Random) -> str:
    for long, short in SHORT.items():
        text = text.replace(long, short)
    return text


CHANGES: tuple[Change, ...] = (
    lambda text, _: text.upper(),
    lambda text, _: text.translate(str.maketrans("éèêàçùîô", "eeeacuio")),
    lambda text, chance: _at_a_letter(text, chance, lambda _: ""),
    lambda text, chance: _at_a_letter(text, chance, lambda char: char * 2),
    lambda text, chance: _at_a_letter(text, chance, lambda char: char * 5),
    _swapped,
    _shortened,
    lambda text, chance: text.replace(" ", chance.choice((" 😭 ", "  ", "... ", " euh ")), 2),
    lambda text, _: text.translate(LOOKALIKES),
    lambda text, _: "\u200b".join(text),
    lambda text, _: text.replace("'", " ").replace(",", ""),
    lambda text, chance: chance.choice(("wesh ", "bon ben ", "salut ", "🥲 ")) + text,
    lambda text, chance: text + chance.choice((" 😭😭", " mdr", " voilà", " svp", "!!!", " 💔")),
)


def _phrases() -> list[str]:
    """Every danger phrase of the training side."""
    lines = []
    for path in sorted((DATA / "understanding").glob("train_*.jsonl")):
        lines += [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    texts = [line["text"] for line in lines if risk_rank(line["risk"]) >= risk_rank("high")]
    for path in sorted((DATA / "understanding").glob("own_*.tsv")):
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        texts += [row[-1] for row in rows if row[0] in RISK_LEVELS[2:]]
    return texts


def _seen(text: str) -> bool:
    return risk_rank(read(text).risk) >= risk_rank("high")


def test_perturbed_danger_is_seen() -> None:
    chance = random.Random(9)
    phrases = _phrases()
    lost = []
    for number in range(COUNT):
        phrase = phrases[number % len(phrases)] if len(phrases) < COUNT else chance.choice(phrases)
        change = CHANGES[(number // len(phrases)) % len(CHANGES)] if len(phrases) < COUNT else chance.choice(CHANGES)
        if not _seen(change(phrase, chance)):
            lost.append(phrase)
    assert len(lost) <= 0.1 * COUNT, f"{len(lost)} of {COUNT} lost"
