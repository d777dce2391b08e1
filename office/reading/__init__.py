"""What people type, read: pure, and forgiving."""
