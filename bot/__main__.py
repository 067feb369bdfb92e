"""`python -m bot` is `appui`."""

from bot.cli import main

main()
