/** What a line of a terminal has become by what was typed. */
export type HiddenLineState = "open" | "entered" | "cancelled";

/**
 * A line that is typed into a terminal in raw mode, where the terminal neither shows nor edits it. Backspace takes a
 * character as people see it, Ctrl-U all of them; Ctrl-C and Ctrl-D cancel; arrows and other keys do nothing.
 */
export class HiddenLine {
  /** What has been typed, without the end of the line. */
  text = "";
  state: HiddenLineState = "open";
  #escape: "none" | "begun" | "sequence" = "none";

  /** Takes what was typed or pasted. @returns what came after the end of the line: the next line's, where there is one */
  receive(typed: string): string {
    let taken = 0;
    for (const character of typed) {
      if (this.state !== "open") break;
      taken += character.length;
      if (!this.#isOfEscape(character)) this.#type(character);
    }
    return typed.slice(taken);
  }

  #type(character: string): void {
    switch (character) {
      case "\r":
      case "\n":
        this.state = "entered";
        return;
      case CTRL_C:
      case CTRL_D:
        this.state = "cancelled";
        return;
      case BACKSPACE:
      case DELETE:
        this.text = this.text.slice(0, [...graphemes.segment(this.text)].at(-1)?.index ?? 0);
        return;
      case CTRL_U:
        this.text = "";
        return;
      default:
        if (!CONTROL.test(character)) this.text += character;
    }
  }

  /** Keys without a character send an escape sequence (ECMA-48 §5.4), which may come in pieces. */
  #isOfEscape(character: string): boolean {
    if (character === ESCAPE) this.#escape = "begun";
    else if (this.#escape === "none") return false;
    else if (this.#escape === "begun") this.#escape = character === "[" || character === "O" ? "sequence" : "none";
    else if (/[@-~]/.test(character)) this.#escape = "none";
    return true;
  }
}

const graphemes = new Intl.Segmenter();
const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const BACKSPACE = "\b";
const CTRL_U = "\u0015";
const ESCAPE = "\u001b";
const DELETE = "\u007f";
const CONTROL = /\p{Cc}/u;
