#!/usr/bin/env node
import { keepCompiledCode } from "./compile-cache.node.ts";

keepCompiledCode();
// Each command is loaded only when it is asked for.
const given = process.argv.slice(2);
// "porthole help compress" is "porthole compress --help".
const [first, ...rest] = given[0] === "help" ? [...given.slice(1), "--help"] : given;
if (first === "explain") {
  const { explainCommand } = await import("./explain-command.node.ts");
  await explainCommand(rest);
} else if (first === "password") {
  const { passwordCommand } = await import("./password-command.node.ts");
  await passwordCommand(rest);
} else if (first === "compress") {
  const { compressCommand } = await import("./compress-command.node.ts");
  await compressCommand(rest);
} else if (first === "check") {
  const { checkCommand } = await import("./check-command.node.ts");
  await checkCommand(rest);
} else {
  const { serveCommand } = await import("./serve-command.node.ts");
  await serveCommand(first === undefined ? [] : [first, ...rest]);
}
