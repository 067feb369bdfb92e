"""`appui dossier`: what can be said of an archive that was given away."""

from pathlib import Path

import click

from bot.cli_options import NEGATIVE, json_option, print_json, unused_data_option


@click.group()
def dossier() -> None:
    """Look at dossiers that were given away.

    \b
    Example:
      appui dossier verify archive.zip
    """


@dossier.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@unused_data_option
@json_option
@click.pass_context
def verify(context: click.Context, file: Path, as_json: bool) -> None:
    """Say whether anything in the archive FILE, or in the folder it was opened in, has changed.

    \b
    Example:
      appui dossier verify archive.zip --json
    """
    from bot.dossier_verifiers import checked
    from bot.packs import open_library

    found = checked(file, open_library().texts, "fr")
    if as_json:
        print_json(found)
    else:
        for item, code in found["faults"]:
            click.echo(f"{code:<9} {item}")
        click.echo(f"{'nothing has changed' if found['ok'] else 'changed'}, key {found['key']}")
    if not found["ok"]:
        context.exit(NEGATIVE)
