"""A made-up province: what its offices truly did, and the files in which they report it.

Deterministic from a seed. Every file says that it is made up. What a perfect warehouse would
publish from the files is `truth.csv`; the engine that computes it is tests/oracle.
"""
