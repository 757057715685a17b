"""The same dialogues through every platform: they end in the same database and the same words."""
