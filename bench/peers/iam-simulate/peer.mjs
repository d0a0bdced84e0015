// Answers for iam-simulate, as a process of its own: it is licensed under the AGPL, so none of our programs imports it.
//
//     node peer.mjs FOLDER        where FOLDER is what install.ts returned
//
// Reads one JSON request a line and writes one JSON answer a line, in the order of the requests. What a request and an
// answer hold is typed in protocol.ts.
//
// `checked` is `runSimulation`, which validates policies, action, resource and context keys first. `unchecked` is
// `runUnsafeSimulation`, which does not, and which IGNORES SESSION POLICIES (version 0.1.173): its decisions about
// sessions are about something else, and it has less to do. `core` is the function that both end in, taken from inside
// the package: no checks, session policies obeyed. It is what compares fairly with an engine that obeys them. `prepared`
// is `core` with its policies and requests made beforehand, which only the clock tells from it.
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder = ""] = process.argv.slice(2);

/** @param {string} name @param {string} path */
const load = (name, path) =>
  import(pathToFileURL(join(folder, "node_modules", "@cloud-copilot", name, "dist", "esm", path)).href);

const { runSimulation, runUnsafeSimulation } = await load("iam-simulate", "index.js");
const { authorize } = await load("iam-simulate", "core_engine/CoreSimulatorEngine.js");
const { AwsRequestImpl } = await load("iam-simulate", "request/request.js");
const { RequestContextImpl } = await load("iam-simulate", "requestContext.js");
const { DiscoveryContextKeyConstraints } = await load("iam-simulate", "context_keys/discoveryContextKeyConstraints.js");
const { loadPolicy } = await load("iam-policy", "index.js");

/**
 * @typedef {import("./protocol.ts").Simulation} Simulation
 * @typedef {import("./protocol.ts").PeerAnswer} PeerAnswer
 * @typedef {import("./protocol.ts").PeerRequest} PeerRequest
 */

/** @type {Record<import("./protocol.ts").PeerPath, (simulation: Simulation) => PeerAnswer | Promise<PeerAnswer>>} */
const DECIDE = {
  async checked(simulation) {
    const answer = await runSimulation(simulation, { simulationMode: "Strict" });
    if (answer.resultType === "error") return { error: JSON.stringify(answer.errors) };
    /** @type {{ ignoredContextKeys?: string[] }[]} */
    const details = answer.resultType === "single" ? [answer.result] : answer.results;
    return { result: answer.overallResult, ignoredKeys: details.flatMap((one) => one.ignoredContextKeys ?? []) };
  },
  unchecked: (simulation) => ({ result: runUnsafeSimulation(simulation, { simulationMode: "Strict" }) }),
  prepared: (simulation) => DECIDE.core(simulation),
  core: (simulation) => ({ result: authorize(toCoreRequest(simulation)).result }),
};

/** What `runSimulation` gives to the core after its checks. @param {Simulation} simulation */
function toCoreRequest(simulation) {
  const { principal, action, resource, contextVariables } = simulation.request;
  /** @param {readonly import("./protocol.ts").NamedDocument[]} documents */
  const loadAll = (documents) => documents.map(({ name, policy }) => loadPolicy(policy, { name }));
  /** @param {readonly import("./protocol.ts").OrganizationLevel[]} levels */
  const loadLevels = (levels) =>
    levels.map(({ orgIdentifier, policies }) => ({ orgIdentifier, policies: loadAll(policies) }));
  /** @param {unknown} policy */
  const loadOne = (policy) => (policy === undefined ? undefined : loadPolicy(policy, { name: "policy" }));
  return {
    request: new AwsRequestImpl(principal, resource, action, new RequestContextImpl(contextVariables)),
    sessionPolicy: loadOne(simulation.sessionPolicy),
    identityPolicies: loadAll(simulation.identityPolicies),
    serviceControlPolicies: loadLevels(simulation.serviceControlPolicies),
    resourceControlPolicies: loadLevels(simulation.resourceControlPolicies),
    resourcePolicy: loadOne(simulation.resourcePolicy),
    permissionBoundaries: simulation.permissionBoundaryPolicies && loadAll(simulation.permissionBoundaryPolicies),
    vpcEndpointPolicies: undefined,
    simulationParameters: {
      simulationMode: "Strict",
      discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]),
    },
  };
}

/** @param {PeerRequest} request */
async function answer(request) {
  if (request.command === "decide") return { answers: await decideAll(request) };
  return time(request);
}

/** @param {PeerRequest} request */
async function decideAll({ path, simulations }) {
  const answers = [];
  for (const simulation of simulations) {
    try {
      answers.push(await DECIDE[path](simulation));
    } catch (error) {
      answers.push({ error: error instanceof Error ? error.message : String(error) });
    }
  }
  return answers;
}

/**
 * Decides the simulations round after round, and says how long that took. One round is not counted: it compiles.
 * @param {PeerRequest & { command: "time" }} request
 */
async function time({ path, simulations, rounds }) {
  if (path === "prepared") return timePrepared(simulations, rounds);
  const decide = DECIDE[path];
  for (const simulation of simulations) await decide(simulation);
  const cpuBefore = process.cpuUsage();
  const started = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) {
    for (const simulation of simulations) {
      const decision = decide(simulation);
      // Awaiting what is no promise would cost the synchronous paths a turn of the event loop each.
      if (decision instanceof Promise) await decision;
    }
  }
  const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
  const cpu = process.cpuUsage(cpuBefore);
  return { decisions: rounds * simulations.length, elapsedMs, cpuMs: (cpu.user + cpu.system) / 1e3 };
}

/**
 * Times the decisions alone: requests and policies are made before, as a program that knows the package's inside could.
 * @param {readonly Simulation[]} simulations @param {number} rounds
 */
function timePrepared(simulations, rounds) {
  const requests = simulations.map(toCoreRequest);
  for (const request of requests) authorize(request);
  const cpuBefore = process.cpuUsage();
  const started = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) for (const request of requests) authorize(request);
  const elapsedMs = Number(process.hrtime.bigint() - started) / 1e6;
  const cpu = process.cpuUsage(cpuBefore);
  return { decisions: rounds * requests.length, elapsedMs, cpuMs: (cpu.user + cpu.system) / 1e3 };
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "") continue;
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
