import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { peer } from "./peer.ts";
import { findProgram } from "./places.ts";

export const nginx = peer({
  name: "nginx",
  setup: "Debian's nginx.conf, one `server` with `root` and `try_files $uri $uri/ =404`",
  find: () => findProgram("nginx", ["-v"], "nginx-light"),
  async launch({ folder, ownFolder, port }) {
    const configuration = join(ownFolder, "nginx.conf");
    await writeFile(configuration, configurationOf(folder, ownFolder, port));
    return { command: ["nginx", "-p", ownFolder, "-e", "stderr", "-c", configuration, "-g", "daemon off;"] };
  },
});

function configurationOf(folder: string, ownFolder: string, port: number): string {
  const temporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `  ${kind}_temp_path ${ownFolder}/${kind};\n`)
    .join("");
  return `worker_processes auto;
pid ${ownFolder}/nginx.pid;
events {
  worker_connections 768;
}
http {
${temporaryPaths}  sendfile on;
  tcp_nopush on;
  types_hash_max_size 2048;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  gzip on;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    index index.html;
    location / {
      try_files $uri $uri/ =404;
    }
  }
}
`;
}
