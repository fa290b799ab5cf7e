import { ConfigError, shown } from "../config/index.ts";
import { unknownOption } from "./required-options.ts";
import { requireSettings, type SiteSettings, settingNames } from "./site-settings.ts";
import { branded, isBranded, type RouteEntry } from "./site-values.ts";

/** A site's own settings. A flag, an environment variable or an option of `serve` wins over each. */
export interface SiteOptions extends SiteSettings {
  readonly port?: number | undefined;
  readonly host?: string | readonly string[] | undefined;
  readonly development?: boolean | undefined;
  readonly log?: "pretty" | "json" | "common" | "combined" | "none" | undefined;
  /** Seconds that open exchanges get at shutdown. */
  readonly graceSeconds?: number | undefined;
  /** Serves dotfiles too. */
  readonly dotfiles?: boolean | undefined;
  /** Follows symbolic links out of the root. */
  readonly symlinks?: boolean | undefined;
  /** Addresses whose Forwarded fields count, in CIDR notation. */
  readonly trustProxy?: string | readonly string[] | undefined;
  /** Milliseconds. */
  readonly timeouts?:
    | Readonly<Partial<Record<"headers" | "idle" | "receive" | "send", number | undefined>>>
    | undefined;
  readonly limits?: Readonly<Partial<Record<LimitName, number | undefined>>> | undefined;
}

type LimitName =
  | "maxRequestLine"
  | "maxHeaderSize"
  | "maxHeaderLines"
  | "maxRequestBodySize"
  | "maxRequestsPerConnection"
  | "maxConnections";

/** Routes and settings, not yet compiled: plain data. */
export interface Site extends ReturnType<typeof branded<"site">> {
  readonly routes: Readonly<Record<string, RouteEntry>>;
  readonly options: SiteOptions;
}

/**
 * A site: route patterns, each with what answers it. A pattern is `[METHOD ]/path` whose segments are literal, `:name`
 * or, as the last one, `*`. Without a method it answers GET, and HEAD with it. The more specific pattern wins; their
 * order does not matter.
 * @throws ConfigError naming an option that is none or cannot be meant
 */
export function site<Pattern extends string>(
  routes: { readonly [Each in Pattern]: RouteEntry<Each> },
  options: SiteOptions = {},
): Site {
  if (typeof routes !== "object" || routes === null || Array.isArray(routes)) {
    throw new ConfigError(`site: ${shown(routes)} is no record of routes`, {
      hint: 'Such as site({ "/": file("index.html") }).',
    });
  }
  requireSiteOptions(options);
  return { ...branded("site"), routes: routes as Readonly<Record<string, RouteEntry>>, options };
}

/** The port, the deadlines and the like are looked at by who uses them, since `serve` may be told them too. */
function requireSiteOptions(options: SiteOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new ConfigError(`site: ${shown(options)} is no object of options`);
  }
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) throw unknownOption("site", unknown, optionNames);
  requireSettings("site", options);
}

const serverOptionNames = Object.keys({
  port: 0,
  host: 0,
  development: 0,
  log: 0,
  graceSeconds: 0,
  dotfiles: 0,
  symlinks: 0,
  trustProxy: 0,
  timeouts: 0,
  limits: 0,
} satisfies Record<Exclude<keyof SiteOptions, keyof SiteSettings>, 0>);

const optionNames: readonly string[] = [...serverOptionNames, ...settingNames];

/** Whether this was made by {@link site}, also by another copy of the package. */
export function isSite(value: unknown): value is Site {
  return isBranded(value) && value.kind === "site";
}
