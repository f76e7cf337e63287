"""How quick and how large Callboard is, each figure beside a floor measured in the same run. `make bench` prints them."""
