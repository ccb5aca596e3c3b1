"""Letters by mail, once each: off until somebody enters a server and addresses.

What was accepted by the server is noted in the state folder, so that a repeated task sends nothing
twice.
"""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from ingestion.chasing import chase
from ingestion.chasing.chase import Paper
from ingestion.errors import WarehouseError
from ingestion.files import write_text
from ingestion.settings import Settings

CONNECTION = "chase_mail"
_TYPES = {
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_PATIENCE_SECONDS = 30


class MailError(WarehouseError):
    """The settings of mail will not do, or the server refuses a letter."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes out. `addresses` by org code; who is not in it gets none."""

    host: str
    port: int
    sender: str
    addresses: Mapping[str, str]
    user: str = ""
    password: str = ""
    encryption: str = "starttls"  # or tls, or none

    @classmethod
    def of(
        cls, host: str, port: int, user: str, password: str, extra: Mapping[str, Any]
    ) -> "Server":
        """From the fields of an Airflow connection. Raises MailError naming what is missing."""
        missing = [name for name in ("sender", "addresses") if not extra.get(name)]
        if missing or not host:
            raise MailError(
                f"The connection {CONNECTION} lacks {', '.join(missing or ['host'])}: give the "
                'host and, as extra, {"sender": "...", "addresses": {"<org code>": "..."}}.'
            )
        encryption = extra.get("encryption", "starttls")
        if encryption not in ("starttls", "tls", "none"):
            raise MailError(f"encryption is {encryption!r}: give starttls, tls or none.")
        addresses = dict(extra["addresses"])
        return cls(host, port or 587, extra["sender"], addresses, user, password, encryption)


def send(
    settings: Settings, server: Server, publication_id: int, form: str = "", period: str = ""
) -> dict[str, int]:
    """Mail each city's papers to its address, once a publication; how many were sent.

    Raises MailError when the marts have been published anew since the papers were written.
    """
    found = chase.read(settings, form, period)
    if found.publication_id != publication_id:
        raise MailError("The marts were published anew: clear `write` with everything downstream.")
    by_office: dict[str, list[Paper]] = {}
    for paper in chase.papers(found):
        by_office.setdefault(paper.office, []).append(paper)
    wanted = {code: papers for code, papers in by_office.items() if code in server.addresses}
    marks = settings.state / "run" / "chased"
    open_ = {code: papers for code, papers in wanted.items() if not _mark(marks, papers).exists()}
    if open_:
        _deliver(server, open_, marks)
    done = {"sent": len(open_), "sent_before": len(wanted) - len(open_)}
    return {**done, "without_address": len(by_office) - len(wanted)}


def _mark(marks: Path, papers: list[Paper]) -> Path:
    return marks / papers[0].office / papers[0].name


def _deliver(server: Server, wanted: Mapping[str, list[Paper]], marks: Path) -> None:
    connect = smtplib.SMTP_SSL if server.encryption == "tls" else smtplib.SMTP
    try:
        with connect(server.host, server.port, timeout=_PATIENCE_SECONDS) as smtp:
            if server.encryption == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            for code, papers in wanted.items():
                smtp.send_message(_message(server, code, papers))
                write_text(_mark(marks, papers), server.addresses[code])
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(
            f"Mail by {server.host} failed ({error}): mend the connection {CONNECTION}, then clear "
            "the task; what was sent is not sent again."
        ) from error


def _message(server: Server, code: str, papers: list[Paper]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = server.sender, server.addresses[code]
    message["Subject"] = "关于催报统计报表的函"
    message.set_content("函和名单见附件。\n")
    for paper in papers:
        main, sub = _TYPES[Path(paper.name).suffix]
        message.add_attachment(paper.content, maintype=main, subtype=sub, filename=paper.name)
    return message
