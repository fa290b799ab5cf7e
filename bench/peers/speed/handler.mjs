// A fetch handler, and nothing else: the same module on Porthole and on srvx.
import { greeting } from "./answers.mjs";

export default { fetch: () => new Response(greeting) };
