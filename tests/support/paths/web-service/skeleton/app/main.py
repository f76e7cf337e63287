"""${{ values.name }}."""


def health() -> str:
    return "well"
