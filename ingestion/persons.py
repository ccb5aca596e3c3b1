"""Who acts: the account that is signed in, or the name typed where persons share one account.

A decision, a release, a rerun stands in the name of a person. Where everybody has an account of
their own, the account is that name, and nobody can type another.
"""

import os

from ingestion.edits.edit_sheet import is_person
from ingestion.errors import OperatorError

SHARED = "admin"  # the one account of the Airflow page as `make up` sets it up
# what a page says beside the field for the name
TYPED = "Your name, where several persons share this account; else the account is your name."


class PersonError(OperatorError):
    """Nobody answers for what is to be done."""


def acting(account: str | None, typed: str) -> str:
    """The name under which somebody acts; WAREHOUSE_SHARED_ACCOUNTS lists accounts that are
    nobody's own. Raises PersonError where there is no name."""
    shared = os.environ.get("WAREHOUSE_SHARED_ACCOUNTS", SHARED).split(",")
    if account and account not in {name.strip() for name in shared}:
        return account
    if not is_person(typed.strip()):
        raise PersonError(
            f"The account {account or 'of a command'} is nobody's own: type the name of the person "
            f"who answers for this (there is {typed.strip() or 'none'!r})."
        )
    return typed.strip()
