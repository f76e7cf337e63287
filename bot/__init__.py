"""The process: starts, connects, schedules, delivers. The outermost ring: it may know everyone, nobody may know it."""
