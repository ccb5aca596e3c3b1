"""From bytes to filings: tables found and understood, every cell an assertion or a finding."""
