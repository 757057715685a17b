"""Faults: real `serve` processes killed and hindered, and what must be true of them afterwards."""
