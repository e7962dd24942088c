"""Damage in the source that repair must not guess away: it is found, recorded and shown as a warning."""

from embeddings.damage.record import Damage, Severity
from embeddings.damage.rules import find_damage

__all__ = ["Damage", "Severity", "find_damage"]
