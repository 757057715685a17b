"""Slack: the centre in a shared channel. Imported only where the settings name a Slack app."""
