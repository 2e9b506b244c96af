import { describe, expect, it } from "vitest";
import { requireTools } from "../requires.ts";
import { playTalk } from "./talk.ts";
import { talkTools } from "./talk-stage.ts";

const { isMissing, ...tools } = await requireTools(...talkTools);

describe.skipIf(isMissing)("the whole flow, every component real", () => {
  it("goes from a published chart to production", { timeout: 600_000 }, async () => {
    const steps: string[] = [];
    await playTalk({ tools, say: (step) => steps.push(step) });
    expect(steps).toMatchInlineSnapshot();
  });
});
