"""The web room, with a scripted desk behind it."""
