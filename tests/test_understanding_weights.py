"""Weights: the quick sum is the readable one, and everyday turns never add up to an alarm."""

import json
from math import sqrt

import pytest

from bot.packs import read_packs
from conversations.errors import ContentError
from conversations.findings import risk_rank
from conversations.settling import settled_danger
from conversations.signs import circumstances, ruled_signs, signs_of
from conversations.understanding import Understanding
from conversations.weights import PATH, RARE, Scales, Weighed, WeightsFile
from tests.understanding_fixtures import DATA, read

FILES = read_packs()
GIVEN = WeightsFile.model_validate_json(FILES[PATH])
WEIGHTS = {
    sign: dict(zip(row.split()[::2], map(float, row.split()[1::2]), strict=True)) for sign, row in GIVEN.weights.items()
}
CLASSES = {word: [f"<{name}>" for name in names.split()] for word, names in GIVEN.classes.items()}
TEXTS = [
    "je veux mourir ce soir, je veux mourir",
    "ils m'ont viré du groupe de la classe et ils rigolent de ma tête 😂",
    "zxqv blorp ndjkf",
    "my dad hits me every night",
]


@pytest.mark.parametrize("text", TEXTS)
def test_quick_sum_is_the_readable_one(text: str) -> None:
    heard = Understanding.from_files(FILES).heard(text)
    names = {*circumstances(heard.typed, heard.lang), *ruled_signs(heard.ruled)}
    names |= {sign for sign, _, _ in signs_of(heard.typed.words, CLASSES)}
    known = [WEIGHTS[name] for name in names if name in WEIGHTS]
    length = sqrt(sum(weights[RARE] ** 2 for weights in known))

    def score(head: str) -> float:
        return 100 * (GIVEN.start[head] + sum(weights.get(head, 0.0) for weights in known) / length)

    graves = [score(head) for head in GIVEN.start if head.startswith("grave.")]
    calms = [max(0.0, score(head)) for head in GIVEN.start if head.startswith("calm.")]
    wanted = score("high") + GIVEN.bars["grave"] * max(graves) - GIVEN.bars["calm"] * sum(calms)
    assert Scales(GIVEN).weigh(heard.typed, heard.lang, heard.ruled).high == pytest.approx(wanted, abs=2)


@pytest.mark.parametrize(("text", "level"), [("je cherche comment me tuer", "high"), ("je veux mourir", "low")])
def test_sure_words_are_never_vetoed(text: str, level: str) -> None:
    danger = Understanding.from_files(FILES).heard(text).danger
    harmless = Weighed(-1000, -1000, -1000, 0, (), {})
    bars = {name: round(100 * bar) for name, bar in GIVEN.bars.items()}
    assert danger.level == "high"
    assert settled_danger(danger, harmless, 5, bars).level == level


def test_every_sign_speaks_of_heads_that_are_weighed() -> None:
    weighed = {*GIVEN.start, RARE}
    assert {head for given in WEIGHTS.values() for head in given} <= weighed
    assert all(RARE in given for given in WEIGHTS.values())


@pytest.mark.parametrize("row", ["", "high", "high 1.5 low", "high one", '{"high": 1.5}', "high 1.5 "])
def test_row_that_cannot_be_read_is_refused_at_once(row: str) -> None:
    text = json.dumps({"about": "", "bars": {}, "start": {}, "classes": {}, "weights": {"mourir": row}})
    with pytest.raises(ContentError):
        Scales.from_files({PATH: text})


def test_everyday_turns_never_alarm() -> None:
    lines = (DATA / "understanding" / "turns_p.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert [text for text in texts if risk_rank(read(text).risk) >= risk_rank("high")] == []


def test_little_words_do_not_add_up() -> None:
    plain = "il est là maintenant"
    assert read(plain).risk == "none"
    assert risk_rank(read(f"{plain} {plain}").risk) < risk_rank("high")

    reasons = [
        reason.what for reason in read("jme dis que tlm respirera mieux quand jserai plus dans leurs pattes").reasons
    ]
    assert any(reason.startswith("weight.") for reason in reasons) or reasons
