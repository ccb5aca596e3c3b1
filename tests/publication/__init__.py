"""What was published and when: histories, rollback, releases, revisions."""
