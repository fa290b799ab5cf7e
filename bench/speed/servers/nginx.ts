import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, type Peer, peer } from "../../peers/index.ts";

/** nginx as one tunes it for speed: its files kept open, sendfile, no log, connections that stay. */
export function nginx(workers = 1): Peer {
  return peer({
    name: workers === 1 ? "nginx" : `nginx, ${workers} workers`,
    setup: `\`worker_processes ${workers}\`, \`open_file_cache\`, \`sendfile\`, \`tcp_nopush\`, \`gzip_static\`, no access log; 13 octets by \`return 200\``,
    find: () => findProgram("nginx", ["-v"], "nginx-light"),
    async launch({ folder, ownFolder, port }) {
      const configuration = join(ownFolder, "nginx.conf");
      await writeFile(configuration, configurationOf(folder, ownFolder, port, workers));
      return { command: ["nginx", "-p", ownFolder, "-e", "stderr", "-c", configuration, "-g", "daemon off;"] };
    },
  });
}

function configurationOf(folder: string, ownFolder: string, port: number, workers: number): string {
  const temporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `  ${kind}_temp_path ${ownFolder}/${kind};\n`)
    .join("");
  return `worker_processes ${workers};
worker_rlimit_nofile 20000;
pid ${ownFolder}/nginx.pid;
events {
  worker_connections 16384;
}
http {
${temporaryPaths}  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  open_file_cache max=1000 inactive=60s;
  open_file_cache_valid 60s;
  keepalive_requests 1000000000;
  keepalive_timeout 75s;
  large_client_header_buffers 8 16k;
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  gzip_static on;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    root ${folder};
    location = /text {
      default_type "text/plain; charset=utf-8";
      return 200 "Hello, world!";
    }
  }
}
`;
}
