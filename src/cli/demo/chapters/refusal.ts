import type { Lease } from "../../../lease/index.ts";
import { type Explanation, renderExplanation } from "../../../policy/index.ts";
import { attemptPut, describeAttempt } from "../attempt.ts";
import type { Scene } from "../stage.ts";

/** With the same lease another key is refused, and the emulator says why. */
export async function refusalChapter(scene: Scene, lease: Lease): Promise<void> {
  const { narrator, emulator } = scene;
  narrator.chapter("The same lease is tried on another key");
  const result = await attemptPut(scene, lease.credentials, {
    bucket: lease.scope.bucket,
    key: "reports/december.csv",
  });
  const refused = !result.allowed && result.status === 403 && result.code === "AccessDenied";
  narrator.check("it is refused", refused, describeAttempt(result));
  if (result.allowed) return;
  const explanation = emulator.explain(result.requestId)?.decisions.find(({ decision }) => decision.effect === "Deny");
  if (explanation === undefined) {
    narrator.check("the emulator can say why", false);
    return;
  }
  narrator.say(renderExplanation(explanation, { colour: false }));
  narrator.check("the session policy is what refused it", outcome(explanation, "session") === "no-allow");
  narrator.check("the role's own policy would have allowed it", outcome(explanation, "identity") === "allow");
}

function outcome(explanation: Explanation, layer: "session" | "identity"): string | undefined {
  return explanation.layers.find((candidate) => candidate.layer === layer)?.outcome;
}
