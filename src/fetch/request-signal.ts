import type { Exchange } from "../semantics/index.ts";

/*
 * A Request that is given a signal costs twice to three times as much as one without, and few handlers read it. So the
 * signal is left out, and joined from both sides when someone looks: `signal` and `clone` of the request itself are
 * ours, and what `new Request(request)` and `fetch(request)` look at inside, the signal that every Request has, is
 * made to answer for the exchange's. Nothing global is touched: these are prototypes of our own for objects of our own.
 */

const exchangeKey = Symbol("exchange");

interface OfExchange {
  readonly [exchangeKey]: Exchange;
}

/** Gives `request` the signal of `exchange`, to be made when it is read. Answers the same object. */
export function followSignal(request: Request, exchange: Exchange): Request {
  requestPrototype ??= followingRequestPrototype();
  attach(request.signal, exchange, followingSignalPrototype);
  attach(request, exchange, requestPrototype);
  return request;
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
    const request = followSignal(new Request("http://localhost/"), { signal: controller.signal } as Exchange);
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

function attach(target: object, exchange: Exchange, prototype: object): void {
  (target as { [exchangeKey]: Exchange })[exchangeKey] = exchange;
  Object.setPrototypeOf(target, prototype);
}

/** Made with the first request: a platform may load all of fetch when its Request is first named. */
let requestPrototype: object | undefined;

/** Lies between a request and Request.prototype. */
function followingRequestPrototype(): object {
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
      writable: true,
      value: function clone(this: Request & OfExchange): Request {
        return followSignal(Request.prototype.clone.call(this), this[exchangeKey]);
      },
    },
  });
}

/** Lies between the signal inside a request and AbortSignal.prototype: whatever is asked, the exchange's answers. */
const followingSignalPrototype = Object.create(AbortSignal.prototype, {
  aborted: {
    configurable: true,
    get(this: OfExchange): boolean {
      return this[exchangeKey].signal.aborted;
    },
  },
  reason: {
    configurable: true,
    get(this: OfExchange): unknown {
      return this[exchangeKey].signal.reason;
    },
  },
  addEventListener: {
    configurable: true,
    value: function addEventListener(this: OfExchange, ...given: Parameters<AbortSignal["addEventListener"]>): void {
      this[exchangeKey].signal.addEventListener(...given);
    },
  },
  removeEventListener: {
    configurable: true,
    value: function removeEventListener(
      this: OfExchange,
      ...given: Parameters<AbortSignal["removeEventListener"]>
    ): void {
      this[exchangeKey].signal.removeEventListener(...given);
    },
  },
});
