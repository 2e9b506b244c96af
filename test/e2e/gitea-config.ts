export interface GiteaConfig {
  readonly folder: string;
  readonly port: number;
  readonly systemUser: string;
  readonly isRoot: boolean;
  readonly certificate: string;
  readonly key: string;
  readonly staticFiles?: string;
}

/** An app.ini for a Gitea that is thrown away: https on loopback, SQLite, nothing that runs on its own or calls out. */
export function renderGiteaConfig({ folder, port, systemUser, isRoot, certificate, key, staticFiles }: GiteaConfig): string {
  return `RUN_USER = ${systemUser}
RUN_MODE = prod
WORK_PATH = ${folder}
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = ${isRoot}

[server]
PROTOCOL = https
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
DOMAIN = localhost
ROOT_URL = https://localhost:${port}/
CERT_FILE = ${certificate}
KEY_FILE = ${key}
${staticFiles === undefined ? "" : `STATIC_ROOT_PATH = ${staticFiles}`}
DISABLE_SSH = true
OFFLINE_MODE = true

[database]
DB_TYPE = sqlite3
PATH = ${folder}/gitea.db
SQLITE_JOURNAL_MODE = WAL

[security]
INSTALL_LOCK = true

[service]
DISABLE_REGISTRATION = true

[log]
LEVEL = Warn

[cron]
ENABLED = false

[actions]
ENABLED = false

[indexer]
ISSUE_INDEXER_TYPE = db
`;
}
