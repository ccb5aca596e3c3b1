"""Faults planted in a copy of the repository: every one must turn the tests red that it names."""
