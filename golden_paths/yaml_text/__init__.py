"""YAML text, to the letter as the two JavaScript writers make it on which Backstage's actions rely."""

from golden_paths.yaml_text.dumping import Style, dumped
from golden_paths.yaml_text.writing import yaml_of

__all__ = ["Style", "dumped", "yaml_of"]
