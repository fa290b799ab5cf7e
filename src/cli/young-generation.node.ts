/**
 * Keeps V8's young generation from growing, or lets it grow again. It doubles as more and more of it survives, up to
 * 64 MiB, for then most of what is young is in use and its collection costs much. While connections become many it is
 * they that survive: they grow old in any case, and the room made for them would stay empty.
 *
 * The flag is one of the whole process, so that only a process that is ours may set it, and it is read each time that
 * space would grow.
 */
export function keepYoungGeneration(isKept: boolean): void {
  // Not imported: no start needs it.
  const v8 = process.getBuiltinModule("node:v8");
  v8.setFlagsFromString(`--semi-space-growth-factor=${isKept ? 1 : USUAL_GROWTH_FACTOR}`);
}

/** V8's own. */
const USUAL_GROWTH_FACTOR = 2;

/** Whether there is V8, and whoever started the process has not chosen the sizes of its young generation. */
export function mayKeepYoungGeneration(
  options = [process.env["NODE_OPTIONS"], ...process.execArgv].join(" "),
): boolean {
  return process.versions["bun"] === undefined && !/semi[-_]space/.test(options);
}
