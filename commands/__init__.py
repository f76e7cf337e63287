"""What people can say, and how the answers look."""
