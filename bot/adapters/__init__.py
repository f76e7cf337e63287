"""The doors to outside systems: an SDK goes in, our types come out, the SDK's errors are translated here."""
