"""The same plans in other words: every year moved, every city renamed. What is right may not depend on either."""
