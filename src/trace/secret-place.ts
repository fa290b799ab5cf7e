/** What the next octet that a scanner for secrets looks at belongs to. */
export type SecretPlace =
  | "line-start"
  | "line-name" // of a line that may be a secret's, or a method
  | "target-start" // the white space before a request target
  | "text" // the rest of a line, in which secrets are looked for
  | "separator" // between a secret field's name and its value
  | "after-message" // a secret went up to the end of a message: the next one's start line, or the secret's rest
  | "authority" // of a URI: it may begin with userinfo
  | "field-value"
  | "value"; // of a parameter, of a JSON member, or a form's part
