"""Someone on Telegram asks for a human; two helpers at the real desk want to help, one does, and it closes."""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pyotp
from whole_browser import Browser
from whole_program import CANARY, Whole, wait_for, whole

BEFORE = f"ce que j'ai écrit avant {CANARY}"


class Helper(Browser):
    """A helper with an account of their own, signed in with password and code, and present."""

    def __init__(self, program: Whole, name: str) -> None:
        super().__init__(program)
        self.alias = name.capitalize()
        account = added(program.folder, name)
        code = pyotp.parse_uri(account["otpauth"])
        assert isinstance(code, pyotp.TOTP)
        signed = self.post("/desk/sign-in", name=name, password=account["password"], totp=code.now())
        assert self.alias in signed
        self.post("/desk/presence", here="yes")

    def queue(self) -> list[str]:
        """The addresses of the requests that wait."""
        return re.findall(r'action="(/desk/handoffs/[\w-]+)/claim"', self.http.get("/desk").text)

    def claim(self, request: str) -> httpx.Response:
        return self.http.post(f"{request}/claim", follow_redirects=False)


def added(folder: Path, name: str) -> dict[str, str]:
    """The account as `appui helper add` prints it, beside the running program."""
    command = [sys.executable, "-m", "bot", "helper", "add", name, "--json", "--data", str(folder / "data")]
    account: dict[str, str] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return account


def claimed(helpers: list[Helper], request: str) -> tuple[Helper, Helper]:
    """Both claim at the same moment: (who has it, who has not)."""
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda helper: helper.claim(request), helpers))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    first = answers[0].status_code == 303
    return (helpers[0], helpers[1]) if first else (helpers[1], helpers[0])


def test_one_human_answers_and_leaves(tmp_path: Path) -> None:
    with whole(tmp_path) as program:
        lea = program.person("Léa")
        program.act(lea, "/start", "[France]", "[Ça m'arrive à moi]", BEFORE)
        helpers = [Helper(program, name) for name in ("nadia", "yanis")]
        program.act(lea, "/relais")
        [request] = helpers[0].queue()
        owner, other = claimed(helpers, request)
        wait_for(lambda: any(owner.alias in text for text in lea.texts), "the name of the helper")
        assert not any(other.alias in text for text in lea.texts)
        assert helpers[0].queue() == helpers[1].queue() == []

        program.act(lea, f"tu peux m'aider {CANARY}")
        exchange = owner.at(request)
        assert f"tu peux m'aider {CANARY}" in exchange
        assert BEFORE not in exchange
        assert other.http.get(request).status_code == 404

        said = len(lea.texts)
        owner.post(f"{request}/reply", text=f"Oui, je suis là. {CANARY}", nonce="1")
        wait_for(lambda: len(lea.texts) > said, "the words of the helper")
        assert f"Oui, je suis là. {CANARY}" in lea.texts[-1]
        # The bot itself was silent meanwhile.
        assert len(lea.texts) == said + 1

        owner.post(f"{request}/close")
        wait_for(lambda: len(lea.texts) > said + 1, "the sentence that closes")
        program.act(lea, f"merci {CANARY}")
        assert f"merci {CANARY}" not in owner.at(request)
        assert program.rows("SELECT state, closed_by FROM handoffs") == [("closed", "helper")]
