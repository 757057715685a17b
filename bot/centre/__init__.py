"""What was agreed: pure rules and data, no I/O but reading its own file."""
