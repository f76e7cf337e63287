"""Golden paths for tests: one that asks much, one that acts on something, one that asks nothing."""

PYTHON = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: python-service, title: Python service, description: A FastAPI service that deploys., tags: [fastapi]}
spec:
  type: service
  owner: group:default/platform
  callboard: {recommendedFor: [payments]}
  parameters:
    - title: About it
      required: [name, owner]
      properties:
        name: {title: Name, type: string, pattern: '^[a-z][a-z0-9-]*$', maxLength: 40}
        owner: {title: Owner, type: string, ui:field: OwnerPicker}
        system: {title: System, type: string, ui:field: EntityPicker, ui:options: {allowedKinds: [System]}}
    - title: Storage
      properties:
        database: {title: Database, type: string, enum: [none, postgres], default: none}
      dependencies:
        database:
          oneOf:
            - properties: {database: {enum: [none]}}
            - properties: {database: {enum: [postgres]}, size: {title: Size, type: integer, minimum: 1, default: 10}}
              required: [size]
  steps:
    - {id: fetch, name: Fetch the skeleton, action: 'fetch:template', input: {url: ./skeleton}}
    - {id: publish, name: Create the repository, action: 'publish:github', input: {repoUrl: x}}
"""
ROTATE = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: rotate, title: Rotate a secret}
spec:
  type: operation
  callboard: {target: entity, approvals: [{from: owner, within: 2d}]}
  parameters: []
  steps:
    - {id: rotate, name: Rotate it, action: 'github:actions:dispatch', input: {}}
"""
SIMPLE = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: NAME, title: TITLE}
spec: {type: service, parameters: [], steps: [{id: a, name: Do it, action: 'debug:log', input: {message: x}}]}
"""
