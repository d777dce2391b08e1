"""`python -m bot` is `qingkong`."""

from bot.cli import main

if __name__ == "__main__":
    main()
