"""What a PDF says of itself, read by something that did not write it (pikepdf): not a full validator, said as such.

Looked at: XMP identification (PDF/A part and level, PDF/UA), output intent with its profile, structure tree, language,
title, fonts embedded with their Unicode maps, alternate texts, no active content, no encryption, colour spaces.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

ACTIVE = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFile",
    "/RichMedia",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/URI",
)
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
COLOURS = ("/DeviceRGB", "/DeviceGray")


def faults_of(data: bytes) -> list[str]:
    """What does not hold; empty where all of it does."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [*_claims(pdf), *_structure(pdf), *_fonts(pdf), *_pictures(pdf), *_active(pdf)]


def _claims(pdf: pikepdf.Pdf) -> Iterator[str]:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        if (xmp.get(f"{PDFA}part"), xmp.get(f"{PDFA}conformance")) != ("3", "A"):
            yield "not PDF/A-3a"
        if xmp.get(f"{PDFUA}part") != "1":
            yield "not PDF/UA-1"
        if not xmp.get("dc:title"):
            yield "no title"
    intents = pdf.Root.get("/OutputIntents", [])
    if len(intents) != 1 or "/DestOutputProfile" not in intents[0]:
        yield "no output intent"
    if pdf.is_encrypted or "/ID" not in pdf.trailer:
        yield "encrypted or without id"


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    if "/StructTreeRoot" not in pdf.Root or not pdf.Root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not tagged"
    if "/Lang" not in pdf.Root or not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "no language or title bar"
    for page in pdf.pages:
        wide, high = sorted(float(side) for side in page.mediabox[2:])
        if abs(wide - 595.28) > 0.1 or abs(high - 841.89) > 0.1:
            yield "not A4"
        if "/StructParents" not in page:
            yield "page outside the structure"
    for figure in tagged(pdf, "/Figure"):
        if not str(figure.get("/Alt", "")):
            yield "picture without words"


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font":
            if thing.get("/Subtype") == "/Type0" and "/ToUnicode" not in thing:
                yield f"font without Unicode {thing.get('/BaseFont')}"
            for inner in thing.get("/DescendantFonts", []):
                about = inner.get("/FontDescriptor", {})
                if not any(f"/FontFile{kind}" in about for kind in ("", "2", "3")):
                    yield f"font not embedded {thing.get('/BaseFont')}"


def _pictures(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in pictures(pdf):
        space = thing.get("/ColorSpace")
        base = space[1] if isinstance(space, pikepdf.Array) and space[0] == "/Indexed" else space
        if not isinstance(base, pikepdf.Name) and not (isinstance(base, pikepdf.Array) and base[0] == "/ICCBased"):
            yield "picture of unknown colours"
        if thing.get("/Interpolate", False) or "/SMask" in thing:
            yield "picture changed by the viewer"


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Names"):
        if key in pdf.Root and key != "/Names":
            yield f"active {key}"
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            kinds = {str(thing.get(key, "")) for key in ("/S", "/Subtype", "/Type")} | {str(key) for key in thing}
            yield from (f"active {kind}" for kind in kinds & set(ACTIVE))


def pictures(pdf: pikepdf.Pdf) -> list[Any]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]


def tagged(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The elements of the structure tree of one kind, in the order of reading."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one)
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == kind:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.Root.StructTreeRoot.K)
    return found
