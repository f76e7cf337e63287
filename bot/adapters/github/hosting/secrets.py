"""Variables and secrets of workflows. A secret is sealed with the repository's key before it leaves; it can be repeated."""

from urllib.parse import quote

from bot.adapters.github.errors import NotThereError, NotUnderstoodError
from bot.adapters.github.hosting.place import Place
from bot.adapters.github.sealing import sealed


def set_variable(place: Place, where: str, name: str, value: str) -> None:
    """Make the variable, or change the one of this name. `where` is `/actions` or an environment's path."""
    body = {"name": name, "value": value}
    try:
        place.client.send("PATCH", place.path(f"{where}/variables/{quote(name, safe='')}"), body)
    except NotThereError:
        try:
            place.client.send("POST", place.path(f"{where}/variables"), body)
        except NotUnderstoodError:  # made meanwhile, by a request of ours that came through unheard
            place.client.send("PATCH", place.path(f"{where}/variables/{quote(name, safe='')}"), body)


def set_secret(place: Place, where: str, name: str, value: str) -> None:
    """Make the secret, or change the one of this name."""
    key = place.client.get(place.path(f"{where}/secrets/public-key"))
    body = {"encrypted_value": sealed(key["key"], value), "key_id": key["key_id"]}
    place.client.send("PUT", place.path(f"{where}/secrets/{quote(name, safe='')}"), body)
