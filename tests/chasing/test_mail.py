"""Mail goes out only where somebody entered a server, to known addresses, once."""

import pytest

from ingestion.chasing import chase, mail
from ingestion.chasing.mail import MailError, Server

ADDRESSES = {"420100": "wuhan@example.org", "429004": "xiantao@example.org"}
EXTRA = {"sender": "province@example.org", "addresses": ADDRESSES, "encryption": "none"}


@pytest.fixture
def unsent(late):
    """Nothing has been sent before."""
    marks = late.state / "run" / "chased"
    for path in marks.rglob("*"):
        if path.is_file():
            path.unlink()
    return late


def test_each_city_gets_its_own_papers_once(unsent, postbox):
    """Letter and list to the address of the city, none to others; a repeated task sends nothing."""
    server = Server.of("127.0.0.1", postbox.port, "", "", EXTRA)
    publication = chase.read(unsent).publication_id
    done = mail.send(unsent, server, publication)
    assert (done["sent"], done["sent_before"]) == (2, 0)
    assert done["without_address"] > 10
    taken = {recipients[0]: message for recipients, message in postbox.taken}
    assert set(taken) == set(ADDRESSES.values())
    expected = [one for one in chase.papers(chase.read(unsent)) if one.office == "420100"]
    parts = [part for part in taken["wuhan@example.org"].walk() if part.get_filename()]
    assert [part.get_filename() for part in parts] == [one.name for one in expected]
    again = mail.send(unsent, server, publication)
    assert (again["sent"], again["sent_before"]) == (0, 2)
    assert len(postbox.taken) == 2


def test_after_a_refusal_only_the_rest_is_sent(unsent, postbox):
    """The first letter went out, the second was refused: mended, only the second is sent."""
    postbox.refused = ADDRESSES["429004"]
    server = Server.of("127.0.0.1", postbox.port, "", "", EXTRA)
    with pytest.raises(MailError, match="clear the task"):
        mail.send(unsent, server, 1)
    postbox.refused = ""
    assert mail.send(unsent, server, 1)["sent"] == 1
    assert [to for to, _ in postbox.taken] == [["wuhan@example.org"], ["xiantao@example.org"]]


def test_papers_of_an_older_publication_are_not_sent(unsent, postbox):
    """What lies in the outbox and what is mailed are the same."""
    server = Server.of("127.0.0.1", postbox.port, "", "", EXTRA)
    with pytest.raises(MailError, match="published anew"):
        mail.send(unsent, server, 99)
    assert postbox.taken == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sender": ""}, "sender"),
        ({"addresses": {}}, "addresses"),
        ({"encryption": "x"}, "starttls"),
    ],
)
def test_half_a_connection_is_told(change, said):
    """What is missing is named, before any letter goes out."""
    with pytest.raises(MailError, match=said):
        Server.of("127.0.0.1", 25, "", "", {**EXTRA, **change})
