"""The answer that an office gets, and the outbox where it lies."""
