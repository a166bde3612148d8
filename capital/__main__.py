"""``python -m capital`` is the command line."""

import sys

from capital.cli import main

if __name__ == "__main__":
    sys.exit(main())
