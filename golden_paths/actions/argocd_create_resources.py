"""`argocd:create-resources`: has Argo CD deploy a repository."""

from pydantic import Field

from golden_paths.action import Action, Example, Inputs
from golden_paths.ports import DeployedApplication, JsonObject
from golden_paths.workshop import Workshop


class Deploy(Inputs):
    """What is deployed where."""

    app_name: str = Field(min_length=1, description="The application's name in Argo CD.")
    argo_instance: str = Field(min_length=1, description="Which Argo CD.")
    namespace: str = Field(min_length=1, description="The namespace that it deploys to.")
    repo_url: str = Field(min_length=1, description="The address of the repository with the manifests.")
    path: str = Field(min_length=1, description="Where in it they are.")
    project_name: str | None = Field(None, description="The project; the application's name if left out.")
    label_value: str | None = Field(
        None, description="The label by which it is found; the application's name if left out."
    )

    @property
    def application(self) -> DeployedApplication:
        """The same for Argo CD."""
        return DeployedApplication(
            name=self.app_name,
            instance=self.argo_instance,
            namespace=self.namespace,
            repository=self.repo_url,
            path=self.path,
            label_value=self.label_value or self.app_name,
            project=self.project_name or self.app_name,
        )


def _perform(inputs: Deploy, workshop: Workshop) -> JsonObject:
    workshop.outside.deployer.create_application(inputs.application, workshop.mark)
    workshop.log.say(f"Argo CD deploys {inputs.app_name} to {inputs.namespace}.")
    return {}


def _effects(inputs: Deploy, _workshop: Workshop) -> tuple[str, ...]:
    return (f"Makes the Argo CD application {inputs.app_name}, which deploys to {inputs.namespace}.",)


ACTION = Action(
    id="argocd:create-resources",
    description="Has Argo CD deploy what a repository holds.",
    inputs=Deploy,
    perform=_perform,
    examples=(
        Example(
            "Deploy the manifests",
            {
                "appName": "${{ parameters.name }}",
                "argoInstance": "main",
                "namespace": "payments",
                "repoUrl": "${{ steps.publish.output.remoteUrl }}",
                "path": "manifests",
            },
        ),
    ),
    effects=_effects,
)
