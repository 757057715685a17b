"""Microsoft Teams: the centre in a channel. Imported only where the settings name a Teams app."""
