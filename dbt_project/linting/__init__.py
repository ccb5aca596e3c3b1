"""What sqlfluff gives the templates in place of dbt, beyond its own stand-ins: see .sqlfluff.

No database is asked. Templates are read as they are in a night upon an earlier build, the longest
form they have: everything was built before, nothing is rebuilt whole, no query has a result.
"""

execute = False

# as few levels as show every branch: each is a hundred lines more to parse
VARIABLES = {"deepest_level": 2}


class Flags:
    """dbt's flags."""

    FULL_REFRESH = False


class Adapter:
    """dbt's adapter."""

    def get_relation(self, database: object, schema: object, identifier: str) -> str:
        """The relation of that name, which is taken to be there."""
        return identifier


class Target:
    """Where dbt builds."""

    database = "warehouse"


def var(name: str, default: object = "") -> object:
    """A variable of the project: what is set above, else the default."""
    return VARIABLES.get(name, default)


flags = Flags()
adapter = Adapter()
target = Target()
