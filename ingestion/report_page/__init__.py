"""A written report as a page: its text with every figure marked, and beside it what was read."""
