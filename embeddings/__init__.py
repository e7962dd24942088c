"""From the plans' raw texts to ranked passages: reading, chunking, embedding, indexing, retrieval.

This package knows nothing of language models, prompts, settings or the web.
"""
