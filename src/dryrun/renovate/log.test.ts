import { describe, expect, it } from "vitest";
import { rememberSecrets } from "../../io/secrets/known-secrets.ts";
import { isLoggedAs, parseLogLine, renderComplaints } from "./log.ts";

describe("Renovate's log", () => {
  it("reads a line of JSON, and takes any other line for an error message", () => {
    expect(parseLogLine('{"level":30,"msg":"Repository started","repository":"acme/infra"}')).toMatchObject({
      level: 30,
      message: "Repository started",
      repository: "acme/infra",
    });
    expect(parseLogLine("SyntaxError: x")).toEqual({ level: 50, message: "SyntaxError: x", fields: {} });
  });

  it("knows a repository again in whose name Renovate has hidden a secret", () => {
    expect(isLoggedAs("**redacted**/infra", "acme/infra")).toBe(true);
    expect(isLoggedAs("**redacted**/infra", "acme/shop")).toBe(false);
    expect(isLoggedAs("acme/infra.x", "acme/infra-x")).toBe(false);
  });

  it("shows the end of a log without secrets, in whichever form", () => {
    rememberSecrets(["p@ss word", ""]);
    const lines = [
      parseLogLine("plain p@ss word"),
      parseLogLine(JSON.stringify({ level: 50, msg: "failed", err: { message: `Basic ${btoa("robot:p@ss word")} p%40ss%20word` } })),
    ];
    expect(renderComplaints(lines)).toBe("  plain ***\n  failed: Basic *** ***");
  });
});
