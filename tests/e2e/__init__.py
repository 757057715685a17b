"""The room of `try`, as members use it: a real program, a real browser."""
