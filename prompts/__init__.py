"""The texts of the prompts, one Markdown file each, and the few lines that read them."""
