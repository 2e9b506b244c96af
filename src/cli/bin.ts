#!/usr/bin/env node
// This file only uses syntax that an old Node can parse, so that it reports one clear line and no syntax error.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error: desalt needs Node 22.18 or newer; this is Node ${process.versions.node}\n hint: install a newer Node, or run: npx -p node@24 -p desalt desalt\n`,
  );
  process.exitCode = 2;
} else if (process.argv.length === 3 && process.argv[2] === "--version") {
  // Scripts often ask for the version, and loading the command line takes longer than starting Node.
  const { version } = module.createRequire(import.meta.url)("../../package.json");
  process.stdout.write(`${version}\n`);
} else {
  module.enableCompileCache?.();
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
}
