"""From retrieved passages to what answers: the reader and its model."""
