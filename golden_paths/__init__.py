"""The scaffolder: templates, forms, expressions, actions, engine. It knows nothing of Slack."""
