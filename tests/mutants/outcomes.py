"""What may come of looking for a fault."""

GREEN, RED, USELESS = "green", "red", "broken"
Outcome = tuple[str, list[str]]  # one of these, and what saw the fault
