"""Exportlots: one door in, for the shared chat channel of a regional export centre."""
