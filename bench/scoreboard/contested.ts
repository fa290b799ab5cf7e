// Cases that every one of the most respected servers fails, and that are right all the same: each with the reason, for
// where all others differ from us, we are the first to be suspected. By the case's name or its beginning, so that one reason
// can stand for the cases of a rule.
export const contested: Readonly<Record<string, string>> = {};
