import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peer } from "./peer.ts";
import { findProgram } from "./places.ts";

const modulesFolder = "/usr/lib/apache2/modules";

// Those that Debian turns on and that have a part in answering from a folder.
const modules = [
  ...["mpm_event", "authz_core", "authz_host", "access_compat", "alias", "autoindex", "deflate", "dir", "env"],
  ...["filter", "mime", "negotiation", "reqtimeout", "setenvif"],
];

export const apache = peer({
  name: "Apache httpd",
  setup: "Debian's apache2.conf and the modules that it turns on, one `<Directory>` with all granted",
  find: () => findProgram("apache2", ["-v"], "apache2"),
  async launch({ folder, ownFolder, port }) {
    const configuration = join(ownFolder, "apache2.conf");
    await writeFile(configuration, configurationOf(folder, ownFolder, port));
    return { command: ["apache2", "-f", configuration, "-D", "FOREGROUND"] };
  },
});

function configurationOf(folder: string, ownFolder: string, port: number): string {
  const user = process.getuid?.() === 0 ? "User www-data\nGroup www-data\n" : "";
  return `ServerRoot ${ownFolder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${ownFolder}/apache2.pid
DefaultRuntimeDir ${ownFolder}
Mutex file:${ownFolder} default
ErrorLog ${ownFolder}/error.log
LogLevel error
${user}${modules.map((name) => `LoadModule ${name}_module ${modulesFolder}/mod_${name}.so\n`).join("")}
Timeout 300
KeepAlive On
MaxKeepAliveRequests 100
KeepAliveTimeout 5
ServerTokens OS
ServerSignature On
TraceEnable Off
RequestReadTimeout header=20-40,minrate=500
RequestReadTimeout body=10,minrate=500
TypesConfig /etc/mime.types
AddOutputFilterByType DEFLATE text/html text/plain text/xml text/css text/javascript
DirectoryIndex index.html
DocumentRoot ${folder}
<Directory />
  Options FollowSymLinks
  AllowOverride None
  Require all denied
</Directory>
<Directory ${folder}>
  Options Indexes FollowSymLinks
  AllowOverride None
  Require all granted
</Directory>
`;
}
