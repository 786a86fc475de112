// Prints what a user would look at in every space as one JSON object.
// Needs OCTOPUS_URL and OCTOPUS_API_KEY in the environment.
const {
  Client,
  DeploymentProcessRepository,
  EnvironmentRepository,
  LifecycleRepository,
  PackageRepository,
  ProjectGroupRepository,
  ProjectRepository,
  RunbookProcessRepository,
  RunbookRepository,
  SpaceRepository,
  TagSetRepository,
  TenantRepository,
} = require("@octopusdeploy/api-client");

const EVERYTHING = { take: 2147483647 };
const silent = () => {};

async function readProject(client, space, project, processes) {
  const process = project.IsVersionControlled ? { Steps: [] } : await processes.get(project);
  const variables = await client.request("~/api/{spaceId}/variables/{id}", {
    spaceName: space.Name,
    id: project.VariableSetId,
  });
  return {
    name: project.Name,
    steps: process.Steps.map((step) => ({
      name: step.Name,
      actions: step.Actions.map((action) => ({ name: action.Name, type: action.ActionType })),
    })),
    variables: variables.Variables.map((variable) => ({
      name: variable.Name,
      value: variable.Value,
      isSensitive: variable.IsSensitive,
      environments: variable.Scope.Environment ?? [],
    })),
  };
}

async function readRunbooks(client, space, projects) {
  const read = [];
  for (const project of projects) {
    const runbooks = await new RunbookRepository(client, space.Name, project).list(EVERYTHING);
    for (const runbook of runbooks.Items) {
      const process = await new RunbookProcessRepository(client, space.Name, project).get(runbook);
      const steps = process.Steps.map(({ Name }) => Name);
      read.push({ name: runbook.Name, project: project.Name, steps });
    }
  }
  return read;
}

async function readSpace(client, space) {
  const named = async (Repository) => {
    const listed = await new Repository(client, space.Name).list(EVERYTHING);
    return listed.Items.map(({ Name }) => Name);
  };
  const tenants = await new TenantRepository(client, space.Name).list(EVERYTHING);
  const packages = await new PackageRepository(client, space.Name).list(EVERYTHING);
  const environments = await new EnvironmentRepository(client, space.Name).list(EVERYTHING);
  const projects = await new ProjectRepository(client, space.Name).list(EVERYTHING);
  const processes = new DeploymentProcessRepository(client, space.Name);
  const read = [];
  for (const project of projects.Items) {
    read.push(await readProject(client, space, project, processes));
  }
  return {
    name: space.Name,
    environments: environments.Items.map(({ Id, Name }) => ({ id: Id, name: Name })),
    projects: read,
    runbooks: await readRunbooks(client, space, projects.Items),
    lifecycles: await named(LifecycleRepository),
    groups: await named(ProjectGroupRepository),
    tagSets: await named(TagSetRepository),
    tenants: tenants.Items.map((tenant) => ({
      name: tenant.Name,
      projects: Object.keys(tenant.ProjectEnvironments).map(
        (id) => projects.Items.find(({ Id }) => Id === id).Name,
      ),
    })),
    packages: packages.Items.map(({ PackageId, Version }) => `${PackageId} ${Version}`),
  };
}

async function main() {
  const client = await Client.create({
    userAgentApp: "migrator-tests",
    instanceURL: process.env.OCTOPUS_URL,
    apiKey: process.env.OCTOPUS_API_KEY,
    logging: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const spaces = await new SpaceRepository(client).list(EVERYTHING);
  const read = [];
  for (const space of spaces.Items) {
    read.push(await readSpace(client, space));
  }
  console.log(JSON.stringify(read));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
