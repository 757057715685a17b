"""Stand-ins for the platforms, driven by people in tests and at a terminal."""
