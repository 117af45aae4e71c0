"""The command `gwfmt`."""

import signal
import sys


def main() -> None:
    # Ctrl-C ends the command at once, as that of any other command does; Python would wait until it returns.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from . import _gwfmt

    sys.exit(_gwfmt.main(["gwfmt", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
