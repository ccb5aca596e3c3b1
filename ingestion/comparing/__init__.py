"""The warehouse built a second time, beside what is published, and how the two differ.

Reads everything and changes nothing that anybody else reads: an audit, a night of the past, and
what a rerun would do are one comparison over different raw rows.
"""
