"""The command board as a page; `page.render` makes it and `assets` has what it loads."""
