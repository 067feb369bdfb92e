"""The whole program as operators run it: it serves what is configured, tells what is wrong in one line, and stops."""

import os
import pty
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from running_program import launch, running
from telegram_double import TelegramDouble, double_in_thread

STOP_SECONDS = 10.0


def refused(folder: Path, *arguments: str, **environ: str) -> tuple[int, str]:
    """Exit code and standard error of a start that should not succeed."""
    process = launch(folder, *arguments, **environ)
    try:
        process.communicate(timeout=60)
    finally:
        process.kill()
    code = process.wait()
    return code, (folder / "errors").read_text()


def settings_for(telegram: TelegramDouble) -> dict[str, str]:
    return {"telegram_token": telegram.token, "telegram_api_url": telegram.api_root}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def test_serves_chat_and_desk(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        assert program.told["mode"] == "rehearsal"
        assert "Essai" in httpx.get(program.told["chat"]).text
        assert httpx.get(program.told["desk"], follow_redirects=True).status_code == 200
        assert httpx.get(f"{program.told['chat']}healthz").text == "ok"
        assert program.stop() == 0
    assert program.errors.read_text() == ""


def test_converses_in_the_browser(tmp_path: Path) -> None:
    with running(tmp_path) as program, httpx.Client(base_url=program.told["chat"], follow_redirects=True) as browser:
        browser.headers["origin"] = program.told["chat"].rstrip("/")
        assert "112" in browser.post("/start").text
        shown = browser.post("/say", data={"text": "on m'insulte sur snap depuis lundi"}).text
        assert "on m&#39;insulte sur snap" in shown
        browser.cookies.clear()
        assert "insulte" not in browser.get("/").text


def test_says_that_key_was_made(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        assert "made just now" in first.told["key"]
        first.stop()
    with running(tmp_path) as second:
        assert "key" not in second.told


def test_desk_link_is_for_terminals(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        assert "once" not in program.told


def test_terminal_gets_one_desk_link(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "bot", "start", "--port", "0", "--data", str(tmp_path / "data")]
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL)
    try:
        with os.fdopen(ours, encoding="utf-8") as terminal:
            lines = dict(terminal.readline().split(maxsplit=1) for _ in range(4))
            once = httpx.get(lines["once"].strip())
        assert once.status_code == 200
        assert lines["once"].startswith(lines["desk"].strip())
    finally:
        process.kill()
        process.wait()
        os.close(theirs)


def test_converses_by_polling(tmp_path: Path) -> None:
    with double_in_thread() as telegram, running(tmp_path, **settings_for(telegram)) as program:
        lea = telegram.person("Léa")
        lea.start()
        assert lea.hears_now()
        lea.write("on m'insulte sur snap depuis lundi")
        assert lea.hears_now()
        assert program.told["telegram"] == "polling"
        assert program.stop() == 0


def test_converses_by_webhook(tmp_path: Path) -> None:
    port = free_port()
    with double_in_thread() as telegram:
        environ = {**settings_for(telegram), "telegram_webhook_url": f"http://127.0.0.1:{port}/telegram/hook"}
        with running(tmp_path, "--port", str(port), **environ) as program:
            lea = telegram.person("Léa")
            lea.start()
            assert lea.hears_now()
            assert httpx.post(f"http://127.0.0.1:{port}/telegram/hook", content=b"{}").status_code == 403
            assert program.told["telegram"] == "webhook"


def test_wrong_token_is_one_line(tmp_path: Path) -> None:
    with double_in_thread() as telegram:
        code, told = refused(tmp_path, telegram_token="999:canary-wrong", telegram_api_url=telegram.api_root)
    assert code == 2
    assert told.count("\n") == 1
    assert "BotFather" in told
    assert "canary" not in told


def test_second_process_is_refused(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        code, told = refused(tmp_path)
        assert code == 2
        assert told.count("\n") == 1
        assert str(program.process.pid) in told
        assert httpx.get(f"{program.told['chat']}healthz").text == "ok"


def test_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, told = refused(tmp_path, "--port", str(other.getsockname()[1]))
    assert code == 2
    assert told.count("\n") == 1
    assert "cannot be taken" in told


def test_lost_key_is_one_line(tmp_path: Path) -> None:
    with running(tmp_path) as program:
        program.stop()
    (tmp_path / "data.key").write_text("ab" * 32)
    code, told = refused(tmp_path)
    assert code == 2
    assert "another master key" in told


def test_unreachable_telegram_stops_nothing(tmp_path: Path) -> None:
    closed = f"http://127.0.0.1:{free_port()}"
    with running(tmp_path, telegram_token="1:canary-token", telegram_api_url=closed) as program:
        assert httpx.get(f"{program.told['chat']}healthz").text == "ok"
        deadline = time.monotonic() + 20
        while "telegram_not_reached" not in program.errors.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert program.stop() == 0
    log = program.errors.read_text()
    assert "telegram_not_reached" in log
    assert "canary" not in log


@pytest.mark.parametrize("seed", range(5))
def test_stops_at_any_moment(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with double_in_thread() as telegram, running(tmp_path, **settings_for(telegram)) as program:
        for number in range(dice.randint(0, 8)):
            telegram.person(f"P{number}").start()
        time.sleep(dice.random() / 2)
        began = time.monotonic()
        assert program.stop(dice.choice([signal.SIGTERM, signal.SIGINT])) == 0
        assert time.monotonic() - began < STOP_SECONDS
    assert "part_fell" not in program.errors.read_text()


def test_open_page_does_not_hold_exit(tmp_path: Path) -> None:
    with running(tmp_path) as program, httpx.Client(base_url=program.told["chat"]) as browser:
        browser.post("/start", headers={"origin": program.told["chat"].rstrip("/")})
        with browser.stream("GET", "/stream", timeout=20) as stream:
            assert stream.status_code == 200
            began = time.monotonic()
            assert program.stop() == 0
            assert time.monotonic() - began < STOP_SECONDS
