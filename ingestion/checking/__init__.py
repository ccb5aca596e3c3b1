"""Figures held against each other, against what stands already, and against what they should be."""
