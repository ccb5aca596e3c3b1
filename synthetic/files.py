"""A paper as bytes: workbook, CSV in three encodings, JSON, or text. Same paper, same bytes."""

import csv
import io
import json
import re
import zipfile
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from synthetic import sheets
from synthetic.claims import Paper, Section
from synthetic.reference import Reference

ENCODINGS = {"csv-bom": "utf-8-sig", "csv-utf8": "utf-8", "csv-gb18030": "gb18030"}
EXTENSIONS = {"xlsx": "xlsx", "json": "json", "txt": "txt"} | dict.fromkeys(ENCODINGS, "csv")
_MOMENT = "2000-01-01T00:00:00Z"
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def render(paper: Paper, reference: Reference) -> bytes:
    """The content of a paper that is neither a copy nor broken."""
    if paper.format == "txt":
        return paper.text.encode("utf-8")
    if paper.format == "xlsx":
        return workbook(paper, reference)
    return as_json(paper, reference) if paper.format == "json" else as_csv(paper, reference)


def workbook(paper: Paper, reference: Reference) -> bytes:
    """A cover sheet and a sheet for every form."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101  a new workbook has one
    sheet.title = "封面"
    if paper.style.titles:
        sheet.append(["科协统计报表（合成数据，并非真实填报）"])
    for pair in sheets.cover(paper, reference):
        sheet.append(pair)
    for section in paper.sections:
        _fill(book.create_sheet(reference.form_names[section.form]), paper, section, reference)
    return fixed(book)


def _fill(sheet: Worksheet, paper: Paper, section: Section, reference: Reference) -> None:
    rows = sheets.table(paper, section, reference)
    if paper.style.titles:
        sheet.append([f"{reference.form_names[section.form]}（合成数据）"])
        width = len(rows[0])
        title = ["", "一、基本情况"] + [""] * (width - 2)
        rows = [rows[0], [v or None for v in title], *rows[1:]] if section.claims else rows
    for row in rows:
        sheet.append([_typed(value) for value in row])
    if paper.style.titles:
        sheet.append(["填表人：合成示例"])


def _typed(value: sheets.Value) -> str | int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def fixed(book: Workbook) -> bytes:
    """The workbook's bytes without the moment at which it was written."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as packed, zipfile.ZipFile(out, "w") as archive:
        for name in packed.namelist():
            data = packed.read(name)
            if name == "docProps/core.xml":
                data = _STAMPS.sub(rb"\g<1>" + _MOMENT.encode(), data)
            # stored, not deflated: another zlib would make other bytes
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


def as_csv(paper: Paper, reference: Reference) -> bytes:
    """Cover lines, then one header and the rows of all forms."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    pairs = sheets.cover(paper, reference)
    several = len(paper.sections) > 1
    if not several:
        pairs.append(("报表名称", reference.form_names[paper.sections[0].form]))
    writer.writerows(pairs)
    for row in _merged(paper, reference) if several else _single(paper, reference):
        writer.writerow(["" if value is None else str(value) for value in row])
    return out.getvalue().encode(ENCODINGS[paper.format])


def _single(paper: Paper, reference: Reference) -> sheets.Table:
    return sheets.table(paper, paper.sections[0], reference)


def _merged(paper: Paper, reference: Reference) -> sheets.Table:
    """The tables of all forms under one header."""
    tables = [sheets.table(paper, section, reference, True) for section in paper.sections]
    header = list(dict.fromkeys(name for table in tables for name in table[0]))
    out: sheets.Table = [header]
    for table in tables:
        for row in table[1:]:
            values = dict(zip(table[0], row, strict=True))
            out.append([values.get(name) for name in header])
    return out


def as_json(paper: Paper, reference: Reference) -> bytes:
    """An object with the cover and the rows of every form."""
    forms = [_json_form(paper, section, reference) for section in paper.sections]
    body: dict[str, object] = {"cover": dict(sheets.cover(paper, reference))}
    body |= forms[0] if len(forms) == 1 else {"forms": forms}
    text = json.dumps(body, ensure_ascii=False, indent=1, default=float)
    return f"{text}\n".encode()


def _json_form(paper: Paper, section: Section, reference: Reference) -> dict:
    header, *rows = sheets.table(paper, section, reference)
    objects = [
        {str(name): value for name, value in zip(header, row, strict=True) if value is not None}
        for row in rows
    ]
    return {"form": reference.form_names[section.form], "rows": objects}
