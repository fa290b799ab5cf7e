import type { Mistake } from "../mistake.ts";
import { failing, malformed, notThere, response } from "./edits.ts";

/** What is taken for a message, or for a request line, that is none; and what is none to the server that is one. */
export const requestMistakes: readonly Mistake[] = [
  {
    name: "takes LF alone for the end of a line",
    requestHead: (head) => head.replace(/(?<!\r)\n/g, "\r\n").replace(/^\r\n(?=\S)/, ""),
    warns: ["RFC9112-2.2/BARE-LF"],
    fails: [],
  },
  {
    name: "takes CR alone for the end of a line",
    requestHead: (head) => head.replace(/\r(?!\n)/g, "\r\n"),
    fails: ["RFC9112-2.2/BARE-CR"],
  },
  {
    name: "takes CR alone for a space",
    requestHead: (head) => head.replace(/\r(?!\n)/g, " "),
    warns: ["RFC9112-2.2/BARE-CR"],
    fails: [],
  },
  {
    name: "takes an empty line for a request",
    requestHead: (head) => (/^\r\n/.test(head) ? malformed(head) : head),
    fails: ["RFC9112-2.2/EMPTY-LINE-BETWEEN", "RFC9112-2.2/EMPTY-LINES"],
  },
  {
    name: "takes white space off the first field line",
    requestHead: (head) => head.replace(/^(\S+ \S+ \S+\r\n)[ \t]+/, "$1"),
    fails: ["RFC9112-2.2/LEADING-WHITESPACE"],
  },
  {
    name: "passes over what stands before the method",
    requestHead: (head) => head.replace(/^[^A-Z\r\n]+(?=GET )/, ""),
    fails: ["RFC9112-2.2/FIRST-OCTET"],
  },
  {
    name: "answers whatever comes",
    requestHead: (head) =>
      /^\s*[!-~]+ [!-~]+ HTTP\/\d\.\d\r\n/.test(head) ? head : head.replace(/^.*(?=\r\n)/, "GET / HTTP/1.0"),
    fails: [
      "RFC9112-2.1/RESPONSE-INSTEAD",
      "RFC9112-2.2/FIRST-OCTET",
      "RFC9112-2.2/NO-HTTP",
      "RFC9112-2.3/VERSION-MISSING",
      "RFC9112-2.3/VERSION-SYNTAX",
      "RFC9112-3.1/METHOD-TOKEN",
      "RFC9112-3.2/TARGET-EMPTY",
      "RFC9112-3.2/TARGET-WITH-SPACE",
      "RFC9112-3/SEPARATORS",
      "RFC9112-6.3/MORE-THAN-SAID",
      "RFC9112-9.3.2/PIPELINED-THEN-MALFORMED",
    ],
  },
  {
    name: "decodes what it receives as UTF-8, and refuses what is none",
    requestHead: (head) => (/[\x80-\xff](?![\x80-\xbf])/.test(head) ? malformed(head) : head),
    warns: ["RFC9112-2.2/OCTETS-NOT-TEXT"],
    fails: ["RFC9112-5.1/FIELD-LINE"],
  },
  {
    name: "ends a field value where its octets are no UTF-8",
    requestHead: (head) => head.replace(/^([\w-]+:[^\r\n\x80-\xff]*)[\x80-\xff][^\r\n]*/gm, "$1\r\nbroken"),
    fails: ["RFC9112-5.1/FIELD-LINE"],
  },

  // The request line
  {
    name: "takes methods in small letters",
    requestHead: (head) => head.replace(/^(get|post|head)(?= )/, (method) => method.toUpperCase()),
    fails: ["RFC9110-9.1/METHOD-CASE"],
  },
  {
    name: "goes by the beginning of a method",
    requestHead: (head) => head.replace(/^GET[A-Z]+ /, "GET "),
    fails: ["RFC9110-9.1/METHOD-PREFIX"],
  },
  {
    name: "holds methods that it does not know for no requests",
    requestHead: (head) =>
      /^\s*(?:GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|TRACE|CONNECT) /.test(head) ? head : malformed(head),
    fails: [],
    warns: [
      "RFC9110-9.1/METHOD-TCHAR",
      "RFC9110-9.1/UNKNOWN-METHOD",
      "RFC9112-3.1/METHOD",
      "RFC9112-3/METHOD-TOO-LONG",
    ],
  },
  {
    name: "takes any octets for a method that is GET",
    requestHead: (head) => head.replace(/^[^ ]*[^A-Za-z \r\n-][^ ]*(?= \/)/, "GET"),
    fails: ["RFC9112-2.2/FIRST-OCTET", "RFC9112-3.1/METHOD-TOKEN"],
  },
  {
    name: "ends when it is asked with a method that it does not know",
    endsAt: /^M-SEARCH /,
    breaksMuch: true,
    fails: ["RFC9112-3.1/METHOD"],
  },
  {
    name: "takes all that stands between method and version for the target",
    requestHead: (head) =>
      head.replace(/^([A-Z]+) (.*) (HTTP\/1\.1\r\n)/, (_, method, target: string, version) => {
        return `${method} ${/^\S+$/.test(target) ? target : "/x"} ${version}`;
      }),
    fails: [],
    warns: [
      "RFC9112-2.3/VERSION-SYNTAX",
      "RFC9112-3.2/TARGET-EMPTY",
      "RFC9112-3.2/TARGET-OCTET",
      "RFC9112-3.2/TARGET-WITH-SPACE",
    ],
  },
  {
    name: "splits the request line at any white space",
    requestHead: (head) =>
      head.replace(/^([A-Z]+)[ \t\v\f\r]+([^ \t\v\f\r\n]+)[ \t\v\f\r]+(HTTP\/1\.1)[ \t]*\r\n/, "$1 $2 $3\r\n"),
    fails: [],
    warns: [
      "RFC9112-2.3/VERSION-SYNTAX",
      "RFC9112-3.2/TARGET-EMPTY",
      "RFC9112-3.2/TARGET-WITH-SPACE",
      "RFC9112-3/SEPARATORS",
    ],
  },
  {
    name: "takes no other characters in a target than letters",
    requestHead: (head) => (/^\S+ \/[^ ]*[;,$!]/.test(head) ? malformed(head) : head),
    fails: [],
    warns: ["RFC9112-3.2.1/ORIGIN-FORM"],
  },
  {
    name: "mends a target that has octets which it may not have",
    requestHead: (head) =>
      head.replace(/^([A-Z]+) (\/.*)(?= HTTP\/1\.1\r\n)/, (_, method, target: string) => {
        return `${method} ${target.replace(/[^!-~]|["<>\\^`{|}[\]#]/g, "x")}`;
      }),
    fails: [],
    warns: [
      "RFC9112-2.3/VERSION-SYNTAX",
      "RFC9112-3.2.1/PATH-OCTET",
      "RFC9112-3.2/TARGET-OCTET",
      "RFC9112-3.2/TARGET-WITH-SPACE",
    ],
  },
  {
    name: "puts a slash before a target that has none",
    requestHead: (head) => head.replace(/^(GET) (?!\/|http|\*)(?=[!-~])/i, "$1 /"),
    fails: ["RFC9112-3.2/TARGET-FORM"],
  },
  {
    name: "knows no absolute-form",
    requestHead: (head) => (/^[A-Z]+ https?:/i.test(head) ? notThere(head) : head),
    fails: ["RFC9112-3.2.2/ABSOLUTE-FORM", "RFC9112-3.2.2/HOST-IGNORED"],
  },
  {
    name: "leaves what stands before the path of absolute-form aside",
    requestHead: (head) => head.replace(/^([A-Z]+ )[a-z]+:\/{0,2}[^/ ]*\/?/i, "$1/"),
    fails: ["RFC9110-4.2.1/HOST-EMPTY", "RFC9110-4.2.4/USERINFO", "RFC9112-3.2.2/AUTHORITY"],
  },
  {
    name: "takes absolute-form only where Host says the same",
    requestHead: (head) => {
      const [, inTarget, inHost] = /^\S+ http:\/\/([^/? ]+)[\s\S]*^host: (\S+)/im.exec(head) ?? [];
      return inTarget === inHost ? head : malformed(head);
    },
    warns: ["RFC9112-3.2.2/HOST-IGNORED"],
    fails: [],
  },
  {
    name: "answers another page where Host says otherwise than absolute-form",
    requestHead: (head) => (/^GET http:[\s\S]*^host: porthole-check/im.test(head) ? notThere(head) : head),
    fails: ["RFC9112-3.2.2/HOST-IGNORED"],
  },
  {
    name: "takes an asterisk for the page, whatever the method",
    requestHead: (head) => head.replace(/^GET \* /, "GET / "),
    fails: ["RFC9112-3.2.4/ASTERISK-FORM"],
  },
  {
    name: "opens tunnels to anybody",
    answer: (head) => (head.startsWith("CONNECT ") ? "HTTP/1.1 200 OK\r\n\r\n" : undefined),
    fails: ["RFC9110-9.3.6/CONNECT", "RFC9110-9.3.6/CONNECT-ELSEWHERE", "RFC9112-3.2.3/AUTHORITY-FORM"],
  },

  // Versions
  {
    name: "takes small letters in the version",
    requestHead: (head) => head.replace(/ http\/1\.1\r\n/, " HTTP/1.1\r\n"),
    fails: ["RFC9112-2.3/VERSION-SYNTAX"],
  },
  {
    name: "takes any version for its own",
    requestHead: (head) => head.replace(/ HTTP\/[02-9]\.\d\r\n/, " HTTP/1.1\r\n"),
    warns: ["RFC9110-2.5/VERSION"],
    fails: [],
  },
  {
    name: "reads a version no further than it must",
    requestHead: (head) =>
      head.replace(/ HTTPS?\/\d*[.,]?\d*\w*\r\n/, (version) =>
        /\/[02-9]\.|\/1\.0\r/.test(version) ? version : " HTTP/1.1\r\n",
      ),
    fails: ["RFC9112-2.3/VERSION-SYNTAX"],
  },
  {
    name: "refuses the versions of tomorrow",
    requestHead: (head) => (/^[^\r\n]* HTTP\/1\.[2-9]\r\n/.test(head) ? malformed(head) : head),
    fails: [],
    warns: ["RFC9110-6.2/LATER-MINOR"],
  },
  {
    name: "takes a request line without a version",
    requestHead: (head) => head.replace(/^(GET \S+)\r\n/, "$1 HTTP/1.0\r\n"),
    fails: ["RFC9112-2.3/VERSION-MISSING"],
  },
  {
    name: "answers a TLS handshake with a page",
    received: (octets, connection) => {
      if (!octets.startsWith("\x16\x03")) return octets;
      connection.send(response("200 OK"));
      return "";
    },
    fails: ["RFC9112-3/TLS"],
  },
  {
    name: "fails at semicolons in a path",
    responseHead: (head, request) => (/^\S+ [^ ?]*;/.test(request) ? failing(head) : head),
    fails: ["RFC9112-3.2.1/ORIGIN-FORM"],
  },
];
