"""`appui`: the command line. Nothing heavy is imported before the command that needs it runs."""

import sys
from typing import NoReturn

import click

from bot.cli_bench import bench
from bot.cli_case import audit, case, fsck
from bot.cli_content import content, directory, triage
from bot.cli_dossier import dossier
from bot.cli_operate import doctor, helper, migrate, settings
from bot.cli_options import MISUSE, NEGATIVE
from bot.cli_run import chat, play, start
from bot.faults import print_only_what_may_be_told

COMMANDS = (
    start, chat, play, triage, directory, content, doctor, settings, migrate, helper, case, audit, fsck, dossier, bench,
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="appui", prog_name="appui")
def appui() -> None:
    """A private chatbot for teenagers harassed online, and the desk of those who help them.

    \b
    Example:
      appui start --port 8000
    """


for command in COMMANDS:
    appui.add_command(command)


def main() -> NoReturn:
    """0: done; 1: done, and the finding is negative; 2: misuse, told in one line."""
    print_only_what_may_be_told()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs one command and gives its exit code."""
    from bot.cli_faults import told
    from conversations.errors import AppuiError

    try:
        return appui.main(arguments, prog_name="appui", standalone_mode=False) or 0
    except click.Abort:
        return NEGATIVE
    except click.ClickException as error:
        return _fail([error.format_message()])
    except AppuiError as error:
        return _fail(told(error))


def _fail(lines: list[str]) -> int:
    for line in lines:
        click.echo(f"appui: {' '.join(line.split())}", err=True)
    return MISUSE
