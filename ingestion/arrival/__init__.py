"""From the landing into the archive: what a file is, what it holds, and when it came."""
