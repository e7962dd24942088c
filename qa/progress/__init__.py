"""Promised and reached: what the documents of a place set for an indicator, period by period, and what became of it.

The figures are the facts of :mod:`embeddings.facts`, chosen by the rules of :mod:`qa.indicators.choosing`; nothing is
reckoned but whether one is above the other. ``chain`` lines them up, ``verdicts`` says met, missed or not to be said.
"""

from qa.progress.chain import Place, Stage, Track, read_places
from qa.progress.verdicts import Break, Outcome, Verdict

__all__ = ["Break", "Outcome", "Place", "Stage", "Track", "Verdict", "read_places"]
