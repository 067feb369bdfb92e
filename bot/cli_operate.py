"""Commands for the people who run an installation: settings, health, schema, people of the desk."""

from pathlib import Path

import click

from bot.cli_options import NEGATIVE, data_option, json_option, load_settings, print_json, print_lines


@click.command()
@data_option
@json_option
def settings(data: Path | None, as_json: bool) -> None:
    """List every setting: value (secrets masked), where it comes from, what it means.

    \b
    Example:
      appui settings --data /srv/appui
    """
    from bot.settings import load, rows

    listed = rows(load(data))
    if as_json:
        print_json({row.name: {"value": row.value, "origin": row.origin, "meaning": row.meaning} for row in listed})
        return
    for row in listed:
        click.echo(f"{row.name} = {row.value or '(empty)'}    [{row.origin}; {row.variable}]\n    {row.meaning}")


@click.command()
@data_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, data: Path | None, as_json: bool) -> None:
    """Examine this installation; live mode starts only when nothing is found.

    \b
    Example:
      appui doctor --data /srv/appui
    """
    from bot.doctor import examine
    from bot.settings import load

    report = examine(load(data))
    if as_json:
        print_json(report.as_dict())
    else:
        print_lines(str(check) for check in report.checks)
        print_lines([f"      signs with {report.signing_key}"] if report.signing_key else [])
    if not report.ok:
        ctx.exit(NEGATIVE)


@click.command()
@data_option
@json_option
def migrate(data: Path | None, as_json: bool) -> None:
    """Bring the schema of the data up to date, after a verified copy.

    \b
    Example:
      appui migrate --data /srv/appui
    """
    from bot.desk_command import migrate_store

    applied = migrate_store(load_settings(data).settings)
    if as_json:
        print_json({"applied": applied})
    else:
        print_lines([f"applied {name}" for name in applied] or ["the schema is up to date"])


@click.group()
def helper() -> None:
    """The people of the desk.

    \b
    Example:
      appui helper add nadia --alias Nadia
    """


@helper.command()
@click.argument("name")
@click.option("--alias", help="First name that young people read.  [default: NAME]")
@data_option
@json_option
def add(name: str, alias: str | None, data: Path | None, as_json: bool) -> None:
    """Open an account; prints its password and the address for an authenticator app, once.

    \b
    Example:
      appui helper add nadia --alias Nadia
    """
    from bot.desk_command import add_person

    account = add_person(load_settings(data).settings, name, alias or name.capitalize())
    if as_json:
        print_json(account)
        return
    print_lines(
        [
            f"name:      {account['name']}   (young people read: {account['alias']})",
            f"password:  {account['password']}",
            f"app:       {account['otpauth']}",
            "These two are shown once. Give them to this person alone, by two different ways.",
        ]
    )


@helper.command("list")
@data_option
@json_option
def list_helpers(data: Path | None, as_json: bool) -> None:
    """List the accounts of the desk.

    \b
    Example:
      appui helper list
    """
    from bot.desk_command import list_people

    people = list_people(load_settings(data).settings)
    if as_json:
        print_json(people)
    else:
        print_lines(f"{person['name']}  ({person['alias']})  {person['state']}" for person in people)


@helper.command()
@click.argument("name")
@data_option
@json_option
def off(name: str, data: Path | None, as_json: bool) -> None:
    """Close an account at once, with its open sessions.

    \b
    Example:
      appui helper off nadia
    """
    from bot.desk_command import close_account

    close_account(load_settings(data).settings, name)
    if as_json:
        print_json({"name": name, "state": "off"})
    else:
        click.echo(f"{name} can no longer sign in")


@helper.command()
@click.argument("name")
@data_option
@json_option
def link(name: str, data: Path | None, as_json: bool) -> None:
    """Print a code by which a helper links their own messenger account, once, to claim requests from there.

    \b
    Example:
      appui helper link nadia
    """
    from bot.desk_command import link_code

    code = link_code(load_settings(data).settings, name)
    if as_json:
        print_json({"name": name, "send": f"/equipe {code}"})
    else:
        print_lines([f"{name} sends this to the bot, in private, within half an hour:", f"  /equipe {code}"])
