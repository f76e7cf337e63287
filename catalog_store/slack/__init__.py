"""What is kept about Slack: who its people are, what channels are about, what is to be sent, and how fast."""
