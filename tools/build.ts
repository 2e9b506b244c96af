// Builds the programs that the tests need into .tools/bin, from the Go modules beside this file: `npm run tools` builds all
// but the optional ones, `npm run tools -- gitea` the named ones. A new one is a folder with go.mod and go.sum, and an entry in
// programs.ts.
import { ExecaError } from "execa";
import { suggestName } from "../src/core/suggestion.ts";
import { renderIssues, UserError, type Issue } from "../src/core/user-error.ts";
import { findTool, TOOLS_FOLDER, type Program, type Tool } from "../src/io/programs/tools.ts";
import { findObstacle, isBuilt, loadBuild, runBuild, type GoBuild } from "./go-build.ts";
import { programs, type GoProgram } from "./programs.ts";

const all: readonly GoProgram[] = Object.values(programs);

/** Makes one tool available, prints what it does, and tells whether that worked. */
async function provideTool(build: GoBuild): Promise<boolean> {
  if (await isBuilt(build)) {
    console.log(`${build.name} ${build.module.version}: built already`);
    return true;
  }
  const obstacle = await findObstacle(build);
  return obstacle === undefined ? await buildTool(build) : await fallBack(build.program, obstacle);
}

async function buildTool(build: GoBuild): Promise<boolean> {
  process.stdout.write(`${build.name} ${build.module.version}: building, which takes minutes the first time … `);
  const start = performance.now();
  try {
    await runBuild(build);
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    console.log("failed");
    console.error(error.message);
    return false;
  }
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  return await isStampedRight(build);
}

/** A linker variable that moved is ignored without a word, so ask the program itself. */
async function isStampedRight({ name, program, module }: GoBuild): Promise<boolean> {
  const { version } = await findTool(program, { folders: [TOOLS_FOLDER] });
  if (version === module.version) return true;
  console.error(`${name}: go.mod has ${module.version}, but the program says ${version}; correct its stamps in tools/programs.ts`);
  return false;
}

async function fallBack(program: Program, obstacle: string): Promise<boolean> {
  const { name } = program;
  const found = await findOrIssue(program);
  if ("path" in found) {
    console.log(`${name}: ${obstacle}; uses ${found.version} (${found.path})`);
    return true;
  }
  const isFailure = process.env.CI === "true";
  const consequence = isFailure ? "tests need it" : "tests that need it will be skipped";
  console.log(`${name}: ${obstacle}; ${consequence}`);
  console.error(renderIssues([found], isFailure ? "error" : "warning"));
  return !isFailure;
}

async function findOrIssue(program: Program): Promise<Tool | Issue> {
  try {
    return await findTool(program);
  } catch (error) {
    const issue = error instanceof UserError ? error.issues[0] : undefined;
    if (issue === undefined) throw error;
    return issue;
  }
}

function selectPrograms(names: readonly string[]): readonly GoProgram[] {
  if (names.length === 0) return all.filter(({ isOptional = false }) => !isOptional);
  return names.map((name) => {
    const program = all.find((candidate) => candidate.name === name);
    if (program !== undefined) return program;
    const known = all.map((candidate) => candidate.name);
    throw new UserError({ message: `there is no tool "${name}" to build`, hint: suggestName(name, known, "tools") });
  });
}

async function main(): Promise<number> {
  try {
    let status = 0;
    for (const program of selectPrograms(process.argv.slice(2))) {
      if (!(await provideTool(await loadBuild(program)))) status = 1;
    }
    return status;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    console.error(renderIssues(error.issues));
    return 2;
  }
}

process.exitCode = await main();
