"""The least that a program on python-telegram-bot is: it imports, connects and polls."""

import os

from telegram.ext import Application


def main() -> None:
    builder = Application.builder().token(os.environ["QINGKONG_TOKEN"])
    builder.base_url(f"{os.environ['QINGKONG_API_BASE']}/bot").build().run_polling()


if __name__ == "__main__":
    main()
