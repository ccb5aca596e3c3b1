"""Where things are: the state folder, the reference data, the database by role.

Everything comes from the environment with a default beside this repository; secrets are files of
mode 600 in the state folder, never arguments.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from ingestion.errors import SettingsError

REPOSITORY = Path(__file__).resolve().parent.parent
ROLES = ("owner", "loader", "transformer", "reader", "monitor")


def role_name(role: str) -> str:
    """The database role behind one of ROLES, e.g. `loader` -> `warehouse_loader`."""
    return f"warehouse_{role}"


@dataclass(frozen=True)
class Settings:
    """Paths and connections of one warehouse."""

    state: Path
    reference: Path
    outbox: str | None = None  # folder or URL of the answers; None: beside the landing
    watched: str | None = None  # folder or URL that files arrive in; None: `landing`

    @property
    def secrets(self) -> Path:
        return self.state / "secrets"

    @property
    def landing(self) -> Path:
        return self.state / "landing"

    @property
    def arrivals(self) -> str:
        """Folder or URL that is watched, and that a night reads where nothing else is said."""
        return self.watched or str(self.landing)

    @property
    def archive(self) -> Path:
        return self.state / "archive"

    def secret(self, name: str) -> str:
        """The secret `name`, from the state folder. Raises SettingsError when it is not there."""
        path = self.secrets / name
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise SettingsError(
                f"The secret {path.name!r} is not in {path.parent}: run `make up` first."
            ) from None

    def server(self) -> dict[str, str]:
        """host, port and dbname of the warehouse, as the launcher wrote them to run/server.env."""
        path = self.state / "run" / "server.env"
        if not path.exists():
            raise SettingsError(f"No warehouse is running under {self.state}: run `make up` first.")
        lines = path.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def dsn(self, role: str) -> str:
        """libpq URL of the warehouse for one of ROLES (WAREHOUSE_<ROLE>_URL overrides it)."""
        if role not in ROLES:
            raise SettingsError(f"There is no role {role!r}: choose one of {', '.join(ROLES)}.")
        override = os.environ.get(f"WAREHOUSE_{role.upper()}_URL")
        if override:
            return override
        server, user = self.server(), role_name(role)
        extra = {k: v for k, v in server.items() if k not in ("host", "port", "dbname")}
        query = f"?{urlencode(extra)}" if extra else ""
        return (
            f"postgresql://{user}:{quote(self.secret(user), safe='')}"
            f"@{server['host']}:{server['port']}/{quote(server['dbname'])}{query}"
        )


def load() -> Settings:
    """Settings from the environment: WAREHOUSE_STATE, _REFERENCE, _LANDING, _OUTBOX."""
    state = os.environ.get("WAREHOUSE_STATE") or str(REPOSITORY / "var")
    reference = os.environ.get("WAREHOUSE_REFERENCE") or str(REPOSITORY / "dbt_project" / "seeds")
    outbox, watched = _location("WAREHOUSE_OUTBOX"), _location("WAREHOUSE_LANDING")
    return Settings(Path(state).resolve(), Path(reference).resolve(), outbox, watched)


def _location(name: str) -> str | None:
    """A URL as it is; a folder absolute, for not every process stands where the others do."""
    told = os.environ.get(name) or None
    return told if told is None or "://" in told else str(Path(told).resolve())
