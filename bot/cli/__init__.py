"""The words of the command line, one file each: `run(options)` carries out what `arguments` lets people write."""
