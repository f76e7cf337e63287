"""The catalog: what we know, the rules about it, where it is kept. The innermost ring: it knows nothing of the others."""
