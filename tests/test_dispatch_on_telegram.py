"""The real delivery, the real client, a Telegram that counts: nothing lost, nothing out of order, no refusal."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
from telegram_double import TelegramDouble, double_in_thread
from telegram_double_limits import Limits

from bot.bench_deliver import bench_deliver
from bot.channels import Pace
from bot.telegram_channel import TelegramChannel

HASTY = Pace(overall_per_second=1000, per_chat_per_second=1000, overall_burst=1000, per_chat_burst=1000)


def deliver(
    double: TelegramDouble, folder: Path, chats: int, texts: list[str], apart: float = 0.0
) -> dict[str, object]:
    """Every text to chats 1 … `chats`, one text every `apart` seconds."""
    for chat in range(1, chats + 1):
        double.person(user_id=chat).start()
    lines = [
        {"chat_id": chat, "text": text, "at": apart * place}
        for place, text in enumerate(texts)
        for chat in range(1, chats + 1)
    ]
    jobs = folder / "jobs.jsonl"
    jobs.write_text("\n".join(json.dumps(line) for line in lines))
    return bench_deliver(double.api_root, double.token, jobs)


def heard(double: TelegramDouble) -> dict[int, list[str]]:
    """What each chat received, in the order it arrived, answered (200) or with the answer lost (0)."""
    found: dict[int, list[str]] = defaultdict(list)
    for call in double.calls:
        if call.method == "sendmessage" and call.status in (200, 0):
            found[int(call.params["chat_id"])].append(call.params["text"])
    return found


@pytest.mark.parametrize("window", [True, False])
def test_own_pace_provokes_no_refusal(tmp_path: Path, window: bool) -> None:
    with double_in_thread(limits=Limits(window=window)) as double:
        figures = deliver(double, tmp_path, 70, ["m0", "m1"], apart=0.1)
        assert heard(double) == {chat: ["m0", "m1"] for chat in range(1, 71)}
        assert double.refused == 0
    assert (figures["sent"], figures["lost"], figures["refused"]) == (140, 0, 0)


def test_growing_ban_is_survived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TelegramChannel, "pace", HASTY)
    limits = Limits(overall=20, per_chat=1000, chat_burst=1000, ban_grows=True)
    with double_in_thread(limits=limits) as double:
        figures = deliver(double, tmp_path, 15, ["m0", "m1"])
        assert heard(double) == {chat: ["m0", "m1"] for chat in range(1, 16)}
        # Each refused call makes the ban longer: they must be a handful, not one for every message that waits.
        assert 1 <= double.refused <= 12
    assert (figures["sent"], figures["lost"]) == (30, 0)


def test_answer_lost_is_repeated(tmp_path: Path) -> None:
    with double_in_thread() as double:
        double.drop("sendMessage", after=True)
        double.refuse("sendMessage", 502, "Bad Gateway")
        figures = deliver(double, tmp_path, 3, ["m0", "m1"])
        texts = [text for said in heard(double).values() for text in said]
    # One answer was lost after the message was shown: that one is said twice, nothing else is.
    assert (figures["sent"], figures["lost"], len(texts)) == (6, 0, 7)
