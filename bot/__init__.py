"""The edge: messengers, browser chat, desk, delivery, command line."""
