"""`callboard golden-path`: look at golden paths, check them and try them out, one file for each word. None needs a database."""
