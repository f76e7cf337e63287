"""Golden paths at work: what there is to begin, what it would do, runs carried on by any replica, and how people follow them."""
