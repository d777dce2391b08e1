"""Makes `python -m bot` the same as `qingkong`."""

from bot.cli.app import main

if __name__ == "__main__":
    main()
