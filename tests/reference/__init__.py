"""Reference data of units: the shipped ones, faulty ones, late ones, those of another province."""
