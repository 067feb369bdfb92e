"""Every setting, with its meaning and where its value comes from.

Later wins: default, `appui.toml` in the data folder, environment `APPUI_…`, secret file `APPUI_…_FILE`, command line.
In appui.toml a name may be cut at its first underscore into a table: `[telegram] token = …`.
"""

import difflib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from bot.errors import SettingsError
from bot.rota import Shift
from storage.halves import beside

PREFIX = "APPUI_"
FILE_SUFFIX = "_FILE"
SETTINGS_FILE = "appui.toml"
DEFAULT_DATA = Path("appui-data")
MASK = "••••••••"

Origin = Literal["default", "appui.toml", "environment", "secret file", "command line"]


def _is_time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("a time zone looks like Europe/Paris") from error
    return name


def _is_web_address(address: str) -> str:
    bare = address.rstrip("/")
    if address and not bare.startswith(("https://", "http://")):
        raise ValueError("an address starts with https:// or http://")
    return bare


def _is_public_address(address: str) -> str:
    bare = _is_web_address(address)
    if bare.startswith("http://") and not bare.startswith(("http://localhost", "http://127.0.0.1")):
        raise ValueError("a public address starts with https://")
    return bare


def _is_bot_token(token: SecretStr) -> SecretStr:
    number, colon, rest = token.get_secret_value().partition(":")
    if token.get_secret_value() and not (number.isdecimal() and colon and rest and rest.isascii() and " " not in rest):
        raise ValueError("a token looks like 123456789:AAF…, as BotFather gave it")
    return token


def _is_discord_token(token: SecretStr) -> SecretStr:
    value = token.get_secret_value()
    if value and not (value.count(".") == 2 and value.isascii() and value.isprintable() and " " not in value):
        raise ValueError("a token is three words with dots between them, as the developer portal shows it")
    return token


def _is_gateway_address(address: str) -> str:
    if not address.startswith(("wss://", "ws://")):
        raise ValueError("the address of a gateway starts with wss://")
    return address


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
WebAddress = Annotated[str, AfterValidator(_is_web_address)]


class Settings(BaseModel):
    """What the operator can choose. Never changes while the program runs."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    data: Path = Field(DEFAULT_DATA, description="folder where everything is kept; made with mode 0700")
    mode: Literal["rehearsal", "live"] = Field(
        "rehearsal",
        description="rehearsal says on every page not to confide anything real; live needs a content doctor",
    )
    host: str = Field("127.0.0.1", description="address the web pages listen on; put a proxy with TLS in front")
    port: int = Field(8000, ge=0, le=65535, description="port the web pages listen on; 0 takes any free one")
    public_url: Annotated[str, AfterValidator(_is_public_address)] = Field(
        "", description="address people type to reach the chat, with https"
    )
    key_file: Path | None = Field(
        None, description="file of the master key, outside the data folder and its backups; default DATA.key"
    )
    halves_file: Path | None = Field(
        None,
        description="file with one half of every key, outside the data folder and its backups; default DATA.keys",
    )
    operator_name: Line = Field(
        "", description="name of the association that runs this installation, as people read it"
    )
    operator_contact: Line = Field("", description="how to reach the association: an address, a phone, a page")
    controller: Line = Field("", description="data controller, as its lawyer names it")
    data_protection_contact: Line = Field("", description="data protection officer or contact")
    duty_to_report: str = Field("", description="the association's reporting duty, in the words its lawyer signed")
    retention_days: int = Field(90, ge=1, le=90, description="days without activity after which a case is destroyed")
    rota: tuple[Shift, ...] = Field(
        (), description='hours of the desk: [[rota]] days = ["mon"], from = "18:00", to = "21:00"'
    )
    rota_time_zone: Annotated[str, AfterValidator(_is_time_zone)] = Field(
        "Europe/Paris", description="time zone the hours of the desk are written in"
    )
    telegram_token: Annotated[SecretStr, AfterValidator(_is_bot_token)] = Field(
        SecretStr(""), description="token of the Telegram bot; empty: no Telegram"
    )
    telegram_api_url: WebAddress = Field(
        "https://api.telegram.org", description="Bot API server, Telegram's or one of your own"
    )
    telegram_file_url: WebAddress = Field("", description="where files are fetched; default the Bot API server's /file")
    telegram_webhook_url: WebAddress = Field("", description="https address Telegram delivers to; empty: long polling")
    telegram_webhook_secret: SecretStr = Field(
        SecretStr(""), description="secret Telegram sends with each delivery; empty: a new one at each start"
    )
    discord_token: Annotated[SecretStr, AfterValidator(_is_discord_token)] = Field(
        SecretStr(""), description="token of the Discord bot; empty: no Discord"
    )
    discord_api_url: WebAddress = Field(
        "https://discord.com/api/v10", description="Discord's HTTP API, with its version"
    )
    discord_gateway_url: Annotated[str, AfterValidator(_is_gateway_address)] = Field(
        "wss://gateway.discord.gg/", description="where Discord's gateway listens"
    )
    team_telegram_chat: Annotated[str, StringConstraints(pattern=r"^(-?\d{1,20}|@\w{4,40})?$")] = Field(
        "", description="group of the team on Telegram that is told, without content, when somebody waits"
    )
    team_discord_channel: Annotated[str, StringConstraints(pattern=r"^\d{0,20}$")] = Field(
        "", description="channel of the team on Discord that is told, without content, when somebody waits"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="lowest level written to the log"
    )

    @property
    def master_key_file(self) -> Path:
        """Beside the data folder unless a setting says otherwise."""
        return self.key_file or self.data.with_name(f"{self.data.name}.key")

    @property
    def halves(self) -> Path:
        """Beside the data folder unless a setting says otherwise."""
        return self.halves_file or beside(self.data)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings and, for each, where its value comes from."""

    settings: Settings
    origins: Mapping[str, Origin]

    @classmethod
    def of(cls, settings: Settings, found: Mapping[str, tuple[Any, Origin]]) -> Self:
        return cls(settings, {name: found[name][1] if name in found else "default" for name in Settings.model_fields})


