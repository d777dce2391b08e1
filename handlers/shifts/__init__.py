"""What people do about the shifts of the office: the rota, the handover, calls."""
