import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peer } from "./peer.ts";
import { findProgram } from "./places.ts";

export const lighttpd = peer({
  name: "lighttpd",
  setup: "Debian's lighttpd.conf",
  find: () => findProgram("lighttpd", ["-v"], "lighttpd"),
  async launch({ folder, ownFolder, port }) {
    const configuration = join(ownFolder, "lighttpd.conf");
    await writeFile(configuration, configurationOf(folder, ownFolder, port));
    return { command: ["lighttpd", "-D", "-f", configuration] };
  },
});

function configurationOf(folder: string, ownFolder: string, port: number): string {
  const user = process.getuid?.() === 0 ? 'server.username = "www-data"\nserver.groupname = "www-data"\n' : "";
  return `server.modules = ( "mod_indexfile", "mod_access", "mod_alias", "mod_redirect" )
server.document-root = "${folder}"
server.upload-dirs = ( "${ownFolder}" )
server.bind = "127.0.0.1"
server.port = ${port}
${user}server.feature-flags += ( "server.h2proto" => "enable" )
server.feature-flags += ( "server.h2c" => "enable" )
server.feature-flags += ( "server.graceful-shutdown-timeout" => 5 )
server.http-parseopts = (
  "header-strict" => "enable",
  "host-strict" => "enable",
  "host-normalize" => "enable",
  "url-normalize-unreserved" => "enable",
  "url-normalize-required" => "enable",
  "url-ctrls-reject" => "enable",
  "url-path-2f-decode" => "enable",
  "url-path-dotseg-remove" => "enable",
)
index-file.names = ( "index.php", "index.html" )
url.access-deny = ( "~", ".inc" )
static-file.exclude-extensions = ( ".php", ".pl", ".fcgi" )
include_shell "/usr/share/lighttpd/create-mime.conf.pl"
server.modules += ( "mod_dirlisting", "mod_staticfile" )
`;
}
