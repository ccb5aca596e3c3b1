"""Figures that a named person puts beside what was reported."""
