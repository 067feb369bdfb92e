"""`appui content`: what authors see."""

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner

from bot.cli import appui
from bot.content_command import draw_flows, pack_schemas, preview_text, stops, summary
from bot.content_program import read_program
from bot.packs import read_packs
from conversations.errors import ContentError
from conversations.library import Library
from conversations.lint import Finding

SVG = "{http://www.w3.org/2000/svg}"
VOCABULARIES = Path(__file__).parent / "data" / "corpus" / "vocabularies.json"
PATH = "languages/fr/texts/story.yaml"


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, object]]:
    return pack_schemas()


def texts_of(drawing: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def test_mermaid_holds_every_node(library: Library) -> None:
    drawing = draw_flows(None, "mermaid")
    for flow, name, _ in library.flows.every_node():
        assert f"{flow.flow}__{flow.flow}_{name}" in drawing
    assert drawing.count("subgraph") == drawing.count("\n  end\n") == len(library.flows.flows) + 1


def test_mermaid_labels_every_choice() -> None:
    drawing = draw_flows("arrival", "mermaid")
    assert 'arrival__arrival_country -->|"Belgique"| arrival__arrival_language' in drawing
    assert "arrival__arrival_tell -.-> arrival__story_more" in drawing


def test_svg_is_well_formed(library: Library) -> None:
    written = texts_of(draw_flows(None, "svg"))
    for flow, name, _ in library.flows.every_node():
        assert name in written, flow.flow
    assert "Ce n'était pas ça" in written


def test_svg_boxes_do_not_overlap() -> None:
    drawing = ElementTree.fromstring(draw_flows("danger", "svg"))
    boxes = [box.attrib for box in drawing.iter(f"{SVG}rect") if box.get("fill") == "#fff" and "x" in box.attrib]
    spans = [(float(box["x"]), float(box["y"]), float(box["y"]) + float(box["height"])) for box in boxes]
    assert len(spans) > 8
    for x, top, bottom in spans:
        assert all(x != x2 or bottom <= top2 or bottom2 <= top for x2, top2, bottom2 in spans if (x2, top2) != (x, top))


def test_unknown_flow_names_a_near_one() -> None:
    with pytest.raises(ContentError) as error:
        draw_flows("arival", "mermaid")
    assert error.value.ids["perhaps"] == "arrival"


def test_preview_shows_both_registers() -> None:
    shown = preview_text("arrival.country", "fr")
    assert len(shown) == 2
    tu, vous = shown.values()
    assert tu.startswith("Tu es où")
    assert vous.startswith("Vous êtes où")
    assert "[ France ]  [ Belgique ]  [ Ailleurs ]" in tu
    assert "[ Numéros ]  [ Retour ]" in tu


def test_preview_shows_plurals_and_lengths() -> None:
    one, other = preview_text("files.kept", "fr").items()
    assert " one " in one[0]
    assert "Pièce 10" in one[1]
    assert " other " in other[0]
    assert "Pièces 10" in other[1]
    assert all(re.search(r"\d+/300$", heading) for heading, _ in (one, other))


def test_preview_of_one_messenger() -> None:
    headings = list(preview_text("notice.telegram", "fr"))
    assert all(heading.startswith("telegram · ") and heading.endswith("/700") for heading in headings)


def test_unknown_key_names_near_ones() -> None:
    with pytest.raises(ContentError) as error:
        preview_text("arrival.contry", "fr")
    assert "arrival.country" in str(error.value.ids["perhaps"])


def test_every_pack_has_a_schema(schemas: dict[str, dict[str, object]]) -> None:
    unread = {"countries/int/law_changes.toml"}  # a list for release notes, which no code reads
    for path in read_packs().keys() - unread:
        assert any(fnmatchcase(path, pattern) for pattern in schemas), path


def test_references_of_schemas_hold(schemas: dict[str, dict[str, object]]) -> None:
    for pattern, schema in schemas.items():
        names = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema)))
        assert names <= set(schema.get("$defs", {})), pattern  # type: ignore[call-overload]


def test_schemas_accept_quoted_numbers(schemas: dict[str, dict[str, object]]) -> None:
    version = schemas["flows/*.yaml"]["properties"]["version"]  # type: ignore[index]
    assert {"type": "string", "pattern": "^-?[0-9]+$"} in version["anyOf"]
    assert "service" in schemas["countries/*/services.toml"]["properties"]  # type: ignore[operator]


def test_check_prints_a_summary() -> None:
    found = [Finding(rule="a", file=PATH, place="story.x", message="m", level=level) for level in ("fault", "note")]
    assert summary(found) == "1 fault, 0 warnings, 1 note"
    assert stops(found)
    assert not stops(found[1:])


def test_check_far_ahead_fails() -> None:
    result = CliRunner().invoke(appui, ["content", "check", "--as-of", "2027-12-25", "--json"])
    assert result.exit_code == 1
    findings = json.loads(result.output)
    assert {"fr-3018", "snapchat"} <= {finding["place"] for finding in findings if finding["rule"] == "fact_age"}
    assert set(findings[0]) == {"rule", "file", "line", "place", "message", "level"}


def test_program_is_read_from_its_source() -> None:
    program = read_program()
    assert {"danger.first", "web.title", "misunderstood.once"} <= program.keys
    assert {"topic.", "reaction.", "menu."} <= set(program.families)
    assert program.says("topic.insults", {"insults"})
    assert not program.says("topic.insult", {"insults"})


def test_vocabularies_are_whole(library: Library) -> None:
    closed = json.loads(VOCABULARIES.read_text(encoding="utf-8"))
    words = yaml.load(library.files["style/vocabulary.yaml"], yaml.BaseLoader)["words"]
    assert set(closed["slots"]) <= set(words["slot"])
    assert set(closed["topics"]) == set(words["topic"])
    assert set(closed["intents"]) == set(words["intent"])
    assert set(closed["risk_kinds"]) == set(words["danger_kind"])
    assert closed["risk"] == words["risk"]
