"""Writes `frequent` in `languages/fr/understanding/spelling.yaml`: the words that most messages hold, first.

    .venv/bin/python -m tests.training.frequent

A search for a phrase starts at its rarest word, so the order changes how fast a message is read, and nothing else.
Counted on the examples that may be learned from, in all languages together.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap

from bot.packs import PACKS, read_understanding
from conversations.normalise import QUESTION
from conversations.understanding import Understanding

EXAMPLES = Path(__file__).resolve().parents[1] / "data" / "understanding"
SPELLING = PACKS / "languages" / "fr" / "understanding" / "spelling.yaml"
COUNT = 1000
WIDTH = 150
_BLOCK = re.compile(r"^frequent: >-\n(?:  .*\n)*", re.M)


def texts() -> Iterable[str]:
    """Every message of the files of examples."""
    for path in sorted(EXAMPLES.glob("train_*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)["text"]


def most_frequent(understanding: Understanding, messages: Iterable[str]) -> list[str]:
    """Canonical words by the number of messages that hold them."""
    counted: Counter[str] = Counter()
    for text in messages:
        counted.update({word for word in understanding.normalised(text) if word.isalpha() or word == QUESTION})
    return sorted(counted, key=lambda word: (-counted[word], word))[:COUNT]


def main() -> None:
    words = most_frequent(Understanding.from_files(read_understanding()), texts())
    lines = wrap(" ".join(words), WIDTH, break_long_words=False, break_on_hyphens=False)
    block = "frequent: >-\n" + "".join(f"  {line}\n" for line in lines)
    text = _BLOCK.sub("", SPELLING.read_text("utf-8"))
    SPELLING.write_text(text.rstrip("\n") + "\n" + block, "utf-8")


if __name__ == "__main__":
    main()
