"""A warehouse saved while it works, and brought back elsewhere with the same content."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from ingestion import night
from ingestion.arrival.archive import Archive
from ingestion.publishing import publication
from ingestion.settings import Settings
from runtime import postgres, programs
from runtime.demo import REPORTS
from runtime.errors import PlatformError
from runtime.upkeep import backup, restore, retention, tables
from runtime.upkeep.backup import Manifest
from tests.conftest import REFERENCE
from tests.nights import at_work_on
from tests.publication.little import Little, little

ROW = "insert into {} values ('420300', 1)"


@pytest.fixture(scope="module")
def nights(tmp_path_factory, new_warehouse) -> Iterator[Little]:
    """Real files in raw and in the archive, and two publications of a small made-up mart."""
    settings = new_warehouse()
    with at_work_on(settings), pytest.MonkeyPatch.context() as patch:
        shutil.copytree(REPORTS, settings.landing)
        night.run(str(settings.landing), "night-1")
        made = little(tmp_path_factory.mktemp("little"), settings, patch)
        made.mart("figures", {"org_code": "varchar(12)", "value": "numeric(38,12)"}, ["org_code"])
        for value in ("0.1", "123456789012345678901234.5"):
            rows = [("420100", value), ("420200", "0")]
            made.given("figures", "org_code text, value numeric", rows)
            made.night(f"night-{value}")
        yield made


@pytest.fixture(scope="module")
def saved_nights(nights) -> Path:
    """Its backup."""
    return backup.backup(nights.settings)


@pytest.fixture
def plain(warehouse) -> Settings:
    """A warehouse with one archived file, one of raw's rows and a made-up table in two schemas."""
    content, _ = Archive(warehouse.archive).keep(BytesIO("合成".encode()))
    with psycopg.connect(warehouse.dsn("loader")) as loader:
        loader.execute(
            "insert into raw.files (content_sha256, bytes, media_type, first_seen_at)"
            " values (%s, 6, 'text/plain', now())",
            (content,),
        )
    with psycopg.connect(warehouse.dsn("transformer")) as transformer:
        for name in ("marts.made_up", "intermediate.made_up"):
            transformer.execute(f"create table {name} (org_code text, value numeric)")
            transformer.execute(ROW.format(name))
    return warehouse


@pytest.fixture
def saved(plain) -> Path:
    """Its backup."""
    return backup.backup(plain)


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """The settings of an empty state folder, where a server of its own will be made."""
    state = tmp_path / "elsewhere"
    monkeypatch.setenv("WAREHOUSE_STATE", str(state))
    yield Settings(state=state, reference=REFERENCE)
    postgres.stop(state)


def of_all(settings, role="transformer"):
    """The content of everything that is published."""
    with psycopg.connect(settings.dsn(role)) as connection:
        return tables.contents(connection, ["marts", "marts_history"])


def test_restored_into_an_empty_server_it_is_the_same(nights, saved_nights, empty, monkeypatch):
    """Marts, history and archive have identical hashes, roles their rights, and work goes on."""
    before = of_all(nights.settings)
    assert before["marts.figures"].rows == 2
    assert before["marts_history.figures"].rows == 3
    restore.restore(empty, saved_nights)
    assert of_all(empty) == before
    assert of_all(empty, "reader") == before
    with psycopg.connect(empty.dsn("reader")) as reader:
        figures = reader.execute("select value from marts.figures order by org_code").fetchall()
        assert str(figures[0][0]) == "123456789012345678901234.500000000000"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("select 1 from raw.files")
    with psycopg.connect(empty.dsn("transformer")) as connection:
        known = connection.execute("select content_sha256 from raw.files").fetchall()
    assert known
    for (content,) in known:
        assert Archive(empty.archive).read(content)
    # the next night knows every file
    assert night.receive(str(nights.settings.landing), "night-after")["files_new"] == 0
    moved = Little(nights.folder, Settings(state=empty.state, reference=nights.settings.reference))
    monkeypatch.setenv("WAREHOUSE_REFERENCE", str(moved.settings.reference))
    moved.given("figures", "org_code text, value numeric", [("420100", "7")])
    moved.night("night-elsewhere")
    assert moved.rows("select value from marts.figures") == [(7,)]
    publication.propose("恢复后", "（姓名）", "made up")
    assert publication.sign("恢复后", "（另一人）", "made up").name == "恢复后"


