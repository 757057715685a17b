"""The Teams front end at work, and its edge by itself."""
