"""The performance contract, measured beside its peers: ``python -m benchmarks``."""
