"""How our GitHub's things look as JSON."""
