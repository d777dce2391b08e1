"""Who may look at the command board on a page: one-time links, visits, and what is new since."""
