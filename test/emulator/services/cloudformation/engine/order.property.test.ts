import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, openBench } from "./bench.ts";
import { aThing, knowThings, thingService } from "./things.ts";

let forget: () => void;
beforeAll(() => {
  forget = knowThings();
});
afterAll(() => forget());

/** How one resource speaks of another. */
type Link = "ref" | "attribute" | "sub" | "dependsOn";

interface ResourceModel {
  readonly name: string;
  readonly links: readonly { readonly to: string; readonly link: Link }[];
  /** Changing it is done in place. */
  readonly value: number;
  /** Changing it takes another resource. */
  readonly fixed: number;
}

type TemplateModel = readonly ResourceModel[];

const NAMES = ["A", "B", "C", "D", "E", "F", "G"];
const links = fc.constantFrom<Link>("ref", "attribute", "sub", "dependsOn");

/** Links go only to earlier names: without circles. */
const anyResource = (index: number): fc.Arbitrary<ResourceModel> =>
  fc.record({
    name: fc.constant(NAMES[index] as string),
    links:
      index === 0
        ? fc.constant([])
        : fc.uniqueArray(fc.record({ to: fc.nat(index - 1).map((to) => NAMES[to] as string), link: links }), {
            maxLength: 3,
            selector: ({ to }) => to,
          }),
    value: fc.nat(2),
    fixed: fc.nat(1),
  });

/** Some of the names; links to those that are left out are left out too. */
const anyTemplate: fc.Arbitrary<TemplateModel> = fc
  .tuple(fc.tuple(...NAMES.map((_, index) => anyResource(index))), fc.subarray(NAMES, { minLength: 1 }))
  .map(([resources, kept]) =>
    resources
      .filter(({ name }) => kept.includes(name))
      .map((resource) => ({ ...resource, links: resource.links.filter(({ to }) => kept.includes(to)) })),
  );

function resourceOf({ links: found, value, fixed }: ResourceModel): object {
  const parts = found.flatMap(({ to, link }): object[] => {
    if (link === "ref") return [{ Ref: to }];
    if (link === "attribute") return [{ "Fn::GetAtt": [to, "Id"] }];
    return link === "sub" ? [{ "Fn::Sub": `<\${${to}}>` }] : [];
  });
  const DependsOn = found.flatMap(({ to, link }) => (link === "dependsOn" ? [to] : []));
  return aThing({ Value: { "Fn::Join": ["|", [String(value), ...parts]] }, Fixed: String(fixed) }, { DependsOn });
}

const bodyOf = (template: TemplateModel): object => ({
  StackName: "s",
  TemplateBody: JSON.stringify({
    Resources: Object.fromEntries(template.map((resource) => [resource.name, resourceOf(resource)])),
  }),
});

/** For each logical id, where in the lines it begins and where it ends. */
function spans(lines: readonly string[], verb: string): Map<string, { first: number; last: number }> {
  const found = new Map<string, { first: number; last: number }>();
  for (const [index, line] of lines.entries()) {
    const [name = "", status = ""] = line.split(" ");
    if (name === "s" || !status.startsWith(verb)) continue;
    found.set(name, { first: found.get(name)?.first ?? index, last: index });
  }
  return found;
}

/** What is made or changed begins after what it speaks of has ended. */
function expectDependenciesFirst(template: TemplateModel, lines: readonly string[], verbs: readonly string[]): void {
  const worked = new Map(verbs.flatMap((verb) => [...spans(lines, verb)]));
  for (const { name, links: found } of template) {
    for (const { to } of found) {
      const [from, other] = [worked.get(name), worked.get(to)];
      if (from !== undefined && other !== undefined) expect(from.first).toBeGreaterThan(other.last);
    }
  }
}

