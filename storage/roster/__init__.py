"""Who is where: chats, people, their posts and numbers, the codes by which they come."""
