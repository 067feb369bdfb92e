"""Lines of messages in, lines of findings out."""

import json

import pytest

from bot.errors import SettingsError
from bot.triage import triage
from tests.understanding_fixtures import DATA, understanding

VOCABULARIES = json.loads((DATA / "corpus" / "vocabularies.json").read_text("utf-8"))
CORPUS = (DATA / "corpus" / "dev.jsonl").read_text("utf-8").splitlines()


def judged(*lines: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in triage(lines, understanding())]


def test_order_and_ids_stay() -> None:
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(["oui", "je veux mourir", ""])]
    assert [line["id"] for line in judged(*lines)] == ["0", "1", "2"]


def test_other_fields_change_nothing() -> None:
    plain = judged(json.dumps({"id": "1", "text": "salut"}))
    assert judged(json.dumps({"id": "1", "text": "salut", "risk": "imminent", "notes": "x"})) == plain


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "1"}', "3"])
def test_unreadable_line_is_named(line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        judged('{"id": "1", "text": "a"}', line)
    assert "line 2" in caught.value.problems[0]


def test_words_are_of_the_vocabularies() -> None:
    for line in judged(*CORPUS):
        assert line["risk"] in VOCABULARIES["risk"]
        assert set(line["risk_kinds"]) <= set(VOCABULARIES["risk_kinds"])  # type: ignore[call-overload]
        assert set(line["topics"]) <= set(VOCABULARIES["topics"])  # type: ignore[call-overload]
        assert set(line["platform"]) <= set(VOCABULARIES["platforms"])  # type: ignore[call-overload]
        assert line["intent"] in VOCABULARIES["intents"]
        assert line["audience"] in VOCABULARIES["audiences"]


def test_kinds_are_empty_without_risk() -> None:
    assert all(bool(line["risk_kinds"]) == (line["risk"] != "none") for line in judged(*CORPUS))


def test_tuned_lines_stay_seen() -> None:
    gold = [json.loads(line) for line in CORPUS if json.loads(line)["id"][-1] in "0123456"]
    found = {line["id"]: line for line in judged(*(json.dumps(line) for line in gold))}
    grave = [line for line in gold if line["risk"] in ("high", "imminent")]
    missed = [line["id"] for line in grave if found[line["id"]]["risk"] in ("none", "low")]
    assert len(missed) <= 0.05 * len(grave)
