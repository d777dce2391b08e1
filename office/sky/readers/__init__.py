"""What people and providers send of the air, each shape read into the same hours or days."""
