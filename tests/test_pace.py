"""The pace never lets a messenger see more than it accepts, and a refusal holds up only those it concerns."""

from bisect import bisect_right
from random import Random

import pytest

from bot.channels import Pace
from bot.pace import PATIENCE, Pacer

TELEGRAM = Pace(overall_per_second=30, per_chat_per_second=1, overall_burst=30, per_chat_burst=1)
PATIENT = Pace(overall_per_second=30, per_chat_per_second=1, overall_burst=30, per_chat_burst=3)


def crowded(arrivals: list[float], count: int, seconds: float) -> bool:
    """True if some stretch of `seconds` holds more than `count` arrivals: written apart from the pacer on purpose."""
    arrivals = sorted(arrivals)
    return any(bisect_right(arrivals, at + seconds - 1e-9) - i > count for i, at in enumerate(arrivals))


def simulate(pace: Pace, waiting: dict[str, int], random: Random, slowest: float) -> list[tuple[float, str]]:
    """Sends everything that waits through a network of random delays; returns (arrival, chat)."""
    pacer, now, flying, arrivals = Pacer(pace), 0.0, [], []
    while any(waiting.values()) or flying:
        for done in sorted(f for f in flying if f[0] <= now):
            flying.remove(done)
            pacer.passed(done[1], done[0])
        resting = pacer.resting(now)
        ready = [chat for chat, left in waiting.items() if left and chat not in resting]
        for chat in ready[: pacer.room(now)]:
            waiting[chat] -= 1
            delay = random.uniform(0, slowest)
            arrivals.append((now + random.uniform(0, delay), chat))
            flying.append((now + delay, pacer.start(chat, now)))
        now = min([pacer.next_change(now), *(done[0] for done in flying)])
    return arrivals


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("pace", [TELEGRAM, PATIENT])
def test_no_window_is_overfilled(pace: Pace, seed: int) -> None:
    random = Random(seed)
    waiting = {f"chat {n}": random.randint(1, 9) for n in range(40)}
    arrivals = simulate(pace, dict(waiting), random, slowest=random.choice([0.005, 0.4, PATIENCE]))
    assert len(arrivals) == sum(waiting.values())
    assert not crowded([at for at, _ in arrivals], pace.overall_burst, 1.0)
    for chat in waiting:
        own = [at for at, other in arrivals if other == chat]
        assert not crowded(own, pace.per_chat_burst, float(pace.per_chat_burst))


def test_fast_network_wastes_little() -> None:
    many = simulate(TELEGRAM, {f"chat {n}": 1 for n in range(300)}, Random(1), slowest=0.01)
    few = simulate(TELEGRAM, {f"chat {n}": 8 for n in range(10)}, Random(1), slowest=0.01)
    assert max(many)[0] < 9.2
    assert max(few)[0] < 7.2


@pytest.fixture
def pacer() -> Pacer:
    return Pacer(Pace(overall_per_second=1000, per_chat_per_second=1000, overall_burst=1000, per_chat_burst=1000))


def refuse(pacer: Pacer, chat: str, now: float, seconds: float) -> None:
    pacer.flooded(pacer.start(chat, now), now, seconds)


def test_refused_chat_rests_alone(pacer: Pacer) -> None:
    refuse(pacer, "loud", 0.0, 5.0)
    assert pacer.resting(4.99) == {"loud"}
    assert pacer.room(0.0) > 100
    assert pacer.resting(5.01) == set()


def test_chat_in_flight_waits() -> None:
    pacer = Pacer(PATIENT)
    call = pacer.start("one", 0.0)
    assert pacer.resting(60.0) == {"one"}
    pacer.passed(call, 60.0)
    assert pacer.resting(60.0) == set()


def test_hanging_calls_yield_place() -> None:
    pacer = Pacer(TELEGRAM)
    for n in range(30):
        pacer.start(f"stuck {n}", 0.0)
    assert pacer.room(1.5) == 0
    assert pacer.room(PATIENCE + 1.01) == 30


def test_some_refused_ask_first(pacer: Pacer) -> None:
    for n in range(5):
        refuse(pacer, f"loud {n}", 0.0, 60.0)
    assert pacer.room(0.0) == 1
    question = pacer.start("quiet", 0.0005)
    assert pacer.room(0.001) == 0
    pacer.passed(question, 0.01)
    assert pacer.room(0.01) > 100


def test_old_success_proves_nothing(pacer: Pacer) -> None:
    early = pacer.start("early", 0.0)
    for n in range(5):
        refuse(pacer, f"loud {n}", 1.0, 60.0)
    pacer.passed(early, 1.1)
    assert pacer.room(1.1) == 1


def test_all_refused_means_everybody(pacer: Pacer) -> None:
    for n in range(6):
        refuse(pacer, f"chat {n}", 0.0, 10.0)
    assert pacer.room(9.9) == 0
    assert pacer.next_change(0.0) == pytest.approx(10.0, abs=0.01)
    assert pacer.room(10.1) == 1
    refuse(pacer, "question", 10.1, 20.0)
    assert pacer.room(30.0) == 0
    question = pacer.start("question", 30.2)
    pacer.passed(question, 30.3)
    assert pacer.room(30.3) > 100


def test_lost_question_is_repeated(pacer: Pacer) -> None:
    for n in range(6):
        refuse(pacer, f"chat {n}", 0.0, 10.0)
    question = pacer.start("question", 11.0)
    assert pacer.room(11.1) == 0
    pacer.failed(question, 11.2)
    assert pacer.room(11.2) == 1
