"""Tuning the packaged embedder on questions and the passages that answer them."""
