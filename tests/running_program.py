"""A real `appui start` in a process of its own, for tests that need the whole program."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


@dataclass
class Running:
    """`told` is the JSON line of `appui start --json`; `errors` the file that holds its standard error."""

    process: subprocess.Popen[str]
    told: dict[str, str]
    errors: Path

    def stop(self, received: int = signal.SIGTERM, within: float = 30.0) -> int:
        """Sends the signal; gives the exit code."""
        self.process.send_signal(received)
        return self.process.wait(within)


def launch(folder: Path, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    """Starts the program on `folder`/data and a free port; what it says on standard error goes to `folder`/errors, and
    temporary files to `folder`/tmp. Settings are only those given here."""
    (folder / "tmp").mkdir(exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("APPUI_")}
    given = {f"APPUI_{name.upper()}": value for name, value in environ.items()}
    with (folder / "errors").open("a") as errors:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "start", "--json", "--port", "0", "--data", str(folder / "data"), *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**inherited, **given, "TMPDIR": str(folder / "tmp")},
        )


@contextmanager
def running(folder: Path, *arguments: str, **environ: str) -> Iterator[Running]:
    """The program once its pages answer; killed at the end if it still runs."""
    process = launch(folder, *arguments, **environ)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (folder / "errors").read_text()
        yield Running(process, json.loads(line), folder / "errors")
    finally:
        process.kill()
        process.wait(START_SECONDS)
        if process.stdout:
            process.stdout.close()
