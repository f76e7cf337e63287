"""Repositories that no file describes: whose they may be, and the file that would."""
