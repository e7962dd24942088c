"""The look of the Gradio components: colours and system fonts. Everything else is in ``assets/chat.css``."""

from __future__ import annotations

from typing import Final

import gradio as gr

FONTS: Final = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
MONO_FONTS: Final = ("ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace")

_TEAL: Final = gr.themes.Color(
    c50="#eef6f4",
    c100="#d8ebe7",
    c200="#b3d7d0",
    c300="#84bdb3",
    c400="#519d92",
    c500="#2f8075",
    c600="#17605a",
    c700="#134f4a",
    c800="#113f3c",
    c900="#0e3331",
    c950="#071f1e",
)


def chat_theme() -> gr.themes.Base:
    """Return the theme; its fonts are the reader's own, so that nothing is loaded from elsewhere."""
    theme = gr.themes.Base(
        primary_hue=_TEAL,
        secondary_hue=_TEAL,
        neutral_hue=gr.themes.colors.stone,
        font=FONTS,
        font_mono=MONO_FONTS,
    )
    return theme.set(
        body_background_fill="#f6f5f1",
        body_background_fill_dark="#14191a",
        body_text_color="#1d2629",
        body_text_color_dark="#e7e9e6",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
    )
