"""Figures of written reports that wait for a person: out as a workbook, back as decisions.

A held submission stays as it is. What a person decides becomes a submission beside it, in that
person's name: it asserts what was confirmed or corrected, and notes what was not adopted.
"""