@dataclass(frozen=True, slots=True)
class Row:
    """One line of `appui settings`; a secret's value is masked."""

    name: str
    variable: str
    value: str
    origin: Origin
    meaning: str


def load(data: Path | None = None, environ: Mapping[str, str] | None = None, **given: str | int | None) -> Loaded:
    """Reads every source. `data` and `given` come from the command line; None means not said there.

    Raises SettingsError with every problem at once.
    """
    env = os.environ if environ is None else environ
    folder = data or Path(env.get(f"{PREFIX}DATA") or DEFAULT_DATA)
    problems: list[str] = []
    found: dict[str, tuple[Any, Origin]] = {}
    sources: tuple[tuple[Origin, dict[str, Any]], ...] = (
        ("appui.toml", _from_file(folder / SETTINGS_FILE, problems)),
        ("environment", _from_environment(env, problems)),
        ("secret file", _from_secret_files(env, problems)),
        ("command line", {**given, "data": data}),
    )
    for origin, values in sources:
        found.update({name: (value, origin) for name, value in values.items() if value is not None})
    settings = _checked(found, problems)
    if settings is None or problems:
        raise SettingsError(problems)
    return Loaded.of(settings, found)


def rows(loaded: Loaded) -> list[Row]:
    """Every setting, in the order of the class."""
    return [
        Row(
            name,
            _variable(name),
            _shown(getattr(loaded.settings, name)),
            loaded.origins[name],
            field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Names that start with APPUI_ and set nothing: most often a typing mistake."""
    known = {_variable(name) for name in Settings.model_fields}
    return sorted(
        name
        for name in environ
        if name.startswith(PREFIX) and name.removesuffix(FILE_SUFFIX) not in known and name not in known
    )


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return MASK if value.get_secret_value() else ""
    if isinstance(value, tuple):
        return "; ".join(f"{' '.join(shift.days)} {shift.begins:%H:%M}-{shift.ends:%H:%M}" for shift in value)
    return "" if value is None else str(value)


def _checked(found: Mapping[str, tuple[Any, Origin]], problems: list[str]) -> Settings | None:
    try:
        return Settings(**{name: value for name, (value, _) in found.items()})
    except ValidationError as error:
        problems.extend(
            _sentence(dict(problem), found) for problem in error.errors(include_url=False, include_input=False)
        )
        return None


def _sentence(problem: dict[str, Any], found: Mapping[str, tuple[Any, Origin]]) -> str:
    name = str(problem["loc"][0])
    place = ".".join(str(part) for part in problem["loc"])
    origin = found[name][1] if name in found else "default"
    if problem["type"] == "extra_forbidden" and len(problem["loc"]) == 1:
        return f"{name} ({origin}) is not a setting{_nearest(name)}; `appui settings` lists them."
    reason = problem["msg"].removeprefix("Value error, ")
    return f"{place} ({origin}) does not hold: {reason[0].lower()}{reason[1:]}."


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, Settings.model_fields, n=1)
    return f", did you mean {near[0]}" if near else ""


def _from_file(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems.append(f"{SETTINGS_FILE} cannot be read: {error}.")
        return {}
    values: dict[str, Any] = {}
    for name, value in tables.items():
        parts = {f"{name}_{key}": inner for key, inner in value.items()} if isinstance(value, dict) else {name: value}
        values.update(parts)
    if values.pop("data", None) is not None:
        problems.append(f"data cannot be set in {SETTINGS_FILE}, which lies inside it: use --data or {PREFIX}DATA.")
    return values


def _from_environment(environ: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """The rota is written as JSON, with the keys it has in appui.toml; everything else as it stands."""
    values: dict[str, Any] = {name: environ.get(_variable(name)) or None for name in Settings.model_fields}
    if values["rota"]:
        try:
            values["rota"] = json.loads(values["rota"])
        except ValueError:
            problems.append(
                f"{_variable('rota')} is not JSON; the example of `appui settings` can be written in {SETTINGS_FILE}."
            )
            del values["rota"]
    return values


def _from_secret_files(environ: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """`APPUI_TELEGRAM_TOKEN_FILE=/path`: the value is the file's content. Only secrets may come so."""
    secrets: dict[str, Any] = {}
    for name, field in Settings.model_fields.items():
        variable = _variable(name) + FILE_SUFFIX
        if field.annotation is SecretStr and environ.get(variable):
            secrets[name] = _secret(variable, environ, problems)
    return secrets


def _secret(variable: str, environ: Mapping[str, str], problems: list[str]) -> str | None:
    path = Path(environ[variable])
    if environ.get(variable.removesuffix(FILE_SUFFIX)):
        problems.append(f"{variable} and {variable.removesuffix(FILE_SUFFIX)} are both set: keep one.")
    try:
        if path.stat().st_mode & 0o077:
            problems.append(f"{variable}: others can read this file; run: chmod 600 {path}")
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        problems.append(f"{variable}: {path} cannot be read.")
        return None
