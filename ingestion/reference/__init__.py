"""What is laid down: units, periods, forms, the catalogue, relations, and the rules of findings."""
