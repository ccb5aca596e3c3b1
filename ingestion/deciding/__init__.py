"""What becomes of a filing, and what waits for a person."""
