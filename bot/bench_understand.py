"""`appui bench understand`: the time of reading one message."""

import json
import resource
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter_ns

from bot.light import keep_what_is_loaded

_ROUNDS = 5
_KB_PER_MB = 1024


def bench_understand(path: Path) -> dict[str, int | float]:
    """Median and p99 over the messages of a JSON lines file, after one round to warm up; microseconds, ms, MB."""
    start = perf_counter_ns()
    from bot.packs import read_understanding
    from conversations.understanding import Understanding

    understanding = Understanding.from_files(read_understanding())
    keep_what_is_loaded()
    ready = perf_counter_ns() - start
    texts = [str(json.loads(line)["text"]) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    for text in texts:
        understanding.read(text)
    taken = [_one(understanding.read, text) for _ in range(_ROUNDS) for text in texts]
    return {
        "messages": len(texts),
        "median_us": round(median(taken) / 1000, 1),
        "p99_us": round(quantiles(taken, n=100)[98] / 1000, 1) if len(taken) > 1 else round(taken[0] / 1000, 1),
        "import_ms": round(ready / 1e6, 1),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KB_PER_MB, 1),
    }


def _one(read: Callable[[str], object], text: str) -> int:
    start = perf_counter_ns()
    read(text)
    return perf_counter_ns() - start
