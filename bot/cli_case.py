"""Commands that look at what is kept: cases by their alias, the audit trail, the integrity of the whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot.cli_options import NEGATIVE, data_option, json_option, load_settings, print_json, print_lines


@click.group()
def case() -> None:
    """What is kept, by the neutral name of a case; every use leaves a line in the audit trail.

    \b
    Example:
      appui case list
    """


@case.command("list")
@data_option
@json_option
def list_all(data: Path | None, as_json: bool) -> None:
    """List every case: its name, channel, days and counts, no word of anybody.

    \b
    Example:
      appui case list --data /srv/appui
    """
    from bot.case_command import list_cases

    found = list_cases(load_settings(data).settings)
    if as_json:
        print_json(found)
    else:
        print_lines(
            f"{one['case']}  {one['channel']:<9} opened {one['opened']}  last {one['last']}  "
            f"{one['evidence']} items, {one['facts']} facts"
            for one in found
        )


@case.command()
@click.argument("alias")
@data_option
@json_option
def show(alias: str, data: Path | None, as_json: bool) -> None:
    """Show the items and the journal of one case, without a word of the person.

    \b
    Example:
      appui case show 2026-7F3A9C
    """
    from bot.case_command import show_case

    found = show_case(load_settings(data).settings, alias)
    if as_json:
        print_json(found)
        return
    print_lines([f"case {found['case']}, opened {found['opened']}, {found['facts']} facts"])
    print_lines(_item(item) for item in found["items"])
    print_lines(f"{one['line']:>4}  {one['at']}  {one['what']:<9} {one['item'] or ''}" for one in found["journal"])


def _item(item: Mapping[str, Any]) -> str:
    state = f"removed: {item['removed']}" if item["removed"] else f"{item['bytes']} bytes  {item['sha256']}"
    return f"item {item['number']:>4}  {item['received']}  {item['mime']:<16} {state}"


@case.command()
@click.argument("alias")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Archive to write.")
@data_option
@json_option
def export(alias: str, out: Path, data: Path | None, as_json: bool) -> None:
    """Write all that is kept of a case as one dossier in the clear: give it to the person alone.

    \b
    Example:
      appui case export 2026-7F3A9C --out case.zip
    """
    from bot.case_command import export_case

    found = export_case(load_settings(data).settings, alias, out)
    if as_json:
        print_json(found)
    else:
        click.echo(f"{found['file']}: {found['items']} items, {found['facts']} facts, in the clear")


@case.command()
@click.argument("alias")
@data_option
@json_option
@click.pass_context
def verify(ctx: click.Context, alias: str, data: Path | None, as_json: bool) -> None:
    """Check the journal, every item, every fact and every file of a case.

    \b
    Example:
      appui case verify 2026-7F3A9C
    """
    from bot.case_command import verify_case

    found = verify_case(load_settings(data).settings, alias)
    _tell(found, as_json, f"{found['case']}: {found['lines']} lines hold")
    if not found["ok"]:
        ctx.exit(NEGATIVE)


@case.command()
@click.argument("alias")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
@json_option
def erase(alias: str, yes: bool, data: Path | None, as_json: bool) -> None:
    """Destroy the key of a case and all it sealed, backups included. Nobody can take it back.

    \b
    Example:
      appui case erase 2026-7F3A9C --yes
    """
    from bot.case_command import erase_case

    if not yes:
        click.confirm(f"Erase {alias} for good?", abort=True)
    found = erase_case(load_settings(data).settings, alias)
    if as_json:
        print_json(found)
    else:
        click.echo(f"{found['case']} is erased")


@click.command()
@data_option
@json_option
@click.pass_context
def audit(ctx: click.Context, data: Path | None, as_json: bool) -> None:
    """Print the audit trail and check its chain.

    \b
    Example:
      appui audit --json
    """
    from bot.case_command import audit_trail

    found = audit_trail(load_settings(data).settings)
    if as_json:
        print_json(found)
    else:
        print_lines(f"{x['line']:>5}  {x['at'][:19]}  {x['who']}  {x['what']}  {x['case']}" for x in found["lines"])
        print_lines([f"the chain holds, {len(found['lines'])} lines"] if found["ok"] else found["faults"])
    if not found["ok"]:
        ctx.exit(NEGATIVE)


@click.command()
@click.option("--repair", is_flag=True, help="Move files that belong to nothing, or cannot be read, aside.")
@data_option
@json_option
@click.pass_context
def fsck(ctx: click.Context, repair: bool, data: Path | None, as_json: bool) -> None:
    """Read everything that is kept: rows without files, files without rows, altered files, broken chains.

    \b
    Example:
      appui fsck --data /srv/appui
    """
    from bot.case_command import check_store

    found = check_store(load_settings(data).settings, repair=repair)
    _tell(found, as_json, "everything holds")
    if not found["ok"]:
        ctx.exit(NEGATIVE)


def _tell(found: dict[str, Any], as_json: bool, good: str) -> None:
    if as_json:
        print_json(found)
        return
    print_lines(f"{one['kind']:<13} {one['about']}  {one['case']}".rstrip() for one in found["faults"])
    if found["ok"]:
        click.echo(good)
