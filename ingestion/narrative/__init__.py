"""Reader of written reports: from a sentence to a figure with its proof.

`read_report` turns a text into filings; `quantity.parse` and `quantity.find` read numbers alone.
"""

from ingestion.narrative.report import Report, read_report, read_reports

__all__ = ["Report", "read_report", "read_reports"]
