"""Backups, their proof, what is thrown away, statements that are ended."""
