"""Accounts of the Airflow page where several persons use it, and what their roles may do.

Whatever changes them runs in a process of its own, in Airflow's environment, for Airflow reads
that when it is imported. Passwords go there by standard input and are kept as hashes only.
"""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from runtime import airflow, production
from runtime.errors import PlatformError
from runtime.terminal import say

ADMIN = "Admin"  # Airflow's own role, which may do everything
ROLES = ("viewer", "operator", "reviewer", "admin")
ANSWERED = ("rerun", "review", "release")  # DAGs in which persons answer
Permission = tuple[str, str]
ANSWER = ("can_edit", "HITL Detail")
SEE_QUESTIONS = ("menu_access", "HITL Detail")


def prepare(state: Path) -> None:
    """Make the roles, and the account with which the warehouse's own commands sign in."""
    name, password = airflow.login(state)
    _change(state, name, ADMIN, password)


def add(state: Path, name: str = "", role: str = "") -> None:
    """Make a person's account, or give it another role and password; prints the password."""
    if not production.public_url():
        raise PlatformError("There is one account only: several need WAREHOUSE_PUBLIC_URL.")
    if not name.strip() or name == airflow.USER or role not in ROLES:
        raise PlatformError(
            f"Give a name, which is not {airflow.USER}, and a role: {', '.join(ROLES)}."
        )
    password = secrets.token_urlsafe(12)
    _change(state, name, ADMIN if role == "admin" else role, password)
    say(f"{name} is {role}. The password, which is shown only now: {password}")


def _change(state: Path, name: str, role: str, password: str) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "runtime.page_accounts"],
        check=False,
        env=airflow.environment(state),
        cwd=airflow.home(state),
        input=json.dumps({"name": name, "role": role, "password": password}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if outcome.returncode:
        raise PlatformError(f"The account cannot be made.\n{outcome.stdout[-3000:]}")


def permissions(manager: Any) -> dict[str, list[Permission]]:
    """What each role of ours may do, in words of Airflow's own roles.

    A viewer sees everything but connections and variables, an operator runs, clears and pauses, a
    reviewer answers and proposes releases: neither does the other's work.
    """
    viewer = [*manager.VIEWER_PERMISSIONS, SEE_QUESTIONS]
    answered = [(action, f"DAG:{dag}") for dag in ANSWERED for action in ("can_read", "can_edit")]
    return {
        "viewer": viewer,
        "operator": [*viewer, *(found for found in manager.USER_PERMISSIONS if found != ANSWER)],
        "reviewer": [*viewer, ANSWER, *answered, ("can_create", "DAG Run:release")],
    }


def main() -> None:
    """Change one account, as told by standard input; in Airflow's environment."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import (  # noqa: PLC0415
        get_application_builder,
    )

    told = json.load(sys.stdin)
    with get_application_builder() as builder:
        manager = builder.sm
        manager.sync_roles()
        roles = permissions(manager)
        manager.bulk_sync_roles([{"role": name, "perms": list(roles[name])} for name in roles])
        role, user = manager.find_role(told["role"]), manager.find_user(told["name"])
        if user is None:
            mail = f"{told['name']}@localhost"  # it wants one, and sends none
            made = manager.add_user(told["name"], told["name"], "", mail, role, told["password"])
            sys.exit(0 if made else 1)
        user.roles = [role]
        manager.update_user(user)
        manager.reset_password(user.id, told["password"])


if __name__ == "__main__":
    main()
