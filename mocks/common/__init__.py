"""What every service shares: people, addresses, files, time zones, the outside ledger, how an episode ends."""
