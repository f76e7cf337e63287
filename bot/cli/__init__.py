"""The words of the command line, one file each: `arguments(parser)` declares, `run(options)` carries out."""
