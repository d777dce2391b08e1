"""Who is on at which hour, which days are off, and what whoever is on was alarmed of."""
