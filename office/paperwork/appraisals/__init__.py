"""An appraisal that was drawn up: its points, what is said of it in chats, how it is signed."""
