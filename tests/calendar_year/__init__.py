"""Two years of a centre's life, hour by hour: every message counted against an oracle of its own."""
