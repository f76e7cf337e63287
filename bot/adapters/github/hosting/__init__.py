"""What golden paths do on GitHub: repositories, pushes, pull requests, workflows and their settings."""
