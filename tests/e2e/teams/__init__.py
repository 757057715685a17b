"""Teams' cards drawn, and the bot in a client of Teams."""
