"""How things are doing, judged and in words: what `status` tells at length, and other answers in passing."""
