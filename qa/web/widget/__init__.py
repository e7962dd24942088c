"""The chat on other people's pages: ``widget.js``, the page that it frames, and the page that makes the snippet."""
