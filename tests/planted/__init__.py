"""A made-up year of the whole province, with faults and lawful oddities planted into its files.

Files of `synthetic` are finished first; then each chosen office's is opened again, as a person
would, and one kind of fault or oddity is planted into it. What must be told of it is written down
there and then, from the form's rules. Nothing in here but the tests knows `ingestion`.
"""
