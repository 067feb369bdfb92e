"""What every command shares: where the data is, how to answer, how to fail."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from bot.settings import Loaded

Command = TypeVar("Command", bound=Callable[..., object])

NEGATIVE = 1
MISUSE = 2

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def data_option(command: Command) -> Command:
    """`--data DIR`: the folder where everything lives. Without it the settings look at APPUI_DATA."""
    return click.option("--data", type=FOLDER, help="Folder where everything lives.  [default: ./appui-data]")(command)


def unused_data_option(command: Command) -> Command:
    """The same, for commands that keep nothing: accepted everywhere so that scripts need not care."""
    return click.option("--data", type=FOLDER, expose_value=False, hidden=True)(command)


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")(command)


def always_json_option(command: Command) -> Command:
    """For commands that print nothing but JSON anyway."""
    return click.option("--json", is_flag=True, expose_value=False, hidden=True)(command)


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=str))


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def load_settings(data: Path | None, **given: str | int | None) -> "Loaded":
    """The settings of this run, with the data folder made ready. Raises SettingsError."""
    from bot.master_key import prepare_data_folder
    from bot.settings import load

    loaded = load(data, None, **given)
    prepare_data_folder(loaded.settings.data)
    return loaded
