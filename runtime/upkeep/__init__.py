"""What keeps a warehouse sound over the years: backups that are proved, room, an end of waste."""
