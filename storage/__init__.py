"""Everything that is kept, found again, and destroyed on purpose."""
