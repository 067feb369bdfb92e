"""Commands about the content: what a message says, which service answers, whether the packs hold."""

from datetime import datetime
from typing import TextIO

import click

from bot.cli_options import NEGATIVE, always_json_option, json_option, print_json, print_lines, unused_data_option
from bot.light import keep_what_is_loaded, start_lightly

MINUTE = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@unused_data_option
@always_json_option
def triage(file: TextIO) -> None:
    """Judge messages: JSON lines with "id" and "text" in, JSON lines with risk, topics and intent out.

    \b
    Example:
      echo '{"id": "1", "text": "ils me harcèlent sur snap"}' | appui triage
    """
    start_lightly()
    from bot.packs import read_understanding
    from bot.triage import triage as judge
    from conversations.understanding import Understanding

    understanding = Understanding.from_files(read_understanding())
    keep_what_is_loaded()
    print_lines(judge(file, understanding))


@click.command()
@click.option("--country", required=True, help="Two letters: FR, BE, CH, LU, CA.")
@click.option("--need", required=True, help='What it is about, such as "cyberbullying".')
@click.option("--audience", default="teen", show_default=True, help="Who asks.")
@click.option("--lang", default="fr", show_default=True, help="Services of this language first.")
@click.option("--at", "moments", multiple=True, type=MINUTE, help="Local minute; may be given several times.")
@click.option("--from", "begins", type=MINUTE, help="With --to: one line per interval of constant answer.")
@click.option("--to", "ends", type=MINUTE)
@unused_data_option
@json_option
def directory(
    country: str,
    need: str,
    audience: str,
    lang: str,
    moments: tuple[datetime, ...],
    begins: datetime | None,
    ends: datetime | None,
    as_json: bool,
) -> None:
    """Which services are shown, in order, and whether each is open.

    \b
    Example:
      appui directory --country FR --need cyberbullying --at 2026-12-25T23:30
    """
    if (begins is None) != (ends is None) or (begins and moments):
        raise click.UsageError("give --at (several times if needed), or --from together with --to")
    from bot.directory_command import directory_lines

    print_lines(directory_lines(country, need, audience, lang, moments, begins, ends, as_json=as_json))


@click.group()
def content() -> None:
    """Check, draw and preview the packs.

    \b
    Example:
      appui content check
    """


@content.command()
@click.option("--as-of", type=DAY, help="Judge dates as of this day.  [default: when compiled]")
@unused_data_option
@json_option
@click.pass_context
def check(ctx: click.Context, as_of: datetime | None, as_json: bool) -> None:
    """Lint the packs: structure, texts, numbers, review dates.

    \b
    Example:
      appui content check --as-of 2027-01-01
    """
    from bot.content_command import check_content, stops, summary

    findings = check_content(as_of.date() if as_of else None)
    if as_json:
        print_json([finding.as_dict() for finding in findings])
    else:
        print_lines([*map(str, findings), summary(findings)])
    if stops(findings):
        ctx.exit(NEGATIVE)


@content.command()
@click.argument("flow", required=False)
@click.option("--format", "shape", default="mermaid", show_default=True, type=click.Choice(["mermaid", "svg"]))
@unused_data_option
@json_option
def graph(flow: str | None, shape: str, as_json: bool) -> None:
    """Draw one flow, or all of them.

    \b
    Example:
      appui content graph arrival --format svg > arrival.svg
    """
    from bot.content_command import draw_flows

    drawn = draw_flows(flow, shape)
    if as_json:
        print_json({"flow": flow, "format": shape, "drawing": drawn})
    else:
        click.echo(drawn)


@content.command()
@click.argument("key")
@click.option("--lang", default="fr", show_default=True)
@unused_data_option
@json_option
def preview(key: str, lang: str, as_json: bool) -> None:
    """Show a text as the messengers would, in each register.

    \b
    Example:
      appui content preview arrival.country
    """
    from bot.content_command import preview_text

    shown = preview_text(key, lang)
    if as_json:
        print_json(shown)
    else:
        print_lines(f"{heading}\n{text}\n" for heading, text in shown.items())


@content.command()
@unused_data_option
@always_json_option
def schema() -> None:
    """JSON Schema of the packs, for editors that complete and check while typing.

    \b
    Example:
      appui content schema > packs.schema.json
    """
    from bot.content_command import pack_schemas

    print_json(pack_schemas())
