"""The web room of `try`: a platform like any other, for those who want to see the bot at work."""
