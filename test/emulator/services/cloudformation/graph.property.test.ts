import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  circularNames,
  type DependencyGraph,
  dependents,
  workThrough,
} from "../../../../src/emulator/services/cloudformation/graph.ts";

const graphOf = (size: number, edges: readonly (readonly [number, number])[]): DependencyGraph => {
  const graph = new Map(Array.from({ length: size }, (_, index) => [`N${index}`, new Set<string>()]));
  for (const [from, to] of edges) graph.get(`N${from % size}`)?.add(`N${to % size}`);
  return graph;
};

const anyGraph = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 30 }))
  .map(([size, edges]) => graphOf(size, edges));

/** Edges go only from later names to earlier ones, so there can be no circle. */
const acyclicGraph = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40 }))
  .map(([size, edges]) =>
    graphOf(
      size,
      edges
        .map(([a, b]): [number, number] => [a % size, b % size])
        .filter(([a, b]) => a !== b)
        .map(([a, b]): [number, number] => [Math.max(a, b), Math.min(a, b)]),
    ),
  );

/** Whether a name can be reached from itself, found in the plainest way. */
function isOnCircle(graph: DependencyGraph, name: string): boolean {
  const seen = new Set<string>();
  const open = [...(graph.get(name) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === name) return true;
    if (!seen.has(next)) open.push(...(graph.get(next) ?? []));
    seen.add(next);
  }
  return false;
}

describe("circles", () => {
  it("are found in exactly the graphs that have them", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const hasCircle = [...graph.keys()].some((name) => isOnCircle(graph, name));
        expect(circularNames(graph).length > 0).toBe(hasCircle);
      }),
    );
  });

  it("are told with every name that is on one", () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const found = circularNames(graph);
        for (const name of graph.keys()) if (isOnCircle(graph, name)) expect(found).toContain(name);
      }),
    );
  });

  it("are never found where there cannot be one", () => {
    fc.assert(
      fc.property(acyclicGraph, (graph) => {
        expect(circularNames(graph)).toEqual([]);
      }),
    );
  });
});

describe("working through a graph", () => {
  const waits = fc.array(fc.nat(3), { minLength: 12, maxLength: 12 });

  /** Works with pauses, so that what is independent really runs at the same time. */
  async function work(
    graph: DependencyGraph,
    pauses: readonly number[],
    failing: ReadonlySet<string> = new Set(),
  ): Promise<{ begun: string[]; done: Set<string> }> {
    const begun: string[] = [];
    const done = new Set<string>();
    const names = [...graph.keys()];
    await workThrough(graph, async (name) => {
      for (const dependency of graph.get(name) ?? []) expect(done).toContain(dependency);
      begun.push(name);
      await sleep(pauses[names.indexOf(name)]);
      if (failing.has(name)) return false;
      done.add(name);
      return true;
    });
    return { begun, done };
  }

  it("begins every name once, after all that it depends on", async () => {
    await fc.assert(
      fc.asyncProperty(acyclicGraph, waits, async (graph, pauses) => {
        const { begun } = await work(graph, pauses);
        expect([...begun].sort()).toEqual([...graph.keys()].sort());
      }),
      { numRuns: 60 },
    );
  });

  it("works in the other direction through what depends", async () => {
    await fc.assert(
      fc.asyncProperty(acyclicGraph, waits, async (graph, pauses) => {
        const { begun } = await work(dependents(graph), pauses);
        for (const [name, dependencies] of graph) {
          for (const other of dependencies) expect(begun.indexOf(name)).toBeLessThan(begun.indexOf(other));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("never begins what depends on a failure, and begins all else", async () => {
    await fc.assert(
      fc.asyncProperty(acyclicGraph, waits, fc.nat(11), async (graph, pauses, index) => {
        const failed = `N${index % graph.size}`;
        const { begun } = await work(graph, pauses, new Set([failed]));
        for (const name of graph.keys()) expect(begun.includes(name)).toBe(!dependsOn(graph, name, failed));
      }),
      { numRuns: 60 },
    );
  });

  it("begins nothing more once it may not, but waits for what has begun", async () => {
    const graph = graphOf(3, [[2, 1]]);
    const done: string[] = [];
    let mayBegin = true;
    await workThrough(
      graph,
      async (name) => {
        if (name === "N0") mayBegin = false;
        await sleep(name === "N1" ? 5 : 0);
        done.push(name);
        return true;
      },
      () => mayBegin,
    );
    expect(done).toEqual(["N0"]);
  });
});

function dependsOn(graph: DependencyGraph, name: string, other: string): boolean {
  return [...(graph.get(name) ?? [])].some((next) => next === other || dependsOn(graph, next, other));
}
