"""How soon the first answer comes: our program against python-telegram-bot alone, in turn, on the same machine.

    python tests/measure_start.py [--runs 9]

A person wrote while the program was down: its store exists. The clock stops when the answer reaches Telegram's double.
`ratio` is what to carry from one machine to another. No test: a busy machine is no fault of the code.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from telegram_double import TelegramDouble, double_in_thread
from telegram_double_person import Person

LOOK_SECONDS = 0.002
GIVE_UP_SECONDS = 30.0
STOP_SECONDS = 15.0
MIGRATE = [sys.executable, "-m", "bot", "migrate"]
HELP = [sys.executable, "-m", "bot", "--help"]
OURS = [sys.executable, "-m", "bot", "start", "--port", "0"]
PTB_ALONE = """
import sys
from telegram.ext import ApplicationBuilder, MessageHandler, filters

async def answer(update, context):
    await update.effective_message.reply_text("Bonjour.")

application = ApplicationBuilder().token(sys.argv[1]).base_url(sys.argv[2]).build()
application.add_handler(MessageHandler(filters.ALL, answer))
application.run_polling()
"""


class Answer(NamedTuple):
    """Milliseconds from the launch to the first message, those of them spent computing, and the most memory held."""

    ms: float
    cpu_ms: float
    mb: float


Command = Callable[[TelegramDouble], list[str]]
Writes = Callable[[Person], object]


def first_answer(command: Command, writes: Writes) -> Answer:
    with tempfile.TemporaryDirectory() as folder, double_in_thread() as telegram:
        writes(telegram.person())
        environ = {
            **os.environ,
            "APPUI_DATA": f"{folder}/data",
            "APPUI_TELEGRAM_TOKEN": telegram.token,
            "APPUI_TELEGRAM_API_URL": telegram.api_root,
        }
        subprocess.run(MIGRATE, env=environ, check=True, stdout=subprocess.DEVNULL)
        began = time.time()
        process = subprocess.Popen(command(telegram), env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            answered = first_message(telegram, began)
            return Answer((answered - began) * 1000, computed(process.pid), most_memory(process.pid))
        finally:
            process.kill()
            process.wait(STOP_SECONDS)


def first_message(telegram: TelegramDouble, began: float) -> float:
    """When it arrived, in seconds since 1970."""
    while time.time() < began + GIVE_UP_SECONDS:
        if said := telegram.calls_of("sendMessage"):
            return said[0].at
        time.sleep(LOOK_SECONDS)
    raise SystemExit("no answer came")


def computed(process: int) -> float:
    """Milliseconds of processor time of all threads."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


def most_memory(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def help_shown() -> float:
    began = time.perf_counter()
    subprocess.run(HELP, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


def alone(double: TelegramDouble) -> list[str]:
    return [sys.executable, "-c", PTB_ALONE, double.token, double.api_url]


def ours(double: TelegramDouble) -> list[str]:
    return OURS


def starts(person: Person) -> object:
    return person.start()


def tells(person: Person) -> object:
    """Words of the person's own: the packs that understand them are needed at once."""
    return person.write("on m'insulte sur snap depuis lundi")


def measure(runs: int) -> dict[str, object]:
    """Medians; the programs take turns, so that all meet the same machine. The first round warms the disk."""
    helps = [help_shown() for _ in range(runs + 1)]
    rounds = [
        (first_answer(alone, starts), first_answer(ours, starts), first_answer(ours, tells)) for _ in range(runs + 1)
    ]
    peer, command, words = (middle(found) for found in zip(*rounds[1:], strict=True))
    return {
        "help_ms": round(median(helps[1:])),
        "ptb_alone": shown(peer, peer),
        "first_answer": shown(command, peer),
        "first_answer_to_words": shown(words, peer),
        "runs": runs,
        "load": round(os.getloadavg()[0], 2),
    }


def middle(found: Sequence[Answer]) -> Answer:
    return Answer(*(median(column) for column in zip(*found, strict=True)))


def shown(answer: Answer, peer: Answer) -> dict[str, float]:
    return {
        "ms": round(answer.ms),
        "ratio": round(answer.ms / peer.ms, 2),
        "cpu_ms": round(answer.cpu_ms),
        "cpu_ratio": round(answer.cpu_ms / peer.cpu_ms, 2),
        "mb": round(answer.mb, 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9)
    print(json.dumps(measure(parser.parse_args().runs), indent=1))
