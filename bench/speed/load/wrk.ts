import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Load, LoadOutcome, LoadProgram } from "./load.ts";
import { placed } from "./placed-command.ts";
import { runCommand } from "./run-command.ts";

/** The load generator wrk, one thread of it. */
export function wrk(scriptFolder: string, cores: string | undefined): LoadProgram {
  const scripts: { readonly load: Load; readonly path: string }[] = [];

  async function scriptFor(load: Load): Promise<string> {
    const written = scripts.find(
      (each) => each.load.requests === load.requests && each.load.pipelined === load.pipelined,
    );
    if (written !== undefined) return written.path;
    const path = join(scriptFolder, `load-${scripts.length}.lua`);
    await writeFile(path, scriptOf(load), "latin1");
    scripts.push({ load, path });
    return path;
  }

  return {
    name: "wrk",
    async run(load) {
      const script = await scriptFor(load);
      const { port, connections, seconds } = load;
      const wrk = ["wrk", "-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "10s", "-s", script];
      const command = [...placed(cores), ...wrk, `http://127.0.0.1:${port}/`];
      return outcomeOf(await runCommand(command, seconds * 1000 + 30_000));
    },
  };
}

/** The program in Lua that has wrk send the requests and print what came of it as JSON. */
export function scriptOf({ requests, pipelined }: Load): string {
  const formats = requests.map((request) => {
    // wrk adds Host and Content-Length.
    const fields = request.fieldLines.map((line) => {
      const colon = line.indexOf(":");
      return `[${quoted(line.slice(0, colon))}] = ${quoted(line.slice(colon + 1).trim())}`;
    });
    const content = request.content === undefined ? "nil" : quoted(request.content.toString("latin1"));
    return `format(${quoted(request.method)}, ${quoted(request.target)}, { ${fields.join(", ")} }, ${content})`;
  });
  const batches = pipelined === 1 ? "formats" : `batchesOf(formats, ${pipelined})`;
  // What never changes wrk sends without calling Lua: it takes what wrk.format yields where there is no request().
  const requestsInTurn = `
local batches, at = {}, 0
function request()
  at = at % #batches + 1
  return batches[at]
end`;
  return `
local format = wrk.format
local function batchesOf(formats, count)
  local batches = {}
  for place, each in ipairs(formats) do batches[place] = each:rep(count) end
  return batches
end${requests.length === 1 ? "\nlocal batches" : requestsInTurn}
function init(args)
  local formats = {
    ${formats.join(",\n    ")}
  }
  batches = ${batches}
  wrk.format = function() return batches[1] end
end
function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    'RESULT {"requests":%d,"microseconds":%d,"octets":%d,"latency99Microseconds":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}',
    summary.requests, summary.duration, summary.bytes, latency:percentile(99),
    errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
`;
}

/** A text as Lua writes it, octet by octet. */
function quoted(text: string): string {
  return `"${text.replace(/[^ !#-[\]-~]/g, (octet) => `\\${octet.charCodeAt(0).toString().padStart(3, "0")}`)}"`;
}

/** @throws {Error} where wrk did not print what the script says */
export function outcomeOf(printed: string): LoadOutcome {
  const json = /^RESULT (\{.*\})$/m.exec(printed)?.[1];
  if (json === undefined) throw new Error(`wrk says: ${printed.trim()}`);
  const said = JSON.parse(json) as Record<string, number>;
  const faults = ["connect", "read", "write", "status", "timeout"].filter((name) => said[name]! > 0);
  return {
    requests: said["requests"]!,
    seconds: said["microseconds"]! / 1e6,
    octets: said["octets"]!,
    latency99Ms: said["latency99Microseconds"]! / 1000,
    fault: faults.length === 0 ? undefined : `errors: ${faults.map((name) => `${name} ${said[name]}`).join(", ")}`,
  };
}
