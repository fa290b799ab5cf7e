import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, posix } from "node:path";
import { test } from "node:test";
import { projectPaths, projectRoot, sourceFolders } from "./tools/project-files.ts";

const readmeLinesMax = 40;

function read(path: string): string {
  return readFileSync(join(projectRoot, path), "utf8");
}

const documents = projectPaths().filter((path) => path.endsWith(".md"));

test("documents: every folder of src/ has a README of at most 40 lines when its folders are listed", () => {
  const wrong = sourceFolders().flatMap((folder) => {
    const path = `src/${folder}/README.md`;
    if (!existsSync(join(projectRoot, path))) return [`${path} is missing`];
    const lines = read(path).trimEnd().split("\n").length;
    return lines > readmeLinesMax ? [`${path} has ${lines} lines`] : [];
  });
  assert.deepEqual(wrong, []);
});

test("documents: every relative link leads to a file, and to a heading where it names one, when all are followed", () => {
  assert.deepEqual(
    documents.flatMap((path) => deadLinks(path, read(path))),
    [],
  );
});

test("documents: a link is found dead when its file or its heading is not there", () => {
  const text = "[a](README-missing.md) [b](#no-such-heading) [c](test/nothing/) ![d](d.png) [e]: gone.md\n[e]: gone.md";
  assert.equal(deadLinks("made-up.md", text).length, 5);
  const alive =
    "# A `heading`, here\n[a](#a-heading-here) [b](package.json) [c](https://example.com/)\n```\n[d](d.md)\n```";
  assert.deepEqual(deadLinks("made-up.md", alive), []);
});

test("documents: no file names a folder of one machine or a package registry when all texts are read", () => {
  const named = projectPaths()
    .filter((path) => !/\.(png|jpe?g|gif|ico|woff2?|br|gz|zst)$/.test(path))
    .flatMap((path) => machineWords(read(path)).map((words) => `${path}: ${words}`));
  assert.deepEqual(named, []);
});

test("documents: a machine's folder and a registry are found when a text names them", () => {
  assert.deepEqual(machineWords(`see ${projectRoot}/src`), [`${projectRoot}/`]);
  assert.equal(machineWords(`${"registry"}.example.org/mime`).length, 1);
  assert.equal(machineWords(`"${"resolved"}": "https://a/b.tgz"`).length, 1);
});

/** The links of a document that lead nowhere, with their targets. Web addresses are not followed. */
function deadLinks(path: string, markdown: string): string[] {
  const prose = markdown.replace(/^ {0,3}(```|~~~).*?^ {0,3}\1/gms, "").replace(/`[^`\n]*`/g, "");
  const targets = [
    ...[...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, target]) => target!),
    ...[...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(([, target]) => target!),
    ...[...prose.matchAll(/<(?:img|a)\b[^>]*?(?:src|href)="([^"]+)"/g)].map(([, target]) => target!),
  ];
  return targets
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
    .filter((target) => !isAlive(path, markdown, target))
    .map((target) => `${path} → ${target}`);
}

function isAlive(path: string, markdown: string, target: string): boolean {
  const [file = "", heading] = target.split("#");
  const aim = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
  if (file !== "" && !existsSync(join(projectRoot, aim))) return false;
  if (heading === undefined || !aim.endsWith(".md")) return true;
  return anchors(file === "" ? markdown : read(aim)).includes(heading);
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What of a text names the folder this project stands in, a home folder, or a package registry's host. */
function machineWords(text: string): string[] {
  const places = [`${projectRoot}/`, `${homedir()}/`].filter((place) => place.length > 2 && text.includes(place));
  const registries = text.match(/\bregistry\.[a-z0-9-]+\.[a-z]{2,}|"resolved": *"https?:[^"]*"/g) ?? [];
  return [...places, ...registries];
}
