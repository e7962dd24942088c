"""Language models as generators, for those who configure one: what they say goes through the same verification.

::

    prompting   question and passages -> messages; passages and question are data, never instructions
    reading     the text as it streams -> drafted sentences with the passages they are marked with
    generator   ModelGenerator: both around a model that streams text
    local       a chat model in this process            [only transformers]
    remote      an OpenAI-compatible server             [only httpx]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import SettingsError

if TYPE_CHECKING:
    from qa.llm.generator import ModelGenerator
    from qa.settings import Settings


def open_generator(settings: Settings) -> ModelGenerator | None:
    """Return the generator of the language model that the settings name; None for the extractive one.

    Raises:
        SettingsError: a setting that the generator needs is missing.
        GeneratorError: the model cannot be loaded.

    """
    if settings.generator == "extractive":
        return None
    if settings.model is None:
        raise _missing(settings.generator, "CITYPLANS_MODEL (--model)", "a chat model")
    if settings.generator == "transformers":
        from qa.llm.local import open_local

        return open_local(settings, settings.model)
    if settings.api_base is None:
        raise _missing(settings.generator, "CITYPLANS_API_BASE (--api-base)", "the address of its server")
    from qa.llm.remote import open_remote

    return open_remote(settings, settings.model, settings.api_base)


def _missing(generator: str, setting: str, meaning: str) -> SettingsError:
    return SettingsError(f"the generator {generator} has no {setting}", remedy=f"Set it to {meaning}.")
