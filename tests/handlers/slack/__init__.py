"""The Slack front end at work: members, a real desk, and a Slack that is a fake."""
