// npm run build: compiles src/ to dist/, what the package holds.
import { compiles } from "./steps.mjs";

process.exitCode = compiles("tsconfig.build.json", "dist", "src") ? 0 : 1;
