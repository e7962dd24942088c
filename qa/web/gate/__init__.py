"""What every request passes before anything of ours or of Gradio's sees it: hosts, sizes, limits, a closed list."""
