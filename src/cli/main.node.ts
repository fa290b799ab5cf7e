#!/usr/bin/env node
// Each command is loaded only when it is asked for.
const [first, ...rest] = process.argv.slice(2);
if (first === "explain") {
  const { explainCommand } = await import("./explain-command.node.ts");
  await explainCommand(rest);
} else if (first === "password") {
  const { passwordCommand } = await import("./password-command.node.ts");
  await passwordCommand(rest);
} else if (first === "compress") {
  const { compressCommand } = await import("./compress-command.node.ts");
  await compressCommand(rest);
} else {
  const { serveCommand } = await import("./serve-command.node.ts");
  await serveCommand(process.argv.slice(2));
}
