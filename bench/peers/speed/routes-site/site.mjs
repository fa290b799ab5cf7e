// Porthole with many routes, as many as BENCH_ROUTES says.
import { site, text } from "porthole";
import { greeting } from "../answers.mjs";

const count = Number(process.env.BENCH_ROUTES);
export default site(
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`/section-${at}/:name`, text(greeting)])),
);
