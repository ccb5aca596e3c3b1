"""The published totals computed from raw rows in plain Python: the statement of the rules.

Written from the design alone, with the standard library alone, to judge the SQL that does the same
at scale. Where a rule is in doubt, the module named after it says how it is read.
"""

from tests.oracle.publish import COLUMNS, by_key, publish
from tests.oracle.reference import Reference

__all__ = ["COLUMNS", "Reference", "by_key", "publish"]
