"""The core that only thinks, and the content it thinks with: no I/O, no clock, no randomness."""
