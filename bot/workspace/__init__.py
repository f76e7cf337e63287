"""A local Slack: its side of the protocol and a page to be anybody in the company."""
