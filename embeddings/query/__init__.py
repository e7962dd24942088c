"""What a question asks: so far the places that it names."""
