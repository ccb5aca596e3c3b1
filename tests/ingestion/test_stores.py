"""A landing on S3 and one behind SFTP, on servers of their own, behind Airflow's connections."""

import os
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from ingestion import night
from ingestion.arrival import deliveries, places, receive
from ingestion.arrival.archive import Archive
from ingestion.arrival.fetched import Fetched
from ingestion.arrival.landing import Landing
from ingestion.arrival.places import PlaceError
from ingestion.receipt.outbox import Outbox
from tests import landings
from tests.ingestion.files import cover, literacy, workbook

BOOK = workbook(cover(), literacy(("科普活动场次", 5)))
SFTP = pytest.param("sftp", marks=pytest.mark.machinery)
NAME = "420112/年 报.xlsx"


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Gives the servers, each started when it is first asked for."""
    started, ends = {}, []

    def serve(kind):
        if kind not in started:
            context = landings.s3() if kind == "s3" else landings.sftp(tmp_path_factory.mktemp("o"))
            ends.append(context)
            started[kind] = context.__enter__()
        return started[kind]

    yield serve
    for context in ends:
        context.__exit__(None, None, None)


@pytest.fixture(params=["s3", SFTP])
def store(request, servers, monkeypatch):
    """A store with an empty landing, known to Airflow as a connection."""
    found = servers(request.param)
    for name, value in found.connection.environment.items():
        monkeypatch.setenv(name, value)
    for path in (found.root, f"{found.root.rpartition('/')[0]}/outbox"):
        if found.files.exists(path):
            found.files.rm(path, recursive=True)
    found.files.makedirs(found.root, exist_ok=True)
    places.opened.cache_clear()
    return found


only_sftp = pytest.mark.parametrize("store", [SFTP], indirect=True)
only_s3 = pytest.mark.parametrize("store", ["s3"], indirect=True)


def listed(warehouse, name):
    """What a night has on its list, by path below the landing."""
    return {
        entry.source_uri.partition("/landing/")[2]: entry
        for entry in night.Night(warehouse, name).entries()
    }


def test_a_file_arrives_and_is_answered_beside_it(store, warehouse):
    """The same route as from a folder: archive, answer in the outbox of the same scheme."""
    store.write(NAME, BOOK)
    counted = night.run(store.landing, "n1")
    assert counted["accepted"] == 1
    (entry,) = listed(warehouse, "n1").values()
    assert entry.source_uri == f"{store.landing}/{NAME}"
    assert Archive(warehouse.archive).read(entry.content_sha256) == BOOK
    endings = sorted(name.rpartition(".")[2] for name in store.answers())
    assert endings == ["json", "txt", "xlsx"]
    assert all(name.startswith("420112/年 报.") for name in store.answers())


def test_nothing_secret_is_in_the_books(store, warehouse):
    """Neither list nor memory nor raw rows hold key or password."""
    store.write(NAME, BOOK)
    night.run(store.landing, "n1")
    secrets = [str(value) for value in store.connection.told["extra"].values() if value]
    secrets += [store.connection.told.get("password") or secrets[0]]
    written = b"".join(path.read_bytes() for path in (warehouse.state / "run").rglob("*.json"))
    with psycopg.connect(warehouse.dsn("transformer")) as known:
        rows = str(known.execute("select * from raw.deliveries").fetchall())
    assert rows.count(store.landing) >= 1
    assert not [one for one in secrets if one.encode() in written or one in rows]


def test_no_content_travels_twice(store, warehouse, monkeypatch):
    """A second night over the same files asks the server for their names only."""
    store.write(NAME, BOOK)
    if "sftp" in store.landing:
        os.utime(f"{store.root}/{NAME}", (1_700_000_000, 1_700_000_000))
    night.run(store.landing, "n1")
    with monkeypatch.context() as patch:
        patch.setattr(Landing, "open", lambda *_: pytest.fail("fetched again"))
        counted = night.run(store.landing, "n2")
    assert (counted["files_known"], counted["files_new"]) == (1, 0)
    store.write(NAME, workbook(cover(), literacy(("科普活动场次", 7))))
    assert night.run(store.landing, "n3")["files_new"] == 1


def test_too_large_is_not_fetched(store, warehouse, monkeypatch):
    """What its listing calls too large stays where it is; the office learns why, once."""
    store.write(NAME, BOOK)
    monkeypatch.setattr(deliveries, "MAX_FETCHED", 1000)
    monkeypatch.setattr(deliveries.sniff, "MAX_BYTES", 1000)
    monkeypatch.setattr(Landing, "open", lambda *_: pytest.fail("fetched"))
    counted = night.run(store.landing, "n1")
    assert counted["quarantined"] == 1
    with psycopg.connect(warehouse.dsn("transformer")) as known:
        faults = known.execute("select rule_id, found from raw.findings").fetchall()
    assert faults == [("file_too_large", f"{len(BOOK):,} 字节")]
    assert night.run(store.landing, "n2")["files_new"] == 0


def test_a_file_that_breaks_off_is_no_file(store, warehouse, monkeypatch):
    """A connection lost within a file: an error for engineers, nothing noted; then it comes whole.

    Files that came before it are in the archive already, and on no list.
    """
    store.write(NAME, BOOK)
    fetch = Archive.fetch

    def broken(self, stream):
        stream.read(100)
        raise ConnectionResetError("reset by peer")

    with monkeypatch.context() as patch, pytest.raises(PlaceError, match="reset by peer"):
        patch.setattr(Archive, "fetch", broken)
        night.receive(store.landing, "n1")
    assert night.Night(warehouse, "n1").listed() is None
    assert Archive.fetch is fetch
    assert night.run(store.landing, "n1")["accepted"] == 1


def test_half_a_listing_is_none(store, warehouse, monkeypatch):
    """A connection lost while names are listed is an error, and no landing with fewer files."""
    store.write(NAME, BOOK)
    store.write("421000/b.xlsx", BOOK)
    opened = places.opened(store.landing)
    method = "ls" if opened.has_folders else "find"
    ask = getattr(opened.fs, method)

    def lost(path, *arguments, **options):
        if method == "find" or path.endswith("421000"):
            raise ConnectionResetError("reset by peer")
        return ask(path, *arguments, **options)

    monkeypatch.setattr(opened.fs, method, lost)
    with pytest.raises(PlaceError, match="reset by peer"):
        night.receive(store.landing, "n1")
    # what failed is not used again: the next try connects anew
    assert night.receive(store.landing, "n1")["files_new"] == 2


def test_no_such_landing(store):
    """A bucket, folder or connection that is not there is an error, and no empty landing."""
    with pytest.raises(PlaceError, match="nobody"):
        Landing(store.landing.replace(store.connection.name, "nobody")).list()
    elsewhere = store.landing.replace("@offices", "@elsewhere").replace("sftp@", "sftp@/nowhere")
    with pytest.raises(PlaceError, match="not there"):
        Landing(elsewhere).list()


def test_a_file_that_is_denied_holds_up_nobody(store, warehouse, monkeypatch):
    """What its sender has closed to us comes back as such; the others are taken."""
    store.write(NAME, BOOK)
    store.write("420112/b.xlsx", workbook(cover(), literacy(("科普活动场次", 7))))
    ask = Landing.open

    def closed(self, shown):
        if shown.path == NAME:
            raise PermissionError(13, "Permission denied")
        return ask(self, shown)

    monkeypatch.setattr(Landing, "open", closed)
    counted = night.run(store.landing, "n1")
    assert (counted["quarantined"], counted["accepted"]) == (1, 1)


def test_receipts_replace_each_other_whole(store):
    """Writing the same name again replaces it; nothing unfinished is left beside it."""
    box = Outbox(store.outbox)
    for content in (b"first", b"second"):
        box.put("420112", "x.txt", content)
    assert store.answers() == {"420112/x.txt": b"second"}


@only_sftp
def test_links_are_shown_and_not_followed(store, warehouse):
    """A link to a secret of the server gives nothing of it away, and no folder is entered twice."""
    store.write(NAME, BOOK)
    Path(store.root, "420112/link.csv").symlink_to("/etc/passwd")
    Path(store.root, "420112/loop").symlink_to("..")
    special = {f.path: f.special for f in Landing(store.landing).list().files if f.special}
    assert special == {"420112/link.csv": "符号链接", "420112/loop": "符号链接"}
    assert night.run(store.landing, "n1")["quarantined"] == 2
    kept = [path.read_bytes() for path in warehouse.archive.rglob("*") if path.is_file()]
    assert not any(b"root:" in content for content in kept)


@only_sftp
def test_a_file_exchanged_for_a_link_while_it_is_read(store, tmp_path):
    """What was a file when it was listed and is a link when it was read is no delivery."""
    store.write("420112/a.csv", b"x")
    landing = Landing(store.landing)
    (shown,) = landing.list().files
    path = Path(store.root, "420112/a.csv")
    path.unlink()
    path.symlink_to("/etc/hostname")
    memory = Fetched(tmp_path, landing.uri)
    with pytest.raises(deliveries.UnfinishedError):
        list(deliveries.keep(landing, shown, Archive(tmp_path / "archive"), memory))


@only_sftp
def test_names_that_are_not_utf_8(store, warehouse):
    """An old program's GBK name is read, and its file too."""
    store.write(os.fsdecode("420112/年报.xlsx".encode("gbk")), BOOK)
    assert night.run(store.landing, "n1")["accepted"] == 1
    assert list(listed(warehouse, "n1")) == ["420112/年报.xlsx"]


