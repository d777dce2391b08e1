"""What agencies send in: taken, asked about, withdrawn, registered, archived."""
