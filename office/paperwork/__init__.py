"""What the office reports upward and keeps on paper: filled from the record, signed, frozen."""
