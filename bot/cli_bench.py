"""`appui bench`: the figures of this machine, measured on the code path of the bot, one JSON line each."""

from pathlib import Path
from typing import Literal

import click

from bot.cli_options import FILE, FOLDER, always_json_option, print_json, unused_data_option


@click.group()
def bench() -> None:
    """Measure this machine: turns, understanding, evidence, dossier, delivery, directory.

    \b
    Example:
      appui bench turns --conversations 200
    """


@bench.command()
@click.option("--conversations", default=500, show_default=True, type=click.IntRange(1), help="People who talk.")
@click.option("--stored", default=0, show_default=True, type=click.IntRange(0), help="Conversations kept before.")
@click.option("--in-flight", default=1, show_default=True, type=click.IntRange(1), help="Turns at the same time.")
@click.option("--backend", default="sqlite", show_default=True, type=click.Choice(["sqlite", "postgres"]))
@click.option("--durability", default="full", show_default=True, type=click.Choice(["full", "normal"]))
@click.option("--transport", default="none", show_default=True, type=click.Choice(["none", "ptb"]))
@unused_data_option
@always_json_option
def turns(
    conversations: int,
    stored: int,
    in_flight: int,
    backend: Literal["sqlite", "postgres"],
    durability: Literal["full", "normal"],
    transport: Literal["none", "ptb"],
) -> None:
    """Guided conversations of twelve turns, each durable before it counts.

    \b
    Example:
      appui bench turns --conversations 500 --in-flight 32
    """
    from bot.bench_turns import bench_turns

    print_json(
        bench_turns(
            conversations=conversations,
            stored=stored,
            in_flight=in_flight,
            backend=backend,
            durability=durability,
            transport=transport,
        )
    )


@bench.command()
@click.argument("file", type=FILE)
@unused_data_option
@always_json_option
def understand(file: Path) -> None:
    """Understanding each message of FILE, JSON lines with a "text".

    \b
    Example:
      appui bench understand tests/data/corpus/dev.jsonl
    """
    from bot.bench_understand import bench_understand

    print_json(bench_understand(file))


@bench.command("evidence")
@click.option("--file", "file", required=True, type=FILE, help="A picture, or any other file that is kept.")
@click.option("--count", default=100, show_default=True, type=click.IntRange(1), help="How often it is kept.")
@unused_data_option
@always_json_option
def evidence_kept(file: Path, count: int) -> None:
    """Keeping a file again and again, each for another person, then looking at it.

    \b
    Example:
      appui bench evidence --file capture.png --count 200
    """
    from bot.bench_evidence import bench_evidence

    print_json(bench_evidence(file, count))


@bench.command()
@click.option("--telegram-api", "api_url", required=True, help="Address of a Bot API server made for tests.")
@click.option("--telegram-token", "token", required=True, help="Token of a bot of that server, never a real one.")
@click.option("--jobs", required=True, type=FILE, help='JSON lines {"chat_id", "text", "at"}.')
@unused_data_option
@always_json_option
def deliver(api_url: str, token: str, jobs: Path) -> None:
    """Delivering the messages of a file through the outbox, at the pace of the messenger.

    \b
    Example:
      appui bench deliver --telegram-api http://127.0.0.1:8081 --telegram-token 1:x --jobs jobs.jsonl
    """
    from bot.bench_deliver import bench_deliver

    print_json(bench_deliver(api_url, token, jobs))


@bench.command("directory")
@click.option("--queries", default=10_000, show_default=True, type=click.IntRange(1))
@unused_data_option
@always_json_option
def directory_queries(queries: int) -> None:
    """Asking which services are open, for random needs and minutes.

    \b
    Example:
      appui bench directory --queries 10000
    """
    from bot.bench_directory import bench_directory

    print_json(bench_directory(queries))


@bench.command()
@click.option("--images", required=True, type=FOLDER, help="Folder of pictures, one exhibit each.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Where the PDF goes.")
@unused_data_option
@always_json_option
def dossier(images: Path, out: Path) -> None:
    """Making the dossier of a folder of pictures: documents and archive.

    \b
    Example:
      appui bench dossier --images captures --out dossier.pdf
    """
    from bot.bench_dossier import bench_dossier

    print_json(bench_dossier(images, out))
