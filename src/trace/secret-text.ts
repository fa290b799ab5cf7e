import { commonSecretNames, type SecretNames } from "./secret-names.ts";

/**
 * A text of one line, such as a request target or what came of a decision, with each character of a secret replaced by
 * "*": userinfo, and what goes by a secret's name in a query.
 */
export function maskedText(text: string, names: SecretNames = commonSecretNames): string {
  return text
    .replace(/(^|\/\/)([^\s/?#\\"<>]+)@/g, (_, before: string, userinfo: string) => `${before}${asterisks(userinfo)}@`)
    .replace(/([^\s&?;=/"<>,(){}#]+)=([^&\r\n]+)/g, (all, name: string, value: string) =>
      names.has(name) ? `${name}=${asterisks(value)}` : all,
    );
}

function asterisks(text: string): string {
  return "*".repeat(text.length);
}
