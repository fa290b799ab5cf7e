import { render } from "preact";

render(<p>Porthole</p>, document.body);
