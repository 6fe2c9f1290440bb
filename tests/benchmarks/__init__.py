"""Measures Easel against its peers: `make bench`. What it found stands in docs/benchmarks.md."""
