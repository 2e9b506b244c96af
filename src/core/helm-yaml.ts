import type { ScalarTag } from "yaml";
import type { YamlDialect } from "./read-yaml.ts";

/** What a scalar without quotes may be. */
type ScalarValue = string | number | bigint | boolean | null;

/** The words of YAML 1.1 that are values. */
const words = new Map<string, ScalarValue>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"].map((word) => [word, false] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, Number.NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const integer = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9]\d*|0))$/u;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/u;
const [least, most] = [-(2n ** 63n), 2n ** 64n];

/**
 * What helm, kubectl and Argo CD read in a scalar without quotes: go-yaml's YAML 1.1, without dates and sexagesimal numbers. An integer that
 * JavaScript would round is a `bigint`.
 */
export function resolveScalar(source: string): ScalarValue {
  const word = words.get(source);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/u.test(source)) return source;
  const text = source.replaceAll("_", "");
  const whole = source.startsWith(".") ? undefined : readInteger(text);
  if (whole !== undefined) return whole;
  const number = float.test(text) && !/^_|^[-+.]_/u.test(source) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : source;
}

function readInteger(text: string): bigint | number | undefined {
  const [, sign = "", hexadecimal, binary, octal, decimal] = integer.exec(text) ?? [];
  const prefixed = [hexadecimal && `0x${hexadecimal}`, binary && `0b${binary}`, octal && `0o${octal}`, decimal];
  const digits = prefixed.find((candidate) => candidate !== undefined);
  if (digits === undefined) return undefined;
  const value = BigInt(digits) * (sign === "-" ? -1n : 1n);
  if (value < least || value >= most) return undefined;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** The text of a key, which JSON wants. helm writes numbers as Go does, with the digits of 32 bits. */
function resolveKey(source: string, onError: (message: string) => void): string {
  const value = resolveScalar(source);
  if (typeof value === "string") return value;
  if (value === null || (typeof value === "bigint" && value >= 2n ** 63n)) {
    onError("a key is not a text");
    return source;
  }
  return typeof value === "number" ? renderFloat(value, source) : String(value);
}

function renderFloat(value: number, source: string): string {
  if (readInteger(source.replaceAll("_", "")) !== undefined) return String(value);
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const short = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    .map((digits) => Number(value.toPrecision(digits)))
    .find((candidate) => Math.fround(candidate) === Math.fround(value));
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(short ?? value)));
  if (exponent >= -4 && exponent < 6) return String(short ?? value);
  return (short ?? value).toExponential().replace(/e([-+])(\d)$/u, "e$10$2");
}

const binaryTag = {
  tag: "tag:yaml.org,2002:binary",
  resolve: (source: string) =>
    new TextDecoder().decode(Uint8Array.from(atob(source.replaceAll(/\s/gu, "")), (character) => character.charCodeAt(0))),
} as const;

/** Tags that are written out: they decide the type, also of what is quoted. */
const written: readonly ScalarTag[] = [
  ...["int", "bool", "null"].map((name) => ({ tag: `tag:yaml.org,2002:${name}`, resolve: resolveScalar })),
  { tag: "tag:yaml.org,2002:float", resolve: (source) => Number(resolveScalar(source)) },
  { tag: "tag:yaml.org,2002:timestamp", resolve: (source) => source },
  binaryTag,
];

/** YAML as helm, kubectl and Argo CD read it. Of two equal keys the last one wins. */
export const helmDialect: YamlDialect = {
  version: "1.1",
  schema: "failsafe",
  merge: true,
  uniqueKeys: false,
  customTags: (tags) => [
    ...tags,
    { tag: "key", default: "key", test: /^(?!<<$)/u, resolve: resolveKey },
    { tag: "plain", default: true, test: /^(?!<<$)/u, resolve: resolveScalar },
    ...written,
  ],
};
