/** Names with the names that each depends on. Every name that is depended on is a key too. */
export type DependencyGraph = ReadonlyMap<string, ReadonlySet<string>>;

/** The same graph seen from the other end: what depends on each name. */
export function dependents(graph: DependencyGraph): DependencyGraph {
  const reversed = new Map<string, Set<string>>([...graph.keys()].map((name) => [name, new Set<string>()]));
  for (const [name, dependencies] of graph) for (const other of dependencies) reversed.get(other)?.add(name);
  return reversed;
}

/** The names that wait for each other in a circle, in the graph's order; empty where there is none. */
export function circularNames(graph: DependencyGraph): readonly string[] {
  const below = withoutLeaves(graph);
  // What merely depends on a circle would never start either, but is not part of it.
  const both = withoutLeaves(dependents(new Map([...graph].filter(([name]) => below.has(name)))));
  return [...graph.keys()].filter((name) => both.has(name));
}

/** Takes off names without dependencies, again and again; what is left depends on a circle. */
function withoutLeaves(graph: DependencyGraph): ReadonlySet<string> {
  const waitingFor = new Map([...graph].map(([name, dependencies]) => [name, dependencies.size]));
  const above = dependents(graph);
  const leaves = [...waitingFor].filter(([, count]) => count === 0).map(([name]) => name);
  for (let leaf = leaves.pop(); leaf !== undefined; leaf = leaves.pop()) {
    waitingFor.delete(leaf);
    for (const name of above.get(leaf) ?? []) {
      const count = (waitingFor.get(name) ?? 0) - 1;
      waitingFor.set(name, count);
      if (count === 0) leaves.push(name);
    }
  }
  return new Set(waitingFor.keys());
}

/**
 * Works through a graph without circles: each name as soon as all that it depends on have succeeded, independent ones
 * at the same time. What depends on a failure is never begun.
 *
 * @param work tells whether it succeeded; it must not reject.
 * @param mayBegin asked before each name; once it says no, what has begun is still waited for. Default: always.
 */
export async function workThrough(
  graph: DependencyGraph,
  work: (name: string) => Promise<boolean>,
  mayBegin: () => boolean = () => true,
): Promise<void> {
  const waitingFor = new Map([...graph].map(([name, dependencies]) => [name, dependencies.size]));
  const above = dependents(graph);
  const begin = async (name: string): Promise<void> => {
    if (!mayBegin() || !(await work(name))) return;
    const ready = [...(above.get(name) ?? [])].filter((other) => {
      const count = (waitingFor.get(other) ?? 0) - 1;
      waitingFor.set(other, count);
      return count === 0;
    });
    await Promise.all(ready.map(begin));
  };
  const first = [...waitingFor].filter(([, count]) => count === 0).map(([name]) => name);
  await Promise.all(first.map(begin));
}
