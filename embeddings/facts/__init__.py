"""Figures and times as typed values: the one grammar of years, plan periods and amounts."""
