"""Faults planted in a copy of the repository: every one must turn the roll-up tests red."""
