import { type AccessSettings, authOver } from "../access/index.ts";
import type { FilesOptions } from "../files/index.ts";
import { FieldSection, type FieldSectionInit } from "../semantics/index.ts";
import { filesOptionChecks, type OptionCheck, requireOption } from "./required-options.ts";

/**
 * How a site serves: what the site itself, a flag and `serve` may each say. Its options of files hold for each
 * `files(…)` whose own say nothing.
 */
export interface SiteSettings extends FilesOptions, AccessSettings {}

/**
 * What a site says, with what was given over it: each option that is given wins. Of `headers` it wins name by name, and
 * of `auth` user by user, so that no path that the site guards is left open.
 */
export function settingsOver(site: SiteSettings, given: SiteSettings): SiteSettings {
  const merged: Record<string, unknown> = {};
  for (const name of settingNames) {
    const value = given[name] ?? site[name];
    if (value !== undefined) merged[name] = value;
  }
  if (site.headers !== undefined && given.headers !== undefined) {
    merged["headers"] = headersOver(site.headers, given.headers);
  }
  if (site.auth !== undefined && given.auth !== undefined) merged["auth"] = authOver(site.auth, given.auth);
  return merged;
}

function headersOver(site: FieldSectionInit, given: FieldSectionInit): FieldSectionInit {
  const lines = [...FieldSection.of(given)];
  const names = new Set(lines.map(([name]) => name.toLowerCase()));
  return [...FieldSection.of(site)].filter(([name]) => !names.has(name.toLowerCase())).concat(lines);
}

/**
 * Refuses settings that cannot be meant. Names that are not among them are left to whoever knows them.
 * @param maker "site", for the message
 * @throws ConfigError naming the setting
 */
export function requireSettings(maker: string, settings: SiteSettings): void {
  for (const name of settingNames) requireOption(maker, name, settings[name], settingChecks[name]);
}

const settingChecks: Readonly<Record<keyof SiteSettings, OptionCheck>> = {
  ...filesOptionChecks,
  // What is in them is read where they are used: `cors.ts`, `response-fields.ts`, `auth-option.ts`.
  cors: [
    (value) => typeof value === "boolean" || typeof value === "string" || isListOfText(value),
    'true, or origins such as "https://app.example.com"',
  ],
  headers: [
    (value) => typeof value === "object" && value !== null,
    'an object of names and values: { "X-Robots-Tag": "none" }',
  ],
  auth: [
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    'an object of paths: { "/admin/*": { users: { anna: "$scrypt$…" } } }',
  ],
};

/** The names of all settings. */
export const settingNames = Object.keys(settingChecks) as readonly (keyof SiteSettings)[];

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
