import { describe, expect, it } from "vitest";
import { hasSecret, hideSecrets } from "./secret-forms.ts";

const secret = `pa's "<w0rd>&/+é`;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("a secret", () => {
  it.each([
    secret,
    base64(secret),
    base64(`acme:${secret}`),
    base64(`a:${secret}@host`),
    base64(`ab${secret}`),
    base64(JSON.stringify({ password: secret })),
    Buffer.from(secret).toString("base64url"),
    encodeURIComponent(secret),
    encodeURIComponent(secret).replaceAll("%20", "+").replaceAll("'", "%27"),
    JSON.stringify({ password: secret }),
    JSON.stringify(JSON.stringify({ password: secret })),
    `'${secret.replaceAll("'", "''")}'`,
    `'${secret.replaceAll("'", String.raw`'\''`)}'`,
    String.raw`"pa's \"\u003cw0rd\u003e\u0026/+é"`,
    "pa&#39;s &#34;&lt;w0rd&gt;&amp;/+é",
  ])("is found and hidden as %s", (form) => {
    expect(hasSecret(`a ${form} b`, secret)).toBe(true);
    const hidden = hideSecrets(`a ${form} b`, [secret], { words: false });
    expect(hidden).not.toContain("w0rd");
    expect(hasSecret(hidden, secret)).toBe(false);
  });

  it("is hidden as a word of its own if it is short", () => {
    expect(hideSecrets("the test of latest is test", ["test"], { words: true })).toBe("the *** of latest is ***");
    expect(hideSecrets("the test", ["test"], { words: false })).toBe("the test");
    expect(hideSecrets("a dev", ["dev"], { words: true })).toBe("a dev");
  });

  it("is hidden wholly where another one is a part of it", () => {
    expect(hideSecrets("hunter22-and-more hunter22", ["hunter22", "hunter22-and-more"], { words: false })).toBe("*** ***");
  });
});
