const secretWords = new Set(
  `apikey authorization bearer connectionstring credential credentials creds dockercfg dockerconfigjson dsn htpasswd jwt kubeconfig pass
  passphrase passwd password passwords pat privatekey psk pwd secret secretkey secrets token tokens`.split(/\s+/u),
);

/** Endings of words written together: `PGPASSWORD`, `authtoken`. */
const secretEnding = /(?:pass(?:word|wd|phrase)|secret|token|apikey|credential)s?$/u;

/** Two words that name a credential together. */
const secretPairs = new Set(
  `access-key account-key api-key app-key application-key auth-key bot-key client-key connection-string connection-uri connection-url
  database-uri database-url db-url deploy-key docker-config encryption-key hmac-key license-key master-key mongo-uri private-key
  pull-key redis-url root-key secret-key service-key shared-key sign-key signing-key ssh-key storage-key tls-key webhook-url`.split(/\s+/u),
);

/** Words that show that a name is about a credential and not of one. */
const referenceWords = new Set(
  `algorithm allowed audience audiences automount class count dir directory duration enable enabled endpoint existing expiration expiry
  expires file files format generator header id interval issuer kind length limit manager max min mode mount mounts name names namespace
  namespaces operator path period policy prefix provider ref reference refs refresh requests review reviews rotation seconds selector size
  store suffix template ttl type types url use validity version`.split(/\s+/u),
);

const suffixes = /\.(?:txt|json|ya?ml|conf|cfg|ini|properties|env)$/iu;

/** Whether a key, variable or flag of this name holds a credential rather than names one or says something about it. */
export function isCredentialName(name: string): boolean {
  const words = splitWords(name.replace(suffixes, ""));
  const hasPair = words.some((word, index) => index > 0 && secretPairs.has(`${words[index - 1]}-${word}`));
  if (hasPair) return !words.some((word) => referenceWords.has(word) && word !== "url");
  if (!words.some((word) => secretWords.has(word) || secretEnding.test(word)) && name !== "_auth") return false;
  return !words.some((word) => referenceWords.has(word));
}

function splitWords(name: string): string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/gu, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/gu, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/u)
    .filter((word) => word !== "");
}
