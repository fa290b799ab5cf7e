import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { availableCodings, CODED_OCTETS_MIN, type ContentCoding } from "../files/index.ts";
import type { Paint } from "../server/index.ts";
import { visibleText } from "../trace/index.ts";
import { newCommand, parseArguments } from "./command-line.ts";
import { type CompressChoice, compressFile } from "./compress-file.node.ts";
import { CompressTotals, fileLine, progressLine, reportText } from "./compress-report.ts";
import { type CompressSource, compressSources } from "./compress-sources.node.ts";
import { shownPath } from "./paths.node.ts";
import { ProgressLine } from "./progress-line.node.ts";
import { listenToSignals } from "./signals.node.ts";
import { CommandError, exitCodes } from "./start-error.ts";
import { failToStart } from "./start-failure.node.ts";
import { type Streams, standardStreams } from "./streams.node.ts";

/** Threads that Node codes in, unless UV_THREADPOOL_SIZE says otherwise. */
const POOL_THREADS = 4;

interface CompressFlags {
  readonly codings: readonly ContentCoding[];
  readonly minSize: number;
  readonly dryRun?: boolean;
  readonly remove?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** `porthole compress <dir>`: writes the codings of each file beside it. */
export async function compressCommand(args: readonly string[]): Promise<void> {
  const isVerbose = args.includes("--verbose");
  const streams = standardStreams(process.env, isVerbose);
  try {
    const command = compressCommandLine(streams.paint);
    if (!parseArguments(command, args)) return;
    const run = new CompressRun(requireFolder(command.args[0] ?? "."), command.opts<CompressFlags>(), streams);
    process.exitCode = await run.complete();
  } catch (error) {
    failToStart(error, isVerbose, streams);
  }
}

function compressCommandLine(paint: Paint): Command {
  return newCommand("porthole compress", paint)
    .usage("<dir> [options]")
    .description(
      `Writes ${writtenExtensions()} beside each file of a built site that gets smaller by\n` +
        "it. porthole sends them to whoever takes them. What is up to date stays as it\n" +
        "is; dotfiles and symbolic links are left out.",
    )
    .argument("<dir>", "folder")
    .addOption(
      new Option("--codings <list>", `which codings: ${availableCodings.join(",")} by default`)
        .argParser(parseCodings)
        .default(availableCodings),
    )
    .addOption(
      new Option("--min-size <octets>", `smaller files are left as they are; ${CODED_OCTETS_MIN} by default`)
        .argParser(parseOctets)
        .default(CODED_OCTETS_MIN),
    )
    .option("--dry-run", "write and remove nothing, and say what would come of it")
    .option("--remove", "remove what is beside the files instead")
    .option("-q, --quiet", "say nothing but errors")
    .option("--verbose", "stack traces")
    .helpOption("-h, --help", "show this");
}

/** ".br, .zst and .gz", or without the one that this Node cannot make. */
function writtenExtensions(): string {
  return availableCodings.includes("zstd") ? ".br, .zst and .gz" : ".br and .gz";
}

function parseCodings(text: string): readonly ContentCoding[] {
  const asked = text.split(",").map((name) => name.trim());
  for (const name of asked) {
    const meant = codingNames.get(name);
    if (meant !== undefined) throw new InvalidArgumentError(`Write ${meant} for ${name}.`);
  }
  const unknown = asked.find((name) => !availableCodings.some((coding) => coding === name));
  if (unknown === "zstd") throw new InvalidArgumentError(`Node ${process.versions.node} cannot make zstd.`);
  if (unknown !== undefined) throw new InvalidArgumentError(`The codings are ${availableCodings.join(", ")}.`);
  return availableCodings.filter((coding) => asked.includes(coding));
}

/** What codings are called besides, and their names in HTTP. */
const codingNames: ReadonlyMap<string, ContentCoding> = new Map([
  ["zst", "zstd"],
  ["gz", "gzip"],
  ["brotli", "br"],
]);

function parseOctets(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError("It must be a number of octets.");
  return Number(text);
}

function requireFolder(folder: string): string {
  try {
    const real = realpathSync(folder);
    if (!statSync(real).isDirectory()) {
      throw new CommandError(`${folder} is a file`, exitCodes.failed, { hint: "Give the folder of a built site." });
    }
    accessSync(real, constants.R_OK | constants.X_OK);
    return real;
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    const message = isMissing ? `there is no ${folder}` : `${folder} is not readable (${code})`;
    throw new CommandError(message, exitCodes.failed, { hint: "Give the folder of a built site.", cause: error });
  }
}

/** One run over a folder. */
class CompressRun {
  readonly #folder: string;
  readonly #isQuiet: boolean;
  readonly #choice: CompressChoice;
  readonly #streams: Streams;
  readonly #progress: ProgressLine;
  readonly #totals: CompressTotals;
  readonly #isRedrawn: boolean;

