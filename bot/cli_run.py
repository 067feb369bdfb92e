"""Commands that run the conversation: for real, in the terminal, or with scripted people."""

import sys
from pathlib import Path

import click

from bot.cli_options import FILE, always_json_option, data_option, json_option, load_settings, unused_data_option
from bot.light import start_lightly


@click.command()
@click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one.  [default: 8000]")
@data_option
@json_option
def start(host: str | None, port: int | None, data: Path | None, as_json: bool) -> None:
    """Serve everything that is configured: messengers, delivery, timers, browser chat and desk.

    \b
    Example:
      appui start --port 8000
    """
    start_lightly()
    from bot.start import serve

    serve(load_settings(data, host=host, port=port), as_json=as_json, on_terminal=sys.stdout.isatty())


@click.command()
@data_option
@json_option
def chat(data: Path | None, as_json: bool) -> None:
    """Talk with the bot in the terminal; lines may come from a pipe, `/file PATH` sends a file.

    \b
    Example:
      printf 'salut\\non m insulte sur snap\\n' | appui chat --json
    """
    from bot.terminal import chat as talk

    talk(load_settings(data).settings, as_json=as_json)


@click.command()
@click.argument("file", type=FILE)
@click.option("--only", help="Play this person alone.")
@click.option("--shift", is_flag=True, help="Somebody is at the desk.")
@unused_data_option
@always_json_option
def play(file: Path, only: str | None, shift: bool) -> None:
    """Play scripted people through the whole program, on a fresh store and a turned clock.

    \b
    Example:
      appui play tests/data/corpus/personas_dev.json --only pd-01
    """
    from bot.play import play_file

    play_file(file, only=only, shift=shift)
