"""What is wrong with an expression: where, why, and what to write instead."""


class ExpressionError(Exception):
    """A template that cannot be rendered. It says the file and line, what is wrong and what to write instead."""

    def __init__(self, problem: str, fix: str = "", *, line: int | None = None, name: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix
        self.line = line
        self.name = name

    def __str__(self) -> str:
        return " ".join(part for part in (self._place(), self.problem, self.fix) if part)

    def _place(self) -> str:
        if self.line is None:
            return f"{self.name}:" if self.name else ""
        return f"{self.name or 'Line '}{':' if self.name else ''}{self.line}:"

    def at(self, line: int | None, name: str = "") -> "ExpressionError":
        """The same, with the place filled in where it was not known yet."""
        self.line = self.line if self.line is not None else line
        self.name = self.name or name
        return self


class LimitError(ExpressionError):
    """A template costs more than any template should. Nothing of it is kept."""
