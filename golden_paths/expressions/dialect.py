"""Which template language is meant: Nunjucks' own, cookiecutter's, or ours with what authors plainly mean."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """What white space goes; whether `{{ }}` is the mark, as cookiecutter has it; whether more than Nunjucks is understood."""

    trim_blocks: bool = False
    lstrip_blocks: bool = False
    cookiecutter: bool = False
    extended: bool = False


NUNJUCKS = Dialect()
