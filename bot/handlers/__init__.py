"""Where members are: one folder a platform, the same files in each."""
