"""What members do: one module a feature, no platform in sight."""
