"""What is known of the air, now and ahead, and which level the plan's figures make of it."""
