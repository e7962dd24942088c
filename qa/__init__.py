"""From a question to a cited answer, and every way to ask: command line, chat, HTTP."""
