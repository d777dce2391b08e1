"""Who is on at which hour: the rota, who comes on, and alarms that name the officer on duty."""
