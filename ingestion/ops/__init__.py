"""What engineers look at: rows of the schema `ops`."""
