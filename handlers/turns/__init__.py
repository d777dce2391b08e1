"""What every handler stands on: the turn, its guards, its menus, its questions."""
