"""How people and chats join, are listed, and leave."""
