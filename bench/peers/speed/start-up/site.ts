// A small site in TypeScript, for the time that it takes to start.
import { site, text } from "porthole";

export default site({ "/text": text("Hello, world!") });
