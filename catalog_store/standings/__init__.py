"""How things stand against the checks: the facts, the judgement, what is exempt, and day by day what came of it."""