@only_sftp
def test_a_file_that_grows_waits(store, warehouse, monkeypatch):
    """A young file that changes between two looks is left for later, then taken whole."""
    store.write(NAME, BOOK[:100])
    monkeypatch.setattr(receive.time, "sleep", lambda _: store.write(NAME, BOOK))
    assert night.receive(store.landing, "n1", rest=1)["files_left"] == 1
    monkeypatch.setattr(receive.time, "sleep", lambda _: None)
    assert night.run(store.landing, "n2", rest=1)["accepted"] == 1


@only_sftp
@pytest.mark.parametrize("other", [None, landings.another_host_key()], ids=["none", "another"])
def test_a_server_that_cannot_be_known_is_not_talked_to(store, monkeypatch, other):
    """Without the host's key there is no connection, and none to a host with another."""
    told = store.connection.told
    extra = {**told["extra"], "host_key": other}
    changed = landings.Connection(store.connection.name, {**told, "extra": extra})
    for name, value in changed.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(PlaceError, match=r"(?i)host"):
        Landing(store.landing).list()


@only_s3
def test_keys_that_only_a_store_allows(store, warehouse, monkeypatch):
    """Folder markers are no files; doubled slashes and marks that turn a line are names.

    A name that leads elsewhere is refused unread: who asks for it gets another object.
    """
    odd = ("landing/420112//a.csv", "landing/420112/c\u202e.csv")
    for key in ("landing/420112/", *odd):
        store.files.call_s3("put_object", Bucket="offices", Key=key, Body=b"x")
    landing = Landing(store.landing)
    shown = {file.path: landing.open(file).read() for file in landing.list().files}
    assert shown == {key.removeprefix("landing/"): b"x" for key in odd}
    fs = places.opened(store.landing).fs
    found = fs.find(store.root, detail=True)
    info = {"type": "file", "size": 1}
    found |= {f"{store.root}/{name}": info for name in ("a/../../b.csv", "b?versionId=1")}
    monkeypatch.setattr(fs, "find", lambda *_, **__: found)
    listing = landing.list()
    assert listing.ignored == ("a/../../b.csv",)
    assert [file.path for file in listing.files if file.special] == ["b?versionId=1"]
    assert night.run(store.landing, "n1")["quarantined"] == 3


@only_s3
def test_an_empty_prefix_is_an_empty_landing(store):
    """Where there are no folders, a landing that nobody has sent to cannot be missing."""
    assert Landing(store.landing).list().files == ()


def test_time_of_arrival_is_noted_once(store, warehouse):
    """When the landing first showed it, whatever follows; the store's own time counts for order."""
    store.write(NAME, BOOK)
    before = datetime.now(UTC)
    night.receive(store.landing, "n1")  # and then the night is lost
    noted = listed(warehouse, "n1")[NAME].received_at
    night.run(store.landing, "n2")
    with psycopg.connect(warehouse.dsn("transformer")) as known:
        (at,) = known.execute("select received_at from raw.deliveries").fetchone()
    assert at == noted
    assert abs((noted - before).total_seconds()) < 60
