import { render } from "preact";
import { App } from "./app.tsx";

// A place of its own: what else is in the page, the session of an exported one, stays where it is.
const place = document.createElement("div");
document.body.append(place);
render(<App />, place);
