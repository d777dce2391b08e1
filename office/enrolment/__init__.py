"""How chats and people join, leave and move, and are told what they missed."""
