"""`python -m bot` is `qingkong`."""

from bot.cli.app import main

if __name__ == "__main__":
    main()
