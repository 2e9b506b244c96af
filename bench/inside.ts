/** Runs a command of desalt in this process. Its last line is the time that took, without the start of Node. */
import { main } from "../dist/cli/main.js";

const start = performance.now();
process.exitCode = await main(process.argv.slice(2));
process.stdout.write(`\n${performance.now() - start}`);
