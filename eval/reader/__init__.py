"""Training and testing of the reader: rows from texts and questions, the training loop, its evaluation."""
