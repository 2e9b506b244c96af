import { isPlainSetting, looksRandom, looksLikeName } from "./value-shapes.ts";

/** Words that end the name of a credential: `DB_PASSWORD`, `clientSecret`. */
const secretWords = listWords(`apikey apitoken authkey authorization authtoken bearer bindpw connectionstring credential credentials creds
  dockercfg dockerconfigjson dsn htpasswd jwt keypass kubeconfig masterauth pass passphrase passwd password passwords pat pgpass privatekey psk
  pw pwd rootpw secret secretkey secrets storepass token tokens`);

/** Endings of words written together: `PGPASSWORD`, `authtoken`, `requirepass`. */
const secretEnding =
  /(?:pass(?:word|wd|phrase)|secret|token|(?:api|access|account|auth|encryption|license|master|private|secret|shared|signing)key|credential|..pass|(?:admin|bind|db|ldap|user)pw)s?$/u;
const harmlessWords = listWords("bypass compass overpass surpass trespass underpass");

/** Two words that name a credential together. */
const secretPairs =
  listWords(`access-key account-key api-key app-key application-key auth-key auth-pass bot-key client-key connection-string
  deploy-key docker-config encryption-key erlang-cookie hmac-key id-dsa id-ecdsa id-ed25519 id-rsa key-store-password license-key master-key
  private-key pull-key root-key secret-key service-key shared-key sign-key signing-key ssh-key storage-key tls-key`);

/** Words behind a secret word that make the name one about a credential: `TOKEN_LIFETIME`, `PASSWORD_FILE`. */
const attributeWords =
  listWords(`age alg algo algorithm algorithms allowed audience audiences backend backends bits bytes characters chars claim
  claims class complexity cost count created date day days dir directory disabled duration enable enabled encoding endpoint engine env exists
  expiration expire expires expiry fetcher field fields file filename files format generator group header headers history host hours id ids
  interval issuer issuers keyref kind label labels length letter letters lifespan lifetime limit limits location lookup manager max method
  methods min minute minutes mode mount mounts name names namespace namespaces operator parameter param params path paths per period pattern
  plugin policies policy port prefix provider providers pub rate realm ref reference references refs refresh region request requests requirements
  resource resources retries reuse review reviews rotate rotation rounds role roles rule rules scheme scope scopes second seconds selector
  separator service size source status storage store strength subject suffix sync template templates through timeout times timestamp
  transport ttl type types uri url urls usage use user username users validation validity variable version versions volume volumes window`);

/** Words in front of a secret word that make the name a switch or a number: `automountToken`, `numTokens`. */
const switchWords = listWords(`allow automount check create disable disabled enable enabled generate has is keep need needs no num number
  per require required requires rotate skip use uses validate with without`);

/** Words with which "secret" means the value itself, not a Kubernetes object that holds it. */
const valueSecrets = listWords(`access api app application client consumer cookie encryption hmac id issuer jwt master oauth oauth2 session
  shared signing webhook`);

const suffixes = /\.(?:txt|json|ya?ml|conf|cfg|ini|properties|env|pem)$/iu;

/** Where a value stands. Fields of objects, annotations and arguments often name a Kubernetes Secret; data and variables hold values. */
export type ValuePlace = "argument" | "object" | "value";

/** Whether a value of this name is a credential, rather than names one or says something about it. */
export function isCredential(name: string, value: string, place: ValuePlace = "value"): boolean {
  const words = splitWords(name.replace(suffixes, ""));
  const end = findSecret(words);
  if (end === undefined) return isUnknownKey(words) && looksRandom(value);
  if (isPlainSetting(value)) return false;
  // Only a part of an address or a list of settings is one, and found there.
  if (/^(?:dsn|connectionstring|string)$/u.test(words[end] ?? "") && /[@=]/u.test(value)) return false;
  const [before, after] = [words.slice(0, end), words.slice(end + 1).filter((word) => !/^\d+$/u.test(word))];
  if (after.some((word) => attributeWords.has(word)) || before.some((word) => /^(?:existing|max|min)$/u.test(word))) return false;
  const isSetting = /^[\d.]+ ?(?:[a-z]|ms|min|days?|hours?|minutes?|seconds?)?$/iu.test(value);
  if (isSetting && (after.length > 0 || before.some((word) => switchWords.has(word)) || /^tokens$/u.test(words[end] ?? ""))) return false;
  if (place === "value" && after.length === 0) return true;
  const isName = looksLikeName(value) && (place !== "argument" || /[/-]/u.test(value));
  return !isReference(words, end) || !isName;
}

/** Index of the last word that makes the name a credential's. Some words count only at the end. */
function findSecret(words: readonly string[]): number | undefined {
  const index = words.findLastIndex((word, place) => {
    const pair = `${words[place - 1] ?? ""}-${word}`;
    if (secretPairs.has(pair)) return true;
    if (/^(?:pass|pat|pw|pwd|jwt|secrets?)$/u.test(word) && place < words.length - 1 && word !== "secret")
      return isNumber(words[place + 1]);
    return secretWords.has(word) || (secretEnding.test(word) && !harmlessWords.has(word));
  });
  return index === -1 ? undefined : index;
}

/** `kubernetes-secret`, `credentialsSecret`: the name of an object; `clientSecret`: a value. */
function isReference(words: readonly string[], end: number): boolean {
  const word = words[end] ?? "";
  if (end < words.length - 1) return true;
  return /^(?:secrets?|creds|credentials)$/u.test(word) && !valueSecrets.has(words[end - 1] ?? "");
}

/** A key of an unknown kind: `FOO_KEY`. Only its value tells whether it is a credential. */
function isUnknownKey(words: readonly string[]): boolean {
  return /^keys?$/u.test(words.at(-1) ?? "") && words.length > 1 && !words.some((word) => /^(?:public|pub)$/u.test(word));
}

function isNumber(word: string | undefined): boolean {
  return word !== undefined && /^\d+$/u.test(word);
}

function splitWords(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/gu, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/gu, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/u)
    .filter((word) => word !== "");
}

function listWords(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u));
}
