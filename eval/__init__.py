"""Is it right, is it fast, and did it get worse?"""
