"""Speed and memory, printed as figures; run with ``python -m eval.benchmarks``."""
