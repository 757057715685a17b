"""Where it is kept: tables, named queries, the engine and its write lane."""
