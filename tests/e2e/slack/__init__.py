"""Slack's Block Kit outside Slack: its structure as a schema, its messages and forms as pictures."""
