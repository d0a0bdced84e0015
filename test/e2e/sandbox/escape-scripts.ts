/** The first line of a script for Node, as an instance has it. */
export const NODE = "#!/opt/keylease/bin/node";

/** Without `ip` on the machine, the service is told of. */
export const METADATA = "const metadata = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT ?? 'http://169.254.169.254';";

/** Tells what came of each attempt to connect to `[host, port]` or to a socket's path. */
export const CONNECTOR = [
  "const { connect } = require('node:net');",
  "const attempt = (to) => new Promise((resolve) => {",
  "  const socket = connect({ ...(Array.isArray(to) ? { host: to[0], port: to[1] } : { path: to }), timeout: 3000 });",
  "  const say = (what) => { console.log(String(to), what); socket.destroy(); resolve(); };",
  "  socket.on('connect', () => say('REACHED')).on('timeout', () => say('silence')).on('error', ({ code }) => say(code));",
  "});",
];
