"""Who is chased for what, and what lies in the outbox for it."""