def test_all_is_of_one_instant(plain, monkeypatch):
    """What is written while the dumps are made is in none of them, nor in the hashes."""
    run = programs.run

    def meanwhile(*arguments, **given):
        with psycopg.connect(plain.dsn("transformer")) as transformer:
            transformer.execute(ROW.format("marts.made_up"))
            transformer.execute(ROW.format("intermediate.made_up"))
        return run(*arguments, **given)

    with monkeypatch.context() as patch:
        patch.setattr(programs, "run", meanwhile)
        folder = backup.backup(plain)
    held = Manifest.read(folder).tables
    assert held["marts.made_up"].rows == held["intermediate.made_up"].rows == 1
    assert of_all(plain)["marts.made_up"].rows == 3
    # proved, that is, restored and compared; the server in which it was is gone
    assert restore.prove(plain, folder) == Manifest.read(folder)
    assert not (plain.state / "proving").exists()


def test_it_never_writes_over_data(server, plain, saved, monkeypatch):
    """A warehouse that holds anything refuses every backup, and stays as it was."""
    before = of_all(plain)
    url = postgres.admin_url(server, plain.server()["dbname"])
    with pytest.raises(PlatformError, match="holds data"):
        restore._refuse_data(url)
    assert of_all(plain) == before


@pytest.mark.parametrize("name", ["owner.sql.gz", "transformer.sql.gz", backup.LISTED])
def test_a_changed_backup_is_refused(saved, empty, name):
    """One byte more in any of its files: said before anything is restored."""
    (saved / name).chmod(0o600)
    with (saved / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(PlatformError, match=f"{name} was changed"):
        restore.restore(empty, saved)
    assert postgres.running(empty.state) is None


def test_a_changed_content_is_refused(saved, empty):
    """The archive's copy is proved content by content when it is brought back."""
    name = next(name for name in backup.listed(saved) if not name.endswith(".json"))
    path = saved.parent / backup.ARCHIVE / name
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(PlatformError, match="was changed on disk"):
        restore.restore(empty, saved)
    assert not (empty.archive / name).exists()


def test_a_gap_in_the_archive_is_told(plain):
    """A content that raw knows and nobody has: the backup stands, and the command fails."""
    [path, *_] = [path for path in plain.archive.rglob("*") if len(path.name) == 64]
    path.unlink()
    with pytest.raises(PlatformError, match=f"complete but for 1 contents.*{path.name}"):
        backup.backup(plain)
    assert len(backup.made(plain)) == 1


def test_texts_that_offsets_count_in_are_saved(plain, empty, monkeypatch):
    """What was kept of a document's text is part of the archive: a later reader reads another."""
    text = plain.archive / "texts" / "ab" / f"{'ab' * 32}.json"
    text.parent.mkdir(parents=True)
    text.write_text('{"text": "合成", "marks": []}', encoding="utf-8")
    monkeypatch.setenv("WAREHOUSE_STATE", str(plain.state))
    folder = backup.backup(plain)
    monkeypatch.setenv("WAREHOUSE_STATE", str(empty.state))
    restore.restore(empty, folder)
    assert (empty.archive / text.relative_to(plain.archive)).read_bytes() == (text.read_bytes())


def test_a_backup_cut_short_is_none(plain, saved):
    """What a killed backup leaves counts for nothing and goes with the next one."""
    left = saved.with_name("20200101T000000+0800.unfinished")
    shutil.copytree(saved, left)
    (left / backup.MANIFEST).unlink()
    assert backup.newest(plain) == saved
    shutil.move(saved, saved.with_name("20200101T000000+0800"))
    newer = backup.backup(plain)
    assert not left.exists()
    assert [path.name for path in backup.made(plain)] == [
        "20200101T000000+0800", newer.name
    ]  # fmt: skip


def test_old_backups_go_and_the_archive_stays(plain, saved, monkeypatch):
    """Of ten evenings two stay, by the settings; no archived content goes with the others."""
    for variable in ("DAILY", "WEEKLY", "MONTHLY"):
        monkeypatch.setenv(f"WAREHOUSE_KEEP_{variable}", "2" if variable == "DAILY" else "1")
    stamp = saved.name
    for day in range(1, 11):
        shutil.copytree(saved, saved.with_name(f"202001{day:02}T200000+0800"))
    (plain.state / "backups" / "archive").stat()
    gone = retention.remove_backups(plain)
    assert len(gone) == 9
    assert [path.name for path in backup.made(plain)] == ["20200110T200000+0800", stamp]
    assert backup.listed(saved).keys() <= {
        path.relative_to(saved.parent / backup.ARCHIVE).as_posix()
        for path in (saved.parent / backup.ARCHIVE).rglob("*")
    }


def test_nothing_of_a_backup_is_open_to_others(saved):
    """It holds what a reader of marts must not see."""
    assert saved.stat().st_mode & 0o077 == 0
    assert saved.parent.stat().st_mode & 0o077 == 0
