import { Duration } from 'cdk8s';
import { IConstruct } from 'constructs';
import { refuse, show } from '../base/problem';

/** The time after which a Gateway stops waiting for an answer. */
export class MeshRequestTimeout {
  /** No timeout. The answer of an LLM may take minutes, and some Gateways time out after 15 seconds by default. */
  public static none(): MeshRequestTimeout {
    return new MeshRequestTimeout('0s');
  }

  /**
   * After a time.
   *
   * @param time how long the whole request may take; at least a millisecond
   */
  public static after(time: Duration): MeshRequestTimeout {
    return new MeshRequestTimeout(time);
  }

  /** The default of the Gateway. Use it for Gateways that do not support timeouts of routes. */
  public static ofGateway(): MeshRequestTimeout {
    return new MeshRequestTimeout();
  }

  private constructor(private readonly time?: string | Duration) {}

  /**
   * The field `timeouts` of a rule.
   *
   * @internal
   */
  public _timeouts(scope: IConstruct, prop: string): object | undefined {
    if (this.time === undefined) {
      return undefined;
    }
    return { request: typeof this.time === 'string' ? this.time : text(scope, prop, this.time) };
  }
}

/** A duration as the Gateway API takes it: at most five digits for each unit. */
function text(scope: IConstruct, prop: string, time: Duration): string {
  const milliseconds = time.toMilliseconds({ integral: false });
  const seconds = Math.floor(milliseconds / 1000);
  if (!Number.isInteger(milliseconds) || milliseconds < 1 || seconds > 99999) {
    refuse(scope, {
      given: `${prop} of ${show(milliseconds)} ms`,
      rule: 'a timeout is a whole number of milliseconds, from 1 ms to 99999 s',
      fix: 'Give another time, or MeshRequestTimeout.none() to wait for ever',
    });
  }
  const rest = milliseconds % 1000;
  return [...(seconds > 0 ? [`${seconds}s`] : []), ...(rest > 0 ? [`${rest}ms`] : [])].join('');
}
