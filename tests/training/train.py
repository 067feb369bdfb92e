"""Makes `conversations/packs/languages/fr/understanding/weights.json`. Run by hand, never by the program.

    python -m venv /tmp/ml && /tmp/ml/bin/pip install scikit-learn
    PYTHONPATH=.:.venv/lib/python3.11/site-packages /tmp/ml/bin/python tests/training/train.py [--check]

One logistic regression per head over the signs of `conversations/signs.py`; small weights are left out. Lines on which
the rules were written say nothing of how far rules can be trusted: there, what the rules concluded is hidden from the
training.
`--check` leaves one author file out at a time and prints counts, without writing anything. Deterministic.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
sys.path.insert(0, str(ROOT))

from bot.packs import PACKS, read_packs  # noqa: E402
from conversations.findings import risk_rank  # noqa: E402
from conversations.signs import circumstances, ruled_signs, signs_of  # noqa: E402
from conversations.understanding import Understanding  # noqa: E402
from conversations.weights import PATH, RARE, Scales, WeightsFile  # noqa: E402

Row = dict[str, Any]
Model = dict[str, Any]
STRENGTH = {"intent": 5.0}  # the larger, the less weights are held back
STRENGTH_ELSE = 16.0
WHOLE = ("high", "low", "imminent", "topic", "grave", "calm")  # a sign that says nothing of these is not kept
BALANCE = {"intent": 0.3, "audience": 0.25, "calm": 0}
# Heads of calm are rare: they speak where they are about as likely as not, not only where they are likelier.
EARLIER = {"calm.harmless": 1.0, "calm.past": 2.0}
# Weights below these are not written; signs below the larger ones for every head of WHOLE are not weighed at all.
SMALL = {"high": 0.4, "low": 0.5, "imminent": 0.5, "grave": 0.6, "calm": 0.6, "topic": 1.0, "intent": 0.7}
SMALL_ELSE = 1.4
LARGE = {"high": 0.7, "low": 0.8, "imminent": 0.8, "grave": 1.2, "calm": 1.2, "topic": 1.8}
TURNS_COUNT = 3  # short everyday turns of a conversation, that must never alarm
PLAIN_COUNT = 12  # danger said in so many words, that must never be taken for a joke
SEEN_AT_LEAST = 2
# See `trusted`.
TRUST = {"high": 0.3, "grave": 0.3, "calm": 0.3}
TUNED = ("dev", "own")
BARS = {
    "high": -2.2,
    "high_in_turn": -1.5,
    "high_in_few": 0.6,
    "high_in_story": -0.2,
    "doubt": 2.1,
    "imminent": -0.3,
    "imminent_over_high": 0.2,
    "low": 0.0,
    "grave": 0.75,
    "calm": 1.0,
    "veto": -0.5,
    "veto_imminent": -2.0,
    "topic": 0.3,
    "topic_alone": -0.25,
    "topic_in_few": 1.0,
    "topic_veto": -1.0,
    "intent": 0.5,
    "wish_in_story": 0.15,
    "end": 0.8,
    "audience": 0.5,
}  # fmt: skip


def rows() -> list[Row]:
    """Every labelled line that may be learned from, with the author file it comes from."""
    found = []
    for path in sorted((DATA / "understanding").glob("train_*.jsonl")):
        found += [json.loads(line) | {"author": path.stem} for line in path.read_text("utf-8").splitlines()]
    turns = (DATA / "understanding" / "turns_p.jsonl").read_text("utf-8").splitlines()
    found += [json.loads(line) | {"author": "turns"} for line in turns for _ in range(TURNS_COUNT)]
    lines = map(json.loads, (DATA / "corpus" / "dev.jsonl").read_text("utf-8").splitlines())
    found += [line | {"author": "dev"} for line in lines if line["id"][-1] in "0123456"]
    for path in sorted((DATA / "understanding").glob("own_*.tsv")):
        count = PLAIN_COUNT if path.stem == "own_plain" else 1
        found += [plain_row(*line.split("\t")) for line in path.read_text("utf-8").splitlines() for _ in range(count)]
    return found


def plain_row(risk: str, *rest: str) -> Row:
    """`level, text` where rules were corrected on the line; `level, kinds, who, (topics, intent,) text` where not.

    `who`: self or other, then the audience where it is known.
    """
    if len(rest) == 1:
        return {"risk": risk, "text": rest[0], "author": "own"}
    kinds, who, *labels, text = rest
    row = {"risk": risk, "risk_kinds": kinds.split(), "text": text, "author": "fourth", "tags": []}
    concerned, _, audience = who.partition(" ")
    if concerned == "other":
        row["tags"] = ["third_person"]
    if audience:
        row["audience"] = audience
    if labels:
        row |= {"topics": labels[0].split(), "intent": labels[1], "intent_also": []}
    return row


def classes(understanding: Understanding) -> dict[str, list[str]]:
    """Canonical word, or its first five letters → the classes of words it belongs to."""
    text = (Path(__file__).parent / "classes.yaml").read_text("utf-8")
    found: dict[str, list[str]] = defaultdict(list)
    for name, words in yaml.load(text, Loader=yaml.BaseLoader).items():
        for word in words.split():
            canonical = [word.rstrip("*")] if word.endswith("*") else understanding.normalised(word)
            if len(canonical) == 1:
                for key in {canonical[0], canonical[0][:5]} if len(canonical[0]) > 5 else {canonical[0]}:
                    if name not in found[key]:
                        found[key].append(name)
    return dict(sorted(found.items()))


def read_signs(row: Row, understanding: Understanding, known: Mapping[str, list[str]]) -> None:
    heard = understanding.heard(row["text"])
    ruled = {"rules=?"} if row["author"] in TUNED else set(ruled_signs(heard.ruled))
    around = set(circumstances(heard.typed, heard.lang))
    row["signs"] = ruled | around | {sign for sign, _, _ in signs_of(heard.typed.words, bracketed(known))}


def bracketed(known: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {word: [f"<{name}>" for name in names] for word, names in known.items()}


def acceptable(row: Row) -> set[int]:
    notes = row.get("notes", "").split("; ")
    return {risk_rank(row["risk"])} | {risk_rank(note[4:]) for note in notes if note.startswith("alt=")}


def answers(row: Row) -> dict[str, tuple[bool, float]]:
    """Head → (yes or no, weight of this line for it). Heads a line says nothing about are absent."""
    told: dict[str, tuple[bool, float]] = {}
    for head in ("low", "high", "imminent"):
        bar = risk_rank(head)  # type: ignore[arg-type]
        doubtful = len({rank >= bar for rank in acceptable(row)}) > 1
        told[head] = (risk_rank(row["risk"]) >= bar, 0.4 if doubtful else 1.0)
    if "risk_kinds" in row or risk_rank(row["risk"]) < risk_rank("high"):
        kinds = row["risk_kinds"] if told["high"][0] else ()
        told |= {f"grave.{name}": (name in kinds, told["high"][1]) for name in VOCABULARY["risk_kinds"]}
    if "id" in row or told["high"][0]:
        tags = row.get("tags", ())
        told["calm.harmless"] = ("hard_negative" in tags, 1.0)
        told["calm.past"] = ("past" in tags and not told["high"][0], 1.0)
    if "intent" in row:
        told |= {
            f"topic.{name}": (name in row["topics"], 1.0) for name in VOCABULARY["topics"] if name != "unspecified"
        }
        for name in VOCABULARY["intents"]:
            also = name in row["intent_also"]
            told[f"intent.{name}"] = (name == row["intent"] or also, 0.5 if also else 1.0)
    if "audience" in row:
        told |= {f"audience.{name}": (row["audience"] == name, 1.0) for name in VOCABULARY["audiences"]}
    if "risk_kinds" in row and row["risk"] != "none":
        told |= {f"kind.{name}": (name in row["risk_kinds"], 1.0) for name in VOCABULARY["risk_kinds"]}
        told["concerns.other"] = ("third_person" in row["tags"], 1.0)
    return told


VOCABULARY = json.loads((DATA / "corpus" / "vocabularies.json").read_text("utf-8"))


def matrix(lines: list[Row], rarity: Mapping[str, float]) -> csr_matrix:
    """Lines by signs, each line a vector of length one of the rarities of its signs."""
    columns = {sign: place for place, sign in enumerate(rarity)}
    places, values, ends = [], [], [0]
    for row in lines:
        known = sorted(row["signs"] & columns.keys())
        length = sum(rarity[sign] ** 2 for sign in known) ** 0.5
        places += [columns[sign] for sign in known]
        values += [rarity[sign] / length for sign in known]
        ends.append(len(places))
    return csr_matrix((values, places, ends), shape=(len(lines), len(columns)))


def train(lines: list[Row]) -> Model:
    """Twice: signs that no head gives weight to are left out, then the others are weighed again among themselves."""
    seen = Counter(sign for row in lines for sign in row["signs"])
    rarity = {
        sign: round(log(len(lines) / count) + 1, 2) for sign, count in sorted(seen.items()) if count >= SEEN_AT_LEAST
    }
    told = [answers(row) for row in lines]
    heads = list(dict.fromkeys(head for one in told for head in one))
    first = [head for head in heads if head.partition(".")[0] in WHOLE]
    kept = fitted(lines, told, rarity, first, LARGE)["weights"]
    return fitted(lines, told, {sign: rare for sign, rare in rarity.items() if sign in kept}, heads, SMALL)


def fitted(
    lines: list[Row],
    told: list[dict[str, tuple[bool, float]]],
    rarity: Mapping[str, float],
    heads: list[str],
    least: Mapping[str, float],
) -> Model:
    everything, signs = matrix(lines, rarity), list(rarity)
    start: dict[str, float] = {}
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for head in heads:
        group = head.partition(".")[0]
        places = [place for place, one in enumerate(told) if head in one]
        yes = np.array([told[place][head][0] for place in places])
        if yes.sum() < 2:
            continue
        counts = np.array([told[place][head][1] for place in places])
        counts = np.where(yes, counts * ((~yes).sum() / yes.sum()) ** BALANCE.get(group, 0.5), counts)
        some = everything[places]
        trust = trusted(some, yes, TRUST.get(group, 0.0))
        model = LogisticRegression(C=STRENGTH.get(group, STRENGTH_ELSE), l1_ratio=0, solver="liblinear", random_state=1)
        model.fit(some @ diags(trust), yes, sample_weight=counts)
        start[head] = round(float(model.intercept_[0]) + EARLIER.get(head, 0.0), 2)
        given = model.coef_[0] * trust
        for place in np.flatnonzero(np.abs(given) >= least.get(group, SMALL_ELSE)):
            weights[signs[place]][head] = round(float(given[place]) * rarity[signs[place]], 1)
    for sign, given in weights.items():
        given[RARE] = rarity[sign]
    return {"start": start, "weights": dict(sorted(weights.items()))}


def trusted(lines: csr_matrix, yes: np.ndarray, share: float) -> np.ndarray:
    """How far each sign is trusted beforehand: more where it stands far more often in one answer than in the other
    (the logarithm of that ratio, as in naive Bayes), in that `share`.
    """
    said, denied = lines[yes].sum(axis=0).A1 + 0.1, lines[~yes].sum(axis=0).A1 + 0.1
    ratio = np.abs(np.log(said / said.sum() * denied.sum() / denied))
    return np.asarray(1 - share + share * ratio / ratio.mean())


def scales(model: Model, known: Mapping[str, list[str]]) -> Scales:
    written = {word: " ".join(names) for word, names in known.items()}
    return Scales(WeightsFile(about="", bars=BARS, start=model["start"], classes=written, weights=rows_of(model)))


def rows_of(model: Model) -> dict[str, str]:
    """Sign → its heads and weights as they are written: `high 4.6 low -1.2 rare 2.25`."""
    return {
        sign: " ".join(f"{head} {weight}" for head, weight in given.items()) for sign, given in model["weights"].items()
    }


def judged(understanding: Understanding, lines: Iterable[Row]) -> list[dict[str, Any]]:
    found = []
    for row in lines:
        said = understanding.read(row["text"])
        found.append({"risk": said.risk, "topics": said.topics, "intent": said.intent, "audience": said.audience})
    return found


def counted(lines: list[Row], said: list[dict[str, Any]]) -> str:
    both = [(row, one, risk_rank(one["risk"])) for row, one in zip(lines, said, strict=True)]
    grave = [rank >= 2 or rank in acceptable(row) for row, _, rank in both if risk_rank(row["risk"]) >= 2]
    worst = [rank < 2 and rank not in acceptable(row) for row, _, rank in both if row["risk"] == "imminent"]
    exact = [rank == 3 or rank in acceptable(row) for row, _, rank in both if row["risk"] == "imminent"]
    harmless = [rank >= 2 and rank not in acceptable(row) for row, _, rank in both if "hard_negative" in row["tags"]]
    calm = [rank >= 2 and rank not in acceptable(row) for row, _, rank in both if risk_rank(row["risk"]) < 2]
    asked = [rank == 1 and rank not in acceptable(row) for row, _, rank in both if row["risk"] == "none"]
    low = [rank >= 1 for row, _, rank in both if row["risk"] == "low"]
    wish = [one["intent"] in [row["intent"], *row["intent_also"]] for row, one, _ in both]
    hand = [one["audience"] == row["audience"] for row, one, _ in both]
    gold = [set(row["topics"]) - {"unspecified"} for row in lines]
    named = [set(one["topics"]) - {"unspecified"} for one in said]
    hits = sum(len(a & b) for a, b in zip(gold, named, strict=True))
    f1 = 2 * hits / (sum(map(len, gold)) + sum(map(len, named)))
    parts = {
        "grave": grave,
        "imm lost": worst,
        "imm": exact,
        "false": harmless,
        "false all": calm,
        "asked": asked,
        "low": low,
        "intent": wish,
        "audience": hand,
    }
    return (
        " ".join(f"{name} {sum(one)}/{len(one)}={np.mean(one):.2f}" for name, one in parts.items())
        + f" topics {f1:.2f}"
    )


def check(understanding: Understanding, lines: list[Row], known: Mapping[str, list[str]]) -> None:
    """Leave one author out; the lines of `own` are only ever learned from."""
    out: list[tuple[Row, dict[str, Any]]] = []
    for author in sorted({row["author"] for row in lines} - {"own", "fourth", "turns"}):
        held = [row for row in lines if row["author"] == author]
        understanding._scales = scales(train([row for row in lines if row["author"] != author]), known)
        said = judged(understanding, held)
        out += zip(held, said, strict=True)
        print(author, counted(held, said))
    honest = [pair for pair in out if pair[0]["author"] not in TUNED]
    sys.stdout.write(f"all {counted([row for row, _ in honest], [said for _, said in honest])}\n")


def main() -> None:
    understanding = Understanding.from_files({name: text for name, text in read_packs().items() if name != PATH})
    lines, known = rows(), classes(understanding)
    for row in lines:
        read_signs(row, understanding, known)
    if "--check" in sys.argv:
        return check(understanding, lines, known)
    model = train(lines)
    head = {
        "about": "Made by tests/training/train.py; change the examples, not the numbers.",
        "bars": BARS,
        "start": model["start"],
    }
    parts = [json.dumps(head, ensure_ascii=False)[:-1], '"classes": {']
    parts += [",\n".join(f"{json.dumps(word)}: {json.dumps(' '.join(names))}" for word, names in known.items()), "},"]
    parts += [
        '"weights": {',
        ",\n".join(f"{json.dumps(sign)}:{json.dumps(row)}" for sign, row in rows_of(model).items()),
        "}}",
    ]
    (PACKS / PATH).write_text("\n".join([parts[0] + ",", *parts[1:]]) + "\n", "utf-8")
    print(len(model["weights"]), "signs", (PACKS / PATH).stat().st_size, "bytes")
    return None


if __name__ == "__main__":
    main()
