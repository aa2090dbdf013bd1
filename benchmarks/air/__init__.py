"""The contenders of `benchmarks/on_air.py`: our station, and what people use instead."""
