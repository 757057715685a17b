"""The command line: one small module for each group of commands.

A command reads its arguments, calls what does the work and says what came of it. What it imports
it imports when it runs, so that `--help` and `try` are there at once.
"""
