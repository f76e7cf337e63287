"""Reports to teams: to whom, when, what was delivered, and what came of it."""
