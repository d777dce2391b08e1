"""How chats and people come, go, move, and are told what they missed."""
