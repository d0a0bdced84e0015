import { Agent, type ClientRequest, type RequestOptions } from "node:http";
import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectSecure, createSecureContext, type SecureContext } from "node:tls";

/** How sockets are kept. */
export interface KeptSocketsSettings {
  /** Whether the server is spoken to by TLS. */
  readonly secure: boolean;
  /** After as long a silence of the server a request is told so by its event `timeout`. */
  readonly idleMilliseconds: number;
}

/** Servers close what nobody uses; Node's own do so after 5 s, and a request that meets it is lost. */
const FRESH_MILLISECONDS = 4_000;
/** A network that forgets silent connections is reminded of them, as by Node's own agents. */
const KEEP_ALIVE_MILLISECONDS = 1_000;

/** Where a socket leads. */
interface Place {
  readonly host: string;
  readonly port: number;
}

/** A socket, and the request that has it. */
interface Slot extends Place {
  readonly socket: Socket;
  message: ClientRequest | undefined;
  /** When the last request left it. */
  freeSince: number;
}

/**
 * Sockets to one server, kept from request to request. Node's own agent serves any number of servers, and looks for the
 * one that is meant by a name that it puts together from all options of each request; it copies these, sets timers and
 * listeners for each request, and gives a new number for traces. That took a third of the time that Node needs to send a
 * small request.
 */
export class KeptSockets extends Agent {
  // What `node:http` asks of an agent, so that it takes this one for requests by TLS too.
  readonly protocol: string;
  readonly defaultPort: number;
  readonly #settings: KeptSocketsSettings;
  readonly #slots = new Set<Slot>();
  readonly #free: Slot[] = [];
  #tlsSession: Buffer | undefined;
  /** One for all connections: each of its own would parse the authorities anew. */
  #secureContext: SecureContext | undefined;

  constructor(settings: KeptSocketsSettings) {
    super({ keepAlive: true });
    this.#settings = settings;
    this.protocol = settings.secure ? "https:" : "http:";
    this.defaultPort = settings.secure ? 443 : 80;
  }

  /** Called by `node:http` for each request. The one that was used last has the widest window open. */
  addRequest(message: ClientRequest, options: RequestOptions): void {
    const place = { host: options.host ?? "localhost", port: Number(options.port ?? this.defaultPort) };
    const kept = this.#takeFree(place);
    const slot = kept ?? this.#open(place);
    slot.message = message;
    message.reusedSocket = kept !== undefined;
    message.onSocket(slot.socket);
  }

  /** Ends all requests that are on their way. */
  endRequests(): void {
    for (const { message } of this.#slots) message?.destroy();
  }

  override destroy(): void {
    for (const { socket } of this.#slots) socket.destroy();
  }

  #takeFree({ host, port }: Place): Slot | undefined {
    for (let slot = this.#free.pop(); slot !== undefined; slot = this.#free.pop()) {
      const { socket, freeSince } = slot;
      const isFresh = socket.writable && performance.now() - freeSince < FRESH_MILLISECONDS;
      if (isFresh && slot.host === host && slot.port === port) return slot;
      socket.destroy();
    }
    return undefined;
  }

  #open({ host, port }: Place): Slot {
    const socket = this.#connect({ host, port });
    const slot: Slot = { host, port, socket, message: undefined, freeSince: 0 };
    this.#slots.add(slot);
    socket.setTimeout(this.#settings.idleMilliseconds);
    socket.on("timeout", () => {
      if (slot.message === undefined) socket.destroy();
      else slot.message.emit("timeout");
    });
    // By the request, when the answer is there, and all that it had to send has left.
    socket.on("free", () => {
      slot.message = undefined;
      slot.freeSince = performance.now();
      this.#free.push(slot);
    });
    // A request that has the socket hears of it too.
    socket.on("error", () => {
      this.#tlsSession = undefined;
    });
    socket.on("close", () => this.#slots.delete(slot));
    return slot;
  }

  #connect({ host, port }: Place): Socket {
    const way = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MILLISECONDS };
    if (!this.#settings.secure) return connectPlain(way);
    const session = this.#tlsSession === undefined ? {} : { session: this.#tlsSession };
    this.#secureContext ??= createSecureContext();
    const servername = isIP(host) === 0 ? host : "";
    const secureContext = this.#secureContext;
    const socket = connectSecure({ ...way, ...session, secureContext, servername, ALPNProtocols: ["http/1.1"] });
    // The next connections spare the server its certificate, and both of them most of the arithmetic.
    socket.on("session", (bytes) => {
      this.#tlsSession = bytes;
    });
    return socket;
  }
}