  constructor(folder: string, flags: CompressFlags, streams: Streams) {
    this.#folder = folder;
    this.#isQuiet = flags.quiet === true;
    this.#choice = {
      codings: flags.codings,
      octetsMin: flags.minSize,
      isDryRun: flags.dryRun === true,
      isRemoval: flags.remove === true,
    };
    this.#streams = streams;
    this.#isRedrawn = streams.isTerminal && process.env["TERM"] !== "dumb";
    this.#progress = new ProgressLine(this.#isRedrawn && !this.#isQuiet);
    this.#totals = new CompressTotals(flags.codings);
  }

  /** @returns the exit code */
  async complete(): Promise<number> {
    const startMs = performance.now();
    const { sources, otherFiles } = compressSources(this.#folder, (path, error) => this.#fail(path, error));
    const stop = () => this.#stop(sources.length);
    const leaveSignals = listenToSignals({ drain: stop, force: stop, reload: stop }, this.#streams.isTerminal);
    await this.#compressAll(sources);
    leaveSignals();
    this.#progress.clear();
    if (!this.#isQuiet) {
      const durationMs = performance.now() - startMs;
      const report = {
        totals: this.#totals,
        choice: this.#choice,
        folder: shownPath(this.#folder),
        otherFiles,
        durationMs,
      };
      this.#progress.outputLine(reportText(report, { paint: this.#streams.paint, columns: this.#streams.columns() }));
    }
    return this.#totals.failures === 0 ? exitCodes.ok : exitCodes.failed;
  }

  /** As many files at a time as there are cores and threads. */
  async #compressAll(sources: readonly CompressSource[]): Promise<void> {
    let next = 0;
    const compressNext = async () => {
      while (next < sources.length) {
        const source = sources[next++]!;
        this.#drawProgress(source, sources.length);
        await this.#compress(source);
        this.#drawProgress(source, sources.length);
      }
    };
    const count = Math.min(availableParallelism(), POOL_THREADS, sources.length);
    await Promise.all(Array.from({ length: count }, compressNext));
  }

  async #compress(source: CompressSource): Promise<void> {
    try {
      const outcomes = await compressFile(source, this.#choice);
      this.#totals.add(source.sizeOctets, outcomes);
      const line = fileLine(shownPath(source.path), source.sizeOctets, outcomes, this.#streams.paint);
      if (line !== undefined && !this.#isRedrawn && !this.#isQuiet) this.#progress.outputLine(line);
    } catch (error) {
      this.#fail(source.path, error);
    }
  }

  #drawProgress(source: CompressSource, filesOfAll: number): void {
    this.#progress.draw(() =>
      progressLine(this.#totals, filesOfAll, shownPath(source.path), {
        paint: this.#streams.paint,
        columns: this.#streams.columns() ?? 80,
      }),
    );
  }

  #fail(path: string, error: unknown): void {
    this.#totals.failures++;
    const code = (error as NodeJS.ErrnoException).code;
    const message = error instanceof Error ? error.message : String(error);
    const reason = code === undefined ? message : (failures[code] ?? `cannot be compressed (${code})`);
    this.#progress.errorLine(`${this.#streams.errorPaint.red("✖")} ${visibleText(`${shownPath(path)}: ${reason}`)}`);
  }

  /** What is being coded is given up: each sibling that is there is whole. */
  #stop(filesOfAll: number): void {
    const { files } = this.#totals;
    this.#progress.errorLine(
      `\n  ${this.#streams.errorPaint.yellow("!")}  stopped after ${files} of ${filesOfAll} files\n`,
    );
    process.exit(exitCodes.cut);
  }
}

const failures: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it has gone",
  ENOSPC: "the disk is full",
  EROFS: "the disk may only be read",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "its name is too long for one more extension",
};
