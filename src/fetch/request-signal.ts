import type { Exchange } from "../semantics/index.ts";

/*
 * A Request that is given a signal costs twice to three times as much as one without, and few handlers read it. So the
 * signal is left out, and joined from both sides when someone looks: `signal` and `clone` of the request itself are
 * ours, and the signal inside it, which `new Request(request)` and `fetch(request)` listen to, passes its listeners on
 * to the exchange's. Nothing global is touched: this is a class of our own, and two properties of one object.
 */

const exchangeKey = Symbol("exchange");

interface OfExchange {
  readonly [exchangeKey]: Exchange;
}

type RequestConstructor = new (url: string, init: RequestInit | undefined, exchange: Exchange) => Request;

/** Made with the first request: a platform may load all of fetch when its Request is first named. */
let ExchangeRequest: RequestConstructor | undefined;

/** A Request with the signal of `exchange`, which is made when it is read. */
export function followingRequest(url: string, init: RequestInit | undefined, exchange: Exchange): Request {
  ExchangeRequest ??= exchangeRequestClass();
  return new ExchangeRequest(url, init, exchange);
}

function exchangeRequestClass(): RequestConstructor {
  const signalInside = Object.getOwnPropertyDescriptor(Request.prototype, "signal")!.get!;

  // To the types `signal` is a property; what a class may override is an accessor, which it is.
  class ExchangeRequest extends (Request as unknown as new (url: string, init?: RequestInit) => object) {
    // A private field and a class: giving each new object another prototype costs 4 µs more in a server.
    readonly #exchange: Exchange;

    constructor(url: string, init: RequestInit | undefined, exchange: Exchange) {
      super(url, init);
      this.#exchange = exchange;
      followInside(signalInside.call(this), exchange);
    }

    get signal(): AbortSignal {
      return this.#exchange.signal;
    }

    clone(): Request {
      return followingClone(Request.prototype.clone.call(this as unknown as Request), this.#exchange);
    }
  }
  Object.defineProperties(ExchangeRequest.prototype, {
    constructor: { value: Request },
    signal: { enumerable: true },
    clone: { enumerable: true },
  });
  return ExchangeRequest as unknown as RequestConstructor;
}

let clonePrototype: object | undefined;

/** A clone is the platform's, and gets the same members from a prototype: clones are few. */
function followingClone(clone: Request, exchange: Exchange): Request {
  clonePrototype ??= followingClonePrototype();
  followInside(clone.signal, exchange);
  Object.defineProperty(clone, exchangeKey, { value: exchange });
  return Object.setPrototypeOf(clone, clonePrototype);
}

/** Lies between a clone and Request.prototype. */
function followingClonePrototype(): object {
  return Object.create(Request.prototype, {
    signal: {
      configurable: true,
      enumerable: true,
      get(this: OfExchange): AbortSignal {
        return this[exchangeKey].signal;
      },
    },
    clone: {
      configurable: true,
      enumerable: true,
      writable: true,
      value: function clone(this: Request & OfExchange): Request {
        return followingClone(Request.prototype.clone.call(this), this[exchangeKey]);
      },
    },
  });
}

type InsideSignal = AbortSignal & { [exchangeKey]: Exchange };

function followInside(signal: AbortSignal, exchange: Exchange): void {
  (signal as InsideSignal)[exchangeKey] = exchange;
  signal.addEventListener = addListenerOfExchange;
}

function addListenerOfExchange(this: InsideSignal, ...given: Parameters<AbortSignal["addEventListener"]>): void {
  const signal = this[exchangeKey].signal;
  this.removeEventListener = removeListenerOfExchange;
  if (signal.aborted) callAtOnce(signal, given[0], given[1]);
  else signal.addEventListener(...given);
}

function removeListenerOfExchange(this: InsideSignal, ...given: Parameters<AbortSignal["removeEventListener"]>): void {
  this[exchangeKey].signal.removeEventListener(...given);
}

type Listener = Parameters<AbortSignal["addEventListener"]>[1] | null;

/** The signal inside never says itself that it is aborted: a copy made too late is told when it begins to listen. */
function callAtOnce(signal: AbortSignal, type: string, listener: Listener): void {
  if (type !== "abort" || listener === null) return;
  const event = new Event("abort");
  if (typeof listener === "function") listener.call(signal, event);
  else listener.handleEvent(event);
}

let isFollowed: boolean | undefined;

/** Whether a Request made from a following one is aborted with it: tried once, on whatever platform this is. */
export function isFollowedByCopies(): boolean {
  isFollowed ??= tryCopies();
  return isFollowed;
}

function tryCopies(): boolean {
  try {
    const controller = new AbortController();
    const request = followingRequest("http://localhost/", undefined, { signal: controller.signal } as Exchange);
    const before = [new Request(request), new Request(request.clone()), request.clone()];
    const reason = new Error("tried");
    const isEarly = before.some((copy) => copy.signal.aborted);
    controller.abort(reason);
    const all = [request, ...before, new Request(request), request.clone()];
    return !isEarly && all.every((copy) => copy.signal.aborted && copy.signal.reason === reason);
  } catch {
    return false;
  }
}
