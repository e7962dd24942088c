"""Promised and reached: what the documents of a place set for an indicator, period by period, and what became of it.

The figures are the facts of :mod:`embeddings.facts`, chosen by the rules of :mod:`qa.indicators.choosing`; nothing is
reckoned but whether one is above the other. ``chain`` lines them up, ``verdicts`` says met, missed or not to be said;
``views`` sets places beside each other that lie one in another, and draws the path to a target.
"""

from qa.progress.chain import Place, Stage, Track, read_places
from qa.progress.verdicts import Break, Outcome, Verdict
from qa.progress.views import PathToTarget, Rise, read_rises

__all__ = [
    "Break",
    "Outcome",
    "PathToTarget",
    "Place",
    "Rise",
    "Stage",
    "Track",
    "Verdict",
    "read_places",
    "read_rises",
]
