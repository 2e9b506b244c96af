import { asterisks, findSecretParts, hideSecrets, maskAddresses, maskProgramText } from "../../mask/index.ts";

const remembered = new Set<string>();
const inMessages = new Set<string>();
const declaredNames = new Set<string>();
const parts = new Map<string, readonly string[]>();

/** Takes values that nothing may show from now on: decrypted ones, and credentials that no variable holds. */
export function rememberSecrets(values: Iterable<string>): void {
  for (const value of values) if (value.trim() !== "") remembered.add(value.trim());
}

/** Takes values that no program's message may show. Among them may be harmless ones, such as the name of a region, which results show. */
export function rememberForMessages(values: Iterable<string>): void {
  for (const value of values) if (value.trim() !== "") inMessages.add(value.trim());
}

/** Takes names of variables that hold secrets, whatever they are called. */
export function rememberSecretVariables(names: Iterable<string>): void {
  for (const name of names) declaredNames.add(name);
}

/** The secrets in the variables of this process. */
export function listSecretsOfEnvironment(): readonly { readonly name: string; readonly text: string }[] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : partsOf(name, value).map((text) => ({ name, text })),
  );
}

/**
 * Masks what a program or a server said, before it becomes part of a message: known secrets in all forms, and everything that looks like a
 * credential.
 */
export function maskSaid(text: string): string {
  return text === "" ? text : maskProgramText(hideSecrets(text, [...listKnown(), ...inMessages], { words: true }));
}

/** Masks what leaves desalt: known secrets in all forms, and passwords in addresses. Short secrets stay, which may be names as well. */
export function maskOutput(text: string): string {
  return maskAddresses(hideSecrets(text, listKnown(), { words: false }), asterisks);
}

function listKnown(): readonly string[] {
  return [...remembered, ...listSecretsOfEnvironment().map(({ text }) => text)];
}

/** Each variable is searched once: desalt starts many programs. */
function partsOf(name: string, value: string): readonly string[] {
  const isDeclared = declaredNames.has(name);
  const key = `${name}${isDeclared ? "!" : ""}=${value}`;
  const before = parts.get(key);
  if (before !== undefined) return before;
  const found = findSecretParts(name, value, isDeclared);
  parts.set(key, found);
  return found;
}
