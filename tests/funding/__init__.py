"""Funding: the ledger of transfers, consolidation, figures per resident, accounts."""
