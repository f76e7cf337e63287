"""GraphQL: an excerpt of GitHub's schema, answered by graphql-core."""