/** What is deleted begins after all that speaks of it has ended. */
function expectDependentsFirst(template: TemplateModel, lines: readonly string[]): void {
  const deleted = spans(lines, "DELETE");
  for (const { name, links: found } of template) {
    for (const { to } of found) {
      const [from, other] = [deleted.get(name), deleted.get(to)];
      if (from !== undefined && other !== undefined) expect(other.first).toBeGreaterThan(from.last);
    }
  }
}

/** Things are as the template says: each refers to those that are there. */
function expectAsWanted(template: TemplateModel, things: ReadonlyMap<string, string>): void {
  expect(things.size).toBe(template.length);
  const ids = new Map([...things.keys()].map((id) => [id.split("-")[1] as string, id]));
  for (const { name, links: found, value } of template) {
    const parts = found.flatMap(({ to, link }) => {
      if (link === "dependsOn") return [];
      return [link === "sub" ? `<${ids.get(to)}>` : ids.get(to)];
    });
    expect(things.get(ids.get(name) ?? "")).toBe([String(value), ...parts].join("|"));
  }
}

async function removed(bench: Bench): Promise<readonly string[]> {
  const { Stacks } = (await bench.call("DescribeStacks", { StackName: "s" })) as { Stacks: { StackId: string }[] };
  const id = Stacks[0]?.StackId ?? "";
  const told = bench.lines(id).length;
  await bench.call("DeleteStack", { StackName: "s" });
  expect(await bench.settled(id)).toBe("DELETE_COMPLETE");
  return bench.lines(id).slice(told);
}

describe("templates of any shape", () => {
  it("are made, updated and deleted in the order of their dependencies, and come to what they say", async () => {
    await fc.assert(
      fc.asyncProperty(anyTemplate, anyTemplate, async (first, second) => {
        const service = thingService();
        const bench = await openBench(service.invoke);
        await bench.call("CreateStack", bodyOf(first));
        expect(await bench.settled("s")).toBe("CREATE_COMPLETE");
        expectDependenciesFirst(first, bench.lines("s"), ["CREATE"]);
        expectAsWanted(first, service.things);

        const told = bench.lines("s").length;
        const isSame = await bench.call("UpdateStack", bodyOf(second)).then(
          () => false,
          (error: Error) => error.message === "No updates are to be performed.",
        );
        if (!isSame) expect(await bench.settled("s")).toBe("UPDATE_COMPLETE");
        const lines = bench.lines("s").slice(told);
        const cleanup = lines.indexOf("s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
        expectDependenciesFirst(second, lines.slice(0, cleanup), ["CREATE", "UPDATE"]);
        expectDependentsFirst(first, lines.slice(cleanup));
        expect(spans(lines.slice(0, cleanup), "DELETE").size).toBe(0);
        expectAsWanted(second, service.things);

        expectDependentsFirst(second, await removed(bench));
        expect(service.things.size).toBe(0);
        await bench.close();
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it("whose update fails anywhere are exactly as before", async () => {
    await fc.assert(
      fc.asyncProperty(anyTemplate, anyTemplate, fc.nat(30), async (first, second, failing) => {
        let calls = Number.POSITIVE_INFINITY;
        const service = thingService(() => calls-- === 0);
        const bench = await openBench(service.invoke);
        await bench.call("CreateStack", bodyOf(first));
        await bench.settled("s");
        const before = new Map(service.things);
        const told = service.calls.length;
        calls = failing;
        const began = await bench.call("UpdateStack", bodyOf(second)).then(
          () => true,
          () => false,
        );
        if (!began) return;
        const status = await bench.settled("s");
        const refused = service.calls[told + failing];
        // What cannot be deleted in a cleanup stays, and stops nothing.
        if (refused?.startsWith("Remove") === true) return;
        if (status === "UPDATE_COMPLETE") expectAsWanted(second, service.things);
        else {
          expect(status).toBe("UPDATE_ROLLBACK_COMPLETE");
          expect(service.things).toEqual(before);
          expectAsWanted(first, service.things);
        }
        await bench.close();
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
